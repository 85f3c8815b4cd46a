"""The calibration as numbers: what is predicted for given parameters and study deviations.

Every study has the three deviations of `nemda.trial.deviation`, normal with mean 0 and standard deviations
to be estimated; a pooled analysis of k trials has them divided by sqrt(k). Predictions are f(z, own) with z
standardized parameters and own [deviation, study].
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from nemda.fit.trials.data import Target
from nemda.fit.trials.parameters import Free, changes_of, hazard_of
from nemda.fit.trials.simulate import SimulatedPeople, Stored, scored, simulate
from nemda.progress import Progress, stop_if_cancelled
from nemda.trial.deviation import NAMES, Deviation
from nemda.trial.rows.course import Course
from nemda.trial.rows.reckon import expected_of, expected_spread_of
from nemda.trial.rows.scenario import Scenario

Courses = Mapping[Scenario, Course]
States = Mapping[Scenario, tuple[Stored, ...]]
SHIFT_STEP = Deviation(drug=0.1, lasting=0.1, other=0.02)
"""Steps of difference quotients in a study's deviations."""


@dataclass(frozen=True)
class Problem:
    """Targets, the arms they need, the free parameters and the people that are simulated."""

    targets: tuple[Target, ...]
    times: Mapping[Scenario, tuple[float, ...]]
    free: tuple[Free, ...]
    who: SimulatedPeople

    @cached_property
    def studies(self) -> tuple[str, ...]:
        """All studies, sorted."""
        return tuple(sorted({target.study_id for target in self.targets}))

    @cached_property
    def study_index(self) -> Int[ndarray, " target"]:
        """The study of each target."""
        return np.array([self.studies.index(target.study_id) for target in self.targets])

    @cached_property
    def pooled(self) -> Float[ndarray, " study"]:
        """The square root of the number of trials behind each study."""
        trials = {target.study_id: target.request.trials for target in self.targets}
        return np.array([math.sqrt(trials[study]) for study in self.studies])

    @cached_property
    def observed(self) -> Float[ndarray, " target"]:
        """Observed numbers on their scale of comparison."""
        return np.array([target.compared(target.value) for target in self.targets])

    @cached_property
    def error(self) -> Float[ndarray, " target"]:
        """Their standard errors."""
        return np.array([target.error for target in self.targets])


def states_of(problem: Problem, z: Float[ndarray, " free"], progress: Progress) -> States:
    """Return the simulated states of every arm.

    Raises
    ------
    CancelledError
        The user asked to stop.
    """
    changes = changes_of(problem.free, z)
    states: dict[Scenario, tuple[Stored, ...]] = {}
    for scenario, times in problem.times.items():
        stop_if_cancelled(progress, "nothing: run the calibration again")
        states[scenario] = simulate(scenario, times, problem.who, changes)
    progress.advance()
    return states


def courses_of(problem: Problem, states: States, z: Float[ndarray, " free"]) -> Courses:
    """Return the scored courses of all arms."""
    changes = changes_of(problem.free, z)
    return {scenario: scored(stored, scenario, changes) for scenario, stored in states.items()}


def predict(
    problem: Problem, courses: Courses, z: Float[ndarray, " free"], own: Float[ndarray, "deviation study"],
    sds: Deviation,
) -> Float[ndarray, "point target"]:  # fmt: skip
    """Return the predictions, and those with each deviation of every study one step further.

    Trials of a pooled analysis differ by `sds` around its own deviations.
    """
    hazard = hazard_of(problem.free, z)
    steps = np.concatenate([np.zeros((1, len(NAMES))), np.diag(SHIFT_STEP)])
    found = np.empty((len(steps), len(problem.targets)))
    for index, target in enumerate(problem.targets):
        shifts = Deviation(*(own[:, problem.study_index[index]] + steps).T)
        if target.kind == "sd":
            values = expected_spread_of(target.request, courses, shifts, sds)
        else:
            values = expected_of(target.request, courses, shifts, sds, hazard)
        found[:, index] = [target.compared(float(value)) for value in values]
    if not np.isfinite(found).all():
        # a subgroup without people says nothing: such a target counts as met
        found = np.where(np.isfinite(found), found, problem.observed)
    return found
