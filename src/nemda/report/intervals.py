"""How sure a number is that was counted or averaged over a finite group of simulated people.

These intervals speak of the simulation only: with more people they shrink to nothing, while the
doubt about the model and its parameters stays.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

NORMAL_95 = 1.959964
"""The 97.5% quantile of the standard normal distribution."""


class Estimate(NamedTuple):
    """A number with the limits of its 95% interval."""

    value: float
    low: float
    high: float


def share(count: int, n: int) -> Estimate:
    """Return count / n with Wilson's 95% interval, which stays inside [0, 1] at 0 and n.

    (p + z^2/2n -+ z sqrt(p (1 - p)/n + z^2/4n^2)) / (1 + z^2/n); Wilson 1927, J Am Stat Assoc 22:209,
    doi 10.1080/01621459.1927.10502953.
    """
    p, z = count / n, NORMAL_95
    center = p + z**2 / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    scale = 1 + z**2 / n
    return Estimate(p, max(0.0, (center - half) / scale), min(1.0, (center + half) / scale))


def mean(values: Float[ndarray, " person"]) -> Estimate:
    """Return the mean with its 95% interval, mean -+ 1.96 SD / sqrt(n); for one person just the value."""
    value = float(values.mean())
    half = NORMAL_95 * float(values.std(ddof=1)) / math.sqrt(values.size) if values.size > 1 else 0.0
    return Estimate(value, value - half, value + half)


def difference(a: Float[ndarray, " person"], b: Float[ndarray, " person"], same_people: bool) -> Estimate:
    """Return mean(a) - mean(b) with its 95% interval.

    Where both are the same people in the same order, the interval is that of the mean difference
    within persons; otherwise the two variances of the mean add.
    """
    if same_people:
        return mean(a - b)
    value = float(a.mean() - b.mean())
    variance = sum(float(np.var(group, ddof=1)) / group.size for group in (a, b) if group.size > 1)
    half = NORMAL_95 * math.sqrt(variance)
    return Estimate(value, value - half, value + half)
