"""Shapley values: how an effect is shared among arrows that act together.

An arrow's share is what it adds to the effect when it is switched on, averaged over all orders in which
the arrows can be switched on (Shapley 1953, A value for n-person games, in Contributions to the Theory of
Games II, equation 12). It is the only rule under which the shares sum to the whole, equal arrows get equal
shares, an arrow without effect gets none, and shares of a sum of effects are sums of shares. Leave-one-out
losses do not sum to the whole: two arrows that back each other up both look useless, two in series both look
like everything. What it cannot do: tell cause from correlation in data; every value here is a run of
the model.

Up to `MOST_EXACT` arrows all settings are run. With more, orders are drawn together with their reverse
(Mitchell 2022, Sampling permutations for Shapley value estimation), and the standard error comes from the
pairs; the shares sum to the whole in every order, hence in their mean.
"""

from __future__ import annotations

from collections.abc import Callable
from math import factorial
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

MOST_EXACT = 11
"""With so many arrows 1024 settings are run, which takes a second or two."""
PAIRS = 60
"""Pairs of orders drawn when there are more arrows."""

Effect = Callable[[Bool[ndarray, "setting arrow"]], Float[ndarray, "setting time"]]
"""Runs settings of the arrows and returns the effect of each over time."""


class Shares(NamedTuple):
    """What each arrow adds [arrow, time], with the standard error of sampling, 0 where all was run.

    `nothing` and `everything` are the effect [time] with no arrow and with all of them.
    """

    shares: Float[ndarray, "arrow time"]
    error: Float[ndarray, "arrow time"]
    nothing: Float[ndarray, " time"]
    everything: Float[ndarray, " time"]
    settings: int


def shapley(effect: Effect, arrows: int, seed: int = 1, most_exact: int = MOST_EXACT) -> Shares:
    """Return the Shapley value of each arrow: exactly where there are few, else from sampled orders.

    >>> both_needed = lambda on: on.all(axis=1)[:, None] * 6.0
    >>> shapley(both_needed, 2).shares[:, 0].tolist()
    [3.0, 3.0]
    """
    return _exact(effect, arrows) if arrows <= most_exact else _sampled(effect, arrows, seed)


def all_settings(arrows: int) -> Bool[ndarray, "setting arrow"]:
    """Return every setting of so many arrows; setting k has arrow i on where bit i of k is 1."""
    return (np.arange(2**arrows)[:, None] >> np.arange(arrows)) % 2 == 1


def _exact(effect: Effect, arrows: int) -> Shares:
    """Return sum over S without i of |S|! (n - |S| - 1)! / n! (v(S and i) - v(S))."""
    settings = all_settings(arrows)
    values = effect(settings)
    count = settings.sum(axis=1)
    weight = [factorial(size) * factorial(arrows - size - 1) / factorial(arrows) for size in range(arrows)]
    shares = np.zeros((arrows, values.shape[1]))
    for arrow in range(arrows):
        without = np.flatnonzero(~settings[:, arrow])
        gain = values[without + 2**arrow] - values[without]
        shares[arrow] = np.array(weight)[count[without]] @ gain
    return Shares(shares, np.zeros_like(shares), values[0], values[-1], len(settings))


def _sampled(effect: Effect, arrows: int, seed: int) -> Shares:
    draw = np.random.default_rng(seed)
    orders = [draw.permutation(arrows) for _ in range(PAIRS)]
    both = np.array([order for one in orders for order in (one, one[::-1])])
    settings = np.array([_prefixes(order) for order in both]).reshape(-1, arrows)
    distinct, back = np.unique(settings, axis=0, return_inverse=True)
    values = effect(distinct)[back.ravel()].reshape(len(both), arrows + 1, -1)
    gain = np.empty((len(both), arrows, values.shape[2]))
    for row, order in enumerate(both):
        gain[row, order] = np.diff(values[row], axis=0)
    pairs = gain.reshape(PAIRS, 2, arrows, -1).mean(axis=1)
    error = pairs.std(axis=0, ddof=1) / np.sqrt(PAIRS)
    return Shares(pairs.mean(axis=0), error, values[0, 0], values[0, -1], len(distinct))


def _prefixes(order: Int[ndarray, " arrow"]) -> Bool[ndarray, "setting arrow"]:
    """Return the settings met when arrows are switched on in an order, from none to all."""
    on = np.zeros((order.size + 1, order.size), dtype=bool)
    for place, arrow in enumerate(order, start=1):
        on[place:, arrow] = True
    return on
