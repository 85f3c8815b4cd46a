"""Means and responders over people who differ, from the course of the typical person.

How strongly mood answers (lognormal) and the course without drug (normal) differ most between people, and the
score of `nemda.mechanism.mood` depends on both in closed form, so trial means follow from one course by
quadrature: with susceptibility s = s0 exp(w_s z_1) and natural course n = n0 + w_n z_2,

    MADRS / baseline = (1 - ceiling (1 - exp(-s lift))) (1 - e - n),   mean over z_1, z_2 standard normal.

Gauss-Hermite nodes (Golub & Welsch 1969) serve z_1; a response is a threshold in z_2, whose probability
is a normal distribution function. Differences in kinetics between people are left out. Wrong if means of
a simulated trial (`nemda.trial`) differ by more than those differences make.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.mechanism.mood import MADRS_MAXIMUM

NODES = 24
RESPONSE = 0.5
"""A response is a fall to this share of the baseline, or lower."""
SMALLEST = 1e-12
"""Below this share of symptoms left everybody has responded."""


class Terms(NamedTuple):
    """The typical person over time: baseline score (points), lift of the drug as felt, and what is not drug.

    `ceiling` is the largest share of symptoms that a lift takes away.
    """

    baseline: Float[ndarray, " time"]
    lift: Float[ndarray, " time"]
    other: Float[ndarray, " time"]
    ceiling: float = 1.0


def mean_madrs(terms: Terms, susceptibility: float, spread: float) -> Float[ndarray, " time"]:
    """Return the mean score (points); the natural course is symmetric, so its spread leaves the mean."""
    left, weight = _left(terms, susceptibility, spread)
    score = terms.baseline * left * (1 - terms.other)
    return weight @ np.clip(score, 0.0, MADRS_MAXIMUM)


def response_rate(
    terms: Terms, susceptibility: float, spread: float, natural_spread: float
) -> Float[ndarray, " time"]:
    """Return the share of people with (1 - drug) (1 - other - w_n z) at most half."""
    from scipy.special import ndtr

    left, weight = _left(terms, susceptibility, spread)
    needed = 1 - terms.other - RESPONSE / np.maximum(left, SMALLEST)
    if natural_spread == 0:
        return weight @ (needed <= 0)
    return weight @ ndtr(-needed / natural_spread)


def _left(terms: Terms, susceptibility: float, spread: float) -> tuple[ndarray, ndarray]:
    """Return the share of symptoms that the drug leaves [node, time], and the weights [node]."""
    nodes, weight = _rule()
    own = susceptibility * np.exp(spread * nodes)
    worst = np.log(MADRS_MAXIMUM)  # beyond it the score is at its maximum anyway, whatever the baseline
    return 1 - terms.ceiling * (1 - np.exp(np.minimum(-own[:, None] * terms.lift, worst))), weight


@cache
def _rule() -> tuple[ndarray, ndarray]:
    nodes, weight = np.polynomial.hermite_e.hermegauss(NODES)
    return nodes, weight / weight.sum()
