"""Which parameters the first calibration may move, and how far they may be believed beforehand.

These are the clinical gains: how strongly mood answers, how long the fast lift lasts, and the terms that
are not the drug. Everything upstream (kinetics, block, circuit, spines) stays as sourced. Each has a
lognormal prior around its table value, wide enough to be moved by data (a factor of three either way is
ordinary) and tight enough to keep what the three trials cannot tell from running to a bound.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.model.parameters import ParameterTable

PRIOR_SPREAD = 1.0
"""Standard deviation of the log of a free parameter before data: 95% within a factor of seven."""

PRIOR_SPREAD_OF_SPREADS = 0.35
"""The same for spreads between people, which three trials inform less: 95% within a factor of two."""


@dataclass(frozen=True)
class FreeParameter:
    """A positive number to be fitted: a typical value, or the spread of ``NAME.spread``."""

    key: str
    prior: float
    prior_spread: float
    interval: tuple[float, float]

    @property
    def name(self) -> str:
        """The parameter it belongs to."""
        return self.key.partition(".")[0]

    @property
    def is_spread(self) -> bool:
        """Whether it is a spread between people."""
        return self.key.endswith(".spread")


VALUES = (
    "drug_susceptibility",
    "slow_mood_gain",
    "fast_rate",
    "fast_time",
    "unblinding_expectancy",
    "expectancy_mood_gain",
    "expectancy_time",
    "care_mood_gain",
    "care_time",
)
SPREADS = ("drug_susceptibility", "natural_course")
WIDEST_SPREAD = 3.0


def free_parameters(table: ParameterTable) -> tuple[FreeParameter, ...]:
    """Return the free parameters with priors centered on a table that no calibration has changed."""
    values = [FreeParameter(name, table[name].value, PRIOR_SPREAD, table[name].interval) for name in VALUES]
    spreads = [
        FreeParameter(f"{name}.spread", table[name].spread, PRIOR_SPREAD_OF_SPREADS, (0.0, WIDEST_SPREAD))
        for name in SPREADS
    ]
    return (*values, *spreads)


def to_values(free: tuple[FreeParameter, ...], z: Float[ndarray, " free"]) -> dict[str, float]:
    """Return parameter values from standardized logs: prior * exp(prior_spread * z), kept in interval."""
    moved = {p.key: p.prior * float(np.exp(p.prior_spread * one)) for p, one in zip(free, z, strict=True)}
    return {p.key: float(np.clip(moved[p.key], *p.interval)) for p in free}
