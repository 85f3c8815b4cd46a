"""A pooled analysis is the mean over trials that differ, which is not the number of the middle trial."""

import numpy as np
import pytest
from test_validate_trials_predict import course, courses, request

from nemda.trial.deviation import NO_DEVIATION, Deviation
from nemda.trial.rows.reckon import NO_SHIFT, expected_of, number_of

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


def test_the_mean_over_trials_follows_the_curve_of_the_score():
    asked = pooled()
    found = expected_of(asked, courses(asked, course(0.5, 0.0)), NO_SHIFT, DIFFER, 0.0)[0]
    lift, sd = np.log(2.0), DIFFER.drug
    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    left = (weights * np.exp(-lift * np.exp(sd * nodes))).sum() / weights.sum()
    # 64 trials know a mean of changes, SD near 6 points, to 0.8; pairs on both sides leave far less of it
    assert found == pytest.approx(30 * (left - 1), abs=0.5)
    assert found != pytest.approx(-15, abs=0.02)


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
