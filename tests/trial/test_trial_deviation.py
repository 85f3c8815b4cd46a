"""A trial's deviations and the lift by its parts: what each moves, and that nothing is lost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from trial_pools import made_pools, made_trial, prepared

from nemda.engine.group import run_group
from nemda.engine.job import job_of
from nemda.people import people
from nemda.trial.conduct.replicate import World
from nemda.trial.deviation import LIFTED, MOST_SHARE, NAMES, NO_DEVIATION, Deviation, Lift, lift_of
from nemda.trial.replicates import ReplicateSettings, world_of
from nemda.trial.rows.course import Course, joined, madrs_of
from nemda.trial.rows.variation import Discrepancy, StudyEffect, Variation

ROUNDING = 1e-12
"""Of logs and exponentials of numbers near 1 in double precision, with a hundredfold margin."""
SHARES = st.floats(-0.3, 0.999)
"""Shares of symptoms taken away; a little below 0 where a drug makes mood worse."""
BESIDE = st.floats(0.0, 0.9)
PART = st.floats(0.0, 1.0)
PARTS = Lift(np.array([0.4]), np.array([0.3]), np.array([0.2]))


def values_of(drug: float, lasting: float, beside: float) -> dict[str, np.ndarray]:
    """Return simulated shares of one person at one time."""
    given_by_name = {"drug_share": drug, "lasting_share": lasting, "monoamine_share": beside}
    assert set(given_by_name) == set(LIFTED)
    return {name: np.array([[share]]) for name, share in given_by_name.items()}


@given(drug=SHARES, lasting=PART, beside=BESIDE)
def test_without_deviations_the_simulated_share_comes_back(drug: float, lasting: float, beside: float):
    lift = lift_of(values_of(drug, lasting, beside))
    assert -np.expm1(-lift.under(NO_DEVIATION)) == pytest.approx(drug, abs=ROUNDING)


@given(drug=SHARES, lasting=PART, beside=BESIDE)
def test_the_parts_sum_to_the_whole_lift(drug: float, lasting: float, beside: float):
    lift = lift_of(values_of(drug, lasting, beside))
    assert sum(lift) == pytest.approx(-np.log1p(-drug), abs=ROUNDING)
    assert lift.beside == pytest.approx(-np.log1p(-beside), abs=ROUNDING)
    # of what is not beside, the share that lasts is as simulated
    assert lift.lasting == pytest.approx(lasting * (lift.fast + lift.lasting), abs=ROUNDING)


@given(by=st.floats(-2, 2))
def test_the_deviation_of_what_lasts_moves_nothing_else(by: float):
    lift = Lift(
        np.array([0.5, 0.0, 0.5, 0.0]), np.array([0.0, 0.5, 0.5, 0.0]), np.array([0.1, 0.1, 0.1, 0.1])
    )
    moved = lift.under(Deviation(0.0, by, 0.0)) - lift.under(NO_DEVIATION)
    assert moved == pytest.approx(lift.lasting * np.expm1(by), abs=ROUNDING)
    assert moved[[0, 3]].tolist() == [0.0, 0.0]


@given(by=st.floats(-2, 2))
def test_the_deviation_of_the_drug_leaves_an_antidepressant_of_both_arms_alone(by: float):
    control = Lift(np.zeros(1), np.zeros(1), np.array([0.7]))
    own = Deviation(by, -by, 0.0)
    assert np.array_equal(control.under(own), control.under(NO_DEVIATION))
    # between arms that both get it, it cancels whatever the trial's deviations are
    both = Lift(PARTS.fast, PARTS.lasting, control.beside)
    alone = Lift(PARTS.fast, PARTS.lasting, np.zeros(1))
    assert both.under(own) - control.under(own) == pytest.approx(alone.under(own), abs=ROUNDING)


@given(effect=st.floats(0, 2), drug=st.floats(-1, 1), lasting=st.floats(-1, 1))
def test_an_effect_scales_all_parts(effect: float, drug: float, lasting: float):
    own = Deviation(drug, lasting, 0.1)
    assert PARTS.under(own, effect) == pytest.approx(effect * PARTS.under(own), abs=ROUNDING)
    assert PARTS.under(own, 0.0) == 0


def test_the_deviation_of_the_drug_scales_both_of_its_parts():
    found = PARTS.under(Deviation(np.log(2.0), np.log(3.0), 0.5))
    # 2 (fast + 3 lasting) + beside; what all arms lose is no lift
    assert found == pytest.approx(2 * (0.4 + 3 * 0.3) + 0.2, abs=ROUNDING)


def test_the_parts_of_a_simulated_lift_are_those_of_its_share():
    group = people("trd", n=12, seed=4)
    job = job_of(
        "0.5 mg/kg ketamine iv over 40 min and 10 mg escitalopram oral daily for 2 weeks", group, 2.0
    )
    values = run_group(job, group).values
    without = 1 - (1 - values["drug_share"]) / (1 - values["monoamine_share"])
    lift = lift_of(values)
    # shares near 0 in double precision
    assert -np.expm1(-(lift.fast + lift.lasting)) == pytest.approx(without, abs=1e-12)
    assert lift.beside[:, -1].min() > 0
    assert lift.lasting[:, -1].mean() > 0


@pytest.mark.parametrize("whole", [1.0, 1.0 + 1e-9, MOST_SHARE])
def test_a_drug_that_takes_everything_away_has_a_finite_lift(whole: float):
    lift = lift_of(values_of(whole, 0.4, 0.0))
    # 1 - MOST_SHARE is 1e-9 in double precision to 1e-7 of it
    assert sum(lift) == pytest.approx(np.log(1e9), rel=1e-6)
    assert lift.lasting / sum(lift) == pytest.approx(0.4)
    everything_beside = lift_of(values_of(whole, 0.4, whole))
    assert np.isfinite(np.concatenate(everything_beside)).all()
    assert everything_beside.under(Deviation(1.0, 1.0, 0.0)) == pytest.approx(np.log(1e9), rel=1e-6)


def test_one_deviation_of_each_draw_meets_every_person_and_look():
    lift = Lift(*(np.full((5, 3), each) for each in (0.4, 0.3, 0.2)))
    draws = Deviation(*(np.array(each)[:, None, None] for each in ([0.0, 1.0], [0.0, -1.0], [0.0, 0.0])))
    found = lift.under(draws)
    assert found.shape == (2, 5, 3)
    assert found[0] == pytest.approx(0.9)
    assert found[1] == pytest.approx(np.e * 0.4 + 0.3 + 0.2)


def test_a_part_keeps_what_belongs_together():
    lift = Lift(*(np.arange(6.0).reshape(2, 3) + 10 * place for place in range(3)))
    part = lift.part(slice(None), [2, 0])
    assert [each.tolist() for each in part] == [
        [[2.0, 0.0], [5.0, 3.0]],
        [[12.0, 10.0], [15.0, 13.0]],
        [[22.0, 20.0], [25.0, 23.0]],
    ]


def test_the_score_is_what_the_lift_and_everything_else_leave():
    own = Deviation(0.2, -0.3, 0.05)
    left = np.exp(-(np.exp(0.2) * (0.4 + np.exp(-0.3) * 0.3) + 0.2)) * (1 - 0.1 - 0.05)
    assert madrs_of(PARTS, np.array([0.1]), np.array([30.0]), own) == pytest.approx(30 * left, abs=1e-10)
    assert madrs_of(PARTS, np.array([0.1]), np.array([59.0]), Deviation(-9.0, 0.0, -0.9)) == 60
    assert madrs_of(PARTS, np.array([0.1]), np.array([59.0]), Deviation(0.0, 0.0, 0.95)) == 0


def course(lift: float, size: int = 2) -> Course:
    """Return people who differ in everything that a course tells of them."""
    rows = np.arange(size * 2.0).reshape(size, 2) / 100
    parts = Lift(lift + rows, lift / 2 + rows, lift / 4 + rows)
    each = np.arange(float(size))
    return Course(np.array([0.0, 24.0]), parts, rows, 30 + each, each, 25 + each, rows)


def test_courses_are_joined_and_chosen_from_with_all_parts_of_the_lift():
    first, second = course(0.4), course(0.8, 3)
    whole = joined([first, second])
    assert [each.shape for each in whole.lift] == [(5, 2)] * 3
    again = whole.of(np.array([2, 3, 4]))
    assert all(np.array_equal(a, b) for a, b in zip(again.lift, second.lift, strict=True))
    assert all(np.array_equal(a, b) for a, b in zip(again[2:], second[2:], strict=True))
    twice = whole.of(np.array([1, 1]))
    assert all(np.array_equal(each[0], each[1]) for each in twice.lift)


EFFECT = StudyEffect(Deviation(0.1, -0.2, 0.03), Deviation(0.4, 0.3, 0.05))


def test_a_study_is_drawn_from_its_own_deviations_and_their_errors():
    normal = np.array([1.0, -1.0, 2.0])
    assert EFFECT.drawn(np.zeros(3)) == pytest.approx(EFFECT.own)
    assert EFFECT.drawn(normal) == pytest.approx((0.5, -0.5, 0.13))
    # the mean of four trials moves by half as much, about the same middle
    assert EFFECT.drawn(normal, 4) == pytest.approx((0.3, -0.35, 0.08))


def test_draws_of_a_study_have_its_errors_as_spread():
    normal = np.random.default_rng(8).standard_normal((3, 20_000))
    for trials in (1, 9):
        found = EFFECT.drawn(normal, trials)
        for name, drawn, middle, error in zip(NAMES, found, EFFECT.own, EFFECT.error, strict=True):
            # 20 000 draws know a standard deviation to 0.5%, a mean to 0.7% of it; four of them
            assert drawn.std() == pytest.approx(error / np.sqrt(trials), rel=0.02), name
            assert drawn.mean() == pytest.approx(middle, abs=0.03 * error), name


def test_fixed_deviations_are_the_same_in_every_draw():
    found = EFFECT.fixed(4)
    assert [each.tolist() for each in found] == [[0.1] * 4, [-0.2] * 4, [0.03] * 4]
    assert [each.tolist() for each in EFFECT.fixed()] == [[0.1], [-0.2], [0.03]]


def test_a_study_that_nobody_has_seen_differs_by_the_whole_spread_about_nothing():
    variation = Variation(
        Deviation(0.4, 0.3, 0.05), 0.0, Discrepancy(1.0, 4.0, 0.2), {"seen2030": EFFECT}, ()
    )
    new = StudyEffect(NO_DEVIATION, variation.sd)
    assert variation.effect_of("seen2030", known=True) == EFFECT
    assert variation.effect_of("seen2030", known=False) == new
    assert variation.effect_of("new2031", known=True) == new


def test_each_deviation_of_a_trial_reaches_the_scores_of_its_people():
    pool = made_pools(made_trial())["ketamine"]
    some, looks = np.arange(50), np.array([1])
    lasting = Lift(pool.lift.beside, pool.lift.fast, pool.lift.beside)

    def mean(of, **own: float) -> float:
        return float(of.madrs(some, looks, own=NO_DEVIATION._replace(**own)).mean())

    usual = mean(pool)
    assert mean(pool, drug=0.5) < usual
    assert mean(pool, other=0.1) < usual
    assert mean(pool, lasting=0.5) == usual  # nothing of this lift lasts
    held = replace(pool, lift=lasting)
    assert mean(held) == usual
    assert mean(held, lasting=0.5) == mean(held, drug=0.5) == pytest.approx(mean(pool, drug=0.5))


def test_the_world_of_a_replicate_is_drawn_about_the_deviations_of_its_study():
    settings = ReplicateSettings()
    ready = prepared(made_trial())._replace(effect=EFFECT)
    normal = np.random.default_rng(3).normal(0.0, 1.0, 3)
    world = world_of(settings, ready, np.random.default_rng(3))
    assert world.effect == 1.0
    assert world.own == pytest.approx(EFFECT.drawn(normal))
    alone = settings._replace(between_trials=False)
    assert world_of(alone, ready, np.random.default_rng(3)) == World()
