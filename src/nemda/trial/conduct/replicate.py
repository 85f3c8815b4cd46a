"""One trial drawn from the pools: who enters, what raters see, who leaves.

A replicate of a seed is the same whenever and wherever it is drawn: its random numbers come from a stream
named after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from nemda.errors import TrialError
from nemda.people.streams import stream_key
from nemda.trial.conduct.groups import Group
from nemda.trial.conduct.leaving import stays
from nemda.trial.conduct.pool import Pool
from nemda.trial.definition import Trial
from nemda.trial.deviation import NO_DEVIATION, Deviation
from nemda.trial.protocol.parts import Rated
from nemda.trial.scales.convert import convert
from nemda.trial.scales.library import find_scale

ROUNDS = 400
BASELINE = "baseline_madrs"


class World(NamedTuple):
    """What holds in one replicate: effect of all drugs (1 as simulated), and the trial's own deviations."""

    effect: float = 1.0
    own: Deviation = NO_DEVIATION


@dataclass(frozen=True, eq=False)
class Observation:
    """What a trial has of one arm in one period: ratings, NaN where a person had left.

    `entry` is the rating before anything was given, `start` that at the beginning of the period (both
    [scale, person]), `score` those of the visits. `person` numbers people within the replicate, `member`
    is each one's place in the pool, `true_start` the true MADRS at the beginning of the period.
    """

    arm: str
    sequence: int
    period: int
    person: Int[ndarray, " person"]
    entry: Float[ndarray, "scale person"]
    start: Float[ndarray, "scale person"]
    score: Float[ndarray, "scale person visit"]
    cadss: Float[ndarray, " person"]
    sedated: Bool[ndarray, " person"]
    high_pressure: Bool[ndarray, " person"]
    member: Int[ndarray, " person"]
    true_start: Float[ndarray, " person"]


class Entrants(NamedTuple):
    """Who enters a group: places in the pool, lasting deviations and ratings of entry and of the start.

    All of [scale, person]; `start` is that of entry where nothing comes before.
    """

    member: Int[ndarray, " person"]
    deviation: Float[ndarray, "scale person"]
    entry: Float[ndarray, "scale person"]
    start: Float[ndarray, "scale person"]


def generator_of(seed: int, name: str) -> np.random.Generator:
    """Return the random numbers of a named stream."""
    return np.random.Generator(np.random.Philox(key=stream_key(seed, name)))


def draw_replicate(
    trial: Trial,
    pools: Mapping[str, Pool],
    visits_h: Sequence[float],
    sizes: Mapping[str, int],
    world: World,
    generator: np.random.Generator,
) -> tuple[Observation, ...]:
    """Return one trial: `sizes` people of each group, drawn with replacement from its pool.

    Raises
    ------
    TrialError
        Almost nobody of a pool may enter.
    """
    found: list[Observation] = []
    first = 0
    for sequence, (name, pool) in enumerate(pools.items()):
        size = sizes[name]
        found += _group(trial, pool, visits_h, size, world, generator, sequence, first)
        first += size
    return tuple(found)


def _group(
    trial: Trial, pool: Pool, visits_h: Sequence[float], size: int, world: World,
    generator: np.random.Generator, sequence: int, first: int,
) -> list[Observation]:  # fmt: skip
    scales = trial.protocol.scales
    chosen, deviation, entry, first_start = _enrolled(trial, pool, size, world, generator)
    group = pool.group
    found: list[Observation] = []
    sedated = generator.random(size) < pool.sedation[chosen]
    present = np.ones(size, dtype=bool)
    for period, (arm, begins_h) in enumerate(zip(group.arms, group.begins_h, strict=True)):
        looks = pool.at([begins_h, *(begins_h + time for time in visits_h)])
        true = pool.madrs(chosen, looks, world.effect, world.own)
        rated = _rated(true, scales, deviation, generator)
        start = first_start if period == 0 else rated[:, :, 0]
        cadss = pool.cadss[chosen]
        stay = stays(trial.protocol.dropout, start[0], rated[0, :, 1:], visits_h, cadss, generator)
        stay &= present[:, None]
        score = np.where(stay[None], rated[:, :, 1:], np.nan)
        found.append(
            Observation(
                arm=arm,
                sequence=sequence,
                period=period,
                person=first + np.arange(size),
                entry=entry,
                start=np.where(present[None], start, np.nan),
                score=score,
                cadss=cadss,
                sedated=sedated,
                high_pressure=pool.high_pressure[chosen],
                member=chosen,
                true_start=true[:, 0],
            )
        )
        present = present & stay[:, -1]
    return found


def _rated(
    true: Float[ndarray, "person look"], scales: Sequence[Rated], deviation: Float[ndarray, "scale person"],
    generator: np.random.Generator,
) -> Float[ndarray, "scale person look"]:  # fmt: skip
    found: list[ndarray] = []
    for index, rated in enumerate(scales):
        values = true if rated.scale == "madrs" else convert(true, "madrs", rated.scale).value
        noise = generator.normal(0.0, 1.0, true.shape) * rated.noise_sd
        most = find_scale(rated.scale).most
        found.append(np.clip(values + noise + deviation[index][:, None], 0.0, most))
    return np.stack(found)


def _deviation(scales: Sequence[Rated], size: int, generator: np.random.Generator) -> ndarray:
    """Return how far each person's ratings lie off the cross-walk of a scale, for good [scale, person]."""
    sds = [
        0.0 if one.scale == "madrs" else float(convert(26.0, "madrs", one.scale).error_sd) for one in scales
    ]
    return generator.normal(0.0, 1.0, (len(scales), size)) * np.array(sds)[:, None]


def _enrolled(trial: Trial, pool: Pool, size: int, world: World, generator: np.random.Generator) -> Entrants:
    """Return who enters: candidates are drawn and rated until enough of them pass."""
    passed: list[Entrants] = []
    have = 0
    many = max(2 * size, 64)
    for _ in range(ROUNDS):
        candidates = _candidates(trial, pool, many, world, generator)
        fit = _may_enter(trial, pool, candidates)
        passed.append(Entrants(candidates.member[fit], *(each[:, fit] for each in candidates[1:])))
        have += int(fit.sum())
        if have >= size:
            return Entrants(
                np.concatenate([one.member for one in passed])[:size],
                *(np.concatenate(each, axis=1)[:, :size] for each in list(zip(*passed, strict=True))[1:]),
            )
    raise TrialError(
        "Almost nobody of the simulated people may enter.", where=f"group {pool.group.name!r}",
        expected="criteria and a lead-in that some people pass", got=f"{have} of {ROUNDS * many}",
        hint="widen protocol.criteria or protocol.lead_in",
    )  # fmt: skip


def _candidates(
    trial: Trial, pool: Pool, many: int, world: World, generator: np.random.Generator
) -> Entrants:
    scales = trial.protocol.scales
    member = generator.integers(pool.size, size=many)
    off = _deviation(scales, many, generator)
    entry = _rated(pool.baseline[member][:, None], scales, off, generator)[:, :, 0]
    if not pool.group.begins_h[0]:
        return Entrants(member, off, entry, entry)
    true = pool.madrs(member, pool.at([pool.group.begins_h[0]]), world.effect, world.own)
    return Entrants(member, off, entry, _rated(true, scales, off, generator)[:, :, 0])


def _may_enter(trial: Trial, pool: Pool, candidates: Entrants) -> ndarray:
    protocol = trial.protocol
    fit = np.ones(candidates.member.size, dtype=bool)
    names = [one.scale for one in protocol.scales]
    for limits in protocol.limits:
        if limits.covariate == BASELINE:
            rated = candidates.entry[names.index("madrs")] if "madrs" in names else None
            seen = pool.baseline[candidates.member] if rated is None else rated
        elif limits.covariate in pool.traits:
            seen = pool.traits[limits.covariate][candidates.member]
        else:
            raise TrialError(
                "No such covariate.", where=f"protocol.criteria.{limits.covariate}",
                expected=", ".join(pool.traits), got=limits.covariate,
            )  # fmt: skip
        fit &= (seen >= (-np.inf if limits.lowest is None else limits.lowest)) & (
            seen <= (np.inf if limits.highest is None else limits.highest)
        )
    lead = protocol.lead_in
    if lead is None or lead.keep == "everybody":
        return fit
    responds = candidates.start[0] <= (1 - lead.fall) * candidates.entry[0]
    return fit & (responds if lead.keep == "responders" else ~responds)


def wanted_times(group: Group, visits_h: Sequence[float]) -> tuple[float, ...]:
    """Return all times (h after the start) at which a group's pool is read."""
    times = {0.0}
    for begins_h in group.begins_h:
        times |= {begins_h, *(begins_h + time for time in visits_h)}
    return tuple(sorted(time for time in times if time <= group.end_h))
