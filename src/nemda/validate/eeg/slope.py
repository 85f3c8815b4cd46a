"""Rows on the fall of the spectrum with frequency: the aperiodic exponent, by a line in the logarithms."""

from __future__ import annotations

import re

import numpy as np
from numpy import ndarray

from nemda.cortex.populations import REGIONS, Region
from nemda.validate.biology.directions import Direction, directions_in
from nemda.validate.eeg.conventions import convention
from nemda.validate.eeg.frequency import is_change
from nemda.validate.eeg.reading import regions_of
from nemda.validate.eeg.row import EEGRow
from nemda.validate.eeg.study import Study
from nemda.validate.outcome import NotApplicableError

_SLOPE = r"aperiodic|1/f|spectral slope|spectral exponent|power-?law"


def speaks_of_slope(row: EEGRow) -> bool:
    """Return whether a row is about the fall of the spectrum."""
    return re.search(_SLOPE, f"{row.band}; {row.shared.readout}") is not None


def exponent_change(row: EEGRow, study: Study) -> tuple[list[float], float, Direction]:
    """Return the change of the exponent for each dose, its dead band, and the direction that a row says.

    The exponent is minus the slope, so that a flatter spectrum is a smaller one.

    Raises
    ------
    NotApplicableError
        The row does not say flatter, steeper, or what became of an exponent.
    """
    return _changes(row, study), convention("dead_exponent"), _said(row)


def exponent_number(row: EEGRow, study: Study) -> float:
    """Return the change of the exponent where a row has it as a number.

    Raises
    ------
    NotApplicableError
        It has no change, or one of a slope whose sign is a matter of taste.
    """
    if "exponent" not in row.shared.readout or not is_change(row):
        raise NotApplicableError("a slope as such depends on its fit; only changes of an exponent are read")
    return float(np.mean(_changes(row, study)))


def _changes(row: EEGRow, study: Study) -> list[float]:
    named = re.search(r"(\d+)\s*-\s*(\d+)\s*-?hz", f"{row.band}; {row.shared.readout}")
    usual = convention("exponent_low"), convention("exponent_high")
    edges = (float(named[1]), float(named[2])) if named else usual
    regions = regions_of(row)
    changes: list[float] = []
    for eeg in study.eegs:
        drug = _exponent(eeg.frequency_hz, eeg.power, edges, regions)
        rest = _exponent(eeg.frequency_hz, eeg.rest[None], edges, regions)
        changes.append(float(drug.mean() - rest.mean()))
    return changes


def _exponent(
    frequency_hz: ndarray, power: ndarray, edges: tuple[float, float], regions: tuple[Region, ...]
) -> ndarray:
    inside = (frequency_hz >= edges[0]) & (frequency_hz <= edges[1])
    if inside.sum() < 3:
        raise NotApplicableError(f"no slope between {edges[0]:g} and {edges[1]:g} Hz")
    mean = np.mean([power[:, inside, REGIONS.index(one)] for one in regions], axis=0)
    axis = np.log(frequency_hz[inside])
    axis = axis - axis.mean()
    return -(np.log(mean) @ axis) / (axis @ axis)


def _said(row: EEGRow) -> Direction:
    value = row.shared.value
    if re.search(r"flat", value):
        return "decrease"
    if re.search(r"steep", value):
        return "increase"
    told = directions_in(value)
    if told and told[0].direction == "no change":
        return "no change"
    if not told or "exponent" not in row.shared.readout:
        raise NotApplicableError(f"neither flatter nor steeper, nor a direction of an exponent: {value!r}")
    return "decrease" if told[0].direction in {"attenuated", "decrease"} else told[0].direction
