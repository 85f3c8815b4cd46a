"""Each study predicted by a calibration that has not seen it, from the draws of the one that has.

"As new" leaves out a study's own deviations, but its numbers have still moved the parameters. Here they have
not: draws of the calibration with all studies are weighted by 1 / p(numbers of the study | draw), which makes
them draws of the calibration without it (importance sampling by study). The study's deviations are integrated
out in closed form, with predictions taken as linear in them (the surface of the calibration does so too;
large deviations of what lasts bend):

    y_s | z, sds, f ~ Normal(f_s(z, 0), f^2 E^2 + sum over deviations of sd^2 b b' / trials)

with b the slopes in each deviation and E the errors of the data. Predictions under a draw are those of
the quadratic surface around the best parameters that the draws came from; it is simulated anew, because a set
ships without it. A study whose weights cannot be trusted (`nemda.fit.trials.leave_out_weights`) is predicted
from a refit without it on the same surface. Wrong if a calibration run without a study lands far from both.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from nemda.errors import DataError
from nemda.fit.trials.data import Target
from nemda.fit.trials.leave_out_weights import TRUSTED_K, Smoothed, smoothed
from nemda.fit.trials.optimum import Optimum, find_optimum
from nemda.fit.trials.parameters import standardized
from nemda.fit.trials.problem import Problem
from nemda.fit.trials.starting import problem_of, start_of
from nemda.mechanism.sets import DEFAULT_SET
from nemda.progress import SILENT, Progress
from nemda.trial.deviation import NAMES

SD_COLUMNS = tuple(f"{name}_sd" for name in NAMES)
"""Columns of the standard deviations between studies in a table of draws."""
NORMAL_95 = 1.6448536269514722
"""Half-width of a central 90% interval in standard deviations."""


class Data(NamedTuple):
    """The numbers that a calibration is held to: observed, with errors, by study.

    `pooled` is the square root of the number of trials behind each study, `kinds` what each datum counts as.
    """

    studies: tuple[str, ...]
    study_index: Int[ndarray, " target"]
    pooled: Float[ndarray, " study"]
    observed: Float[ndarray, " target"]
    error: Float[ndarray, " target"]
    kinds: tuple[str, ...]


class Draws(NamedTuple):
    """Draws of a calibration: standardized parameters, SDs between studies, factor on errors."""

    z: Float[ndarray, "draw free"]
    sds: Float[ndarray, "draw deviation"]
    factor: Float[ndarray, " draw"]


class Surface(NamedTuple):
    """Predictions without any study's deviations, as a quadratic function of the parameters."""

    at: Float[ndarray, " free"]
    base: Float[ndarray, " target"]
    slopes: Float[ndarray, "target free"]
    curvature: Float[ndarray, "target free"]
    by_own: Float[ndarray, "deviation target"]

    def predicted(self, z: Float[ndarray, "draw free"]) -> Float[ndarray, "draw target"]:
        """Return the predictions under each draw."""
        away = z - self.at
        return self.base + away @ self.slopes.T + (away * away) @ self.curvature.T / 2


class LeftOutRow(NamedTuple):
    """A datum and its predictions: as new, left out, left out by a refit; SD of a new trial's.

    `datum` is its place among the targets of the calibration, `kind` what it counts as.
    """

    datum: int
    kind: str
    observed: float
    as_new: float
    left_out: float
    refit: float
    sd: float

    @property
    def inside(self) -> bool:
        """Whether the observed number lies in the 90% interval of a trial that was left out."""
        return abs(self.observed - self.left_out) <= NORMAL_95 * self.sd


class LeftOut(NamedTuple):
    """A study left out: shape k of its weights, how many draws they are worth, and its data."""

    study_id: str
    k: float
    effective: float
    rows: tuple[LeftOutRow, ...]

    @property
    def by_weights(self) -> bool:
        """Whether the predictions come from weights; else from the refit."""
        return self.k < TRUSTED_K


def leave_out(
    parameter_set: str = DEFAULT_SET, *, n: int = 120, seed: int = 20131, progress: Progress = SILENT
) -> tuple[LeftOut, ...]:
    """Return every study of a calibration, predicted without it; simulates all arms some twenty times.

    Raises
    ------
    DataError
        No draws of this set are stored, or they lack a parameter.
    CancelledError
        The user asked to stop.
    """
    problem = problem_of(n, seed)
    draws = stored_draws(problem, parameter_set)
    optimum = find_optimum(problem, progress, start_of(problem, parameter_set), rounds=0)
    progress.finish()
    return left_out(data_of(problem), surface_of(problem, straight(problem, optimum)), draws)


def straight(problem: Problem, optimum: Optimum) -> Optimum:
    """Return an optimum without curvature in parameters of the differential equations.

    The surface that draws come from has none there (`nemda.fit.trials.optimum`); weights need the same one.
    """
    dynamic = np.array([one.dynamic for one in problem.free])
    return optimum._replace(curvature=np.where(dynamic, 0.0, optimum.curvature))


def data_of(problem: Problem) -> Data:
    """Return the numbers of a calibration."""
    return Data(
        problem.studies, problem.study_index, problem.pooled, problem.observed, problem.error,
        tuple(kind_of(target) for target in problem.targets),
    )  # fmt: skip


def stored_draws(problem: Problem, parameter_set: str) -> Draws:
    """Return the draws that a set ships with.

    Raises
    ------
    DataError
        There are none, or they lack a parameter that is free now.
    """
    file = files("nemda.fit") / "data" / f"{parameter_set}.draws.csv"
    if not file.is_file():
        raise DataError("No posterior draws were stored with this parameter set.", got=parameter_set)
    rows = list(csv.DictReader(file.read_text("utf-8").splitlines()))
    names = [one.key for one in problem.free]
    if missing := sorted({*names, *SD_COLUMNS, "error_factor"} - set(rows[0])):
        raise DataError(
            "The stored draws are of another calibration.", where=file.name, expected=", ".join(missing),
            hint="calibrate again with nemda fit trials",
        )  # fmt: skip
    values = [{name: float(row[name]) for name in names} for row in rows]
    return Draws(
        np.array([standardized(problem.free, each) for each in values]),
        np.array([[float(row[name]) for name in SD_COLUMNS] for row in rows]),
        np.array([float(row["error_factor"]) for row in rows]),
    )


def surface_of(problem: Problem, optimum: Optimum) -> Surface:
    """Return the surface around an optimum with every study's deviations set to 0."""
    index = problem.study_index
    deviations = (optimum.by_own * optimum.own[:, index]).sum(axis=0)
    return Surface(
        optimum.z, optimum.predicted - deviations, optimum.slopes, optimum.curvature, optimum.by_own
    )


def left_out(data: Data, surface: Surface, draws: Draws) -> tuple[LeftOut, ...]:
    """Return every study of a calibration, predicted without it."""
    predicted = surface.predicted(draws.z)
    found: list[LeftOut] = []
    for study, name in enumerate(data.studies):
        rows = np.flatnonzero(data.study_index == study)
        covariance = covariance_of(data, surface, rows, draws.sds, draws.factor)
        weights = smoothed(-log_density(data.observed[rows] - predicted[:, rows], covariance))
        refitted = refit_without(data, surface, draws, study)
        found.append(_study(data, name, rows, predicted[:, rows], covariance, weights, refitted))
    return tuple(found)


def _study(
    data: Data, name: str, rows: Int[ndarray, " row"], predicted: Float[ndarray, "draw row"],
    covariance: Float[ndarray, "draw row row"], weights: Smoothed, refitted: Float[ndarray, " target"],
) -> LeftOut:  # fmt: skip
    trusted = weights.k < TRUSTED_K
    share = weights.weights if trusted else np.full(predicted.shape[0], 1 / predicted.shape[0])
    mean = share @ predicted
    own = np.diagonal(covariance, axis1=1, axis2=2)
    sd = np.sqrt(share @ ((predicted - mean) ** 2 + own))
    center = mean if trusted else refitted[rows]
    as_new = predicted.mean(axis=0)
    return LeftOut(
        name,
        weights.k,
        weights.effective,
        tuple(
            LeftOutRow(
                int(row), data.kinds[row], float(data.observed[row]), float(as_new[place]),
                float(center[place]), float(refitted[row]), float(sd[place]),
            )
            for place, row in enumerate(rows)
        ),
    )  # fmt: skip


def covariance_of(
    data: Data, surface: Surface, rows: Int[ndarray, " row"], sds: Float[ndarray, "draw deviation"],
    factor: Float[ndarray, " draw"],
) -> Float[ndarray, "draw row row"]:  # fmt: skip
    """Return the covariance of a study's numbers around the prediction for a new study, in each draw."""
    error = np.diag(data.error[rows] ** 2)
    trials = data.pooled[data.study_index[rows[0]]] ** 2
    slopes = surface.by_own[:, rows]
    between = np.einsum("di,dj->dij", slopes, slopes) / trials
    return (factor**2)[:, None, None] * error + np.einsum("sd,dij->sij", sds**2, between)


def log_density(
    residual: Float[ndarray, "draw row"], covariance: Float[ndarray, "draw row row"]
) -> Float[ndarray, " draw"]:
    """Return the log density of residuals under a normal law with mean 0 in each draw."""
    lower = np.linalg.cholesky(covariance)
    white = np.linalg.solve(lower, residual[:, :, None])[:, :, 0]
    logs = np.log(np.diagonal(lower, axis1=1, axis2=2)).sum(axis=1)
    return -0.5 * (white**2).sum(axis=1) - logs - 0.5 * residual.shape[1] * np.log(2 * np.pi)


def refit_without(data: Data, surface: Surface, draws: Draws, study: int) -> Float[ndarray, " target"]:
    """Return the predictions of the best parameters without a study, at the mean SDs and factor of the draws.

    Minimizes the whitened residuals of all other studies and z^2 on the surface, by SciPy's trust region.
    """
    from scipy.optimize import least_squares

    sds = np.sqrt((draws.sds**2).mean(axis=0, keepdims=True))
    factor = np.sqrt((draws.factor**2).mean(keepdims=True))
    whitening: list[tuple[ndarray, ndarray]] = []
    for other in range(len(data.studies)):
        if other != study:
            rows = np.flatnonzero(data.study_index == other)
            lower = np.linalg.cholesky(covariance_of(data, surface, rows, sds, factor)[0])
            whitening.append((rows, np.linalg.inv(lower)))

    def residuals(z: ndarray) -> ndarray:
        miss = surface.predicted(z[None])[0] - data.observed
        return np.concatenate([*(white @ miss[rows] for rows, white in whitening), z])

    def jacobian(z: ndarray) -> ndarray:
        slope = surface.slopes + surface.curvature * (z - surface.at)
        return np.concatenate([*(white @ slope[rows] for rows, white in whitening), np.eye(z.size)])

    search: Any = least_squares  # SciPy's annotations know no function for jac
    found = search(residuals, surface.at, jac=jacobian)
    return surface.predicted(found.x[None])[0]


def summary(studies: tuple[LeftOut, ...]) -> Mapping[str, Mapping[str, float]]:
    """Return mean absolute errors by kind of datum, as new and left out, and coverage of the 90% interval.

    Kinds: ``change`` and ``difference`` in the units of their scales, ``rate`` in percentage points. Keys:
    ``data``, ``as_new``, ``left_out``, ``refit`` (errors), ``inside`` (share).
    """
    groups: dict[str, list[LeftOutRow]] = {}
    for study in studies:
        for row in study.rows:
            groups.setdefault(row.kind, []).append(row)
    return {
        kind: {
            "data": float(len(rows)),
            "as_new": float(np.mean([abs(row.as_new - row.observed) for row in rows])),
            "left_out": float(np.mean([abs(row.left_out - row.observed) for row in rows])),
            "refit": float(np.mean([abs(row.refit - row.observed) for row in rows])),
            "inside": float(np.mean([row.inside for row in rows])),
        }
        for kind, rows in sorted(groups.items())
    }


def kind_of(target: Target) -> str:
    """Return what a datum counts as: ``change``, ``difference``, ``rate``, or how it is compared."""
    if target.kind == "%":
        return "rate"
    if target.kind != "points":
        return target.kind
    return "difference" if target.request.measure.quantity == "diff_vs_control" else "change"
