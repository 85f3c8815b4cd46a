"""Share without relapse over time, in trials like this one: median curve and the band of 90% of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.trial.conduct.replicate import draw_replicate, generator_of
from nemda.trial.estimates import relapse_times, seen_of
from nemda.trial.replicates import TrialReplicates, world_of
from nemda.trial.statistics.events import Times
from nemda.trial.survival import kaplan_meier
from nemda.units import HOURS_PER_DAY

TRIALS = 60
FEWEST_TIMES = 4
"""A curve with fewer looks says nothing that a rate does not."""


class RelapseCurve(NamedTuple):
    """Kaplan-Meier estimate of an arm at `days` (after the last session, or randomization)."""

    arm: str
    days: Float[ndarray, " day"]
    lower_90: Float[ndarray, " day"]
    median: Float[ndarray, " day"]
    upper_90: Float[ndarray, " day"]


def relapse_curves(done: TrialReplicates) -> tuple[RelapseCurve, ...]:
    """Return the curve of every arm that has people who could relapse."""
    prepared, visits = done.prepared, np.array(done.prepared.visits_h)
    drawn: dict[str, list[Times]] = defaultdict(list)
    for number in range(TRIALS):
        generator = generator_of(done.settings.seed, f"trial/curve/{number}")
        world = world_of(done.settings, prepared, generator)
        seen = seen_of(
            draw_replicate(prepared.trial, prepared.main, prepared.visits_h, prepared.sizes, world, generator)
        )
        for arm, one in seen.items():
            times = relapse_times(prepared.trial, arm, one, visits)
            if times.time.size:
                drawn[arm].append(times)
    curves = [_curve(arm, each) for arm, each in drawn.items()]
    return tuple(curve for curve in curves if curve.days.size >= FEWEST_TIMES)


def _curve(arm: str, drawn: Sequence[Times]) -> RelapseCurve:
    grid = np.unique(np.concatenate([[0.0], *(times.time for times in drawn)]))
    shares: list[ndarray] = []
    for times in drawn:
        curve = kaplan_meier(times.time, times.event)
        at = np.searchsorted(curve.time, grid, side="right")
        shares.append(np.concatenate([[1.0], curve.surviving])[at])
    low, middle, high = np.quantile(np.array(shares), (0.05, 0.5, 0.95), axis=0)
    return RelapseCurve(arm, grid / HOURS_PER_DAY, low, middle, high)
