"""The first calibration: penalized least squares on published means and spreads.

Minimizes sum ((predicted - observed) / uncertainty)^2 + sum z^2 over standardized log-parameters z, the
maximum of the posterior under normal errors and lognormal priors (MAP). The same virtual people (same
seed) serve every evaluation, so the objective is smooth. The curvature at the optimum gives standard
errors (Laplace). SciPy's trust-region least squares does the search. Wrong if another start ends
elsewhere: the script runs it again and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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


def predict(
    trials: Sequence[Trial], targets: Sequence[Target], values: Mapping[str, float], n: int, seed: int,
    parameter_set: str,
) -> Float[ndarray, " target"]:  # fmt: skip
    """Return the model's number for every target, simulating `n` people per arm."""
    predicted = np.empty(len(targets))
    for trial in trials:
        for arm in arms_of_trial(trial, n, seed):
            mine = [i for i, t in enumerate(targets) if (t.study_id, t.arm) == (trial.study_id, arm.name)]
            if mine:
                predicted[mine] = _predict_arm(arm, [targets[i] for i in mine], values, parameter_set)
    return predicted


def _predict_arm(
    arm: PlannedArm, targets: Sequence[Target], values: Mapping[str, float], parameter_set: str
) -> list[float]:
    times = tuple(sorted({target.time_h for target in targets}))
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
    summary = {"mean": madrs.mean(axis=0), "sd": madrs.std(axis=0, ddof=1), "change": change.mean(axis=0)}
    return [float(summary[t.quantity][times.index(t.time_h)]) for t in targets]


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

    found = least_squares(
        residuals, np.zeros(len(free)) if start is None else start,
        jac=lambda z: _slopes(residuals, z), max_nfev=MOST_ITERATIONS, xtol=1e-3, ftol=1e-4,
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


def _slopes(residuals: object, z: ndarray) -> ndarray:
    """Return one-sided difference quotients; a wide step averages over people crossing the floor of 0."""
    assert callable(residuals)
    base = residuals(z)
    columns = [(residuals(z + STEP * unit) - base) / STEP for unit in np.eye(z.size)]
    return np.stack(columns, axis=1)
