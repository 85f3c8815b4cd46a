"""Numbers read from an EEG: band powers in dB, their change, relative power, frequencies."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.cortex.bands import band_power, bands, decibel, edge_frequency, peak_frequency
from nemda.cortex.course import EEG
from nemda.cortex.populations import REGIONS, Region
from nemda.errors import DataError

WHOLE_HZ = (1.0, 80.0)
"""Frequencies whose power is the whole for relative power."""

ALPHA_SEARCH_HZ = (7.0, 14.0)
"""Between these frequencies the peak of alpha is looked for."""


def edges_of(band: str | tuple[float, float]) -> tuple[float, float]:
    """Return the edges (Hz) of a band given by name or by its edges.

    Raises
    ------
    DataError
        The name is unknown.
    """
    if isinstance(band, tuple):
        return band
    if band not in bands():
        raise DataError("No band has this name.", where="band", got=band, expected=", ".join(bands()))
    return bands()[band]


def change_db(
    eeg: EEG, band: str | tuple[float, float], regions: tuple[Region, ...] = REGIONS
) -> Float[ndarray, " time"]:
    """Return the change of a band's power against rest (dB), mean over regions."""
    return np.mean([decibel(_power(eeg, band, one) / _rest(eeg, band, one)) for one in regions], axis=0)


def level_db(eeg: EEG, band: str | tuple[float, float], region: Region) -> Float[ndarray, " time"]:
    """Return a band's power (dB), on the scale on which frontal theta at rest is its published value."""
    reference = _rest(eeg, "theta", "frontal")
    return decibel(_power(eeg, band, region) / reference) + eeg.cortex.theta_reference


def relative_power(eeg: EEG, band: str | tuple[float, float], region: Region) -> Float[ndarray, " time"]:
    """Return a band's share of the power between 1 and 80 Hz."""
    return _power(eeg, band, region) / _power(eeg, WHOLE_HZ, region)


def median_frequency(eeg: EEG, regions: tuple[Region, ...] = REGIONS) -> Float[ndarray, " time"]:
    """Return the median frequency (Hz) of the mean of some regions."""
    return edge_frequency(eeg.frequency_hz, _mean(eeg.power, regions), 0.5)


def spectral_edge(eeg: EEG, regions: tuple[Region, ...] = REGIONS) -> Float[ndarray, " time"]:
    """Return the frequency (Hz) below which 95% of the power lies."""
    return edge_frequency(eeg.frequency_hz, _mean(eeg.power, regions), 0.95)


def resting_median_frequency(eeg: EEG, regions: tuple[Region, ...] = REGIONS) -> float:
    """Return the median frequency (Hz) at rest."""
    return float(edge_frequency(eeg.frequency_hz, _mean(eeg.rest[None], regions), 0.5)[0])


def band_peak(eeg: EEG, band: str | tuple[float, float], region: Region) -> Float[ndarray, " time"]:
    """Return the frequency (Hz) at which a band stands highest above the slope of the spectrum."""
    power = eeg.power[:, :, REGIONS.index(region)]
    return peak_frequency(eeg.frequency_hz, power, edges_of(band))


def _mean(power: ndarray, regions: tuple[Region, ...]) -> ndarray:
    return np.mean([power[:, :, REGIONS.index(one)] for one in regions], axis=0)


def _power(eeg: EEG, band: str | tuple[float, float], region: Region) -> ndarray:
    return band_power(eeg.frequency_hz, eeg.power[:, :, REGIONS.index(region)], edges_of(band))


def _rest(eeg: EEG, band: str | tuple[float, float], region: Region) -> ndarray:
    return band_power(eeg.frequency_hz, eeg.rest[:, REGIONS.index(region)], edges_of(band))


class Summary(NamedTuple):
    """One region at one time: changes of all bands (dB), frequencies (Hz), share of time in slow-delta."""

    time_h: float
    region: Region
    change_db: dict[str, float]
    relative: dict[str, float]
    median_hz: float
    edge_hz: float
    alpha_peak_hz: float
    slow_share: float


def summary_rows(eeg: EEG) -> list[Summary]:
    """Return every region at every time."""
    found: dict[Region, tuple[ndarray, ...]] = {}
    for region in REGIONS:
        one = (region,)
        found[region] = (
            np.array([change_db(eeg, band, one) for band in bands()]),
            np.array([relative_power(eeg, band, region) for band in bands()]),
            median_frequency(eeg, one), spectral_edge(eeg, one), band_peak(eeg, ALPHA_SEARCH_HZ, region),
        )  # fmt: skip
    slow = eeg.alternation.slow_share
    return [
        Summary(
            float(eeg.time_h[time]), region,
            {name: round(float(value), 4) for name, value in zip(bands(), change[:, time], strict=True)},
            {name: round(float(value), 6) for name, value in zip(bands(), relative[:, time], strict=True)},
            float(median[time]), float(edge[time]), float(peak[time]), float(slow[time]),
        )
        for time in range(eeg.time_h.size)
        for region, (change, relative, median, edge, peak) in found.items()
    ]  # fmt: skip
