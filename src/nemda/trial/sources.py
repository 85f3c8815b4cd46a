"""Where the uncertainty of a result comes from: who is recruited, raters, trials that differ, parameters.

Each source alone, with the others at their middle, as SD of an arm's mean change or of a difference; their
squares need not sum to that of the whole, because dropout, the analysis and the bounds of the scale act too.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy import ndarray

from nemda.trial.conduct.pool import Pool
from nemda.trial.conduct.replicate import generator_of
from nemda.trial.definition import VERSUS
from nemda.trial.deviation import NAMES, NO_DEVIATION, Deviation
from nemda.trial.estimates import Key
from nemda.trial.replicates import Prepared, TrialReplicates

DRAWS = 400


class Sources(NamedTuple):
    """SDs (points of MADRS) of one number by source; None where a source is not known or not used.

    `people`: between-person variation in samples of this size; `rating`: error of the raters; `trials`:
    between trials; `parameters`: posterior draws; `whole`: of the replicates, with everything together.
    """

    key: Key
    people: float
    rating: float
    trials: float | None
    parameters: float | None
    whole: float


def sources_of(done: TrialReplicates, time_h: float) -> tuple[Sources, ...]:
    """Return the sources of each arm's mean change and of each difference at a visit, on MADRS."""
    prepared = done.prepared
    rated = next((one for one in prepared.trial.protocol.scales if one.scale == "madrs"), None)
    if rated is None:
        return ()
    found: list[Sources] = []
    arms = {arm: (name, period) for name, pool in prepared.main.items()
            for period, arm in enumerate(pool.group.arms) if period == 0}  # fmt: skip
    for arm in arms:
        key = Key("change_from_baseline", "madrs", arm, time_h)
        if key in done.values:
            found.append(_sources(done, key, (arm,), arms, rated.noise_sd))
    for contrast in prepared.contrasts:
        key = Key("diff_vs_control", "madrs", f"{contrast.first}{VERSUS}{contrast.second}", time_h)
        if key in done.values and contrast.first in arms and contrast.second in arms:
            found.append(_sources(done, key, (contrast.first, contrast.second), arms, rated.noise_sd))
    return tuple(found)


def _sources(
    done: TrialReplicates, key: Key, names: tuple[str, ...], arms: dict[str, tuple[str, int]], error_sd: float
) -> Sources:
    prepared = done.prepared
    groups = [arms[name][0] for name in names]
    sizes = [prepared.sizes[group] for group in groups]
    own = prepared.effect.own
    changes = [_change(prepared.main[group], key.time_h, own) for group in groups]
    people = sum(change.var(ddof=1) / size for change, size in zip(changes, sizes, strict=True))
    rating = sum(2 * error_sd**2 / size for size in sizes)
    values = done.values[key]
    return Sources(
        key,
        people=float(np.sqrt(people)),
        rating=float(np.sqrt(rating)),
        trials=_between(prepared, groups, key.time_h) if done.settings.between_trials else None,
        parameters=_parameters(prepared, groups, key.time_h),
        whole=float(np.nanstd(values, ddof=1)),
    )


def _change(pool: Pool, time_h: float, own: Deviation = NO_DEVIATION) -> ndarray:
    begins_h = pool.group.begins_h[0]
    looks = pool.at([begins_h, begins_h + time_h])
    scores = pool.madrs(np.arange(pool.size), looks, 1.0, own)
    start = scores[:, 0] if begins_h else pool.baseline
    return scores[:, 1] - start


def _total(means: list[float]) -> float:
    return means[0] if len(means) == 1 else means[0] - means[1]


def _between(prepared: Prepared, groups: list[str], time_h: float) -> float:
    effect = prepared.effect
    generator = generator_of(1, "trial/sources")
    found: list[float] = []
    for normal in generator.normal(0.0, 1.0, (DRAWS, len(NAMES))):
        own = effect.drawn(normal)
        found.append(_total([float(_change(prepared.main[group], time_h, own).mean()) for group in groups]))
    return float(np.std(found, ddof=1))


def _parameters(prepared: Prepared, groups: list[str], time_h: float) -> float | None:
    draws = prepared.pools[1:]
    if len(draws) < 2:
        return None
    means = [_total([float(_change(pools[group], time_h).mean()) for group in groups]) for pools in draws]
    return float(np.std(means, ddof=1))
