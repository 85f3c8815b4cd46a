"""Kidney, pools and courses: balance, conservation, half-times, kidneys that fail."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemda.errors import DataError
from nemda.magnesium.absorption import absorbed_daily
from nemda.magnesium.course import Infusion, Uptake, balanced_serum, course
from nemda.magnesium.kidney import (
    excretion,
    filtration,
    fractional_excretion,
    serum_in_balance,
    threshold,
)
from nemda.magnesium.person import Person
from nemda.magnesium.pools import apparent_volume, pools, slow_half_time
from nemda.magnesium.stoichiometry import MG_PER_MMOL

USUAL = float(absorbed_daily(326.0))
DOSE = 4000 * 0.0986
"""4 g of sulfate, as mg of magnesium."""


@pytest.mark.parametrize("intake_mg", [150, 237, 326, 420, 600])
@pytest.mark.parametrize("egfr", [80, 100, 120])
def test_serum_stays_in_its_range_over_normal_intake(intake_mg, egfr):
    assert 0.75 <= balanced_serum(Person(egfr_ml_min=egfr), float(absorbed_daily(intake_mg))) <= 0.95


def test_a_day_of_meals_and_a_supplement_stays_in_range():
    meals = [Uptake(time, 40.0) for time in (8.0, 13.0, 19.0)] + [Uptake(22.0, 49.0)]
    found = course(Person(), 24.0, meals, usual_absorbed_mg_day=120.0)
    assert 0.75 <= found.serum.min() <= found.serum.max() <= 0.95


def test_urine_and_filtered_share_are_those_of_texts():
    serum = balanced_serum(Person(), USUAL)
    # 120 mg a day (NIH), 5 to 20% of the filtered load (Barnard).
    assert pytest.approx(120, rel=0.1) == USUAL
    assert 0.05 <= fractional_excretion(serum, filtration(100.0)) <= 0.20


def test_a_failing_kidney_raises_serum():
    serum = [balanced_serum(Person(egfr_ml_min=egfr), USUAL) for egfr in (100, 60, 30, 15)]
    assert serum == sorted(serum)
    assert serum[1] < 0.95 < serum[2] < serum[3]


@given(st.floats(0.001, 2.0), st.floats(0.5, 8.0))
def test_balance_inverts_excretion(absorbed_mmol_h, filtered):
    serum = serum_in_balance(absorbed_mmol_h, filtered)
    assert excretion(serum, filtered) == pytest.approx(absorbed_mmol_h, rel=1e-6)
    assert excretion(threshold() - 0.3, filtered) < 1e-3


@settings(max_examples=10)
@given(st.floats(10.0, 150.0), st.floats(15.0, 130.0), st.floats(40.0, 120.0))
def test_nothing_appears_or_vanishes(meal_mg, egfr, weight):
    person = Person(egfr_ml_min=egfr, weight_kg=weight)
    found = course(
        person, 12.0, [Uptake(1.05, meal_mg)], [Infusion(2.0, 2.5, 300.0)], usual_absorbed_mg_day=100.0
    )
    kept = found.body_mg - found.body_mg[0]
    # Every flow is an entry of two states, so only rounding is left (25 g in double precision).
    assert kept == pytest.approx(found.absorbed + found.infused - found.excreted, abs=1e-6)


def test_rest_is_exact():
    found = course(Person(), 240.0, usual_absorbed_mg_day=USUAL, steady_absorbed_mg_day=USUAL, step_h=0.5)
    assert found.serum == pytest.approx(np.full(found.serum.size, found.serum[0]), abs=1e-12)


def test_steps_are_short_enough():
    doses = [Infusion(0.0, 1 / 3, DOSE)]
    coarse, fine = (
        course(
            Person(), 8.0, (), doses, usual_absorbed_mg_day=USUAL, steady_absorbed_mg_day=USUAL, step_h=step
        )
        for step in (0.1, 0.01)
    )
    assert coarse.serum[-1] == pytest.approx(fine.serum[-1], rel=1e-5)
    assert coarse.excreted[-1] == pytest.approx(fine.excreted[-1], rel=1e-5)


def test_ninety_percent_of_a_dose_is_in_urine_after_a_day():
    found = course(
        Person(),
        24.0,
        (),
        [Infusion(0.0, 1 / 3, DOSE)],
        usual_absorbed_mg_day=USUAL,
        steady_absorbed_mg_day=USUAL,
    )
    assert (found.excreted[-1] - USUAL) / DOSE == pytest.approx(0.90, abs=0.02)


def test_a_dose_spreads_over_the_published_volume():
    assert 0.25 <= apparent_volume(pools(70.0)) / 70.0 <= 0.442


def test_pools_add_up_and_turn_over_as_in_tracer_studies():
    body = pools(70.0)
    whole = (body.amounts.sum() + body.extracellular_volume * 0.85) * MG_PER_MMOL
    assert whole == pytest.approx(25_000)
    half_times = np.log(2) / body.rates
    assert half_times[:3] == pytest.approx([1.0, 3.0, 25.0])
    assert 0 < 24 * body.rates[3] <= 0.02


def test_stores_follow_a_diet_over_weeks_and_serum_over_days():
    person, body = Person(), pools(70.0)
    slope = 100 * float(excretion(0.8815, filtration(100.0)) - excretion(0.8715, filtration(100.0)))
    half_d = slow_half_time(body, slope) / 24
    assert 7 <= half_d <= 91, "weeks (magnesium-28 in people: below 2% a day)"
    found = course(
        person, 180 * 24.0, usual_absorbed_mg_day=USUAL, steady_absorbed_mg_day=0.4 * USUAL, step_h=0.5
    )
    fall = (found.serum[0] - found.serum) / (found.serum[0] - found.serum[-1])
    assert np.interp(24 * 7, found.time_h, fall) > 0.9, "serum is there within a week"
    lost = found.body_mg[0] - found.body_mg
    # The linear half-time is that of the last mode; the two quick ones come first.
    measured = float(np.interp(lost[-1] / 2, lost, found.time_h)) / 24
    assert 0.3 * half_d < measured < 1.1 * half_d


def test_loading_is_the_mirror_of_deficiency():
    up, down = (
        course(
            Person(),
            60 * 24.0,
            usual_absorbed_mg_day=USUAL,
            steady_absorbed_mg_day=factor * USUAL,
            step_h=0.5,
        )
        for factor in (1.2, 0.8)
    )
    gained, lost = up.body_mg[-1] - up.body_mg[0], down.body_mg[0] - down.body_mg[-1]
    assert gained > 0
    # The tubules grow steeper with serum, so loading stores a little less than deficiency takes.
    assert 0.6 * lost < gained < lost


@pytest.mark.parametrize(
    ("meals", "drips"),
    [
        ([Uptake(30.0, 10.0)], []),
        ([Uptake(1.0, -1.0)], []),
        ([], [Infusion(2.0, 1.0, 5.0)]),
        ([], [Infusion(0, 1, -5)]),
    ],
)
def test_what_makes_no_sense_is_refused(meals, drips):
    with pytest.raises(DataError):
        course(Person(), 24.0, meals, drips, usual_absorbed_mg_day=100.0)
    with pytest.raises(DataError, match="No balance"):
        balanced_serum(Person(), 0.0)
