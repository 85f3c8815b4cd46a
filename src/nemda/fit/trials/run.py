"""The whole calibration: optimum, posterior draws, check of the draws, and everything worth recording."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nemda._version import NUMERICS_VERSION
from nemda.errors import CancelledError
from nemda.fit.trials.keeping import Kept
from nemda.fit.trials.optimum import ROUNDS, SEARCH, Optimum, find_optimum
from nemda.fit.trials.posterior import Posterior, sample_posterior, surface
from nemda.fit.trials.problem import Problem, courses_of, predict, states_of
from nemda.fit.trials.starting import problem_of, start_of
from nemda.mechanism.catalog import simulation_parameters
from nemda.progress import SILENT, Progress

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
    keep: Path | None = None,
) -> TrialFit:
    """Return the calibration to the trials of the evidence tables.

    With `start_set` the search begins at an earlier calibration, which saves rounds. With `keep` finished
    parts are kept in that file and a stopped calibration with the same settings goes on; the caller removes
    the file when the result is written.

    Raises
    ------
    NemdaError
        The optional libraries of inference are missing.
    DataError
        The file to keep parts in belongs to other settings.
    CancelledError
        The user asked to stop.
    """
    problem = problem_of(n, seed)
    start = None if start_set is None else start_of(problem, start_set)
    kept = Kept(keep, _settings(problem, seed, rounds, start_set))
    if kept.started:
        progress.message(f"going on with the unfinished calibration of {keep}")
    try:
        optimum = find_optimum(problem, progress, start, rounds, kept)
        progress.finish()
        progress.message("sampling the posterior; this takes a minute or more")
        posterior = sample_posterior(problem, optimum, seed)
        progress.start(checked, "checking draws: simulations of all arms")
        error = _surface_error(problem, optimum, posterior, checked, progress)
    except CancelledError as error:
        if keep is None:
            raise
        raise CancelledError(error.what, where=f"finished parts are in {keep}", hint=error.hint) from error
    progress.finish()
    return TrialFit(problem, optimum, posterior, error, seed)


def _settings(problem: Problem, seed: int, rounds: int, start_set: str | None) -> dict[str, int | str | None]:
    """Return what decides the numbers of a calibration besides the program itself."""
    data = ";".join(f"{t.request.row.position} {t.kind} {t.value:g} {t.error:g}" for t in problem.targets)
    table = simulation_parameters((problem.who.parameter_set,))
    values = [f"{name} {table[name].value}" for name in sorted(table)]
    said = f"{data} {sorted(map(repr, problem.times))} {values} {problem.free} {SEARCH} {NUMERICS_VERSION}"
    digest = hashlib.sha256(said.encode()).hexdigest()[:16]
    return {"people": problem.who.n, "seed": seed, "rounds": rounds, "start": start_set, "data": digest}


def _surface_error(
    problem: Problem, optimum: Optimum, posterior: Posterior, checked: int, progress: Progress
) -> float:
    squares: list[float] = []
    for draw in np.linspace(0, posterior.z.shape[0] - 1, checked).astype(int):
        z, own = posterior.z[draw], posterior.own[draw]
        courses = courses_of(problem, states_of(problem, z, progress), z)
        exact = predict(problem, courses, z, own, optimum.sds)[0]
        approximate = surface(optimum, z, own, problem.study_index)
        squares.append(float(np.mean(((exact - approximate) / problem.error) ** 2)))
    return float(np.sqrt(np.mean(squares))) if squares else float("nan")
