import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemda.model.expression import Graph, derivatives, symbols_of
from nemda.receptor.occupancy import (
    activity_dependent_rate,
    available_current,
    half_block,
    half_block_with_escape,
    leaving_rate,
    occupancy_rate,
    pooled_rate,
    pooled_steady,
    pooled_time_constant,
    steady_occupancies,
    time_constant,
    voltage_factor,
)

POSITIVE = st.floats(1e-3, 1e3)
PROBABILITY = st.floats(1e-3, 1.0)
FRACTION = st.floats(0.0, 1.0)
ESCAPE = st.floats(0.0, 10.0)


@st.composite
def competing(draw):
    """Several blockers: concentrations, rates and escape, with one shared gate and magnesium."""
    count = draw(st.integers(1, 5))
    columns = [draw(st.lists(POSITIVE, min_size=count, max_size=count)) for _ in range(3)]
    escape = draw(st.lists(ESCAPE, min_size=count, max_size=count))
    return (*map(np.array, columns), np.array(escape), draw(PROBABILITY), draw(PROBABILITY))


def full_rates(occupancy, free, association, dissociation, escape, gate, unblocked):
    return np.array(
        [
            occupancy_rate(theta, occupancy.sum(), d, on, off, gate, unblocked, out)
            for theta, d, on, off, out in zip(occupancy, free, association, dissociation, escape, strict=True)
        ]
    )


@given(competing())
def test_steady_state_of_all_competing_equations_is_the_formula(blockers):
    free, association, dissociation, escape, gate, unblocked = blockers
    size = free.size
    # The equations are linear in theta: rates(theta) = matrix theta + constant.
    constant = full_rates(np.zeros(size), free, association, dissociation, escape, gate, unblocked)
    columns = [
        full_rates(row, free, association, dissociation, escape, gate, unblocked) - constant
        for row in np.eye(size)
    ]
    exact = np.linalg.solve(np.array(columns).T, -constant)
    halves = [
        half_block(on, off, gate, unblocked, out)
        for on, off, out in zip(association, dissociation, escape, strict=True)
    ]
    # The linear system is ill conditioned when rates differ by ten orders of magnitude.
    assert steady_occupancies(free / halves) == pytest.approx(exact, rel=1e-6, abs=1e-9)


@given(st.lists(st.floats(0.0, 1e6), min_size=1, max_size=6))
def test_steady_occupancies_are_fractions_and_sum_below_one(relative):
    occupancies = steady_occupancies(relative)
    assert all(0 <= one <= 1 for one in occupancies)
    assert sum(occupancies) <= 1 + 1e-12
    assert sum(occupancies) == pytest.approx(pooled_steady(sum(relative)))


@given(FRACTION, POSITIVE, POSITIVE)
def test_pooled_rate_points_inward_at_the_bounds(occupancy, drive, rate):
    assert pooled_rate(0.0, drive, rate) > 0
    assert pooled_rate(1.0, drive, rate) < 0
    towards = np.sign(pooled_steady(drive) - occupancy)
    change = pooled_rate(occupancy, drive, rate)
    assert change * towards >= -1e-9 * rate * (1 + drive)


@given(competing(), st.data())
def test_pooled_rate_is_the_exact_sum_when_all_leave_at_one_rate(blockers, data):
    free, association, _, _, gate, unblocked = blockers
    dissociation = np.full(free.size, data.draw(POSITIVE))
    shares = np.array(data.draw(st.lists(FRACTION, min_size=free.size, max_size=free.size)))
    occupancy = shares / max(1.0, shares.sum())
    rates = full_rates(occupancy, free, association, dissociation, np.zeros(free.size), gate, unblocked)
    halves = half_block(association, dissociation, gate, unblocked, 0.0)
    drive = float(np.sum(free / halves))
    pooled = pooled_rate(occupancy.sum(), drive, gate * dissociation[0])
    # Absolute part: both sides are differences of terms of size k (1 + x).
    scale = gate * dissociation[0] * (1 + drive)
    assert rates.sum() == pytest.approx(pooled, rel=1e-9, abs=1e-12 * scale)


@given(competing())
def test_pooled_steady_state_is_exact_for_trapped_drugs_of_any_speed(blockers):
    free, association, dissociation, _, gate, unblocked = blockers
    halves = half_block(association, dissociation, gate, unblocked, 0.0)
    occupancy = np.array(steady_occupancies(free / halves))
    rates = full_rates(occupancy, free, association, dissociation, np.zeros(free.size), gate, unblocked)
    # Each rate is the difference of two flows no larger than the flow into empty receptors.
    entering = gate * unblocked * association * free
    assert np.all(np.abs(rates) <= 1e-12 * entering)
    assert pooled_rate(occupancy.sum(), float(np.sum(free / halves)), 1.0) == pytest.approx(
        0.0, abs=1e-9 * float(1 + np.sum(free / halves))
    )


def test_pooled_course_differs_when_speeds_differ():
    # The exactness claim is limited to equal speeds; here the true initial slope is the weighted one.
    free, association, dissociation = np.array([1.0, 1.0]), np.array([1.0, 10.0]), np.array([1.0, 10.0])
    rates = full_rates(np.zeros(2), free, association, dissociation, np.zeros(2), 0.1, 1.0)
    assert rates.sum() != pytest.approx(pooled_rate(0.0, 2.0, 0.1), rel=0.5)


@given(POSITIVE, POSITIVE, PROBABILITY, PROBABILITY, PROBABILITY)
def test_potency_of_a_trapped_drug_does_not_depend_on_activity(association, dissociation, low, high, p):
    assert half_block(association, dissociation, low, p, 0.0) == pytest.approx(
        half_block(association, dissociation, high, p, 0.0)
    )
    assert half_block(association, dissociation, low, p, 0.0) == pytest.approx(dissociation / association / p)


@given(POSITIVE, POSITIVE, st.floats(0.01, 0.4), st.floats(0.01, 10.0))
def test_low_trapping_drug_is_weaker_in_quiet_receptors(association, dissociation, gate, escape):
    quiet = half_block(association, dissociation, gate / 2, 1.0, escape)
    busy = half_block(association, dissociation, gate, 1.0, escape)
    assert quiet > busy > half_block(association, dissociation, gate, 1.0, 0.0)
    trapped = half_block(association, dissociation, gate, 1.0, 0.0)
    assert half_block_with_escape(trapped, gate * dissociation, gate, escape) == pytest.approx(busy)


@given(POSITIVE, POSITIVE, POSITIVE, PROBABILITY, PROBABILITY, ESCAPE)
def test_time_constant_is_minus_one_over_the_slope(free, association, dissociation, gate, p, escape):
    def rate(theta):
        return occupancy_rate(theta, theta, free, association, dissociation, gate, p, escape)

    assert time_constant(free, association, dissociation, gate, p, escape) == pytest.approx(
        -1 / (rate(1.0) - rate(0.0)), rel=1e-9
    )


def test_pooled_time_constant_and_activity():
    assert pooled_time_constant(1.0, 2.0) == pytest.approx(0.25)
    assert activity_dependent_rate(0.0, 0.1, 5.0) == pytest.approx(0.1)
    assert activity_dependent_rate(1.0, 0.1, 5.0) == pytest.approx(5.0)
    assert leaving_rate(10.0, 0.2, 1.0) == pytest.approx(2.8)


def test_unblock_times_at_one_release_per_second():
    # The receptor brief: one release opens the gate for 0.018 s (GluN2A) or 0.035 s (GluN2B), so at 1 Hz
    # and -70 mV ketamine leaves with 21 s or 3 s. Printed to whole seconds.
    assert time_constant(0.0, 3.65, 2.59, 0.018, 1.0, 0.0) == pytest.approx(21, abs=0.6)
    assert time_constant(0.0, 13.8, 9.8, 0.035, 1.0, 0.0) == pytest.approx(3, abs=0.5)
    assert time_constant(0.0, 3.65, 2.59, 1e-9, 1.0, 0.0) > 3600 * 24


def test_voltage_factor_is_e_fold_per_32_mv_for_ketamine():
    # Gilling 2009: delta 0.79, e-fold per about 32 mV.
    assert voltage_factor(-70.0 + 32.0, -70.0, 0.79, 25.3) == pytest.approx(np.e, rel=0.01)
    assert voltage_factor(-70.0, -70.0, 0.79, 25.3) == 1.0


def test_available_current():
    assert available_current(0.25, 0.5) == pytest.approx(0.375)


def test_equations_trace_to_nodes_with_derivatives():
    graph = Graph()
    theta, drive, rate = (graph.symbol(name) for name in ("theta", "drive", "rate"))
    node = pooled_rate(theta, drive, rate)
    assert symbols_of([node]) == {"theta", "drive", "rate"}
    assert (0, 0) in derivatives([node], [theta])


@settings(max_examples=30)
@given(st.lists(st.floats(0.0, 100.0), min_size=2, max_size=4), st.floats(0.0, 100.0))
def test_more_of_one_blocker_displaces_the_others(relative, extra):
    before, after = steady_occupancies(relative), steady_occupancies([relative[0] + extra, *relative[1:]])
    assert after[0] >= before[0] - 1e-12
    assert all(late <= early + 1e-12 for early, late in zip(before[1:], after[1:], strict=True))
