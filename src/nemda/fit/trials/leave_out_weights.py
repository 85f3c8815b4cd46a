"""Pareto-smoothed importance weights: draws of one posterior as draws of another, and whether to trust them.

Raw ratios of densities have heavy tails. The largest ones (20% of the draws, at most 3 sqrt(draws)) are
replaced by quantiles of a generalized Pareto distribution fitted to them, and its shape k says how far the
weights may be trusted: fine below 0.5, usable below 0.7, not above (Vehtari, Simpson, Gelman, Yao, Gabry
2024, J Mach Learn Res 25:72). The fit is the one of Zhang and Stephens 2009 (Technometrics 51:316), with a
prior of ten draws at k = 0.5. Wrong if a refit without the study lands elsewhere while k is small.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

TRUSTED_K = 0.7
FEWEST_TAIL = 5
PRIOR_DRAWS = 10.0
"""Draws that the prior of k = 0.5 is worth."""


class Smoothed(NamedTuple):
    """Weights that sum to 1, the shape k of their tail, and how many draws they are worth."""

    weights: Float[ndarray, " draw"]
    k: float
    effective: float


def smoothed(log_ratio: Float[ndarray, " draw"]) -> Smoothed:
    """Return Pareto-smoothed weights for log ratios of densities.

    Too few draws for a tail give plain weights and an infinite k.

    >>> import numpy as np
    >>> float(smoothed(np.zeros(100)).effective)
    100.0
    """
    log_weight = log_ratio - log_ratio.max()
    size = log_weight.size
    tail = int(np.ceil(min(0.2 * size, 3 * np.sqrt(size))))
    if np.ptp(log_weight) == 0:
        return Smoothed(np.full(size, 1 / size), 0.0, float(size))
    if tail < FEWEST_TAIL:
        return _normalized(np.exp(log_weight), np.inf)
    order = np.argsort(log_weight)
    largest = order[-tail:]
    cut = log_weight[order[-tail - 1]]
    over = np.exp(log_weight[largest]) - np.exp(cut)
    if over[-1] <= 0 or np.ptp(over) == 0:
        return _normalized(np.exp(log_weight), 0.0)
    k, scale = pareto(over[over > 0])
    weight = np.exp(log_weight)
    at = (np.arange(tail) + 0.5) / tail
    quantile = -scale * np.log1p(-at) if abs(k) < 1e-9 else scale * np.expm1(-k * np.log1p(-at)) / k
    weight[largest] = np.minimum(quantile + np.exp(cut), 1.0)  # no more than the largest raw one
    return _normalized(weight, k)


def _normalized(weight: ndarray, k: float) -> Smoothed:
    share = weight / weight.sum()
    return Smoothed(share, float(k), float(1 / (share**2).sum()))


def pareto(over: Float[ndarray, " tail"]) -> tuple[float, float]:
    """Return shape and scale of a generalized Pareto distribution of rising excesses above 0.

    Mean of the profile over b = -k / scale on a grid, weighted by its likelihood (Zhang and Stephens 2009).
    """
    size = over.size
    points = 30 + int(np.sqrt(size))
    quarter = over[max(int(size / 4 + 0.5) - 1, 0)]
    grid = 1 - np.sqrt(points / (np.arange(1, points + 1) - 0.5))
    b = grid / (3 * quarter) + 1 / over[-1]
    shape = np.log1p(-b[:, None] * over).mean(axis=1)
    profile = size * (np.log(-b / shape) - shape - 1)
    weight = np.exp(profile - profile.max())
    best = float((b * weight).sum() / weight.sum())
    k = float(np.log1p(-best * over).mean())
    scale = -k / best
    return (k * size + 0.5 * PRIOR_DRAWS) / (size + PRIOR_DRAWS), scale
