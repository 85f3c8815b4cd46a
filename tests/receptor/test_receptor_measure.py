"""Readings of a recording: exact modes against runs, fits against known curves, exact counts of openings."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.errors import ReceptorError
from nemda.evidence.citations import find_citation
from nemda.receptor.experiment.grid import decade_times
from nemda.receptor.measure.calcium import (
    calcium_current_pa,
    calcium_fraction,
    calcium_ions,
    permeability_of_fraction,
)
from nemda.receptor.measure.current import course_current_pa
from nemda.receptor.measure.exponentials import fit_exponentials
from nemda.receptor.measure.modes import relaxation
from nemda.receptor.measure.occupancy import occupancy_by_drug, occupancy_by_state
from nemda.receptor.measure.openings import openings, steady_openings
from nemda.receptor.measure.shape import area, peak, rise_time_s, steady_over_peak, time_to_peak_s
from nemda.receptor.measure.unitary import currents_table, unitary
from nemda.receptor.preparation.prepare import prepare
from nemda.receptor.preparation.run import run
from nemda.receptor.preparation.steady import steady_open_probability, steady_state
from nemda.receptor.protocol.builders import hold, jump
from nemda.receptor.scheme.library import load_scheme, scheme_names
from nemda.receptor.solve.conditions import conditions

GLUTAMATE = {"glutamate": 1000.0}


@pytest.mark.parametrize("receptor", ["nmda.2a", "nmda.2b", "nmda.fast", "ampa", "gabaa", "nachr.alpha7"])
def test_modes_add_up_to_the_exact_course(receptor):
    preparation = prepare(receptor)
    levels = {preparation.scheme.agonist: 300.0}
    loaded = run(preparation, hold(0.01, -70.0, levels)).final[0]
    times = np.linspace(0.0, 1.0, 50)
    course = run(preparation, hold(1.0, -70.0, {}), times, loaded)
    found = relaxation(preparation, conditions(-70.0, {}), loaded).at(times)
    # Eigenvectors of stiff schemes lose some digits; rates span five orders of magnitude.
    assert found == pytest.approx(course.open_probability[0], abs=1e-8)


def test_modes_of_a_blocked_receptor_end_at_its_steady_state():
    preparation = prepare("nmda.2a", ["ketamine"])
    levels = {**GLUTAMATE, "ketamine": 2.0, "magnesium": 500.0}
    start = steady_state(preparation, -70.0, GLUTAMATE)
    found = relaxation(preparation, conditions(-70.0, levels), start)
    assert found.end == pytest.approx(float(steady_open_probability(preparation, -70.0, levels)), rel=1e-8)
    assert found.share_faster_than(found.time_constant_s[0] * 2) == pytest.approx(1.0)
    assert found.time_constant_s[-1] < found.weighted_s < found.time_constant_s[0]


@given(
    fast=st.floats(0.01, 0.1), ratio=st.floats(8.0, 30.0), share=st.floats(0.2, 0.8), end=st.floats(0.0, 2.0)
)
def test_two_exponentials_are_found_again(fast, ratio, share, end):
    times = np.linspace(0.0, 4 * fast * ratio, 1500)
    curve = end + share * np.exp(-times / fast) + (1 - share) * np.exp(-times / (fast * ratio))
    found = fit_exponentials(times, curve, 2)
    # No noise: the search stops at its own tolerance of 1e-8 in the sum of squares.
    assert found.time_constant_s == pytest.approx([fast, fast * ratio], rel=1e-3)
    assert found.share == pytest.approx([share, 1 - share], abs=1e-3)
    assert found.end == pytest.approx(end, abs=1e-3)
    assert found.weighted_s == pytest.approx(share * fast + (1 - share) * fast * ratio, rel=1e-3)


def test_a_known_end_is_kept_and_too_few_samples_are_refused():
    times = np.linspace(0.0, 0.5, 100)
    found = fit_exponentials(times, 0.3 * np.exp(-times), 1, end=0.0)
    assert found.end == 0.0
    assert found.time_constant_s[0] == pytest.approx(1.0, rel=1e-4)
    with pytest.raises(ReceptorError, match="samples"):
        fit_exponentials(times[:5], np.ones(5), 2)


@pytest.mark.parametrize("receptor", ["nmda.2a", "nmda.2b", "gabaa"])
def test_open_time_per_pulse_is_the_area_of_the_response(receptor):
    preparation = prepare(receptor)
    protocol = hold(1e-3, -70.0, {preparation.scheme.agonist: 1000.0}) + hold(1.0, -70.0, {})
    found = openings(preparation, protocol)
    times = np.unique(np.concatenate([decade_times(1e-3, 1, 100), 1e-3 + decade_times(1.0, 5, 400)]))
    course = run(preparation, protocol, times)
    # Trapezoids over 2600 points.
    assert area(times, course.open_probability)[0] == pytest.approx(found.open_time_s, rel=1e-4)
    assert 0 < found.chance < 1
    assert found.number >= found.chance
    assert found.mean_open_time_s == pytest.approx(found.open_time_s / found.number)


def test_mean_open_time_is_the_inverse_of_the_exit_rates_and_falls_with_a_blocker():
    preparation = prepare("nmda.2a", ["ketamine"])
    plain = steady_openings(preparation, conditions(-70.0, GLUTAMATE))
    # One open state with two exits, 174 and 178 per second.
    assert plain.mean_open_time_s == pytest.approx(1 / (174.0 + 178.0))
    assert plain.frequency_hz * (plain.mean_open_time_s + plain.mean_shut_time_s) == pytest.approx(1.0)
    blocked = steady_openings(preparation, conditions(-70.0, {**GLUTAMATE, "ketamine": 10.0}))
    entry = preparation.scheme.constants["ketamine.association"].value * 10.0
    assert blocked.mean_open_time_s == pytest.approx(1 / (174.0 + 178.0 + entry))
    assert blocked.frequency_hz < plain.frequency_hz
    silent = steady_openings(preparation, conditions(-70.0, {}))
    assert silent.frequency_hz == 0


def test_shape_of_a_response():
    times = np.linspace(0.0, 1.0, 1001)
    ramp = np.minimum(times, 0.5) * 2
    assert rise_time_s(times, ramp) == pytest.approx(0.4)
    assert peak(ramp) == pytest.approx(1.0)
    assert time_to_peak_s(times, ramp) == pytest.approx(0.5)
    assert steady_over_peak(ramp) == pytest.approx(1.0)
    assert np.isnan(rise_time_s(times, np.zeros(1001)))
    assert np.isnan(steady_over_peak(np.zeros(1001)))


def test_occupancies_are_complete():
    preparation = prepare("nmda.2a", ["ketamine", "memantine"])
    course = run(preparation, hold(5.0, -70.0, {**GLUTAMATE, "ketamine": 1.0, "memantine": 1.0}))
    states = occupancy_by_state(course)
    assert sum(states.values()) == pytest.approx(1.0, abs=1e-12)
    held = occupancy_by_drug(course)
    assert set(held) == {"ketamine", "memantine"}
    assert held["ketamine"][0, -1] + held["memantine"][0, -1] < 1


def test_current_is_inward_below_reversal_and_calcium_is_its_measured_share():
    preparation = prepare("nmda.2a")
    course = run(preparation, jump(0.01, 0.005, 0.5, -70.0, GLUTAMATE))
    current = course_current_pa(course, 100.0)
    carried = unitary(preparation.scheme)
    assert current.min() == pytest.approx(
        -course.peak()[0] * 100 * 70 * carried.conductance_ps.value / 1000, rel=1e-12
    )
    share = calcium_current_pa(course, 100.0)
    assert share == pytest.approx(current * carried.calcium_fraction.value)
    ions = calcium_ions(course, 100.0)
    charge = -area(course.time_s, share)[0] * 1e-12
    assert ions[0] == pytest.approx(charge / (2 * 1.602176634e-19))
    assert carried.grade == "C"


def test_constant_field_gives_the_measured_share_of_glun2a():
    # P_Ca / P_M = 3.10 and P_f = 0.10 to 0.19 stand in the same table (Dingledine 1999, table 7).
    assert 0.10 <= float(calcium_fraction(-60.0, 3.10)) <= 0.19
    for fraction in (0.005, 0.082, 0.175):
        ratio = permeability_of_fraction(fraction)
        assert float(calcium_fraction(-60.0, ratio)) == pytest.approx(fraction)
    voltages = np.array([-100.0, -60.0, -20.0])
    assert np.all(np.diff(calcium_fraction(voltages, 3.0)) > 0)
    assert float(calcium_fraction(-60.0, 3.0, 4.0)) > float(calcium_fraction(-60.0, 3.0, 1.0))
    with pytest.raises(ReceptorError, match="below its reversal"):
        calcium_fraction(10.0, 3.0)


def test_unitary_numbers_are_known_for_every_channel_and_sourced():
    for name in scheme_names():
        scheme = load_scheme(name)
        if scheme.kind == "binding":
            with pytest.raises(ReceptorError, match="No unitary current"):
                unitary(scheme)
        else:
            assert unitary(scheme).conductance_ps.value > 0
    for parameter in currents_table().values():
        if parameter.source != "assumption":
            assert find_citation(parameter.source)
