"""Cards of drugs that are given beside ketamine: levels and loads agree with what their sources say."""

from __future__ import annotations

import numpy as np
import pytest

from nemda.drugs import compounds, find_substance
from nemda.pk.companion import companion_card, companion_parameters, companion_plasma, companion_signals
from nemda.regimen import parse
from nemda.trial.rows.compounds_beside import kinds

TYPICAL_KG = np.array([70.0])


def levels(sentence: str, molecule: str, times_h: np.ndarray) -> np.ndarray:
    """Return the total level (umol/L) of the typical person."""
    regimen = parse(sentence)
    values = {name: np.array([one.value]) for name, one in companion_parameters(regimen).items()}
    drive = companion_plasma(regimen, TYPICAL_KG, values)
    assert drive is not None
    return drive.at(times_h)[drive.names.index(f"{molecule}_venous"), :, 0]


def load(sentence: str, target: str, times_h: np.ndarray) -> np.ndarray:
    """Return the load of the typical person at a target."""
    regimen = parse(sentence)
    values = {name: np.array([one.value]) for name, one in companion_parameters(regimen).items()}
    drive = companion_signals(regimen, TYPICAL_KG, values)
    assert drive is not None
    return drive.at(times_h)[drive.names.index(f"{target}_load"), :, 0]


def test_a_milligram_of_lithium_is_one_of_carbonate() -> None:
    # 37 g of carbonate hold a mole of the ion: 900 mg are 24.4 mmol
    assert find_substance("lithium").base_per_mg == find_substance("lithium carbonate").base_per_mg
    assert 900 * find_substance("lithium").base_per_mg / 6.94 == pytest.approx(24.4, abs=0.1)


def test_the_usual_dose_of_lithium_gives_the_middle_of_the_therapeutic_range() -> None:
    (lithium,) = [kind for kind in kinds() if kind.card == "lithium"]
    hours = np.arange(24 * 20, 24 * 21, 0.25)
    mean = levels(f"{lithium.usual_mg_day:g} mg lithium oral daily for 21 days", "lithium", hours).mean()
    # 0.6 to 1.2 mmol/L (litarex); the dose is rounded to a tablet of 100 mg
    assert mean / 1000 == pytest.approx(0.9, abs=0.05)


def test_single_doses_peak_when_their_sources_say() -> None:
    hours = np.arange(0.0, 12.0, 0.05)
    for sentence, molecule, low, high in (
        ("6 mg rapamycin oral", "rapamycin", 1.0, 2.6),  # 1.4 (1.2) h, zimmerman1997
        ("900 mg lithium oral", "lithium", 1.4, 3.0),  # 1.44 h (arancibia1986), 2 h (litarex)
        ("8 mg perampanel oral", "perampanel", 0.5, 2.5),  # patsalos2015
    ):
        found = levels(sentence, molecule, hours)
        assert low <= hours[found.argmax()] <= high, molecule


def test_an_injected_suspension_holds_mu_receptors_for_weeks_and_a_tablet_for_days() -> None:
    weeks = load("380 mg naltrexone base im", "mu_antagonist", np.array([24.0, 14 * 24.0]))
    assert (weeks / (1 + weeks) > 0.9).all()
    tablet = load("50 mg naltrexone oral", "mu_antagonist", np.array([24.0, 48.0, 14 * 24.0]))
    # more than 90% at 49 h (trostheim2022), nothing after two weeks
    assert (tablet[:2] / (1 + tablet[:2]) > 0.9).all()
    assert tablet[2] < 0.01


def test_halves_of_new_targets_lie_in_their_intervals_and_say_whence() -> None:
    for key, target in (("rapamycin", "mtorc1"), ("lithium", "gsk3"), ("perampanel", "ampa")):
        half = companion_card(key).halves["", target]
        assert half.interval[0] < half.value < half.interval[1]
        assert half.source != "assumption"
        assert compounds()[key].kind == "drug"
