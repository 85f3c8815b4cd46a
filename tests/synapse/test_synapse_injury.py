"""Injury: published concentrations and pulses, protection, ischemia, limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.errors import ParameterError
from nemda.synapse import (
    Condition,
    Exposure,
    Guard,
    dead_share,
    injected_injury,
    injury_of_exposures,
    injury_of_scenario,
    protection,
    scenario,
    time_to_death_h,
)
from nemda.synapse.condition import pore_block
from nemda.synapse.load import largest_load

LASTING = 24 * 60.0


@pytest.mark.parametrize(("agonist", "half"), [("ampa", 10.0), ("nmda", 65.0), ("kainate", 100.0)])
def test_half_of_the_neurons_die_at_the_published_concentration(agonist: str, half: float) -> None:
    assert injury_of_exposures([Exposure(agonist, half, LASTING)]) == pytest.approx(0.5, abs=1e-3)
    assert injury_of_exposures([Exposure(agonist, 1.25 * half, LASTING)]) > 0.5
    assert injury_of_exposures([Exposure(agonist, half / 1.25, LASTING)]) < 0.5


def test_short_pulses_are_survived_and_long_ones_kill() -> None:
    # Frandsen and Schousboe 1987: 1 to 3 min survived, 5 to 10 min lethal within 25 min to 6 h.
    assert injury_of_exposures([Exposure("nmda", 1e4, 1)]) < 1e-6
    assert injury_of_exposures([Exposure("nmda", 1e4, 3)]) < 0.1
    assert injury_of_exposures([Exposure("nmda", 1e4, 5)]) > 0.85
    assert injury_of_exposures([Exposure("nmda", 1e4, 10)]) > 0.99
    assert time_to_death_h(0.025) == pytest.approx(25 / 60, rel=0.05)
    assert time_to_death_h(0.975) == pytest.approx(6, rel=0.05)


def test_blockers_protect_cultures_from_nmda() -> None:
    # 10 umol/L memantine prevents death by 200 umol/L NMDA (biology.csv, PMC30685).
    guarded = pore_block(Condition(magnesium_mmol_l=0.8, memantine=10))
    plain, protected = (
        injury_of_exposures([Exposure("nmda", 200, LASTING, share)]) for share in (0.0, guarded)
    )
    assert protected < 0.05
    assert plain > 0.95


def test_energy_failure_lowers_the_threshold() -> None:
    # 10 umol/L is the threshold of hippocampal cultures in subcritical hypoxia (Kohmura 1991).
    exposure = [Exposure("glutamate", 10, LASTING)]
    assert injury_of_exposures(exposure) < 0.2 < injury_of_exposures(exposure, energy=False)


def test_magnesium_protects_by_dose() -> None:
    # McDonald 1990; the model's two numbers were fitted to these rows, so this is a check of the fit: one
    # rise per dose has to serve all three within their standard errors.
    for dose, observed, error in ((2, 0.29, 0.11), (3, 0.52, 0.12), (4, 0.62, 0.07)):
        assert protection(25, [Guard(15, dose)]) == pytest.approx(observed, abs=error)
    assert injected_injury(25) == pytest.approx(0.31, abs=0.01)


def test_a_late_guard_protects_less() -> None:
    shares = [protection(25, [Guard(minute, 4)]) for minute in (0, 15, 60, 239)]
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] == pytest.approx(0, abs=1e-6)


def test_deep_block_protects_more_than_half_block() -> None:
    # Lees 1995: a massive dose is needed; block of half of the receptors is not deep.
    half, deep = (protection(25, [Guard(0, block=block)]) for block in (0.5, 0.95))
    assert half < deep


def test_ischemia_by_reading_and_time() -> None:
    dialysis, slices = scenario("ischemia"), scenario("ischemia", "electrophysiology")
    assert dialysis.glutamate == pytest.approx(16)
    assert injury_of_scenario(slices) < 1e-6
    assert injury_of_scenario(dialysis) > 0.5
    durations = [injury_of_scenario(dialysis, duration_min=minutes) for minutes in (0, 3, 6, 12)]
    assert durations[0] == 0
    assert durations == sorted(durations)
    guard = Condition(ketamine_s=1.5, ketamine_r=1.5)
    in_time, late = (injury_of_scenario(dialysis, guard, minutes) for minutes in (0.0, 9.0))
    assert in_time < late < injury_of_scenario(dialysis)


@given(st.floats(0, 500), st.floats(0, 60), st.floats(0, 500), st.floats(0, 60))
def test_more_exposure_never_loads_less(level: float, minutes: float, more: float, longer: float) -> None:
    small = largest_load([Exposure("nmda", level, minutes)])
    large = largest_load([Exposure("nmda", level + more, minutes + longer)])
    assert 0 <= small <= large <= 1


def test_the_dead_are_among_the_doomed() -> None:
    dead = dead_share(0.8, np.array([0.0, 1.0, 6.0, 240.0]))
    assert np.all(np.diff(dead) > 0)
    assert dead[0] == pytest.approx(0)
    assert dead[-1] == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        (lambda: Exposure("water", 1, 1), "agonist"),
        (lambda: Exposure("nmda", -1, 1), "exposure"),
        (lambda: Exposure("nmda", 1, 1, guarded=2), "guarded"),
        (lambda: Guard(block=1.5), "guard"),
        (lambda: injected_injury(0), "amount_nmol"),
        (lambda: scenario("flood"), "scenario"),
        (lambda: injury_of_scenario(scenario("trauma"), from_min=-1), "from_min"),
        (lambda: time_to_death_h(1.0), "share"),
    ],
)
def test_bad_input_is_refused(bad: object, field: str) -> None:
    assert callable(bad)
    with pytest.raises(ParameterError, match=field):
        bad()
