"""How sure a mean over a finite group of simulated people is.

These intervals speak of the simulation only: with more people they shrink to nothing, while the doubt
about the model and its parameters stays. Shares have theirs in `nemda.trial.intervals`.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

LEVEL = 0.9
_Z = NormalDist().inv_cdf(0.5 + LEVEL / 2)


class Estimate(NamedTuple):
    """A number with its 90% interval."""

    value: float
    lower_90: float
    upper_90: float


def mean(values: Float[ndarray, " person"]) -> Estimate:
    """Return the mean with its 90% interval, mean -+ 1.645 SD / sqrt(n); one person has no width."""
    error = float(values.std(ddof=1)) / math.sqrt(values.size) if values.size > 1 else 0.0
    return _estimate(float(values.mean()), error)


def difference(
    first: Float[ndarray, " person"], second: Float[ndarray, " person"], *, same_people: bool
) -> Estimate:
    """Return mean(first) - mean(second) with its 90% interval.

    Where both are the same people in the same order, the interval is that of the mean difference
    within persons; otherwise the squared standard errors of the two means add.
    """
    if same_people:
        return mean(first - second)
    squares = [float(np.var(group, ddof=1)) / group.size for group in (first, second) if group.size > 1]
    return _estimate(float(first.mean() - second.mean()), math.sqrt(sum(squares)))


def _estimate(value: float, error: float) -> Estimate:
    return Estimate(value, value - _Z * error, value + _Z * error)
