"""Which explanation predicts best, and how sure that is.

Two criteria. Akaike's with the correction for few data (Hurvich & Tsai 1989, Biometrika 76:297) at the best
draw,

    AICc = -2 log L + 2 k + 2 k (k + 1) / (n - k - 1),

and the expected log predictive density when each observation in turn is left out (Gelfand, Dey & Chang
1992; Vehtari, Gelman & Gabry 2017, Statistics and Computing 27:1413), from the weighted draws:

    elpd = sum_i log( 1 / E_posterior[ 1 / p(y_i | z) ] ).

The second is the one that ranks, because it needs no count of parameters. Its uncertainty comes from drawing
the sources anew (with all rows of a source together, because rows of one paper stand or fall together): the
share of such draws in which an explanation is the best, and the interval of its distance from the best.
Wrong if the order changes with a source that says nothing about the explanations.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.hypothesis.posterior import Posterior

RESAMPLES = 4000


def aicc(log_likelihood: float, free: int, observations: int) -> float:
    """Return Akaike's criterion with the correction for few data; infinite where it has none."""
    if observations <= free + 1:
        return math.inf
    return -2 * log_likelihood + 2 * free + 2 * free * (free + 1) / (observations - free - 1)


def left_out(posterior: Posterior) -> Float[ndarray, " target"]:
    """Return the log predictive density of each observation under the fit to the others.

    The likelihood is bounded below (`LAPSE`), so that the inverse weights are bounded too.
    """
    inverse = posterior.weight @ np.exp(-posterior.log_likelihood)
    return -np.log(inverse)


class Standing(NamedTuple):
    """How an explanation stands: difference of elpd to the best (at most 0), its 90% interval, chance."""

    difference: float
    standard_error: float
    low: float
    high: float
    best_share: float


def standings(
    pointwise: Float[ndarray, "hypothesis target"], sources: Sequence[str], seed: int
) -> list[Standing]:
    """Return the standing of each explanation, from its log density of each observation.

    The difference is to the explanation with the highest sum; its standard error and interval are those of
    sums over sources drawn anew with replacement.
    """
    names = list(dict.fromkeys(sources))
    member = np.array([names.index(source) for source in sources])
    by_source = np.stack([pointwise[:, member == k].sum(axis=1) for k in range(len(names))], axis=1)
    best = int(np.argmax(by_source.sum(axis=1)))
    random = np.random.default_rng(seed)
    picks = random.integers(0, len(names), (RESAMPLES, len(names)))
    sums = by_source[:, picks].sum(axis=2)
    winner = np.argmax(sums, axis=0)
    apart = sums - sums[best]
    total = by_source.sum(axis=1)
    low, high = np.quantile(apart, (0.05, 0.95), axis=1)
    return [
        Standing(
            difference=float(total[row] - total[best]),
            standard_error=float(apart[row].std()),
            low=float(low[row]),
            high=float(high[row]),
            best_share=float(np.mean(winner == row)),
        )
        for row in range(len(total))
    ]


def winners_without(pointwise: Float[ndarray, "hypothesis target"], sources: Sequence[str]) -> dict[str, int]:
    """Return for each source which explanation is best when its rows are left out."""
    found: dict[str, int] = {}
    for source in dict.fromkeys(sources):
        kept = np.array([one != source for one in sources])
        found[source] = int(np.argmax(pointwise[:, kept].sum(axis=1)))
    return found
