"""Frozen steps: edges are hit, nothing is lost when steps are halved, times are found."""

import numpy as np
import pytest
from engine_gradient_models import MODEL, even_grid, infusion, small
from hypothesis import given
from hypothesis import strategies as st

from nemda.engine.gradients.grid import STEPS_MULTIPLE, Grid, filled_up, place
from nemda.engine.gradients.signals import SMALLEST_LEVEL, signals_on
from nemda.engine.gradients.step import NODES
from nemda.errors import RegimenError

pytest.importorskip("jax", reason="gradients need the extra 'gradients'")


def test_steps_are_contiguous_and_end_at_every_edge():
    grid = small(people=2, spread=0.3).frozen(5.0)
    ends = grid.begin_h + grid.length_h
    np.testing.assert_allclose(ends[:-1], grid.begin_h[1:], rtol=0, atol=1e-12)
    assert grid.begin_h[0] == 0
    assert set(grid.edge_h) <= set(grid.begin_h)  # exactly, not to rounding
    assert grid.end_h == pytest.approx(5.0, abs=1e-12)
    assert grid.length_h.size % STEPS_MULTIPLE == 0
    inside = grid.begin_h >= grid.edge_h[grid.segment]
    assert inside.all()
    assert len(MODEL.drives) == 1


@given(st.lists(st.floats(1e-3, 10.0), min_size=1, max_size=40), st.integers(1, 20))
def test_halving_the_longest_steps_keeps_the_sequence(lengths, multiple):
    length = np.array(lengths)
    begin = np.append(0.0, np.cumsum(length)[:-1])
    grid = filled_up(Grid(np.zeros(1), begin, length, np.zeros(length.size, dtype=np.int64)), multiple)
    assert grid.length_h.size % multiple == 0
    assert grid.length_h.size == grid.begin_h.size == grid.segment.size
    np.testing.assert_allclose(grid.begin_h, np.append(0.0, np.cumsum(grid.length_h)[:-1]), atol=1e-9)
    assert grid.length_h.max() <= length.max()
    assert set(begin) <= set(grid.begin_h)


@given(st.lists(st.floats(0.0, 4.0), min_size=1, max_size=12, unique=True))
def test_every_time_is_found_in_its_own_place(times):
    grid = even_grid(infusion(), 4.0, 5)
    time_h = np.sort(np.array(times))
    found = place(grid, time_h)
    # the clipped rounding of a time just outside its step
    at = grid.begin_h[found.step] + found.position[found.step, found.slot] * grid.length_h[found.step]
    np.testing.assert_allclose(at, time_h, atol=1e-9)
    assert len(set(zip(found.step, found.slot, strict=True))) == time_h.size


def test_times_after_the_grid_are_refused():
    with pytest.raises(RegimenError, match="outside the frozen steps"):
        place(even_grid(infusion(), 4.0, 5), np.array([1.0, 4.5]))


def test_signals_are_those_of_the_drive():
    drive = infusion(2, fading=0.7)
    grid = even_grid(drive, 4.0, 3)
    found = signals_on(drive, grid, np.array([0.5, 2.0]))
    for step in range(6):
        inner = grid.begin_h[step] + np.array(NODES[:-1]) * grid.length_h[step]
        np.testing.assert_allclose(
            found.nodes[step + 1, :-1, 0], np.maximum(drive.at(inner)[0], SMALLEST_LEVEL), rtol=1e-12
        )
    # the last node of the infusion's last step still sees the infusion
    assert found.nodes[3, NODES.index(1.0), 0, 0] == pytest.approx(1.5 + 0.7 * np.exp(-0.9))
    np.testing.assert_allclose(found.slopes[1, 0], -0.9 * 0.7)
    np.testing.assert_array_equal(found.nodes[0], SMALLEST_LEVEL)
    np.testing.assert_array_equal(found.slopes[0], 0.0)
