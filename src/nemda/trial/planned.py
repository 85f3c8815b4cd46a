"""From a trial or a few regimens to simulated arms: which people get what, in which setting.

The arms of a trial are parallel groups, so no person is in two of them: arm k takes persons k n to
(k + 1) n - 1 of the seed. Regimens compared outside a trial are given to the same people, so that
every difference is the regimen's.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from nemda.engine.setting import Setting
from nemda.people import People, people
from nemda.regimen import Regimen, sessions, to_sentence
from nemda.trial.definition import Arm, CovariateValue, Share, Trial, mix_in_words


class Portion(NamedTuple):
    """The people of an arm who get one regimen."""

    regimen: Regimen
    people: People
    setting: Setting


@dataclass(frozen=True)
class PlannedArm:
    """An arm to be simulated; it has one portion unless it pools several regimens.

    `published_n` is the published number of people, None outside a trial or where it is not given.
    """

    name: str
    sentence: str
    portions: tuple[Portion, ...]
    published_n: int | None = None

    @property
    def n(self) -> int:
        """The number of simulated people."""
        return sum(portion.people.n for portion in self.portions)

    @property
    def sessions_h(self) -> tuple[float, ...]:
        """The start (h) of every dosing session of the arm, rising."""
        return tuple(sorted({start for part in self.portions for start in sessions(part.regimen)}))


def arms_of_regimens(regimens: Iterable[Regimen], group: People) -> tuple[PlannedArm, ...]:
    """Return one arm for each regimen, all with the same people; an arm is named by label or sentence."""
    return tuple(
        PlannedArm(
            name=regimen.label or to_sentence(regimen),
            sentence=to_sentence(regimen),
            portions=(Portion(regimen, group, Setting()),),
        )
        for regimen in regimens
    )


def arms_of_trial(trial: Trial, n: int, seed: int) -> tuple[PlannedArm, ...]:
    """Return the arms of a trial with `n` people each, all different persons of the seed.

    Raises
    ------
    PeopleError
        `n` or the seed is no whole number in its range, or a covariate or preset makes no sense.
    """
    return tuple(_planned(trial, arm, n, seed, index * n) for index, arm in enumerate(trial.arms))


def _planned(trial: Trial, arm: Arm, n: int, seed: int, first: int) -> PlannedArm:
    felt = arm.comparator_felt
    setting = Setting() if felt is None else Setting(comparator_felt=felt)
    covariates: Mapping[str, CovariateValue] = {**trial.covariates, **arm.covariates}
    group = people(trial.preset, n=n, seed=seed, first=first, **covariates)
    portions: list[Portion] = []
    start = 0
    for part, size in zip(arm.mix, split(n, arm.mix), strict=True):
        if size:
            portions.append(Portion(part.regimen, group.slice(start, start + size), setting))
        start += size
    return PlannedArm(arm.name, mix_in_words(arm.mix), tuple(portions), arm.n)


def split(n: int, mix: Sequence[Share]) -> tuple[int, ...]:
    """Return how many of `n` people get each regimen: rounded down, the rest to the largest remainders.

    >>> split(5, [Share(Regimen(()), 0.5), Share(Regimen(()), 0.5)])
    (3, 2)
    """
    exact = [part.share * n for part in mix]
    sizes = [math.floor(size) for size in exact]
    by_remainder = sorted(range(len(mix)), key=lambda index: sizes[index] - exact[index])
    for index in by_remainder[: n - sum(sizes)]:
        sizes[index] += 1
    return tuple(sizes)
