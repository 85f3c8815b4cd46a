"""Spread between people and uncertainty of a share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


class Spread(NamedTuple):
    """How a quantity varies between people; 90% of them lie between `q05` and `q95`."""

    mean: float
    sd: float
    q05: float
    q25: float
    q50: float
    q75: float
    q95: float


class Proportion(NamedTuple):
    """A share of people (0 to 1) with its 90% interval."""

    share: float
    lower_90: float
    upper_90: float


def spread(values: Float[ndarray, " person"]) -> Spread:
    """Return mean, SD (of the sample; 0 for one person) and quantiles."""
    sd = float(values.std(ddof=1)) if values.size > 1 else 0.0
    return Spread(float(values.mean()), sd, *(float(q) for q in np.quantile(values, QUANTILES)))


def quantiles_over_people(
    values: Float[ndarray, "person time"], probabilities: Sequence[float]
) -> Float[ndarray, "quantile time"]:
    """Return quantiles over people at each time, interpolated linearly between order statistics."""
    # sorted first: NumPy sorts rows many times faster than it selects from columns
    ordered = np.sort(np.ascontiguousarray(values.T, dtype=np.float64), axis=1)
    return np.quantile(ordered, probabilities, axis=1, overwrite_input=True)


def wilson(successes: int, n: int, level: float = 0.9) -> Proportion:
    """Return a share with the interval of Wilson 1927, DOI 10.1080/01621459.1927.10502953.

    (p + z^2 / 2n -+ z sqrt(p (1 - p) / n + z^2 / 4 n^2)) / (1 + z^2 / n), inside [0, 1] for every count.
    """
    share = successes / n
    z = NormalDist().inv_cdf(0.5 + level / 2)
    center = share + z * z / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return Proportion(share, max(0.0, (center - half) / scale), min(1.0, (center + half) / scale))
