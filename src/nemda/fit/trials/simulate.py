"""Simulating the arms of the calibration, and scoring stored states again without simulating.

The score of mood is algebraic in its gains, so only parameters of the differential equations need new
simulations. Arms that need the same one are simulated once; the same people serve every evaluation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy import ndarray

from nemda.engine.group import mood_values, run_group
from nemda.engine.job import Job
from nemda.mechanism.chain import chain
from nemda.mechanism.expectancy import States as ExpectancyStates
from nemda.mechanism.mood import Inputs as MoodInputs
from nemda.mechanism.mood import States as MoodStates
from nemda.people import People, people, sample
from nemda.regimen import Regimen
from nemda.trial.definition import Share
from nemda.trial.deviation import LIFTED, lift_of
from nemda.trial.planned import split
from nemda.trial.rows.course import Course, joined
from nemda.trial.rows.scenario import Scenario
from nemda.units import HOURS_PER_WEEK

SCORED = (*MoodStates._fields, *ExpectancyStates._fields, *MoodInputs._fields, "in_care", "monoamine_share")


class Stored(NamedTuple):
    """States of part of an arm at its looks, from which the score follows."""

    job: Job
    group: People
    time_h: ndarray
    values: Mapping[str, ndarray]
    start: ndarray
    dissociation: ndarray


class SimulatedPeople(NamedTuple):
    """How many people per arm, from which seed, under which set before any change."""

    n: int
    seed: int
    parameter_set: str


def simulate(
    scenario: Scenario, times_h: tuple[float, ...], who: SimulatedPeople, changes: Mapping[str, float]
) -> tuple[Stored, ...]:
    """Return the states of an arm under some parameters, one entry for each of its regimens."""
    group = people(scenario.preset, n=who.n, seed=who.seed, first=0, **scenario.covariates)
    stored: list[Stored] = []
    first = 0
    end_h = times_h[-1] + 1.0
    sizes = split(who.n, [Share(regimen, share) for regimen, share in scenario.portions])
    for (regimen, _), size in zip(scenario.portions, sizes, strict=True):
        if size:
            kept = Regimen(tuple(dose for dose in regimen.doses if dose.start_h < end_h))
            part = group.slice(first, first + size)
            job = Job(
                regimen=kept, people=part, weeks=end_h / HOURS_PER_WEEK, parameter_set=who.parameter_set,
                changes=_all_changes(scenario, changes), visits_h=times_h, setting=scenario.setting,
            )  # fmt: skip
            stored.append(_stored(job, part, times_h))
        first += size
    return tuple(stored)


def _all_changes(scenario: Scenario, changes: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted({**changes, **dict(scenario.changes)}.items()))


def _stored(job: Job, part: People, times_h: tuple[float, ...]) -> Stored:
    result = run_group(job, part)
    at = np.searchsorted(result.time_h, np.array(times_h) - 1e-6)
    values = {name: result.values[name][:, at] for name in SCORED if name in result.values}
    start = np.stack([result.values[name][:, 0] for name in chain().state_names])
    return Stored(job, part, np.array(times_h), values, start, result.values["dissociation"].max(axis=1))


def scored(stored: tuple[Stored, ...], scenario: Scenario, changes: Mapping[str, float]) -> Course:
    """Return the course of an arm from its stored states under other gains of the score."""
    return joined([_scored(part, _all_changes(scenario, changes)) for part in stored])


def _scored(part: Stored, changes: tuple[tuple[str, float], ...]) -> Course:
    job = Job(
        regimen=part.job.regimen, people=part.group, weeks=part.job.weeks,
        parameter_set=part.job.parameter_set,
        changes=changes, setting=part.job.setting,
    )  # fmt: skip
    drawn = sample(job.parameters, part.group)
    in_care_h = part.values["in_care"] * part.time_h
    shares = mood_values(drawn, part.group, part.start, chain(), part.values, in_care_h)
    simulated = {**part.values, **shares}
    return Course(
        time_h=part.time_h,
        lift=lift_of({name: simulated[name] for name in LIFTED}),
        other=shares["expectancy_share"] + shares["natural_share"],
        baseline=part.group["baseline_madrs"],
        dissociation=part.dissociation,
        bmi=part.group["bmi_kg_m2"],
    )
