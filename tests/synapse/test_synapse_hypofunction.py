"""Vacuoles after deep block: a threshold, a beginning and an end."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.errors import ParameterError
from nemda.synapse import has_vacuoles, vacuole_window_h
from nemda.synapse.parameters import value_of

TIME = np.linspace(0, 48, 481)


@given(st.floats(0, 1))
def test_only_a_deep_block_leaves_vacuoles(peak):
    window = vacuole_window_h(TIME, peak * np.exp(-TIME))
    assert (window is not None) == (peak >= value_of("vacuole_block"))


def test_they_come_late_and_go_within_a_day():
    # Olney 1989: seen from 2 to 12 h, normal at about 24 h. The block here ends within the first hour.
    block = np.where(TIME < 1, 0.9, 0.0)
    assert [has_vacuoles(TIME, block, at) for at in (1.0, 4.0, 11.9, 24.0)] == [False, True, True, False]


def test_a_longer_deep_block_is_seen_longer():
    short, long = (vacuole_window_h(TIME, 0.9 * (end > TIME)) for end in (1, 10))
    assert short is not None
    assert long is not None
    assert short[0] == long[0]
    assert long[1] - short[1] == pytest.approx(9.0, abs=0.2)  # two steps of the grid


def test_what_is_no_share_is_refused():
    with pytest.raises(ParameterError):
        vacuole_window_h(TIME, np.full(TIME.size, 1.5))
    with pytest.raises(ParameterError):
        vacuole_window_h(TIME, np.zeros(3))
