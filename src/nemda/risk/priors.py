"""Draws of uncertain numbers: what is not known of a risk is drawn, not fixed.

In the tables of this room `spread` says how unsure a number is (of its log, of its logit, or in its unit),
not how people differ. Every number has its own stream of random numbers, so a new one shifts no other. What
would falsify the form: an interval that does not widen when a prior does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.model.parameters import Parameter, ParameterTable, merge, read_table
from nemda.people.streams import normals

SEED = 20261122
DRAWS = 4000
"""Enough that a quantile of 5% is right to about a tenth of the interval's width."""

TABLES = ("exposure", "bladder", "liver", "dependence", "cognition", "seizure", "emergence", "events")


@cache
def risk_parameters() -> ParameterTable:
    """Return every number of the room by name."""
    folder = resources.files("nemda.risk") / "data"
    return merge(read_table(folder / f"{name}.toml", f"risk/{name}") for name in TABLES)


def value(name: str) -> float:
    """Return the central value of a number in the unit of its table."""
    return risk_parameters()[name].value


def draws(name: str) -> Float[ndarray, " draw"]:
    """Return draws of a number from its prior, kept inside its plausible interval."""
    one = risk_parameters()[name]
    return np.clip(_drawn(one), *one.interval)


def _drawn(one: Parameter) -> Float[ndarray, " draw"]:
    deviate = normals(SEED, f"risk/{one.name}", 0, DRAWS)
    match one.distribution:
        case "lognormal":
            return one.value * np.exp(one.spread * deviate)
        case "logitnormal":
            return expit(logit(one.value) + one.spread * deviate)
        case "normal":
            return one.value + one.spread * deviate
        case _:
            return np.full(DRAWS, one.value)


def logit(share: float | Float[ndarray, "*shape"]) -> Float[ndarray, "*shape"]:
    """Return ln(p / (1 - p)) of a share inside (0, 1)."""
    return np.log(np.asarray(share)) - np.log1p(-np.asarray(share))


def expit(odds_log: float | Float[ndarray, "*shape"]) -> Float[ndarray, "*shape"]:
    """Return the share whose log odds these are."""
    return 1 / (1 + np.exp(-np.asarray(odds_log)))


class Estimate(NamedTuple):
    """Mean of the draws, and the interval that holds 90% of them."""

    mean: float
    low: float
    high: float


def estimate(drawn: Float[ndarray, " draw"]) -> Estimate:
    """Return mean and 90% interval of draws."""
    low, high = np.quantile(drawn, (0.05, 0.95))
    return Estimate(float(drawn.mean()), float(low), float(high))


HALVINGS = 30
"""Halvings of a bracket: the root is right to 1e-9 of its width, far finer than any prior."""


def root(excess: Callable[[float], float], low: float, high: float) -> float:
    """Return where a falling or rising function is 0 between two points that enclose it, by halving."""
    left, right = low, high
    falls = excess(low) > 0
    for _ in range(HALVINGS):
        middle = 0.5 * (left + right)
        left, right = (middle, right) if (excess(middle) > 0) == falls else (left, middle)
    return 0.5 * (left + right)


def roots(
    excess: Callable[[Float[ndarray, " draw"]], Float[ndarray, " draw"]], low: float, high: float
) -> Float[ndarray, " draw"]:
    """Return where a rising function of each draw is 0 between two points, by halving."""
    left, right = np.full(DRAWS, low), np.full(DRAWS, high)
    for _ in range(HALVINGS):
        middle = 0.5 * (left + right)
        below = excess(middle) < 0
        left, right = np.where(below, middle, left), np.where(below, right, middle)
    return 0.5 * (left + right)
