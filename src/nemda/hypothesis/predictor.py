"""Predictions of many parameter vectors for many targets: one integration per different experiment.

What a drug does under a co-drug is read against the co-drug alone; a co-drug given alone, against vehicle.
Targets that differ only in what is read, or when, share an experiment; the parameter vectors of all
hypotheses are lanes of the same integration (`nemda.experiment.sweep`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import SolverError
from nemda.experiment import Course, Experiment, sweep
from nemda.experiment.conditions import shipped
from nemda.hypothesis.arm import ArmOfStudy
from nemda.hypothesis.readouts import Arm, Readout, Scale
from nemda.hypothesis.target import Target
from nemda.mechanism.catalog import simulation_parameters
from nemda.mechanism.mood import FELT, Felt
from nemda.mechanism.sets import DEFAULT_SET
from nemda.model.parameters import ParameterTable
from nemda.progress import SILENT, Progress, stop_if_cancelled

KEPT = "nothing: the run is short, start it again"
BEHAVIOR = "behavior_susceptibility"
LANES = 512
"""Parameter vectors per integration, so that a request to stop is heard soon."""


class Question(NamedTuple):
    """A readout of an arm."""

    arm: ArmOfStudy
    readout: Readout


@dataclass
class _Shared:
    """An experiment that several questions share: until when it runs, what is read, and at which times."""

    arm: ArmOfStudy
    times_h: set[float]
    variables: set[str]
    questions: list[int]


def predictions(
    targets: Sequence[Target],
    fitted: Sequence[Mapping[str, float]],
    *,
    parameter_set: str = DEFAULT_SET,
    progress: Progress = SILENT,
) -> Float[ndarray, "draw target"]:
    """Return what each parameter vector predicts for each target, in the unit of its readout.

    A vector under which some experiment has no solution predicts nothing: its whole row is NaN.

    Progress advances by `integrations(targets, len(fitted))` in all.

    Raises
    ------
    CancelledError
        The user asked to stop.
    NemdaError
        An experiment is refused or has no solution.
    """
    asked = _questions(targets)
    found = answers(asked, fitted, parameter_set=parameter_set, progress=progress)
    places = _places(targets)
    result = found[:, [first for first, _ in places]]
    for column, (_, second) in enumerate(places):
        if second is not None:
            result[:, column] -= found[:, second]
    result[np.isnan(result).any(axis=1)] = np.nan
    return result


def integrations(targets: Sequence[Target], draws: int) -> int:
    """Return how many integrations `predictions` takes, which is what its progress counts."""
    return runs(_questions(targets), draws)


def runs(questions: Sequence[Question], draws: int) -> int:
    """Return how many integrations `answers` takes, which is what its progress counts."""
    return len(_shared(questions)) * -(-draws // LANES)


def answers(
    questions: Sequence[Question],
    fitted: Sequence[Mapping[str, float]],
    *,
    parameter_set: str = DEFAULT_SET,
    progress: Progress = SILENT,
) -> Float[ndarray, "draw question"]:
    """Return each readout under each parameter vector; NaN where its experiment has no solution."""
    result = np.empty((len(fitted), len(questions)))
    table = simulation_parameters((parameter_set,))
    for shared in _shared(questions):
        experiment, times = _whole(shared)
        usual = shipped(experiment.species, parameter_set)
        for start in range(0, len(fitted), LANES):
            stop_if_cancelled(progress, KEPT)
            lanes = range(start, min(start + LANES, len(fitted)))
            changes = [shared.arm.changes(fitted[lane], usual) for lane in lanes]
            courses = _courses(experiment, times, sorted(shared.variables), changes, parameter_set)
            for lane, course in zip(lanes, courses, strict=True):
                if course is None:
                    result[lane, shared.questions] = np.nan
                    continue
                scale = scale_of(fitted[lane], table)
                for index in shared.questions:
                    result[lane, index] = _read(questions[index], course, times, scale)
            progress.advance()
    return result


def _courses(
    experiment: Experiment,
    times: list[float],
    variables: list[str],
    changes: list[dict[str, float]],
    parameter_set: str,
) -> list[Course | None]:
    """Return the course under each change; None for one that has no steady state or no solution.

    One such vector would refuse the whole batch, so a refused batch is halved until it is found.
    """
    try:
        return [
            *sweep(experiment, times, variables, changes, parameter_set=parameter_set, by_reference=False)
        ]
    except SolverError:
        if len(changes) == 1:
            return [None]
        middle = len(changes) // 2
        return [
            course
            for part in (changes[:middle], changes[middle:])
            for course in _courses(experiment, times, variables, part, parameter_set)
        ]


def scale_of(changes: Mapping[str, float], table: ParameterTable) -> Scale:
    """Return what turns mood into a score under these changes, and how much people differ in it."""
    return Scale(
        changes.get("drug_susceptibility", table["drug_susceptibility"].value),
        changes.get(BEHAVIOR, 1.0),
        changes.get("slow_mood_gain", table["slow_mood_gain"].value),
        table["drug_susceptibility"].spread,
        table["natural_course"].spread,
        Felt(*(changes.get(name, table[name].value) for name in FELT)),
    )


def _questions(targets: Sequence[Target]) -> list[Question]:
    return [
        Question(arm, target.readout)
        for target in targets
        for arm in (target.arm, target.against)
        if arm is not None
    ]


def _places(targets: Sequence[Target]) -> list[tuple[int, int | None]]:
    """Return for each target the place of its arm and of the arm it is compared with."""
    places: list[tuple[int, int | None]] = []
    count = 0
    for target in targets:
        places.append((count, count + 1 if target.against else None))
        count += 2 if target.against else 1
    return places


def _shared(questions: Sequence[Question]) -> list[_Shared]:
    found: dict[str, _Shared] = {}
    for index, (arm, readout) in enumerate(questions):
        alike = replace(arm.experiment, hours=LONG_H, name="")
        key = repr((alike, arm.removed, dict(arm.scaled)))
        shared = found.setdefault(key, _Shared(arm, set(), set(), []))
        shared.times_h |= set(arm.times_h)
        shared.variables |= set(readout.variables)
        shared.questions.append(index)
    return list(found.values())


LONG_H = 24.0 * 7 * 26
"""Longer than any experiment here; only to compare experiments without regard to their end."""


def _whole(shared: _Shared) -> tuple[Experiment, list[float]]:
    times = sorted(shared.times_h)
    return replace(shared.arm.experiment, hours=times[-1] + 1.0), times


def _read(question: Question, course: Course, times: list[float], scale: Scale) -> float:
    at = [times.index(moment) for moment in question.arm.times_h]
    given = course.experiment
    beside = course.co_drugs if given.doses and given.co_drugs else course.vehicle
    drug, control, untouched = (dict(_at(arm, at)) for arm in (course.drug, beside, course.vehicle))
    return question.readout.value(drug, control, scale, untouched)


def _at(arm: Arm, at: list[int]) -> Iterator[tuple[str, ndarray]]:
    return ((name, row[at]) for name, row in arm.items())
