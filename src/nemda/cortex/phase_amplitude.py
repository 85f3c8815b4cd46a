"""Coupling between frequencies: how far a slow wave moves the power of fast ones.

A linear model has none. The curve of firing is not linear, though: a slow wave carries the operating point up
and down, and the spectrum of fast rhythms with it. For waves slow beside the fast ones that is, to first
order,

    modulation = |d ln P_fast / d rate| x sqrt(P_slow)

with the derivative along a slow input to pyramidal cells and both powers from the linear spectra. Noise has
the unit of one cell's firing, so that only ratios between levels mean something. What would falsify the form:
phase-amplitude coupling that changes while neither slow power nor the slope of fast power does.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.cortex.bands import band_power
from nemda.cortex.blocks import Blocks
from nemda.cortex.coupling import Coupling, coupling_of
from nemda.cortex.parameters import Cortex
from nemda.cortex.populations import PYRAMIDAL, REGIONS, places
from nemda.cortex.spectrum import Response, power_of, response_with

STEP_MV = 0.05
"""Half the change of input of the central difference: a hundredth of the width of the curve of firing."""


def modulation(
    cortex: Cortex,
    blocks: Blocks,
    slow_hz: tuple[float, float],
    fast_hz: tuple[float, float],
    frequency_hz: Float[ndarray, " frequency"],
) -> Float[ndarray, "level region"]:
    """Return the relative swing of fast power along a slow wave at each level, in units of one cell's firing.

    Raises
    ------
    DataError
        A band is not inside the spectrum.
    SolverError
        A level has no operating point.
    """
    coupling = coupling_of(cortex, blocks)
    at, up, down = (
        response_with(cortex, _shifted(coupling, by), frequency_hz) for by in (0.0, STEP_MV, -STEP_MV)
    )
    moved = (up.point.rate - down.point.rate)[:, places(PYRAMIDAL)]
    fast = np.log(_band(up, frequency_hz, fast_hz)) - np.log(_band(down, frequency_hz, fast_hz))
    return np.abs(fast / moved) * np.sqrt(_band(at, frequency_hz, slow_hz))


def _shifted(coupling: Coupling, by_mv: float) -> Coupling:
    background = coupling.background.copy()
    background[:, places(PYRAMIDAL)] += by_mv
    return coupling._replace(background=background)


def _band(response: Response, frequency_hz: ndarray, edges: tuple[float, float]) -> ndarray:
    power = power_of(response)
    return np.stack(
        [band_power(frequency_hz, power[:, :, region], edges) for region in range(len(REGIONS))], axis=1
    )
