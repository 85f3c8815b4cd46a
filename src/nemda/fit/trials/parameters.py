"""Which parameters trials may move, and how far each may be believed beforehand.

A positive number has a lognormal prior around its table value, a share that may have either sign a
normal one. Priors are wide (a factor of seven either way for most gains) where only trials inform, and
narrow where a table of biology or kinetics already speaks (the time mood takes to fade after an
expectation). Dynamic parameters enter the differential equations; the others only the score, so that
they can be moved without simulating again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.model.parameters import ParameterTable


class Free(NamedTuple):
    """A parameter to be fitted: its prior center and spread (of the log, or of the value if `normal`)."""

    key: str
    center: float
    spread: float
    normal: bool
    dynamic: bool
    interval: tuple[float, float]

    def value(self, z: float) -> float:
        """Return the parameter for a standardized one, kept inside its interval."""
        moved = self.center + self.spread * z if self.normal else self.center * float(np.exp(self.spread * z))
        return float(np.clip(moved, *self.interval))


class _Prior(NamedTuple):
    key: str
    spread: float
    normal: bool = False
    dynamic: bool = False


# Unblinding rests on one trial with an active comparator, whose own deviation could say the same, so its
# prior is narrow; so is that of the time over which mood falls, on which follow-ups of courses disagree. That
# of the fast lift's rate is wide: the faster it is, the less its peak depends on dose, which only trials say.
PRIORS: tuple[_Prior, ...] = (
    _Prior("drug_susceptibility", 1.0),
    _Prior("drug_susceptibility.spread", 0.25),
    _Prior("slow_mood_gain", 1.0),
    _Prior("lift_exponent", 0.1),
    _Prior("lift_saturation", 1.0),
    _Prior("drug_ceiling", 0.1, normal=True),
    _Prior("fast_rate", 1.0, dynamic=True),
    _Prior("fast_time", 0.5, dynamic=True),
    _Prior("mood_fall_time", 0.3, dynamic=True),
    _Prior("mood_fall_time.spread", 0.2, dynamic=True),
    _Prior("antidepressant_hold", 1.0, dynamic=True),
    _Prior("unblinding_expectancy", 0.25, dynamic=True),
    _Prior("expectancy_mood_gain", 0.5),
    _Prior("expectancy_time", 0.5, dynamic=True),
    _Prior("care_mood_gain", 0.10, normal=True),
    _Prior("care_time", 0.5, dynamic=True),
    _Prior("natural_course.spread", 0.35),
    _Prior("slow_course_gain", 0.1, normal=True),
    _Prior("nonresistant_course_speed", 0.7),
    _Prior("slow_course_time", 0.8),
    _Prior("slow_course_time.spread", 0.4),
    _Prior("crisis_gain", 0.15, normal=True),
)
WIDEST_SPREAD = 3.0
SPONTANEOUS = "spontaneous_relapse_per_d"
"""Hazard of relapse for reasons other than the drug wearing off; no parameter of the model, so kept apart."""
SPONTANEOUS_PRIOR = Free(SPONTANEOUS, 0.001, 0.7, False, False, (1e-5, 0.05))
"""Center: a few in ten within months, as on continued drug in sustain1 (grade C)."""


def free_parameters(table: ParameterTable) -> tuple[Free, ...]:
    """Return the free parameters with priors around a table that no calibration has changed."""
    return (*(_free(prior, table) for prior in PRIORS), SPONTANEOUS_PRIOR)


def _free(prior: _Prior, table: ParameterTable) -> Free:
    name, _, field = prior.key.partition(".")
    parameter = table[name]
    if field:
        return Free(prior.key, parameter.spread, prior.spread, False, prior.dynamic, (0.01, WIDEST_SPREAD))
    return Free(prior.key, parameter.value, prior.spread, prior.normal, prior.dynamic, parameter.interval)


def standardized(free: Sequence[Free], values: Mapping[str, float]) -> Float[ndarray, " free"]:
    """Return standardized parameters for values by key; those without a value start at their prior."""
    return np.array([_standardized(one, values.get(one.key)) for one in free])


def _standardized(one: Free, value: float | None) -> float:
    if value is None:
        return 0.0
    return float((value - one.center if one.normal else np.log(value / one.center)) / one.spread)


def changes_of(free: Sequence[Free], z: Float[ndarray, " free"]) -> dict[str, float]:
    """Return values of the model's parameters by key for standardized ones."""
    values = {one.key: one.value(float(each)) for one, each in zip(free, z, strict=True)}
    return {key: value for key, value in values.items() if key != SPONTANEOUS}


def hazard_of(free: Sequence[Free], z: Float[ndarray, " free"]) -> float:
    """Return the hazard (1/d) of relapse for other reasons."""
    index = [one.key for one in free].index(SPONTANEOUS)
    return free[index].value(float(z[index]))
