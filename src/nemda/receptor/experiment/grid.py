"""Concentrations and times that suit what is looked for, found from the receptor itself."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ReceptorError
from nemda.receptor.preparation.prepare import Preparation
from nemda.receptor.solve.conditions import Conditions
from nemda.receptor.solve.generator import generator, rate_table
from nemda.receptor.solve.spectrum import relaxation_times

LOWEST, HIGHEST = 1e-5, 1e5
"""Concentrations between which a half-effect is searched (umol/L; atm for gases)."""

SCAN_POINTS = 101
DECADES_AROUND = 1.5
TIME_CONSTANTS = 7.0
"""After so many time constants a relaxation has come within 0.1 % of its end."""


def log_grid(low: float, high: float, points: int) -> Float[ndarray, " level"]:
    """Return concentrations at equal distances in log scale.

    Raises
    ------
    ReceptorError
        The limits are not positive and rising, or there are fewer than two points.
    """
    if not (0 < low < high and points >= 2):
        raise ReceptorError(
            "A grid needs 0 < low < high and two points or more.", where="log_grid", got=(low, high, points)
        )
    return np.geomspace(low, high, points)


def around_half_effect(
    effect: Callable[[Float[ndarray, " level"]], Float[ndarray, " level"]], points: int = 13
) -> Float[ndarray, " level"]:
    """Return a grid of concentrations three decades wide around the half-effect of `effect`.

    `effect` maps concentrations (umol/L) to a response that may rise or fall. Without any effect the grid
    covers 0.01 to 100 umol/L.
    """
    scan = np.geomspace(LOWEST, HIGHEST, SCAN_POINTS)
    found = crossing(scan, effect(scan))
    center = 1.0 if found is None else found
    return np.geomspace(center / 10**DECADES_AROUND, center * 10**DECADES_AROUND, points)


def crossing(
    level: Float[ndarray, " level"], response: Float[ndarray, " level"], target: float | None = None
) -> float | None:
    """Return the lowest concentration at which the response passes `target`, by interpolation in log scale.

    The target is half way between the first response and the most distant one unless given. None where
    nothing changes or the target is not passed.
    """
    first = response[0]
    extreme = response[int(np.argmax(np.abs(response - first)))]
    if abs(extreme - first) <= 1e-9 * max(abs(first), abs(extreme), 1e-30):
        return None
    aim = (first + extreme) / 2 if target is None else target
    beyond = (response - aim) * np.sign(extreme - first) >= 0
    if not beyond.any() or beyond[0]:
        return None
    after = int(np.argmax(beyond))
    share = (aim - response[after - 1]) / (response[after] - response[after - 1])
    return float(level[after - 1] * (level[after] / level[after - 1]) ** share)


def decade_times(duration_s: float, decades: int = 4, points: int = 40) -> Float[ndarray, " time"]:
    """Return times from 0 to `duration_s` (s) in blocks of equal steps, each block a decade longer.

    Nearly as dense in log scale as a geometric grid, but with one step size for each block, so that a run
    needs one transition matrix for each and not one for each time.
    """
    edges = duration_s * 10.0 ** np.arange(-decades, 1)
    blocks = [
        np.linspace(low, high, points, endpoint=False)
        for low, high in zip([0.0, *edges], edges, strict=False)
    ]
    return np.concatenate([*blocks, edges[-1:]])


def settling_time_s(preparation: Preparation, at: Conditions) -> float:
    """Return the time (s) after which a receptor is within 0.1 % of its steady state.

    Seven times the slowest time constant of the scheme under these conditions (the longest of a batch).
    """
    matrices = generator(rate_table(preparation.scheme), at)
    size = matrices.shape[-1]
    slowest = [times[0] for one in matrices.reshape(-1, size, size) if (times := relaxation_times(one)).size]
    return TIME_CONSTANTS * float(max(slowest, default=0.0))
