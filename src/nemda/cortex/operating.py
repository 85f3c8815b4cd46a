"""Firing, its slope, and the operating point at which the populations rest under a level of drug.

Firing rate of a population at mean potential V (mV): Q = Q_max / (1 + exp(-(V - theta) / s)), with
s = sigma sqrt(3) / pi (Robinson 2002). The operating point solves V = W Q(V) + background. It is found by the
implicit steps of dV/dt = W Q(V) + background - V, whose length grows as they succeed, so that it is the state
that the resting brain moves to when the drug comes. Falsified by: two states that people switch between
below anesthetic levels.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.cortex.parameters import Cortex
from nemda.cortex.populations import REGIONS
from nemda.errors import SolverError

if TYPE_CHECKING:
    from nemda.cortex.coupling import Coupling

LONGEST_STEP_MV = 2.0
TOLERANCE_MV = 1e-8
FIRST_LENGTH, LONGEST = 0.5, 1e8
"""Lengths of implicit steps, in units of the populations' own time; the longest are Newton's."""
STEPS, PARTS = 60, 40
"""Steps of a search, and the parts in which block is raised where a search fails."""


class Rest(NamedTuple):
    """Firing rates (1/s) of the drug-free model; all cortical populations fire alike."""

    cortical: float
    relay: float
    reticular: float

    def vector(self) -> Float[ndarray, " population"]:
        """Return the rate of every population."""
        return np.tile([self.cortical] * 3 + [self.relay, self.reticular], len(REGIONS))


class OperatingPoint(NamedTuple):
    """Rate (1/s) and its slope (1/(mV s)) of every population at every level."""

    rate: Float[ndarray, "level population"]
    slope: Float[ndarray, "level population"]


def width(cortex: Cortex) -> float:
    """Return s (mV), the width of the curve of firing."""
    return cortex.threshold_spread * np.sqrt(3.0) / np.pi


def firing(cortex: Cortex, potential: Float[ndarray, "*shape"]) -> Float[ndarray, "*shape"]:
    """Return firing rates (1/s) at potentials (mV)."""
    return cortex.maximal_rate / (1 + np.exp(-(potential - cortex.threshold) / width(cortex)))


def potential(cortex: Cortex, rate: Float[ndarray, "*shape"] | float) -> Float[ndarray, "*shape"]:
    """Return the potentials (mV) at which populations fire at rates (1/s)."""
    share = np.asarray(rate, dtype=float)
    return cortex.threshold + width(cortex) * np.log(share / (cortex.maximal_rate - share))


def slope(cortex: Cortex, rate: Float[ndarray, "*shape"]) -> Float[ndarray, "*shape"]:
    """Return dQ/dV (1/(mV s)) where populations fire at `rate` (1/s)."""
    return rate * (1 - rate / cortex.maximal_rate) / width(cortex)


@lru_cache(maxsize=256)
def rest_of(cortex: Cortex) -> Rest:
    """Return the drug-free rates of the published model: its lowest fixed point.

    Raises
    ------
    SolverError
        There is none below 60/s.
    """
    from scipy.optimize import brentq

    def relay_of(cortical: float) -> float:
        driven = float(potential(cortex, cortical))
        local = (cortex.excitation_strength + cortex.inhibition_strength) * cortical
        return (driven - local) / cortex.thalamocortical_strength

    def reticular_of(cortical: float) -> float:
        relay = relay_of(cortical)
        into = cortex.cortex_reticular_strength * cortical + cortex.relay_reticular_strength * relay
        return float(firing(cortex, np.asarray(into)))

    def mismatch(cortical: float) -> float:
        into = (
            cortex.corticothalamic_strength * cortical
            + cortex.reticular_relay_strength * reticular_of(cortical)
            + cortex.sensory_strength * cortex.sensory_rate
        )
        return float(firing(cortex, np.asarray(into))) - relay_of(cortical)

    grid = np.geomspace(0.05, 60.0, 600)
    values = np.array([mismatch(float(one)) for one in grid])
    allowed = np.array([relay_of(float(one)) > 0 for one in grid])
    crossing = np.flatnonzero((np.sign(values[1:]) != np.sign(values[:-1])) & allowed[1:] & allowed[:-1])
    if crossing.size == 0:
        raise SolverError("The cortex has no resting state.", where="cortex", expected="a rate below 60/s")
    cortical = float(brentq(mismatch, grid[crossing[0]], grid[crossing[0] + 1], xtol=1e-13))  # pyright: ignore[reportArgumentType]  a number without full_output
    return Rest(cortical, relay_of(cortical), reticular_of(cortical))


def operating_point(cortex: Cortex, coupling: Coupling, unblocked: Coupling) -> OperatingPoint:
    """Return the operating point at every level; `unblocked` is the coupling without drug, as one level.

    Where growing steps come to no end, block is raised little by little from the drug-free state.

    Raises
    ------
    SolverError
        The populations come to no rest at a level.
    """
    start = np.tile(potential(cortex, rest_of(cortex).vector()), (coupling.background.shape[0], 1))
    at, missing = _settled(cortex, coupling.total, coupling.background, start, FIRST_LENGTH)
    slow = missing >= TOLERANCE_MV
    if slow.any():
        followed = start[slow]
        for part in np.linspace(0.0, 1.0, PARTS + 1)[1:]:
            total = unblocked.total + part * (coupling.total[slow] - unblocked.total)
            background = unblocked.background + part * (coupling.background[slow] - unblocked.background)
            followed, left = _settled(cortex, total, background, followed, LONGEST)
            at[slow], missing[slow] = followed, left
    if np.any(missing >= TOLERANCE_MV):
        level = int(np.argmax(missing))
        raise SolverError(
            "The cortex comes to no rest.", where=f"level {level}", got=f"{missing[level]:g} mV"
        )
    rate = firing(cortex, at)
    return OperatingPoint(rate, slope(cortex, rate))


def _settled(
    cortex: Cortex, total: ndarray, background: ndarray, start: ndarray, length: float
) -> tuple[ndarray, ndarray]:
    """Return potentials [level, population] and how much each level still misses (mV)."""
    at, identity = start, np.eye(start.shape[1])
    missing = np.full(at.shape, np.inf)
    for _ in range(STEPS):
        rate = firing(cortex, at)
        missing = (total @ rate[..., None])[..., 0] + background - at
        if np.abs(missing).max() < TOLERANCE_MV:
            break
        change = total * slope(cortex, rate)[:, None, :] - identity
        step = np.linalg.solve(identity / length - change, missing[..., None])[..., 0]
        largest = np.abs(step).max(axis=1, keepdims=True)
        at = at + step * np.minimum(1.0, LONGEST_STEP_MV / np.maximum(largest, 1e-12))
        length = min(2 * length, LONGEST)
    return at, np.abs(missing).max(axis=1)
