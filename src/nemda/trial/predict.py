"""What simulated arms predict for one published number, and how far a trial of its size may scatter.

Every predictable number is the mean, or the SD, of something each person has (MADRS, its change, being
a responder as 0 or 100%), or a difference of two such means. The 90% prediction interval resamples
simulated people, as many as the trial had (bootstrap; Efron 1979, DOI 10.1214/aos/1176344552). It
holds the chance of who was recruited, not the uncertainty of the model's parameters; an observation
outside it means that chance alone does not explain the gap.

Least-squares means of a source are adjusted to one baseline; the simulated change is adjusted alike,
with the slope of change on baseline within arms (analysis of covariance) of the simulated people.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.endpoints import remitted, responded
from nemda.trial.endpoints import at_time, baseline

if TYPE_CHECKING:
    from xarray import Dataset

DRAWS = 2000
BLOCK_NUMBERS = 2_000_000
"""Numbers held at once while resampling, which bounds memory."""

SD = "sd"
PERCENT = 100.0


class Resampled(NamedTuple):
    """A prediction, and where 90% of trials of that size would find it."""

    value: float
    lower_90: float
    upper_90: float


class Adjustment(NamedTuple):
    """Points of the outcome per point of baseline, and the baseline that everybody is brought to."""

    slope: float
    common_baseline: float


def person_values(
    dataset: Dataset, quantity: str, time_h: float, remission_madrs: float
) -> Float[ndarray, " person"]:
    """Return what each person contributes to a quantity: points, or 0 and 100 for a rate in %."""
    madrs, start = at_time(dataset, "madrs", time_h), baseline(dataset)
    if quantity == "response_rate":
        return PERCENT * responded(madrs, start)
    if quantity == "remission_rate":
        return PERCENT * remitted(madrs, remission_madrs)
    if quantity in {"mean", SD}:
        return madrs
    return madrs - start


def adjustment(
    values: Sequence[Float[ndarray, " person"]],
    starts: Sequence[Float[ndarray, " person"]],
    weights: Sequence[float],
) -> Adjustment:
    """Return how the values of all arms of a trial are brought to one baseline.

    slope = sum of within-arm covariances of value and baseline / sum of within-arm variances of baseline,
    with equal weight for every arm; the common baseline is the mean of the arms, weighted by `weights`.
    """
    variance = sum(float(np.var(start)) for start in starts)
    pairs = zip(values, starts, strict=True)
    covariance = sum(float(np.mean((start - start.mean()) * value)) for value, start in pairs)
    means = [float(start.mean()) for start in starts]
    return Adjustment(
        slope=covariance / variance if variance > 0 else 0.0,
        common_baseline=float(np.average(means, weights=weights)),
    )


def adjusted(
    values: Float[ndarray, " person"], start: Float[ndarray, " person"], to: Adjustment
) -> Float[ndarray, " person"]:
    """Return each person's value as expected from the common baseline."""
    return values - to.slope * (start - to.common_baseline)


def resample(
    groups: Sequence[Float[ndarray, " person"]],
    sizes: Sequence[int],
    spread: bool,
    generator: np.random.Generator,
) -> Resampled:
    """Return the mean (or SD, if `spread`) of one group, or the first group's minus the second's.

    `sizes` says how many people are drawn from each group, with replacement, for the interval.
    """
    values = [_statistic(group[None, :], spread)[0] for group in groups]
    draws = [_drawn(group, n, spread, generator) for group, n in zip(groups, sizes, strict=True)]
    value, drawn = (values[0], draws[0]) if len(groups) == 1 else (values[0] - values[1], draws[0] - draws[1])
    lower, upper = np.quantile(drawn, (0.05, 0.95))
    return Resampled(float(value), float(lower), float(upper))


def _drawn(
    group: Float[ndarray, " person"], n: int, spread: bool, generator: np.random.Generator
) -> Float[ndarray, " draw"]:
    block = max(1, BLOCK_NUMBERS // n)
    counts = [min(block, DRAWS - first) for first in range(0, DRAWS, block)]
    return np.concatenate(
        [_statistic(group[generator.integers(group.size, size=(count, n))], spread) for count in counts]
    )


def _statistic(samples: Float[ndarray, "draw person"], spread: bool) -> Float[ndarray, " draw"]:
    if not spread:
        return samples.mean(axis=1)
    return samples.std(axis=1, ddof=1) if samples.shape[1] > 1 else np.zeros(samples.shape[0])
