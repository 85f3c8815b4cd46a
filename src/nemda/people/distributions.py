"""Distributions of a covariate between people, each as its quantile function.

Every person owns one uniform number per covariate, and the distribution turns it into a value.
Bounds are met by the quantile function itself, never by rejection, so a person needs exactly one
number and nobody's value depends on anybody else's. Form: normal or lognormal inside bounds, yes or
no, one of a few values, or a constant. What would falsify this: a covariate with two humps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray


@dataclass(frozen=True)
class TruncatedNormal:
    """A normal distribution (`mean`, `sd` before truncation) cut at `low` and `high`."""

    mean: float
    sd: float
    low: float
    high: float

    def quantile(self, uniform: Float[ndarray, " person"]) -> Float[ndarray, " person"]:
        """Return mean + sd * Q(P(low) + uniform * (P(high) - P(low))), Q the normal quantile.

        Where the mean lies below the bounds the same is done from the other end, because
        probabilities close to 1 would lose their digits.
        """
        from scipy.special import ndtr, ndtri

        low, high = (self.low - self.mean) / self.sd, (self.high - self.mean) / self.sd
        if low > 0:
            above = ndtr(-high)
            values = self.mean - self.sd * ndtri(above + (1 - uniform) * (ndtr(-low) - above))
        else:
            below = ndtr(low)
            values = self.mean + self.sd * ndtri(below + uniform * (ndtr(high) - below))
        # rounding can carry a value at the very edge over it by one bit
        return np.clip(values, self.low, self.high)


@dataclass(frozen=True)
class TruncatedLognormal:
    """A value whose logarithm is a `TruncatedNormal`."""

    logarithm: TruncatedNormal

    def quantile(self, uniform: Float[ndarray, " person"]) -> Float[ndarray, " person"]:
        """Return exp of the quantiles of the logarithm."""
        values = np.exp(self.logarithm.quantile(uniform))
        return np.clip(values, np.exp(self.logarithm.low), np.exp(self.logarithm.high))


@dataclass(frozen=True)
class Bernoulli:
    """1 with the given probability, else 0."""

    probability: float

    def quantile(self, uniform: Float[ndarray, " person"]) -> Float[ndarray, " person"]:
        """Return 1 where the number is below the probability."""
        return (uniform < self.probability).astype(np.float64)


@dataclass(frozen=True)
class Categorical:
    """One of a few rising `values`, each with its probability (they sum to 1)."""

    values: tuple[float, ...]
    probabilities: tuple[float, ...]

    def quantile(self, uniform: Float[ndarray, " person"]) -> Float[ndarray, " person"]:
        """Return the value in whose share of (0, 1) the number falls."""
        # the last edge is left out: a sum of 0.999... must not send anybody past the last value
        edges = np.cumsum(self.probabilities)[:-1]
        return np.asarray(self.values, dtype=np.float64)[np.searchsorted(edges, uniform, side="right")]


@dataclass(frozen=True)
class Constant:
    """The same value for everybody."""

    value: float

    def quantile(self, uniform: Float[ndarray, " person"]) -> Float[ndarray, " person"]:
        """Return the value once per person."""
        return np.full_like(uniform, self.value)


Distribution = TruncatedNormal | TruncatedLognormal | Bernoulli | Categorical | Constant
"""Every form a covariate can take."""
