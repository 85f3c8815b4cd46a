"""The terms of the mood score: power of the lift, crisis, course of weeks, what is known of a treatment."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.engine.group import run_group
from nemda.engine.job import job_of
from nemda.mechanism.mood import (
    FELT,
    FLOOR,
    LEAST_LIFT,
    Felt,
    Parameters,
    felt_lift,
    held_lift,
    lasting_share,
    lifted_share,
)
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


@given(lift=st.floats(-3, 3), saturation=st.floats(0, 5))
def test_a_larger_lift_is_held_more_but_less_than_in_proportion(lift, saturation):
    felt = Felt(saturation=saturation)
    assert abs(held_lift(2 * lift, felt)) >= abs(held_lift(lift, felt))
    # equal where nothing saturates; 1e-12 is rounding
    assert abs(held_lift(2 * lift, felt)) <= 2 * abs(held_lift(lift, felt)) + 1e-12
    assert held_lift(-lift, felt) == pytest.approx(-held_lift(lift, felt))


def test_even_the_best_answer_leaves_what_the_ceiling_does_not_reach():
    assert lifted_share(50.0, 10.0, Felt(ceiling=0.8)) == pytest.approx(0.8)
    assert lifted_share(0.0, 10.0, Felt(ceiling=0.8)) == 0
    assert lifted_share(0.5, 1.2, Felt()) == pytest.approx(1 - np.exp(-0.6), rel=1e-5)  # floor 1e-3 of 0.5


@given(fast=st.floats(-2, 2), slow=st.floats(-2, 2))
def test_the_share_that_lasts_is_a_share_whatever_the_signs(fast, slow):
    share = lasting_share(np.array([fast]), np.array([slow]))[0]
    assert 0 <= share <= 1  # so it is a number: no comparison holds for NaN
    if slow <= 0 or max(fast, 0.0) + slow <= LEAST_LIFT:
        assert share == 0  # nothing lasts, or the lift is rounding
    elif fast <= 0:
        assert share == 1
    else:
        assert share == pytest.approx(slow / (fast + slow))


def test_of_no_lift_nothing_lasts_and_shapes_are_kept():
    fast, slow = np.array([[0.0, 0.2, -0.1], [0.0, 0.3, 0.1]]), np.array([[0.0, 0.0, -0.1], [0.4, 0.1, -0.1]])
    assert lasting_share(fast, slow) == pytest.approx(np.array([[0.0, 0.0, 0.0], [1.0, 0.25, 0.0]]))


def test_after_one_dose_ever_more_of_what_is_left_rests_on_regained_connectivity():
    def lasting(sentence, **changes):
        found = run_group(job_of(sentence, PEOPLE, 2.0, changes=changes, visits_h=(2.0, 336.0)), PEOPLE)
        return found.values["lasting_share"][:, np.searchsorted(found.time_h, (2.0, 24.0, 168.0, 336.0))]

    infusion = "0.5 mg/kg ketamine iv over 40 min"
    share = lasting(infusion)
    assert ((share >= 0) & (share <= 1)).all()
    assert (np.diff(share.mean(axis=0)) > 0).all()
    # spines have not grown at 2 h; after two weeks the fast lift, which halves within days, is gone
    assert share[:, 0].mean() < 0.2
    assert share[:, -1].mean() > 0.5
    assert lasting(infusion, slow_mood_gain=0.0).max() == 0


def test_what_a_lift_needs_are_parameters_of_mood_in_their_order():
    assert set(FELT) <= set(Parameters._fields)
    assert [name.rpartition("_")[2] for name in FELT] == list(Felt._fields)


def test_recovery_without_drug_comes_to_a_few_people_and_not_evenly():
    many = people("trd", n=150, seed=6)

    def left(**changes):
        found = run_group(job_of("saline iv over 40 min", many, 4.0, changes=changes), many).values
        return (1 - found["expectancy_share"] - found["natural_share"])[:, -1]

    recovered = 1 - left() / left(slow_course_gain=0.0)
    # in four weeks most resistant people have hardly begun, and some have lost most of their symptoms
    assert np.median(recovered) < 0.5 * recovered.mean()
    assert recovered.max() > 0.5
    assert recovered.min() >= -1e-9  # rounding


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


def test_a_slow_antidepressant_holds_what_ketamine_gave_without_changing_its_peak():
    def lift(hold):
        job = job_of(
            "0.5 mg/kg ketamine iv over 40 min and 10 mg escitalopram oral daily for 4 weeks", PEOPLE, 4.0,
            changes={"antidepressant_hold": hold},
        )  # fmt: skip
        values = run_group(job, PEOPLE).values["mood_slow"]
        return (values - values[:, :1]).mean(axis=0)

    free, held = lift(0.0), lift(10.0)
    # the adaptation has hardly begun when mood is best, and is more than half there at the end
    assert held.max() == pytest.approx(free.max(), rel=0.05)
    assert held[-1] > 2 * free[-1] > 0


def test_without_an_antidepressant_there_is_nothing_to_hold_with():
    def end(**changes):
        return course("0.5 mg/kg ketamine iv over 40 min", **changes)

    assert np.array_equal(end(antidepressant_hold=0.0), end(antidepressant_hold=10.0))
