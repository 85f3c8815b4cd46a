"""Steps end exactly where a signal jumps, and where results are asked for changes nothing."""

import numpy as np
import pytest
from engine_models import BOTH, compiled, fading_push, follow, shipped_group, small_group
from hypothesis import given, settings
from hypothesis import strategies as st

from nemda.engine.lanes import Tolerance

PACE = 3.0
TIGHT = Tolerance(1e-9, 1e-11)


def pulses(doses):
    """Return edges and levels of overlapping square pulses (start, length, height)."""
    edges = np.unique([0.0, *(edge for start, length, _ in doses for edge in (start, start + length))])
    level = np.zeros(edges.size)
    for start, length, height in doses:
        level[(edges >= start) & (edges < start + length)] += height
    return edges, level


def washed_out(doses, times):
    """Return the exact amount under pulses: sum of height (1 - e^(-k held)) e^(-k since) / k."""
    total = np.zeros(times.size)
    for start, length, height in doses:
        held = np.clip(times - start, 0, length)
        since = np.clip(times - start - length, 0, None)
        total += height / PACE * (1 - np.exp(-PACE * held)) * np.exp(-PACE * since)
    return total


def pulsed_group(doses):
    edges, level = pulses(doses)
    drive = fading_push(edges, np.zeros((edges.size, 1)), [0.0], level[:, None])
    return small_group(follow, [PACE], [-1.0], drive, start=(0.0, 0.8)), edges


DOSES = st.lists(
    st.tuples(
        st.sampled_from([0.0, 1.0, 1.5, 2.0, 30.0, 170.0]),
        st.sampled_from([1e-4, 0.5, 1.0, 1.5, 28.0]),
        st.floats(0.1, 100.0),
    ),
    min_size=1,
    max_size=6,
)
"""Coincident, touching and overlapping pulses; some are a blink after days of nothing."""


@pytest.mark.parametrize("run", BOTH)
@settings(max_examples=15)
@given(doses=DOSES)
def test_no_pulse_is_missed_or_smeared(run, doses):
    group, edges = pulsed_group(doses)
    times = np.unique(np.concatenate([edges, edges[1:] - 1e-5, edges + 0.3, [200.0]]))
    found = run(group, times, TIGHT).states[0, :, 0]
    exact = washed_out(doses, times)
    # the tolerance, on the scale of the largest amount
    np.testing.assert_allclose(found, exact, atol=1e-7 * max(1.0, exact.max()))


@pytest.mark.parametrize("run", BOTH)
def test_the_end_may_be_an_edge_or_lie_before_edges(run):
    doses = [(0.0, 1.0, 5.0), (2.0, 1.0, 5.0), (4.0, 1.0, 5.0)]
    group, _ = pulsed_group(doses)
    for end in (2.0, 2.5, 3.0, 1e-3):
        times = np.linspace(0, end, 5)
        solution = run(group, times, TIGHT)
        assert not solution.failed.any()
        np.testing.assert_allclose(solution.states[0, :, 0], washed_out(doses, times), atol=1e-7)


@pytest.mark.parametrize("run", BOTH)
def test_the_start_is_an_output_like_any_other(run):
    group, _ = pulsed_group([(0.0, 1.0, 5.0)])
    with_start = run(group, np.array([0.0, 0.7, 1.4]), TIGHT).states
    np.testing.assert_array_equal(with_start[:, 0], group.start)
    np.testing.assert_array_equal(run(group, np.array([0.7, 1.4]), TIGHT).states, with_start[:, 1:])
    np.testing.assert_array_equal(run(group, np.array([0.0]), TIGHT).states[:, 0], group.start)


@pytest.fixture(scope="module")
def shipped():
    group, times = shipped_group(12)
    return group, times, compiled(group, times, Tolerance())


@settings(max_examples=20)
@given(st.lists(st.floats(0.0, 300.0), min_size=1, max_size=40))
def test_requested_times_and_the_end_do_not_influence_each_other(shipped, asked):
    group, times, usual = shipped
    more = np.unique(np.concatenate([times, asked]))
    np.testing.assert_array_equal(
        compiled(group, more, Tolerance()).states[:, np.isin(more, times)], usual.states
    )
    fewer = np.unique(asked)
    found = compiled(group, fewer, Tolerance()).states
    np.testing.assert_array_equal(found, compiled(group, more, Tolerance()).states[:, np.isin(more, fewer)])


def test_without_a_dose_everybody_stays_at_rest():
    group, _ = shipped_group(9)
    still = group.drive.edge_h[:1]
    nothing = group._replace(
        drive=type(group.drive)(
            group.drive.names, group.drive.units, still, np.zeros((0, 9)), np.zeros((1, 0, 9)),
            np.zeros((1, 0, 9)), np.zeros((len(group.drive.names), 0, 9)),
        )
    )  # fmt: skip
    times = np.linspace(0, 24 * 168.0, 30)
    solution = compiled(nothing, times, Tolerance())
    assert not solution.failed.any()
    moved = np.abs(solution.states - group.start[:, None, :]) / (np.abs(group.start[:, None, :]) + 1e-3)
    assert moved.max() < 1e-8  # what rest leaves, grown for half a year
