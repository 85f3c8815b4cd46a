"""What is read from a spectrum: power in bands, peaks, median and edge frequencies."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import DataError

MEDIAN_BAND_HZ = (0.5, 32.0)
"""Frequencies of which half of the power lies below the median frequency: the usual range of an
electroencephalograph for anesthesia."""


@cache
def bands() -> Mapping[str, tuple[float, float]]:
    """Return the edges (Hz) of every band by name."""
    content = tomllib.loads(files("nemda.cortex").joinpath("data", "bands.toml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {name: (float(one["edges"][0]), float(one["edges"][1])) for name, one in content.items()}
    )


def band_power(
    frequency_hz: Float[ndarray, " frequency"],
    power: Float[ndarray, "*shape frequency"],
    edges: tuple[float, float],
) -> Float[ndarray, "*shape"]:
    """Return the power between two frequencies (Hz): the integral of straight lines between points.

    Raises
    ------
    DataError
        The band is empty or not inside the spectrum.
    """
    low, high = edges
    if not frequency_hz[0] <= low < high <= frequency_hz[-1]:
        raise DataError(
            "The band is not inside the spectrum.", where="band", got=f"{low:g} to {high:g} Hz",
            expected=f"rising, {frequency_hz[0]:g} to {frequency_hz[-1]:g} Hz",
        )  # fmt: skip
    below = _cumulative(frequency_hz, power)
    return _at(frequency_hz, below, power, high) - _at(frequency_hz, below, power, low)


def decibel(ratio: Float[ndarray, "*shape"]) -> Float[ndarray, "*shape"]:
    """Return ten times the common logarithm of a ratio of powers."""
    return 10.0 * np.log10(ratio)


def edge_frequency(
    frequency_hz: Float[ndarray, " frequency"],
    power: Float[ndarray, "*shape frequency"],
    share: float = 0.5,
    within: tuple[float, float] = MEDIAN_BAND_HZ,
) -> Float[ndarray, "*shape"]:
    """Return the frequency (Hz) below which a share of the power lies: 0.5 the median, 0.95 the edge."""
    inside = (frequency_hz >= within[0]) & (frequency_hz <= within[1])
    kept, below = frequency_hz[inside], _cumulative(frequency_hz[inside], power[..., inside])
    flat = below.reshape(-1, below.shape[-1])
    found = [float(np.interp(share * row[-1], row, kept)) for row in flat]
    return np.array(found).reshape(below.shape[:-1])


def peak_frequency(
    frequency_hz: Float[ndarray, " frequency"],
    power: Float[ndarray, "*shape frequency"],
    edges: tuple[float, float],
) -> Float[ndarray, "*shape"]:
    """Return the frequency (Hz) in a band at which power stands highest above the line between its edges.

    The line is straight in the logarithms, so that the fall of all spectra with frequency makes no peak.
    """
    inside = (frequency_hz >= edges[0]) & (frequency_hz <= edges[1])
    axis, curve = np.log(frequency_hz[inside]), np.log(power[..., inside])
    along = (axis - axis[0]) / (axis[-1] - axis[0])
    line = curve[..., :1] * (1 - along) + curve[..., -1:] * along
    return frequency_hz[inside][np.argmax(curve - line, axis=-1)]


def _cumulative(frequency_hz: ndarray, power: ndarray) -> ndarray:
    pieces = 0.5 * (power[..., 1:] + power[..., :-1]) * np.diff(frequency_hz)
    return np.concatenate([np.zeros((*power.shape[:-1], 1)), np.cumsum(pieces, axis=-1)], axis=-1)


def _at(frequency_hz: ndarray, below: ndarray, power: ndarray, edge: float) -> ndarray:
    right = int(np.clip(np.searchsorted(frequency_hz, edge), 1, frequency_hz.size - 1))
    left = right - 1
    width = frequency_hz[right] - frequency_hz[left]
    part = (edge - frequency_hz[left]) / width
    there = power[..., left] * (1 - part) + power[..., right] * part
    return below[..., left] + 0.5 * (power[..., left] + there) * part * width
