"""Blockers side by side: potency, what magnesium and voltage do to it, speed, and trapping.

All at one receptor, from the same experiments as elsewhere in this folder; speed and trapping are measured at
three times the half-blocking concentration, so that drugs of different potency compare.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nemda.errors import ReceptorError
from nemda.receptor.experiment.dose_response import DoseResponse, steady_dose_response
from nemda.receptor.experiment.setup import Setup, at_voltage, with_background
from nemda.receptor.experiment.table import Table
from nemda.receptor.experiment.trapping import trapping
from nemda.receptor.experiment.washout import washout_experiment

MAGNESIUM_UMOL = 1000.0
"""Extracellular magnesium of the comparison (umol/L)."""

DEPOLARIZED_MV = 0.0
TIMES_HALF = 3.0


@dataclass(frozen=True)
class Profile:
    """One drug: half-block (umol/L; NaN for none) in four conditions, speed at three times it, retention.

    `voltage_per_e_mv` is by how many mV an e-fold change of the half-block takes (infinite without).
    """

    drug: str
    half: float
    half_in_magnesium: float
    half_depolarized: float
    hill: float
    voltage_per_e_mv: float
    onset_s: float
    offset_s: float
    retained: float


@dataclass(frozen=True)
class Comparison:
    """The profiles of several drugs at one receptor, with their dose-response curves."""

    receptor: str
    voltage_mv: float
    profiles: tuple[Profile, ...]
    curves: tuple[DoseResponse, ...]

    @property
    def table(self) -> Table:
        """One row for each drug."""
        names = (
            "drug", "half_block", "half_block_in_1_mmol_magnesium", "half_block_at_0_mv", "hill_slope",
            "mv_per_e_fold", "onset_s", "offset_s", "retained_after_joint_wash",
        )  # fmt: skip
        rows = [
            (
                one.drug, one.half, one.half_in_magnesium, one.half_depolarized, one.hill,
                one.voltage_per_e_mv, one.onset_s, one.offset_s, one.retained,
            )
            for one in self.profiles
        ]  # fmt: skip
        return Table(names, tuple(rows))


def compare(setup: Setup, drugs: Sequence[str]) -> Comparison:
    """Return potency, speed and trapping of each drug at the receptor of the setup.

    Raises
    ------
    ReceptorError
        A drug is unknown or named twice, or there is none.
    """
    if not drugs or len(set(drugs)) < len(drugs):
        raise ReceptorError("Name each drug once, and at least one.", where="drugs", got=", ".join(drugs))
    curves = tuple(steady_dose_response(setup, drug) for drug in drugs)
    profiles = tuple(_profile(setup, curve) for curve in curves)
    return Comparison(setup.scheme.name, setup.voltage_mv, profiles, curves)


def _profile(setup: Setup, curve: DoseResponse) -> Profile:
    drug, nothing = curve.drug, float("nan")
    half = curve.half
    if half is None or curve.largest_inhibition < 0.5:
        return Profile(drug, *([nothing] * 8))
    if drug == "magnesium" or setup.scheme.fast_block is None:
        in_magnesium = nothing
    else:
        in_magnesium = _half(with_background(setup, {"magnesium": MAGNESIUM_UMOL}), drug)
    depolarized = _half(at_voltage(setup, DEPOLARIZED_MV), drug)
    fold = np.log(depolarized / half)
    per_e = (DEPOLARIZED_MV - setup.voltage_mv) / fold if abs(fold) > 1e-6 else float("inf")
    wash = washout_experiment(setup, drug, TIMES_HALF * half)
    kept = trapping(setup, drug, TIMES_HALF * half, voltages_mv=(setup.voltage_mv,), retests=2)
    hill = nothing if curve.fit is None else curve.fit.hill
    return Profile(
        drug,
        half,
        in_magnesium,
        depolarized,
        hill,
        float(per_e),
        wash.onset_s,
        wash.offset_s,
        float(kept.retained[0, 0]),
    )


def _half(setup: Setup, drug: str) -> float:
    found = steady_dose_response(setup, drug).half
    return float("nan") if found is None else found
