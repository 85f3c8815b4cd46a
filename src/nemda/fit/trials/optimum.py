"""The maximum of the posterior: weighted least squares over parameters and study deviations together.

Minimizes sum ((f - y) / error)^2 + sum z^2 + sum (d / sd_d)^2 + sum (c / sd_c)^2 by SciPy's trust-region
method; the two standard deviations between studies follow by the rule of expectation and maximization,
sd^2 = mean(deviation^2 + its variance), with a weak prior. The columns of parameters inside the
differential equations, which cost simulations, are renewed in every round and kept within it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.fit.trials.keeping import Kept
from nemda.fit.trials.problem import SHIFT_STEP, Problem, States, courses_of, predict, states_of
from nemda.progress import Progress

STEP = 0.2
"""Difference step in standardized parameters; wide, because rates move by whole people."""
ROUNDS = 2
EVALUATIONS = 7
PRIOR_SDS = (0.4, 0.05)
"""Standard deviations between studies before data: log of drug effect, share (grade C), worth 4 studies."""
PRIOR_STUDIES = 4.0


class Optimum(NamedTuple):
    """Best standardized parameters and study deviations, standard deviations between studies, slopes.

    `slopes` [target, free] are of the parameters, `by_drug` and `by_other` [target] of a study's own
    deviations; `predicted` [target].
    """

    z: Float[ndarray, " free"]
    drug: Float[ndarray, " study"]
    other: Float[ndarray, " study"]
    sds: tuple[float, float]
    predicted: Float[ndarray, " target"]
    slopes: Float[ndarray, "target free"]
    curvature: Float[ndarray, "target free"]
    by_drug: Float[ndarray, " target"]
    by_other: Float[ndarray, " target"]
    cost: float


class Start(NamedTuple):
    """Where the search begins: standardized parameters, study deviations, their standard deviations."""

    z: Float[ndarray, " free"]
    drug: Float[ndarray, " study"]
    other: Float[ndarray, " study"]
    sds: tuple[float, float]


class _Memory:
    """States of the last dynamic parameters, so that moving a gain of the score simulates nothing."""

    def __init__(self, problem: Problem, progress: Progress) -> None:
        self.problem, self.progress = problem, progress
        self._dynamic = [index for index, one in enumerate(problem.free) if one.dynamic]
        self._kept: dict[tuple[float, ...], States] = {}
        self.runs = 0

    def states(self, z: ndarray) -> States:
        key = tuple(float(z[index]) for index in self._dynamic)
        if key not in self._kept:
            if len(self._kept) > 1:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = self._simulated(z)
        return self._kept[key]

    def predict(self, z: ndarray, drug: ndarray, other: ndarray) -> ndarray:
        return predict(self.problem, courses_of(self.problem, self.states(z), z), z, drug, other)

    def once(self, z: ndarray, drug: ndarray, other: ndarray) -> ndarray:
        states = self._simulated(z)
        return predict(self.problem, courses_of(self.problem, states, z), z, drug, other)

    def skip(self, runs: int) -> None:
        """Count simulations that are not needed."""
        self.progress.advance(runs)
        self.runs += runs

    def _simulated(self, z: ndarray) -> States:
        found = states_of(self.problem, z, self.progress)
        self.runs += 1
        return found


def find_optimum(
    problem: Problem, progress: Progress, start: Start | None = None, rounds: int = ROUNDS,
    kept: Kept | None = None,
) -> Optimum:  # fmt: skip
    """Return the maximum of the posterior; what is `kept` of a stopped search is not simulated again.

    Raises
    ------
    CancelledError
        The user asked to stop.
    """
    memory = _Memory(problem, progress)
    dynamic = sum(one.dynamic for one in problem.free)
    planned = rounds * (EVALUATIONS + dynamic) + 1
    progress.start(planned, "calibrating: simulations of all arms")
    x = np.zeros(len(problem.free) + 2 * len(problem.studies))
    sds = PRIOR_SDS
    if start is not None:
        x = np.concatenate([start.z, start.drug, start.other])
        sds = start.sds
    columns: dict[int, ndarray] = {}
    kept = kept or Kept()
    for number in range(rounds):
        finished = kept.round(number)
        if finished is not None:
            x, sds, columns = finished
            memory.skip(EVALUATIONS + dynamic)
            continue
        columns = _dynamic_columns(problem, memory, x, kept)
        x = _search(problem, memory, x, sds, columns)
        sds = _between(problem, x, _slopes(problem, memory, x, columns), sds)
        kept.keep_round(x, sds, columns)
    found = _described(problem, memory, x, sds, columns)
    memory.skip(max(planned - memory.runs, 0))  # a search often needs fewer than it may take
    return found


def _split(problem: Problem, x: ndarray) -> tuple[ndarray, ndarray, ndarray]:
    free, studies = len(problem.free), len(problem.studies)
    return x[:free], x[free : free + studies], x[free + studies :]


def _search(
    problem: Problem, memory: _Memory, x: ndarray, sds: tuple[float, float], columns: dict[int, ndarray]
) -> ndarray:
    from scipy.optimize import least_squares

    scale = _prior_scale(problem, sds)

    def residuals(point: ndarray) -> ndarray:
        predicted = memory.predict(*_split(problem, point))[0]
        return np.concatenate([(predicted - problem.observed) / problem.error, point / scale])

    def jacobian(point: ndarray) -> ndarray:
        slopes = _slopes(problem, memory, point, columns)
        return np.concatenate([slopes / problem.error[:, None], np.diag(1 / scale)])

    search: Any = least_squares  # SciPy's annotations know no function for jac
    found = search(residuals, x, jac=jacobian, x_scale=scale, max_nfev=EVALUATIONS, xtol=1e-3, ftol=1e-3)
    return found.x


def _prior_scale(problem: Problem, sds: tuple[float, float]) -> ndarray:
    return np.concatenate([np.ones(len(problem.free)), sds[0] / problem.pooled, sds[1] / problem.pooled])


def _slopes(problem: Problem, memory: _Memory, x: ndarray, columns: dict[int, ndarray]) -> ndarray:
    """Return the slopes of all predictions: parameters, then both deviations of every study."""
    z, drug, other = _split(problem, x)
    base = memory.predict(z, drug, other)
    slopes = np.zeros((len(problem.targets), x.size))
    for index, one in enumerate(problem.free):
        if one.dynamic:
            slopes[:, index] = columns[index]
        else:
            slopes[:, index] = (memory.predict(_moved(z, index, STEP), drug, other)[0] - base[0]) / STEP
    rows = np.arange(len(problem.targets))
    first = len(problem.free)
    slopes[rows, first + problem.study_index] = (base[1] - base[0]) / SHIFT_STEP[0]
    slopes[rows, first + len(problem.studies) + problem.study_index] = (base[2] - base[0]) / SHIFT_STEP[1]
    return slopes


def _moved(z: ndarray, index: int, by: float) -> ndarray:
    moved = z.copy()
    moved[index] += by
    return moved


def _dynamic_columns(problem: Problem, memory: _Memory, x: ndarray, kept: Kept) -> dict[int, ndarray]:
    z, drug, other = _split(problem, x)
    found: dict[int, ndarray] = {}
    for index, one in enumerate(problem.free):
        if not one.dynamic:
            continue
        column = kept.column(index)
        if column is None:
            base = memory.predict(z, drug, other)[0]
            column = (memory.once(_moved(z, index, STEP), drug, other)[0] - base) / STEP
            kept.keep_column(index, column)
        else:
            memory.skip(1)
        found[index] = column
    return found


def _between(problem: Problem, x: ndarray, slopes: ndarray, sds: tuple[float, float]) -> tuple[float, float]:
    scale = _prior_scale(problem, sds)
    whitened = slopes / problem.error[:, None]
    variance = np.diag(np.linalg.inv(whitened.T @ whitened + np.diag(scale**-2.0)))
    found: list[float] = []
    _, *parts = _split(problem, x)
    _, *errors = _split(problem, variance)
    for deviation, error, prior in zip(parts, errors, PRIOR_SDS, strict=True):
        weighted = (deviation**2 + error) * problem.pooled**2
        found.append(
            float(np.sqrt((weighted.sum() + PRIOR_STUDIES * prior**2) / (weighted.size + PRIOR_STUDIES)))
        )
    return found[0], found[1]


def _described(
    problem: Problem, memory: _Memory, x: ndarray, sds: tuple[float, float], columns: dict[int, ndarray]
) -> Optimum:
    """Return the optimum with slopes and curvature of every parameter.

    Curvature of dynamic parameters is left out: their slopes are those of the last round.
    """
    z, drug, other = _split(problem, x)
    base = memory.predict(z, drug, other)
    ahead: list[ndarray] = []
    behind: list[ndarray] = []
    for index in range(len(problem.free)):
        if index in columns:
            step = 2 * STEP * columns[index]
            ahead.append(base[0] + step)
            behind.append(base[0] - step)
        else:
            ahead.append(memory.predict(_moved(z, index, 2 * STEP), drug, other)[0])
            behind.append(memory.predict(_moved(z, index, -2 * STEP), drug, other)[0])
    up, down = np.stack(ahead, axis=1), np.stack(behind, axis=1)
    middle = base[0][:, None]
    scale = _prior_scale(problem, sds)
    residual = (base[0] - problem.observed) / problem.error
    return Optimum(
        z=z, drug=drug, other=other, sds=sds, predicted=base[0],
        slopes=(up - down) / (4 * STEP),
        curvature=(up - 2 * middle + down) / (2 * STEP) ** 2,
        by_drug=(base[1] - base[0]) / SHIFT_STEP[0],
        by_other=(base[2] - base[0]) / SHIFT_STEP[1],
        cost=float((residual**2).sum() + ((x / scale) ** 2).sum()),
    )  # fmt: skip
