"""The terms of the mood score: power of the lift, crisis, course of weeks, what is known of a treatment."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.engine.group import run_group
from nemda.engine.job import job_of
from nemda.mechanism.mood import FLOOR, felt_lift
from nemda.people import people

PEOPLE = people("trd", n=20, seed=4)


@given(lift=st.floats(-3, 3), exponent=st.floats(0.2, 2))
def test_the_felt_lift_is_odd_and_zero_at_zero(lift, exponent):
    assert felt_lift(-lift, exponent) == pytest.approx(-felt_lift(lift, exponent))
    assert felt_lift(0.0, exponent) == 0


@given(lift=st.floats(0.1, 3), exponent=st.floats(0.2, 2))
def test_far_from_the_floor_it_is_the_power(lift, exponent):
    # the floor changes the square by (floor / lift)^2, at most 1e-4
    assert felt_lift(lift, exponent) == pytest.approx(lift**exponent, rel=2 * (FLOOR / 0.1) ** 2)


def course(sentence="saline iv over 40 min", **changes):
    return (
        run_group(job_of(sentence, PEOPLE, 2.0, changes=changes), PEOPLE).values["madrs_change"].mean(axis=0)
    )


def test_a_crisis_eases_in_every_arm():
    # drift and care are the same; the crisis adds its gain of the baseline
    assert course(crisis=1.0)[-1] < course()[-1] - 1


def test_depression_that_is_not_resistant_improves_further_over_weeks():
    calm, free = course(), course(nonresistance=1.0)
    assert free[-1] - calm[-1] < 4 * (free[1] - calm[1]) < 0


def test_knowing_the_treatment_raises_expectancy_without_any_drug():
    assert course(treatment_known=1.0)[3] < course()[3]


def test_with_the_blind_perfect_midazolam_is_as_saline():
    midazolam = course("0.045 mg/kg midazolam iv over 40 min", unblinding_switch=0.0)
    assert midazolam == pytest.approx(course(unblinding_switch=0.0), abs=1e-6)


def test_mood_gives_up_slower_where_its_fall_takes_longer():
    dose = "0.5 mg/kg ketamine iv over 40 min"
    quick, slow = course(dose, mood_fall_time=20.0), course(dose, mood_fall_time=2000.0)
    assert slow[-1] < quick[-1]
    # rising is the same: the first hours do not differ
    assert np.abs(slow[:5] - quick[:5]).max() < 0.3
