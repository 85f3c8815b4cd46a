"""The first calibration: penalized least squares on published means and spreads.

Minimizes sum ((predicted - observed) / uncertainty)^2 + sum z^2 over standardized log-parameters z, the
maximum of the posterior under normal errors and lognormal priors (MAP). The same virtual people (same
seed) serve every evaluation, so the objective is smooth. The curvature at the optimum gives standard
errors (Laplace). SciPy's trust-region least squares does the search. Wrong if another start ends
elsewhere: the script runs it again and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.group import run_group
from nemda.engine.job import Job
from nemda.errors import SolverError
from nemda.fit.free import FreeParameter, to_values
from nemda.fit.targets import Target, targets_of
from nemda.progress import SILENT, Progress, stop_if_cancelled
from nemda.trial.definition import Trial
from nemda.trial.planned import PlannedArm, arms_of_trial
from nemda.trial.predict import adjusted, adjustment
from nemda.units import HOURS_PER_WEEK

STEP = 0.05
"""Finite-difference step in standardized log-parameters."""
MOST_ITERATIONS = 25


@dataclass(frozen=True)
class Fit:
    """Result of a calibration.

    `values` by parameter key, `relative_errors` the standard errors of their logs, `contraction` how
    much narrower each posterior is than its prior (0: the data say nothing, 1: they say all),
    `predictions` beside `targets`, `misfit` the sum of squared standardized residuals.
    """

    values: Mapping[str, float]
    relative_errors: Mapping[str, float]
    contraction: Mapping[str, float]
    targets: tuple[Target, ...]
    predictions: tuple[float, ...]
    misfit: float


class _ArmCourse(NamedTuple):
    """MADRS and its change [person, time] of an arm, and the baseline [person]."""

    times: tuple[float, ...]
    madrs: ndarray
    change: ndarray
    baseline: ndarray


def predict(
    trials: Sequence[Trial], targets: Sequence[Target], values: Mapping[str, float], n: int, seed: int,
    parameter_set: str,
) -> Float[ndarray, " target"]:  # fmt: skip
    """Return the model's number for every target, simulating `n` people per arm."""
    predicted = np.empty(len(targets))
    for trial in trials:
        mine = [index for index, target in enumerate(targets) if target.study_id == trial.study_id]
        times = tuple(sorted({targets[index].time_h for index in mine}))
        arms = {arm.name: _course(arm, times, values, parameter_set) for arm in arms_of_trial(trial, n, seed)}
        for index in mine:
            predicted[index] = _number(trial, arms, targets[index])
    return predicted


def _course(
    arm: PlannedArm, times: tuple[float, ...], values: Mapping[str, float], parameter_set: str
) -> _ArmCourse:
    scores: list[ndarray] = []
    changes: list[ndarray] = []
    for portion in arm.portions:
        job = Job(
            regimen=portion.regimen,
            people=portion.people,
            weeks=times[-1] / HOURS_PER_WEEK,
            parameter_set=parameter_set,
            changes=tuple(sorted(values.items())),
            visits_h=times,
            setting=portion.setting,
        )
        result = run_group(job, portion.people)
        at = np.searchsorted(result.time_h, np.array(times) - 1e-6)
        scores.append(result.values["madrs"][:, at])
        changes.append(result.values["madrs_change"][:, at])
    madrs, change = np.concatenate(scores), np.concatenate(changes)
    return _ArmCourse(times, madrs, change, (madrs - change)[:, 0])


def _number(trial: Trial, arms: Mapping[str, _ArmCourse], target: Target) -> float:
    if target.quantity == "difference":
        return _difference(trial, arms, target)
    arm = arms[target.arm]
    at = arm.times.index(target.time_h)
    if target.quantity == "change":
        return float(arm.change[:, at].mean())
    return float(arm.madrs[:, at].mean() if target.quantity == "mean" else arm.madrs[:, at].std(ddof=1))


def _difference(trial: Trial, arms: Mapping[str, _ArmCourse], target: Target) -> float:
    first, second = trial.contrast(target.arm, target.arm)
    at = arms[first].times.index(target.time_h)
    changes = {name: arm.change[:, at] for name, arm in arms.items()}
    starts = {name: arm.baseline for name, arm in arms.items()}
    weights = [float(trial.find_arm(name, name).n or 1) for name in arms]
    to = adjustment(list(changes.values()), list(starts.values()), weights)
    means = {name: adjusted(changes[name], starts[name], to).mean() for name in (first, second)}
    return float(means[first] - means[second])


def fit_clinical(
    trials: Sequence[Trial],
    free: tuple[FreeParameter, ...],
    *,
    n: int,
    seed: int,
    parameter_set: str,
    start: Float[ndarray, " free"] | None = None,
    progress: Progress = SILENT,
) -> Fit:
    """Return the calibrated parameters.

    Raises
    ------
    SolverError
        The search did not converge.
    CancelledError
        The user stopped it; nothing is kept.
    """
    from scipy.optimize import least_squares

    targets = tuple(target for trial in trials for target in targets_of(trial))
    observed = np.array([target.value for target in targets])
    uncertainty = np.array([target.uncertainty for target in targets])
    progress.start(MOST_ITERATIONS * (len(free) + 1), "calibrating")

    def residuals(z: ndarray) -> ndarray:
        stop_if_cancelled(progress, "nothing: run the script again")
        predicted = predict(trials, targets, to_values(free, z), n, seed, parameter_set)
        progress.advance()
        return np.concatenate([(predicted - observed) / uncertainty, z])

    def slopes(z: ndarray) -> ndarray:
        return _slopes(residuals, z)

    search: Any = least_squares  # SciPy's annotations know no function for jac
    found = search(
        residuals, np.zeros(len(free)) if start is None else start,
        jac=slopes, max_nfev=MOST_ITERATIONS, xtol=1e-3, ftol=1e-4,
    )  # fmt: skip
    progress.finish()
    if not found.success:
        raise SolverError("The calibration did not converge.", got=str(found.message))
    covariance = np.linalg.inv(found.jac.T @ found.jac)
    spread = np.sqrt(np.diag(covariance))
    values = to_values(free, found.x)
    return Fit(
        values=values,
        relative_errors={p.key: float(s * p.prior_spread) for p, s in zip(free, spread, strict=True)},
        contraction={p.key: float(1 - s**2) for p, s in zip(free, spread, strict=True)},
        targets=targets,
        predictions=tuple(predict(trials, targets, values, n, seed, parameter_set).tolist()),
        misfit=float(np.sum(found.fun[: len(targets)] ** 2)),
    )


def _slopes(residuals: Callable[[ndarray], ndarray], z: ndarray) -> ndarray:
    """Return one-sided difference quotients; a wide step averages over people crossing the floor of 0."""
    base = residuals(z)
    columns = [(residuals(z + STEP * unit) - base) / STEP for unit in np.eye(z.size)]
    return np.stack(columns, axis=1)
