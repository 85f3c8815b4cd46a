"""Stepped care: who remits at each step when those who do not move on to the next treatment (STAR*D).

People differ in how their mood answers to serotonin, to catecholamines, and without any drug; what of the
last stays with a person from step to step is a share. Each step settles (12 to 14 weeks), whoever remits
leaves, and the rest begin the next step as ill as before. So rates fall because good answers leave first,
faster where a step brings nothing that is new. Wrong if the order of treatments did not matter, or if rates
of the last steps rose above those of the first.

Simplified: step 2 of the trial mixed switches (sertraline, bupropion, venlafaxine) and augmentations
(bupropion, buspirone), here half of each, all with catecholamines; steps 3 and 4 hold both kinds. Leaving for
other reasons is taken to be unrelated to remission.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple, TypeVar

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from nemda.mechanism import noradrenaline, serotonin, slow_antidepressant
from nemda.mechanism.slow_antidepressant import States as Adaptations
from nemda.model.mechanism import Nothing, fields_of
from nemda.model.parameters import ParameterTable, merge, read_table
from nemda.people import People, sample
from nemda.people.sampling import occasion_normals
from nemda.people.streams import normals, uniforms
from nemda.units import HOURS_PER_WEEK

Kind = TypeVar("Kind")

QIDS_MAXIMUM = 27.0
QIDS_REMISSION = 5.0
"""QIDS-SR16 of at most 5 points is remission (Rush 2006); scores are whole numbers."""


TRIAL_WEEKS = 8.0
"""Length of a usual trial against placebo."""


class Arm(NamedTuple):
    """A treatment within a step: the share of people who get it, and loads at two transporters."""

    share: float
    serotonin_load: float
    noradrenaline_load: float


HELD_SEROTONIN, HELD_NORADRENALINE = 4.0, 1.5
"""80% of serotonin transporters (Sørensen 2021) and 60% of noradrenaline transporters (Takano 2014)."""

STAR_D: tuple[tuple[Arm, ...], ...] = (
    (Arm(1.0, HELD_SEROTONIN, 0.0),),
    (Arm(0.5, 0.0, HELD_NORADRENALINE), Arm(0.5, HELD_SEROTONIN, HELD_NORADRENALINE)),
    (Arm(1.0, HELD_SEROTONIN, HELD_NORADRENALINE),),
    (Arm(1.0, HELD_SEROTONIN, HELD_NORADRENALINE),),
)


class Step(NamedTuple):
    """What one step showed: people who entered, the share who remitted, QIDS-SR at exit (mean, SD)."""

    entered: int
    remission: float
    exit_mean: float
    exit_sd: float


@cache
def stepped_care_parameters() -> ParameterTable:
    """Return every number of the model: of this file, and of the mechanisms it calls."""
    own = read_table(files("nemda.trial").joinpath("stepped_care.toml"), "trial")
    mechanisms = (serotonin.SEROTONIN, noradrenaline.NORADRENALINE, slow_antidepressant.SLOW_ANTIDEPRESSANT)
    return merge((own, *(one.parameter_table for one in mechanisms)))


def stepped_care(
    people: People,
    steps: tuple[tuple[Arm, ...], ...] = STAR_D,
    parameters: ParameterTable | None = None,
) -> tuple[Step, ...]:
    """Return what each step shows in these people.

    left = (1 - monoamine share) (1 - nonspecific share); remission where baseline left < 5.5 points.

    Raises
    ------
    NemdaError
        A parameter is refused.
    """
    table = stepped_care_parameters() if parameters is None else parameters
    drawn = sample(table, people)
    baseline = _baseline(people, drawn)
    nonspecific = _nonspecific(people, drawn, len(steps))
    ill = np.ones(people.n, dtype=bool)
    shown: list[Step] = []
    for number, arms in enumerate(steps):
        left = (1 - _monoamine_share(people, drawn, number, arms)) * (1 - nonspecific[number])
        score = np.minimum(baseline * left, QIDS_MAXIMUM)
        shown.append(_shown(score, ill))
        ill = ill & ~_remitted(score)
    return tuple(shown)


def drug_against_placebo(
    people: People, parameters: ParameterTable | None = None, weeks: float = TRIAL_WEEKS
) -> float:
    """Return the standardized mean difference of a first serotonin reuptake inhibitor from placebo.

    Difference of the mean scores over the root of the mean variance of the two arms, at a time (weeks) when
    1 - exp(-weeks / adaptation time) of the adaptation is there; positive favors drug.
    """
    table = stepped_care_parameters() if parameters is None else parameters
    drawn = sample(table, people)
    placebo = _baseline(people, drawn) * (1 - _nonspecific(people, drawn, 1)[0])
    there = 1 - np.exp(-weeks * HOURS_PER_WEEK / drawn["monoamine_adaptation_time"])
    drug = placebo * (1 - there * _monoamine_share(people, drawn, 0, STAR_D[0]))
    return float((placebo - drug).mean() / np.sqrt((placebo.var() + drug.var()) / 2))


def _shown(score: Float[ndarray, " person"], ill: Bool[ndarray, " person"]) -> Step:
    kept = score[ill]
    return Step(kept.size, float(_remitted(kept).mean()), float(kept.mean()), float(kept.std()))


def _remitted(score: Float[ndarray, " person"]) -> Bool[ndarray, " person"]:
    return score < QIDS_REMISSION + 0.5


def _baseline(people: People, drawn: Mapping[str, ndarray]) -> Float[ndarray, " person"]:
    deviates = normals(people.seed, "stepped_care/baseline", people.first, people.n)
    points = drawn["stepped_baseline_mean"] + drawn["stepped_baseline_sd"] * deviates
    return np.clip(points, QIDS_REMISSION + 1, QIDS_MAXIMUM)


def _nonspecific(people: People, drawn: Mapping[str, ndarray], steps: int) -> Float[ndarray, "step person"]:
    kept = drawn["stepped_nonspecific_persistence"]
    lasting = normals(people.seed, "stepped_care/nonspecific", people.first, people.n)
    fresh = occasion_normals(people, "stepped_care/nonspecific", steps)
    deviates = kept * lasting + np.sqrt(1 - kept**2) * fresh
    return np.minimum(
        drawn["stepped_nonspecific_share"] + drawn["stepped_nonspecific_spread"] * deviates, 1.0
    )


def _monoamine_share(
    people: People, drawn: Mapping[str, ndarray], number: int, arms: tuple[Arm, ...]
) -> Float[ndarray, " person"]:
    """Return the share that each person's arm of a step takes away once everything has settled."""
    chance = uniforms(people.seed, f"stepped_care/arm/{number}", people.first, people.n)
    limits = np.cumsum([arm.share for arm in arms])
    chosen = np.minimum(np.searchsorted(limits, chance, side="right"), len(arms) - 1)
    shares = np.stack([_settled_share(drawn, arm) for arm in arms])
    return shares[chosen, np.arange(people.n)]


def _settled_share(drawn: Mapping[str, ndarray], arm: Arm) -> Float[ndarray, " person"]:
    held = arm.serotonin_load / (1 + arm.serotonin_load)
    own = _of(serotonin.Parameters, drawn)
    left = 1 - own.serotonin_autoreceptor_switch * own.serotonin_autoreceptor_loss * held
    raised = serotonin.outputs(serotonin.States(left), own, serotonin.Inputs(arm.serotonin_load, 0.0, 0.0))
    other = noradrenaline.outputs(
        Nothing(), _of(noradrenaline.Parameters, drawn), noradrenaline.Inputs(arm.noradrenaline_load)
    )
    slow = _of(slow_antidepressant.Parameters, drawn)
    inputs = slow_antidepressant.Inputs(raised.serotonin_excess, other.noradrenaline_excess, 0.0)
    adapted: Adaptations = slow_antidepressant.settled(slow, inputs)
    return slow_antidepressant.outputs(adapted, slow, inputs).monoamine_share


def _of(kind: type[Kind], drawn: Mapping[str, ndarray]) -> Kind:
    return kind(*(drawn[name] for name in fields_of(kind)))
