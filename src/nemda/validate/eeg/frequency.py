"""Rows on frequencies: median and edge of the spectrum, and where alpha stands highest."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy import ndarray

from nemda.cortex.bands import edge_frequency, peak_frequency
from nemda.cortex.populations import REGIONS, Region
from nemda.cortex.readouts import ALPHA_SEARCH_HZ
from nemda.validate.eeg.reading import regions_of
from nemda.validate.eeg.row import EEGRow
from nemda.validate.eeg.study import Study

_EDGE = r"spectral edge|\bsef\s?-?\d*|edge frequency"
_PEAK = r"(?:alpha|dominant|individual).*peak|peak (?:alpha )?frequency|alpha frequency"
_FALL = r"decrease|reduction|\bfall\b|\bloss\b|slowing|suppression|attenuation"
_FAST = r"gamma|beta|hfo"


class Frequency(NamedTuple):
    """A frequency (Hz) of the drug-free EEG and under the drug, mean over times and doses."""

    rest: float
    drug: float

    @property
    def change(self) -> float:
        """Return the change (Hz)."""
        return self.drug - self.rest


def is_change(row: EEGRow) -> bool:
    """Return whether a row reports a difference from rest: by its words, or by a sign before its number."""
    return re.match(r"\s*[+-]", row.shared.value) is not None or (
        re.search(rf"change|difference|increase|\brise\b|\bvs\b|{_FALL}", row.shared.readout) is not None
    )


def is_fall(row: EEGRow) -> bool:
    """Return whether a row counts downwards: "power reduction 30%"."""
    return re.search(_FALL, row.shared.readout) is not None and not row.shared.value.startswith("-")


def frequency_of(row: EEGRow, study: Study) -> Frequency | None:
    """Return the predicted frequency of a row; None where it is about something else.

    Peaks are those of alpha: the model has no peak of gamma at rest.
    """
    text = f"{row.band}; {row.shared.readout}"
    regions = regions_of(row)
    if re.search(r"median frequency|\bmf\b|\bf50\b", text):
        return _mean(study, regions, lambda hertz, power: edge_frequency(hertz, power, 0.5))
    if re.search(_EDGE, text):
        share = 0.9 if re.search(r"\b90", text) else 0.95
        return _mean(study, regions, lambda hertz, power: edge_frequency(hertz, power, share))
    if re.search(_PEAK, text) and not re.search(_FAST, text):
        return _mean(study, regions, lambda hertz, power: peak_frequency(hertz, power, ALPHA_SEARCH_HZ))
    return None


def _mean(
    study: Study, regions: tuple[Region, ...], read: Callable[[ndarray, ndarray], ndarray]
) -> Frequency:
    drug = np.mean([read(eeg.frequency_hz, _over(eeg.power, regions)).mean() for eeg in study.eegs])
    eeg = study.eegs[0]
    rest = read(eeg.frequency_hz, _over(eeg.rest[None], regions)).mean()
    return Frequency(float(rest), float(rest if study.state == "baseline" else drug))


def _over(power: ndarray, regions: tuple[Region, ...]) -> ndarray:
    return np.mean([power[:, :, REGIONS.index(one)] for one in regions], axis=0)
