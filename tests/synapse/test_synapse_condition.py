"""What surrounds a synapse, practice, and the plastic window."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.errors import ParameterError
from nemda.synapse import (
    DAILY_SESSION,
    Condition,
    learned_change,
    nmda_share,
    practice,
    published_rule,
)
from nemda.synapse.condition import glycine_site_factor, magnesium_factor, pore_block

RULE = published_rule("cortical_slices")


def test_reference_changes_nothing() -> None:
    assert nmda_share(Condition()) == pytest.approx(1, abs=1e-12)


@given(st.floats(0, 10), st.floats(0, 10))
def test_more_blocker_passes_less(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert nmda_share(Condition(ketamine_s=low)) >= nmda_share(Condition(ketamine_s=high)) >= 0


def test_s_ketamine_blocks_more_than_r() -> None:
    assert pore_block(Condition(ketamine_s=1.0)) > pore_block(Condition(ketamine_r=1.0))


def test_magnesium_blocks_less_of_a_depolarized_spine() -> None:
    more = Condition(magnesium_mmol_l=2.0)
    assert magnesium_factor(more, -60) < magnesium_factor(more, -20) < 1


def test_d_cycloserine_adds_where_glycine_is_scarce_only(monkeypatch: pytest.MonkeyPatch) -> None:
    low = glycine_site_factor(Condition(d_cycloserine=10))

    def plenty(_: str) -> float:
        return 20.0

    monkeypatch.setattr("nemda.synapse.condition.value_of", plenty)
    assert glycine_site_factor(Condition(d_cycloserine=10)) < 1 < low


def test_practice_lowers_effort_and_blockers_slow_it() -> None:
    plain = practice(RULE, DAILY_SESSION, 10, 24)
    blocked = practice(RULE, DAILY_SESSION, 10, 24, Condition(ketamine_s=2.5, ketamine_r=2.5))
    helped = practice(RULE, DAILY_SESSION, 10, 24, Condition(d_cycloserine=10))
    assert np.all(np.diff(plain.effort) < 0)
    assert plain.effort[0] == blocked.effort[0] == 1
    assert helped.effort[-1] < plain.effort[-1] < blocked.effort[-1]
    assert np.all(plain.effort * plain.strength == pytest.approx(1))


def test_rare_practice_keeps_less() -> None:
    daily, monthly = (practice(RULE, DAILY_SESSION, 10, hours) for hours in (24, 720))
    assert monthly.effort[-1] > daily.effort[-1]


def test_window_is_off_by_default_and_adds_when_on() -> None:
    time = np.linspace(0, 500, 501)
    plasticity = 1 + np.exp(-time / 50)
    sessions = np.array([24.0, 48.0, 400.0])
    fixed = {"rate": 0.2, "time_constant_h": 300.0}
    off = learned_change(time, plasticity, sessions, **fixed)
    flat = learned_change(time, np.ones(501), sessions, switch=1.0, **fixed)
    on = learned_change(time, plasticity, sessions, switch=1.0, **fixed)
    assert np.array_equal(off, flat)
    assert np.all(on[time >= 24] > off[time >= 24])
    assert np.all((on >= 0) & (on <= 1))
    assert off[0] == 0
    # One session alone: rate at the session, and the exponential after it.
    alone = learned_change(time, plasticity, np.array([100.0]), **fixed)
    assert alone[100] == pytest.approx(0.2)
    assert alone[400] == pytest.approx(0.2 * np.exp(-1))


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        (lambda: Condition(memantine=-1), "memantine"),
        (lambda: practice(RULE, DAILY_SESSION, 0, 24), "sessions"),
        (lambda: practice(RULE, DAILY_SESSION, 3, -1), "interval_h"),
        (
            lambda: learned_change(
                np.array([0.0, 1.0]), np.ones(2), np.array([5.0]), rate=0.1, time_constant_h=1
            ),
            "sessions_h",
        ),
        (
            lambda: learned_change(
                np.array([0.0, 1.0]), np.ones(2), np.array([0.5]), rate=2, time_constant_h=1
            ),
            "learned_change",
        ),
    ],
)
def test_bad_input_is_refused(bad: object, field: str) -> None:
    assert callable(bad)
    with pytest.raises(ParameterError, match=field):
        bad()
