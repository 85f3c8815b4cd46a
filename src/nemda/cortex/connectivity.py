"""How signals of two regions hang together, exact from the linear model.

Of two signals with coherency c = a + i b (complex, one frequency) the cross-products of single windows are
Gaussian products, so that the indices of phase lag have closed forms:

    weighted phase lag index = 2 |b| sqrt(1 - a^2) / (1 - a^2 + b^2)
    directed phase lag index = b / (2 sqrt(1 - a^2)), the chance beyond one half that the first leads
    directed share of a path = power in the target from noise of the source's populations / its power
    information flow         = -integral of log2(1 - directed share) over frequency (bit/s; Geweke 1982)

Averages over a band are over its frequencies. Falsified by: indices of simulated windows that differ.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Complex, Float
from numpy import ndarray

from nemda.cortex.populations import CELLS, CORTICAL, REGIONS, RELAY, RETICULAR, Place, Region
from nemda.cortex.spectrum import OBSERVED, Response, cross_spectrum


class Link(NamedTuple):
    """Indices between two regions in a band at each level; lag and direction from the first to the second."""

    coherence: Float[ndarray, " level"]
    weighted_phase_lag: Float[ndarray, " level"]
    directed_phase_lag: Float[ndarray, " level"]


class Flow(NamedTuple):
    """Directed share of power and information flow (bit/s) over a band at each level."""

    share: Float[ndarray, " level"]
    information: Float[ndarray, " level"]


def coherency(response: Response, first: int, second: int) -> Complex[ndarray, "level frequency"]:
    """Return the coherency of two of the observed signals."""
    cross = cross_spectrum(response)
    scale = np.sqrt(np.real(cross[..., first, first]) * np.real(cross[..., second, second]))
    return cross[..., first, second] / scale


def link(
    response: Response,
    frequency_hz: Float[ndarray, " frequency"],
    first: Region,
    second: Region,
    edges: tuple[float, float],
) -> Link:
    """Return the indices between the cortices of two regions in a band (Hz)."""
    return _link(response, frequency_hz, REGIONS.index(first), REGIONS.index(second), edges)


def thalamic_link(
    response: Response, frequency_hz: Float[ndarray, " frequency"], region: Region, edges: tuple[float, float]
) -> Link:
    """Return the indices between a region's thalamus and its cortex in a band (Hz)."""
    place = REGIONS.index(region)
    return _link(response, frequency_hz, len(REGIONS) + place, place, edges)


def cortical_flow(
    response: Response,
    frequency_hz: Float[ndarray, " frequency"],
    source: Region,
    target: Region,
    edges: tuple[float, float],
) -> Flow:
    """Return what the EEG of one region owes to the cortex and thalamus of another in a band (Hz)."""
    cells = [Place(REGIONS.index(source), cell) for cell in range(len(CELLS))]
    return _flow(response, frequency_hz, cells, REGIONS.index(target), edges)


def thalamic_flow(
    response: Response, frequency_hz: Float[ndarray, " frequency"], region: Region, edges: tuple[float, float]
) -> Flow:
    """Return what the EEG of a region owes to the input of its own thalamus in a band (Hz)."""
    cells = [Place(REGIONS.index(region), cell) for cell in (RELAY, RETICULAR)]
    return _flow(response, frequency_hz, cells, REGIONS.index(region), edges)


def corticothalamic_flow(
    response: Response, frequency_hz: Float[ndarray, " frequency"], region: Region, edges: tuple[float, float]
) -> Flow:
    """Return what the signal of a region's thalamus owes to its own cortex in a band (Hz)."""
    cells = [Place(REGIONS.index(region), cell) for cell in CORTICAL]
    return _flow(response, frequency_hz, cells, len(REGIONS) + REGIONS.index(region), edges)


def _link(
    response: Response, frequency_hz: ndarray, first: int, second: int, edges: tuple[float, float]
) -> Link:
    found = coherency(response, first, second)[:, _inside(frequency_hz, edges)]
    real, imaginary = np.real(found), np.imag(found)
    free = 1 - real**2
    return Link(
        np.mean(np.abs(found) ** 2, axis=1),
        np.mean(2 * np.abs(imaginary) * np.sqrt(free) / (free + imaginary**2), axis=1),
        np.mean(imaginary / (2 * np.sqrt(free)), axis=1),
    )


def _flow(
    response: Response, frequency_hz: ndarray, cells: list[Place], target: int, edges: tuple[float, float]
) -> Flow:
    inside = _inside(frequency_hz, edges)
    parts = np.abs(response.from_noise[:, inside, target]) ** 2
    noisy = [OBSERVED.index(one.number) for one in cells if one.number in OBSERVED]
    share = parts[..., noisy].sum(axis=-1) / parts.sum(axis=-1)
    # a share of 1 is infinite information, which noise of its own keeps every population from
    information = -np.trapezoid(np.log2(1 - share), frequency_hz[inside], axis=1)
    return Flow(np.mean(share, axis=1), information)


def _inside(frequency_hz: ndarray, edges: tuple[float, float]) -> ndarray:
    return (frequency_hz >= edges[0]) & (frequency_hz <= edges[1])
