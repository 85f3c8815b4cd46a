"""A pooled analysis is the mean over trials that differ, which is not the number of the middle trial."""

import numpy as np
import pytest
from test_validate_trials_predict import course, courses, request

from nemda.trial.deviation import NO_DEVIATION, Deviation
from nemda.trial.rows.reckon import NO_SHIFT, expected_of, expected_spread_of, number_of, spread_of

DIFFER = Deviation(drug=0.6, lasting=0.0, other=0.05)


def pooled(**cells):
    return request(**cells)._replace(trials=9)


def test_a_single_trial_is_the_middle_one():
    asked = request()
    made = courses(asked, course(0.5, 0.1))
    assert expected_of(asked, made, NO_SHIFT, DIFFER, 0.0) == number_of(asked, made)


def test_trials_that_do_not_differ_are_all_the_middle_one():
    asked = pooled()
    made = courses(asked, course(0.5, 0.1))
    found = expected_of(asked, made, NO_SHIFT, NO_DEVIATION, 0.0)
    assert found == pytest.approx(number_of(asked, made), abs=1e-12)


@pytest.mark.parametrize("name", ["drug", "lasting"])
def test_the_mean_over_trials_follows_the_curve_of_the_score(name):
    asked = pooled()
    made = course(0.5, 0.0)
    if name == "lasting":
        made = made._replace(lift=made.lift._replace(fast=made.lift.lasting, lasting=made.lift.fast))
    differ = NO_DEVIATION._replace(**{name: 0.6})
    found = expected_of(asked, courses(asked, made), NO_SHIFT, differ, 0.0)[0]
    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    # what nine trials have in common is in the pool's own deviations: they differ by 8/9 of the variance
    left = (weights * np.exp(-np.log(2.0) * np.exp(0.6 * np.sqrt(8 / 9) * nodes))).sum() / weights.sum()
    # five nodes are exact to the ninth power of a deviation; what is left here is below 0.01 points
    assert found == pytest.approx(30 * (left - 1), abs=0.01)
    assert abs(found + 15) > 0.1  # which is not the middle trial


def test_trials_that_hold_nobody_the_row_counts_are_left_out():
    asked = pooled(arm="ketamine responders")
    made = courses(asked, course(0.5, 0.02))
    differ = DIFFER._replace(drug=1.5)  # in some trials nobody responds
    found = expected_of(asked, made, NO_SHIFT, differ, 0.0)[0]
    assert np.isfinite(found)
    assert found < -15


def test_the_spread_of_a_pool_holds_that_between_its_trials():
    asked = pooled()
    made = courses(asked, course(0.5, 0.1, spread=0.1))
    inside = spread_of(asked, made)[0]
    assert expected_spread_of(asked, made, NO_SHIFT, NO_DEVIATION)[0] == pytest.approx(inside, rel=1e-12)
    differ = NO_DEVIATION._replace(other=0.1)  # straight in the score, so that variances add
    whole = expected_spread_of(asked, made, NO_SHIFT, differ)[0]
    assert whole == pytest.approx(np.hypot(inside, 0.5 * 30 * 0.1 * np.sqrt(8 / 9)), rel=1e-6)
    assert expected_spread_of(asked._replace(trials=1), made, NO_SHIFT, differ)[0] == inside


def test_each_draw_of_a_pool_has_trials_of_its_own_center():
    asked = pooled()
    made = courses(asked, course(0.5, 0.1))
    centers = Deviation(np.array([-0.5, 0.0, 0.5]), np.zeros(3), np.zeros(3))
    found = expected_of(asked, made, centers, DIFFER, 0.0)
    alone = [
        expected_of(asked, made, Deviation(*(each[i : i + 1] for each in centers)), DIFFER, 0.0)[0]
        for i in range(3)
    ]
    assert found == pytest.approx(alone, abs=1e-12)
    assert (np.diff(found) < 0).all()


def test_ratios_of_a_pool_stay_those_of_the_middle_trial():
    asked = pooled(arm="ketamine_vs_saline", quantity="odds_ratio", unit="OR", value="3")
    made = courses(asked, course(0.5, 0.1, spread=0.3), course(0.1, 0.1, spread=0.3))
    assert expected_of(asked, made, NO_SHIFT, DIFFER, 0.0) == number_of(asked, made)
