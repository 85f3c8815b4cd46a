"""Who leaves a trial, and when: at random, because nothing helps, or because a dose was badly tolerated.

Between two visits a person stays with probability exp(-hazard interval); what decides about lack of effect is
the last rating seen, so that what is missing depends on what was observed (missing at random).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from nemda.trial.protocol.parts import Dropout
from nemda.units import HOURS_PER_WEEK


def stays(
    dropout: Dropout,
    start: Float[ndarray, " person"],
    rated: Float[ndarray, "person visit"],
    visits_h: Sequence[float],
    cadss: Float[ndarray, " person"],
    generator: np.random.Generator,
) -> Bool[ndarray, "person visit"]:
    """Return who is still there at each visit; nobody comes back."""
    people, visits = rated.shape
    stay = np.ones((people, visits), dtype=bool)
    chance = generator.random((people, visits))
    refused = generator.random(people) < np.where(cadss >= dropout.adverse_cadss, dropout.adverse_effect, 0.0)
    before_h = 0.0
    present = np.ones(people, dtype=bool)
    last = start
    for visit, time_h in enumerate(visits_h):
        helped = last <= (1 - dropout.effect_below) * start
        hazard = dropout.random_per_week + np.where(helped, 0.0, dropout.lack_of_effect_per_week)
        keep = chance[:, visit] < np.exp(-hazard * (time_h - before_h) / HOURS_PER_WEEK)
        present = present & keep
        if visit == 1:
            present = present & ~refused
        stay[:, visit] = present
        last, before_h = rated[:, visit], time_h
    return stay
