"""The barrier, receptors, scenarios, mood, animals, and the way into the chain."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.errors import DataError
from nemda.experiment.definition import CoDrug
from nemda.magnesium.barrier import brain_course, gain
from nemda.magnesium.chain import SIGNAL, for_chain
from nemda.magnesium.day import read_day
from nemda.magnesium.ketamine import (
    bench_half_block,
    combination_index,
    current_left,
    ketamine_needed,
    order_effect,
)
from nemda.magnesium.mood import gad7_change, infusion_change, phq9_change
from nemda.magnesium.person import Person
from nemda.magnesium.plan import Drip, Plan
from nemda.magnesium.rodent import activity_regained, least_magnesium, works
from nemda.magnesium.run import run
from nemda.magnesium.scenarios import factors, scenario
from nemda.magnesium.synapse import open_share
from nemda.mechanism.catalog import all_parameters
from nemda.mechanism.chain import EXPERIMENT_DRIVES

FOOD = read_day("oats 60 g, almonds 30 g, spinach 100 g, mineral water 1 l")
DRIP = Plan("4 g", Person(), 1, FOOD, infusions=(Drip(1, 10.0, 1 / 3, 4.0),), infusion_model="lu2002")


def test_the_barrier_is_closed_by_default_and_the_other_reading_opens_it():
    found = run(DRIP)
    assert found.serum.max() > 1.5
    assert found.brain == pytest.approx(np.ones(found.brain.size), abs=1e-12)
    assert found.published_serum is not None
    opened = brain_course(found.course.time_h, found.serum, "optimistic")
    assert (gain("closed"), gain("optimistic")) == (0.0, 1.0)
    assert 1.01 < opened.max() < 1.2


def test_brain_follows_serum_exactly_where_it_is_a_step():
    time = np.linspace(0.0, 1000.0, 101)
    serum = np.where(time == 0, 0.85, 1.7)
    found = brain_course(time[1:], serum[1:], "optimistic")
    assert found == pytest.approx(2.0), "at rest with doubled serum from the first time on"
    rising = brain_course(np.array([0.0, 1e-9, 240.0]), np.array([0.85, 1.7, 1.7]), "optimistic")
    assert rising[-1] == pytest.approx(2 - np.exp(-1), rel=1e-6)


def test_pores_open_with_voltage_and_close_with_magnesium():
    assert open_share(1.0, -70.0) == pytest.approx(0.0445, abs=0.001)
    assert open_share(1.0, -20.0) > 10 * open_share(1.0, -70.0)
    assert open_share(0.8, -70.0) > open_share(1.0, -70.0)


def test_trauma_lowers_ionized_magnesium_for_days_and_ketamine_undoes_it_only_on_request():
    found = scenario("trauma")
    serum, brain = factors(found, np.array([0.0, 0.5, 24.0, 200.0]))
    assert 0.45 * serum == pytest.approx([0.45, 0.32, 0.32, 0.45], abs=0.001)
    assert brain[1] < 1
    assert scenario("trauma", ketamine_restores=True).serum == 1.0


def test_stress_raises_serum_and_lowers_the_brain_until_imipramine():
    found = scenario("stress")
    assert found.serum > 1 > found.brain
    assert scenario("stress", imipramine=True).brain == 1.0
    with pytest.raises(DataError, match="Unknown scenario"):
        scenario("flood")


def test_mood_has_two_readings_and_the_bound_is_that_of_the_trial():
    assert phq9_change(42 * 24, 248.0).value == 0.0
    bound = phq9_change(42 * 24, 248.0, "upper bound")
    # Six weeks are eight time constants: 0.03% is left.
    assert (bound.low, bound.value, bound.high) == pytest.approx((-7.9, -6.0, -4.2), rel=1e-3)
    assert gad7_change(42 * 24, 248.0, "upper bound") == pytest.approx(-4.5, rel=1e-3)
    assert phq9_change(14 * 24, 248.0, "upper bound").value < 0.9 * -6.0, "there within two weeks"
    assert phq9_change(0.5, 248.0, "upper bound").value > -0.05, "nothing within half an hour"
    assert phq9_change(42 * 24, 1000.0, "upper bound") == bound
    assert infusion_change(24.0) == 0.0


@given(st.floats(0.0, 50.0), st.floats(0.0, 5000.0))
def test_two_sites_block_at_least_as_much_as_one_pore(ketamine, magnesium):
    two, one = (current_left(ketamine, magnesium, "2a", reading) for reading in ("two sites", "one pore"))
    assert 0 < two <= one + 1e-12 <= 1 + 1e-12


def test_half_concentrations_and_superadditivity():
    for site, ketamine, magnesium in (("2a", 4.1, 416.0), ("2b", 3.0, 629.0)):
        assert current_left(ketamine, 0.0, site) == pytest.approx(0.5)
        assert current_left(0.0, magnesium, site) == pytest.approx(0.5)
        assert current_left(ketamine / 2, magnesium / 2, site, "one pore") == pytest.approx(0.5)
        assert current_left(ketamine / 2, magnesium / 2, site) < 0.5
    # sqrt(2) - 1 of each halves the current of two independent sites.
    assert combination_index() == pytest.approx(2 * (2**0.5 - 1))
    assert combination_index(reading="one pore") == 1.0
    assert current_left(2.0, 200.0) == pytest.approx(current_left(2.0, 0.0) * current_left(0.0, 200.0))


def test_the_bench_says_one_pore():
    # On the bench both hold the same pore: 1 mmol/L of magnesium raises the half block many times.
    assert bench_half_block("2a", 1.0) > 5 * bench_half_block("2a", 0.0)


def test_order_matters_in_rats():
    assert ketamine_needed("magnesium first").low > 1.0
    last = ketamine_needed("ketamine first")
    assert last.low <= 1.0 <= last.high, "additive within its interval"
    assert order_effect() == pytest.approx(1.8, rel=0.1)
    with pytest.raises(DataError, match="Unknown order"):
        ketamine_needed("both at once")


@pytest.mark.parametrize(("imipramine", "magnesium"), [(10.0, 5.0), (15.0, 10.0)])
def test_imipramine_and_magnesium_work_together_only(imipramine, magnesium):
    assert not works(imipramine, 0.0)
    assert not works(0.0, magnesium)
    assert works(imipramine, magnesium)
    assert activity_regained(imipramine, magnesium) <= 1


def test_magnesium_alone_works_from_its_least_dose():
    assert works(0.0, least_magnesium())
    assert not works(0.0, 0.99 * least_magnesium())
    assert least_magnesium(10.0) < 5.0


def test_a_plan_reaches_the_chain():
    link = for_chain(run(Plan("meals", Person(egfr_ml_min=30), 2, FOOD, scenario="stress")))
    assert set(link.changes) == {"serum_magnesium_level", "brain_magnesium_gain", "brain_magnesium_normal"}
    assert link.changes.keys() <= all_parameters().keys()
    assert link.changes["serum_magnesium_level"] > 0.95
    assert link.changes["brain_magnesium_normal"] == pytest.approx(0.9)
    assert link.steps == ()


def test_an_infusion_becomes_steps_of_a_drive_of_the_chain():
    steps = for_chain(run(DRIP)).steps
    assert SIGNAL in EXPERIMENT_DRIVES
    assert steps[0].start_h == 10.0
    assert max(step.level for step in steps) > 0.5
    held = [CoDrug(step.signal, step.level, step.start_h, step.stop_h) for step in steps]
    assert all(one.stop_h > one.start_h for one in held)
