"""Concentration-effect curves: the slowing of the median frequency under held levels, fitted as papers do.

effect = Emax C^g / (IC50^g + C^g), a sigmoid through the model's slowing at levels up to where infusions end.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from nemda.cortex import spectra
from nemda.cortex.parameters import Cortex, typical_cortex
from nemda.cortex.readouts import median_frequency, resting_median_frequency
from nemda.evidence.rows import RawRow, raw_rows
from nemda.pk.molar import ng_per_ml
from nemda.validate.eeg.conventions import convention
from nemda.validate.eeg.row import EEGRow, row_of
from nemda.validate.eeg.study import compound_of, steady_blocks
from nemda.validate.outcome import NotApplicableError

POINTS = 25
LOWEST = 0.02
"""Lowest level of the curve, ug/mL."""


class Curve(NamedTuple):
    """Largest fall of the median frequency (Hz), the level of half of it (ug/mL), and the steepness."""

    maximal_fall: float
    half_level: float
    steepness: float


def curve_number(row: EEGRow, cortex: Cortex) -> float:
    """Return the number of the curve that a row asks for, in its unit.

    Raises
    ------
    NotApplicableError
        It is no curve of the median frequency, or its unit is another.
    """
    if not re.search(r"median", f"{row.band}; {row.shared.readout}"):
        raise NotApplicableError("a concentration-effect curve of something else than the median frequency")
    curve = curve_of(compound_of(row), cortex)
    text = f"{row.shared.readout}; {row.concentration}"
    if re.search(r"ic50|ec50|half", text):
        scale = {
            "ug/ml": 1.0,
            "mg/l": 1.0,
            "ng/ml": 1e3,
            "umol/l": 1e3 / _ng_per_umol(),
            "um": 1e3 / _ng_per_umol(),
        }
        if row.shared.unit not in scale:
            raise NotApplicableError(f"a unit of level that is not read: {row.shared.unit_text}")
        return curve.half_level * scale[row.shared.unit]
    if row.shared.unit != "hz":
        raise NotApplicableError(f"a unit of frequency that is not read: {row.shared.unit_text}")
    return curve.maximal_fall


def half_level_row(compound: str) -> RawRow:
    """Return the row of the shipped table with the level (ug/mL) of half of the slowing by a ketamine.

    Raises
    ------
    NotApplicableError
        The table has none.
    """
    for raw in raw_rows("eeg"):
        row = row_of(raw.cells)
        text = f"{row.shared.readout}; {row.band}; {row.shared.unit}"
        if re.search(r"ic50.*median.*ug/ml", text) and compound_of(row) == compound:
            return raw
    raise NotApplicableError(f"no published half-level of slowing by {compound}")


def published_half_level(compound: str) -> float:
    """Return the level (ug/mL) of half of the slowing that the shipped table gives for a ketamine.

    Raises
    ------
    NotApplicableError
        The table has none.
    """
    return float(half_level_row(compound).cells["change"])


@lru_cache(maxsize=64)
def curve_of(compound: str, cortex: Cortex | None = None) -> Curve:
    """Return the fitted curve of a ketamine, of the typical cortex where none is given."""
    from scipy.optimize import least_squares

    level = np.geomspace(LOWEST, convention("highest_level"), POINTS)
    eeg = spectra(steady_blocks(compound, level * 1e3 / _ng_per_umol()), cortex=cortex or typical_cortex())
    fall = resting_median_frequency(eeg) - median_frequency(eeg)

    most = resting_median_frequency(eeg)  # a frequency falls to 0 at most
    # beyond its deepest point the EEG is silent most of the time, where studies stop
    rising = slice(0, int(np.argmax(fall)) + 1)

    def misfit(logs: np.ndarray) -> np.ndarray:
        top, half, steep = np.exp(logs)
        return top / (1 + (half / level[rising]) ** steep) - fall[rising]

    start = np.log([0.5 * most, 1.0, 2.0])
    found = least_squares(misfit, start, bounds=(np.log([0.01, 0.02, 0.3]), np.log([most, 30.0, 20.0])))
    return Curve(*(float(one) for one in np.exp(found.x)))


def _ng_per_umol() -> float:
    return float(ng_per_ml(np.ones(1), "ketamine")[0])
