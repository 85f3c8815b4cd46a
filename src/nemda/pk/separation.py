"""Setting nearly equal rates on one path apart, so that the path is a sum of exponentials.

A path through nearly equal rates is a difference quotient of exponentials: rounding grows with the
inverse of every distance. Two kinds of rates are treated apart.

Two rates that happen to coincide are set `SEPARATION` apart by speeding up the later block (all its
outflows alike, so mass is conserved); the error of a level is of that order, and so is rounding.

The two stages of a delay are close by construction, and a third rate close to them would multiply two
small distances. What a delay does depends on its mean time, and on the distance of its stages only
through the square. So near a third rate the stages are moved further from their mean, which costs
1e-7 of the peak in the rare person in whom that happens. Wrong if the level of any person differs
from a solver by more.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

SEPARATION = 2e-8
"""Smallest relative distance of two rates on one path: rounding grows with its inverse, bias with itself."""

STAGE_SPREAD = 4e-5
"""Relative distance of the two stages of a delay from their mean: bias grows with its square, rounding
with its inverse, and both are below 2e-9 of the peak here."""

NEAR_A_DELAY = 1e-3
"""A third rate within this relative distance of the stages makes them move apart."""

WIDER_SPREADS = (2e-4, 4e-4)
"""Distances of the stages from their mean to choose from: the one that keeps clear of third rates."""


def separate(
    eigenvalue: Float[ndarray, "person mode"], spans: Sequence[slice], reach: Bool[ndarray, "to source"]
) -> Float[ndarray, "person mode"]:
    """Return the factor near 1 on each mode's rate that keeps rates on one path apart.

    `spans` are the modes of each block, sources before what they feed; `reach` says which modes drug from
    each mode can get to.
    """
    factor = _widened_delays(eigenvalue, spans, reach)
    for position, span in enumerate(spans):
        before = [other for other in spans[:position] if reach[span.start, other.start]]
        for _ in range(eigenvalue.shape[1]):
            close = np.zeros(len(eigenvalue), dtype=bool)
            mine = eigenvalue[:, span] * factor[:, span]
            for other in before:
                theirs = eigenvalue[:, other] * factor[:, other]
                gap = np.abs(mine[:, :, None] - theirs[:, None, :])
                close |= np.any(gap < SEPARATION * np.abs(mine[:, :, None]), axis=(1, 2))
            if not close.any():
                break
            factor[close, span] *= 1.0 + 2.0 * SEPARATION
    return factor


def _widened_delays(
    eigenvalue: ndarray, spans: Sequence[slice], reach: ndarray
) -> Float[ndarray, "person mode"]:
    """Return the factors that move the stages of each delay away from third rates on their path."""
    factor = np.ones_like(eigenvalue)
    single = [span.start for span in spans if span.stop - span.start == 1]
    for first, second in pairwise(single):
        stages = eigenvalue[:, [first, second]]
        mean = stages.mean(axis=1)
        spread = (stages[:, 0] - stages[:, 1]) / (2 * mean)
        if not (reach[second, first] and np.allclose(np.abs(spread), STAGE_SPREAD, rtol=1e-6)):
            continue
        on_path = reach[first] | reach[:, second]
        on_path[[first, second]] = False
        third = np.flatnonzero(on_path)
        offset = (eigenvalue[:, third] - mean[:, None]) / mean[:, None]
        near = np.abs(offset) < NEAR_A_DELAY
        crowded = near.any(axis=1)
        clear = [
            np.where(near, np.abs(np.abs(offset) - wider), np.inf).min(axis=1) for wider in WIDER_SPREADS
        ]
        wanted = np.array(WIDER_SPREADS)[np.argmax(clear, axis=0)] * np.sign(spread)
        factor[crowded, first] = (mean * (1 + wanted) / stages[:, 0])[crowded]
        factor[crowded, second] = (mean * (1 - wanted) / stages[:, 1])[crowded]
    return factor
