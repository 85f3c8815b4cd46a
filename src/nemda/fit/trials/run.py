"""The whole calibration: optimum, posterior draws, check of the draws, and everything worth recording."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nemda.fit.trials.data import targets
from nemda.fit.trials.optimum import ROUNDS, Optimum, Start, find_optimum
from nemda.fit.trials.parameters import SPONTANEOUS, free_parameters, standardized
from nemda.fit.trials.posterior import Posterior, sample_posterior, surface
from nemda.fit.trials.problem import Problem, courses_of, predict, states_of
from nemda.fit.trials.simulate import SimulatedPeople
from nemda.mechanism.catalog import simulation_parameters
from nemda.mechanism.sets import read_set
from nemda.progress import SILENT, Progress
from nemda.trial.rows.variation import variation_of

UNCALIBRATED = "uncalibrated"
CHECKED_DRAWS = 3


@dataclass(frozen=True)
class TrialFit:
    """Result of a calibration.

    `surface_error` is the root mean square difference between simulated and surface predictions at some
    posterior draws, in units of the errors of the data.
    """

    problem: Problem
    optimum: Optimum
    posterior: Posterior
    surface_error: float
    seed: int


def fit_trials(
    *,
    n: int,
    seed: int,
    rounds: int = ROUNDS,
    checked: int = CHECKED_DRAWS,
    start_set: str | None = None,
    progress: Progress = SILENT,
) -> TrialFit:
    """Return the calibration to the trials of the evidence tables.

    With `start_set` the search begins at an earlier calibration, which saves rounds.

    Raises
    ------
    NemdaError
        The optional libraries of inference are missing.
    CancelledError
        The user asked to stop.
    """
    found, times = targets()
    free = free_parameters(simulation_parameters((UNCALIBRATED,)))
    problem = Problem(found, times, free, SimulatedPeople(n, seed, UNCALIBRATED))
    start = None if start_set is None else _start(problem, start_set)
    optimum = find_optimum(problem, progress, start, rounds)
    posterior = sample_posterior(problem, optimum, seed)
    error = _surface_error(problem, optimum, posterior, checked, progress)
    progress.finish()
    return TrialFit(problem, optimum, posterior, error, seed)


def _start(problem: Problem, name: str) -> Start:
    """Return parameters, study deviations and their standard deviations of an earlier calibration."""
    earlier = variation_of(name)
    values: dict[str, float] = {SPONTANEOUS: earlier.spontaneous_relapse_per_d}
    for parameter, entry in read_set(name).entries.items():
        for field, key in (("value", parameter), ("spread", f"{parameter}.spread")):
            if field in entry:
                values[key] = float(entry[field])
    effects = [earlier.effect_of(study, known=True) for study in problem.studies]
    return Start(
        z=standardized(problem.free, values),
        drug=np.array([one.drug for one in effects]),
        other=np.array([one.other for one in effects]),
        sds=(earlier.drug_sd, earlier.other_sd),
    )


def _surface_error(
    problem: Problem, optimum: Optimum, posterior: Posterior, checked: int, progress: Progress
) -> float:
    squares: list[float] = []
    for draw in np.linspace(0, posterior.z.shape[0] - 1, checked).astype(int):
        z, drug, other = posterior.z[draw], posterior.drug[draw], posterior.other[draw]
        courses = courses_of(problem, states_of(problem, z, progress), z)
        exact = predict(problem, courses, z, drug, other)[0]
        approximate = surface(optimum, z, drug, other, problem.study_index)
        squares.append(float(np.mean(((exact - approximate) / problem.error) ** 2)))
    return float(np.sqrt(np.mean(squares))) if squares else float("nan")
