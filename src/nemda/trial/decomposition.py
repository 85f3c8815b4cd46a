"""What an arm's change is made of: time, expectancy, unblinding, the drug, regression to the mean.

Terms are taken one after the other, in the order in which they would act without the next: everything else
first, the drug last. MADRS = b (1 - drug) (1 - expected - natural), so for a person with true baseline b

    natural course and care = -b natural
    expectancy of the arm and setting = -b expected (nothing felt, nothing known)
    unblinding = -b (expected - expected when nothing is felt or known)
    drug = -b drug (1 - expected - natural)
    regression to the mean = -(first rating - b), because people enter when a rating is high

and they sum to the mean change of the ratings, up to the bounds of the scale. The second simulation of each
arm with a perfect blind is of the same people. Where the calibration saw the trial, its own deviations
count: that of all arms to the natural course. Part of what the calibration calls natural course is
regression to the mean of its trials, whose entry ratings were high for the same reason. Wrong if a trial
with a perfect blind shows a larger difference between arms than its drug term.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from nemda.progress import SILENT, Progress
from nemda.trial.conduct.pool import Pool, simulate_pools
from nemda.trial.conduct.replicate import (
    Observation,
    World,
    draw_replicate,
    generator_of,
    wanted_times,
)
from nemda.trial.definition import Trial
from nemda.trial.deviation import Deviation
from nemda.trial.replicates import Prepared, ReplicateSettings

TERMS = ("natural_course", "expectancy", "unblinding", "drug", "regression_to_the_mean")
ENTRANTS = 4000


class Term(NamedTuple):
    """Mean points of MADRS that each term adds to the change of an arm at a visit, and their sum."""

    arm: str
    time_h: float
    natural_course: float
    expectancy: float
    unblinding: float
    drug: float
    regression_to_the_mean: float

    @property
    def total(self) -> float:
        """The mean change of the ratings."""
        return sum(getattr(self, name) for name in TERMS)


def decompose(
    prepared: Prepared, settings: ReplicateSettings, out: Path | None = None, progress: Progress = SILENT
) -> tuple[Term, ...]:
    """Return the terms of every arm at every visit, in those who enter; of a crossover, of its first period.

    Raises
    ------
    NemdaError
        Cancellation, or a person without a solution.
    """
    masked = _masked(prepared, settings, out, progress)
    effect = prepared.effect
    own = World(1.0, effect.own)
    trial, generator = prepared.trial, generator_of(settings.seed, "trial/decomposition")
    sizes = dict.fromkeys(prepared.sizes, ENTRANTS)
    drawn = draw_replicate(trial, prepared.main, prepared.visits_h, sizes, own, generator)
    found: list[Term] = []
    for pool, entered in zip(prepared.main.values(), [one for one in drawn if one.period == 0], strict=True):
        begins_h = pool.group.begins_h[0]
        regression = _regression(trial, entered)
        looks = pool.at([begins_h, *(begins_h + time for time in prepared.visits_h)])
        parts = [_parts(pool, masked[pool.group.name], entered.member, look, effect.own) for look in looks]
        base = pool.baseline[entered.member]
        for time_h, shares in zip(prepared.visits_h, parts[1:], strict=True):
            change = np.array(shares) - (np.array(parts[0]) if begins_h else 0.0)
            points = [float((base * share).mean()) for share in change]
            found.append(Term(entered.arm, time_h, *points, regression_to_the_mean=regression))
    return tuple(found)


def _regression(trial: Trial, entered: Observation) -> float:
    """Return how far the truth lies below the first rating in those who were chosen by ratings (points)."""
    lead = trial.protocol.lead_in
    by_rating = any(limit.covariate == "baseline_madrs" for limit in trial.protocol.limits)
    if not by_rating and (lead is None or lead.keep == "everybody"):
        return 0.0
    scales = [one.scale for one in trial.protocol.scales]
    return (
        float((entered.true_start - entered.start[scales.index("madrs")]).mean())
        if "madrs" in scales
        else 0.0
    )


def _parts(pool: Pool, blind: Pool, people: np.ndarray, look: int, own: Deviation) -> tuple[np.ndarray, ...]:
    """Return the share of the baseline that each term adds at a look [person]; better is negative."""
    natural, masked = blind.natural[people, look] + own.other, blind.expected[people, look]
    expected = pool.expected[people, look]
    drug = 1 - np.exp(-pool.lift.part(people, look).under(own))
    return -natural, -masked, -(expected - masked), -drug * (1 - expected - natural)


def _masked(
    prepared: Prepared, settings: ReplicateSettings, out: Path | None, progress: Progress
) -> Mapping[str, Pool]:
    """Return the same people with a perfect blind; where nothing is felt or known they are the same run."""
    trial = prepared.trial
    protocol = trial.protocol
    felt = [
        group for group in prepared.groups
        if not group.inert and (protocol.unblinding > 0 or protocol.open_label)
    ]  # fmt: skip
    blind = replace(trial, protocol=replace(protocol, blinding=1.0, anesthesia=False, open_label=False))
    times = {group.name: wanted_times(group, prepared.visits_h) for group in felt}
    error_sd = next((one.noise_sd for one in protocol.scales if one.scale == "madrs"), 0.0)
    place = None if out is None else out / "pools" / "masked"
    own = simulate_pools(
        blind, felt, times, settings.pool_settings(), rating_error_sd=error_sd, out=place, progress=progress
    )
    return {**prepared.main, **own}
