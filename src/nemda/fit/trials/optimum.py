"""The maximum of the posterior: weighted least squares over parameters and study deviations together.

Minimizes sum ((f - y) / error)^2 + sum z^2 + sum (own / sd)^2 by damped steps of Gauss and Newton, tried at
several lengths because counted shares jump (a trust region shrinks to nothing there), with `own` the
deviations of studies; their standard deviations follow by the rule of expectation and maximization,
sd^2 = mean(deviation^2 + its variance), with a weak prior, repeated until it rests. Parameters inside the
differential equations cost simulations, so within a round what they do is linear (one column each) and
bounded to a short way; the end of the round is simulated, and half and a quarter of the way where it is no
better.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.fit.trials.keeping import Kept
from nemda.fit.trials.problem import SHIFT_STEP, Problem, States, courses_of, predict, states_of
from nemda.progress import Progress
from nemda.trial.deviation import NAMES, Deviation

STEP = 0.2
"""Difference step in standardized parameters; wide, because shares of relapse move by whole people."""
ROUNDS = 4
STEPS, LEAST_GAIN = 5, 0.05
"""Most steps within a round, and the gain of cost below which it ends."""
DAMPINGS, SHARES = (0.0, 0.3, 1.0, 3.0), (1.0, 0.7, 0.5, 0.35, 0.25, 0.15, 0.1)
"""Ways to take each step, of which the best counts: counted shares jump, so a trust region ends at once."""
FARTHEST = 0.8
"""How far a parameter inside the equations may go in one round, in standardized parameters."""
WAYS = (1.0, 0.5, 0.25)
"""Shares of the way to the end of a round that are tried."""
PRIOR_SDS = Deviation(drug=0.4, lasting=0.4, other=0.05)
"""Standard deviations between studies before data (grade C), worth 4 studies; what lasts as the effect."""
PRIOR_STUDIES = 4.0
STEPS_OF_SDS, SDS_AT_REST = 500, 1e-4
"""Most steps of the rule, and the relative change at which it rests."""
SEARCH = (STEP, STEPS, LEAST_GAIN, DAMPINGS, SHARES, FARTHEST, WAYS, STEPS_OF_SDS, SDS_AT_REST)
"""What decides the way of the search: parts of another are not gone on with."""


class Optimum(NamedTuple):
    """Best standardized parameters and study deviations, standard deviations between studies, slopes.

    `slopes` [target, free] are of the parameters, `by_own` of a study's own deviations.
    """

    z: Float[ndarray, " free"]
    own: Float[ndarray, "deviation study"]
    sds: Deviation
    predicted: Float[ndarray, " target"]
    slopes: Float[ndarray, "target free"]
    curvature: Float[ndarray, "target free"]
    by_own: Float[ndarray, "deviation target"]
    cost: float


class Start(NamedTuple):
    """Where the search begins: standardized parameters, study deviations, their standard deviations."""

    z: Float[ndarray, " free"]
    own: Float[ndarray, "deviation study"]
    sds: Deviation


class _Memory:
    """States of the last dynamic parameters, so that moving a gain of the score simulates nothing."""

    def __init__(self, problem: Problem, progress: Progress, sds: Deviation) -> None:
        self.problem, self.progress, self.sds = problem, progress, sds
        self._dynamic = [index for index, one in enumerate(problem.free) if one.dynamic]
        self._kept: dict[tuple[float, ...], States] = {}
        self.runs = 0

    def states(self, z: ndarray) -> States:
        key = tuple(float(z[index]) for index in self._dynamic)
        found = self._kept.pop(key) if key in self._kept else self._simulated(z)
        if len(self._kept) > 1:
            del self._kept[next(iter(self._kept))]  # the one that was used longest ago
        self._kept[key] = found
        return found

    def predict(self, z: ndarray, own: ndarray) -> ndarray:
        return predict(self.problem, courses_of(self.problem, self.states(z), z), z, own, self.sds)

    def forecast(self, x: ndarray) -> ndarray:
        """Return the predictions of a point, simulated where its dynamic parameters are new."""
        return self.predict(*_split(self.problem, x))

    def once(self, z: ndarray, own: ndarray) -> ndarray:
        states = self._simulated(z)
        return predict(self.problem, courses_of(self.problem, states, z), z, own, self.sds)

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
    memory = _Memory(problem, progress, PRIOR_SDS if start is None else start.sds)
    dynamic = sum(one.dynamic for one in problem.free)
    planned = rounds * (len(WAYS) + 1 + dynamic) + 1
    progress.start(planned, "calibrating: simulations of all arms")
    x = np.zeros(len(problem.free) + len(NAMES) * len(problem.studies))
    sds = PRIOR_SDS
    if start is not None:
        x = np.concatenate([start.z, *start.own])
        sds = start.sds
    columns: dict[int, ndarray] = {}
    kept = kept or Kept()
    for number in range(rounds):
        finished = kept.round(number)
        if finished is not None:
            x, sds, columns = finished
            memory.sds = sds
            memory.skip(len(WAYS) + 1 + dynamic)
            continue
        columns = _dynamic_columns(problem, memory, x, kept)
        x = _search(problem, memory, x, sds, columns)
        sds = _between(problem, memory.forecast(x)[0], x, _slopes(problem, memory.forecast, x, columns), sds)
        memory.sds = sds
        kept.keep_round(x, sds, columns)
    found = _described(problem, memory, x, sds, columns)
    memory.skip(max(planned - memory.runs, 0))  # a search often needs fewer than it may take
    return found


def _split(problem: Problem, x: ndarray) -> tuple[ndarray, ndarray]:
    free = len(problem.free)
    return x[:free], x[free:].reshape(len(NAMES), len(problem.studies))


def _search(
    problem: Problem, memory: _Memory, x: ndarray, sds: Deviation, columns: dict[int, ndarray]
) -> ndarray:
    """Return the end of a round; never worse than its beginning, each way being simulated."""
    scale = _prior_scale(problem, sds)
    states = memory.states(_split(problem, x)[0])
    moving = sorted(columns)
    effects = np.array([columns[index] for index in moving]).reshape(len(moving), len(problem.targets))

    def forecast(point: ndarray) -> ndarray:
        still = point.copy()
        still[moving] = x[moving]
        z, own = _split(problem, still)
        near = predict(problem, courses_of(problem, states, z), z, own, sds)
        return near + (point[moving] - x[moving]) @ effects

    def cost(point: ndarray, predicted: ndarray) -> float:
        return float((_weighted(problem, predicted, point, scale) ** 2).sum())

    way = np.full(x.size, np.inf)
    way[moving] = FARTHEST
    end, least = x, cost(x, forecast(x)[0])
    for _ in range(STEPS):
        slopes = _slopes(problem, forecast, end, columns)
        tries = [
            np.clip(end + share * step, x - way, x + way)
            for step in _steps(problem, forecast(end)[0], end, slopes, scale)
            for share in SHARES
        ]
        costs = [cost(point, forecast(point)[0]) for point in tries]
        best = int(np.argmin(costs))
        if costs[best] > least - LEAST_GAIN:
            break
        end, least = tries[best], costs[best]

    now = cost(x, memory.forecast(x)[0])
    unmoved = end.copy()
    unmoved[moving] = x[moving]  # needs no simulation
    ways = (*(x + share * (end - x) for share in WAYS), unmoved)
    return next((point for point in ways if cost(point, memory.forecast(point)[0]) < now), x)


def _steps(
    problem: Problem, predicted: ndarray, point: ndarray, slopes: ndarray, scale: ndarray
) -> list[ndarray]:
    """Return the steps of Gauss and Newton, damped more and more (Levenberg and Marquardt)."""
    whitened = slopes / problem.error[:, None]
    curvature = whitened.T @ whitened + np.diag(scale**-2.0)
    gradient = whitened.T @ ((predicted - problem.observed) / problem.error) + point / scale**2
    damping = np.diag(scale**-2.0)
    return [-np.linalg.solve(curvature + each * damping, gradient) for each in DAMPINGS]


def _weighted(problem: Problem, predicted: ndarray, point: ndarray, scale: ndarray) -> ndarray:
    """Return misfits and parameters in units of their standard deviations."""
    return np.concatenate([(predicted - problem.observed) / problem.error, point / scale])


def _prior_scale(problem: Problem, sds: Deviation) -> ndarray:
    return np.concatenate([np.ones(len(problem.free)), *(sd / problem.pooled for sd in sds)])


def _slopes(
    problem: Problem, forecast: Callable[[ndarray], ndarray], x: ndarray, columns: dict[int, ndarray]
) -> ndarray:
    """Return the slopes of all predictions: parameters, then the deviations of every study."""
    base = forecast(x)
    slopes = np.zeros((len(problem.targets), x.size))
    for index, one in enumerate(problem.free):
        if one.dynamic:
            slopes[:, index] = columns[index]
        else:
            slopes[:, index] = (forecast(_moved(x, index, STEP))[0] - base[0]) / STEP
    rows = np.arange(len(problem.targets))
    for place, slope in enumerate(_by_own(base)):
        first = len(problem.free) + place * len(problem.studies)
        slopes[rows, first + problem.study_index] = slope
    return slopes


def _by_own(base: ndarray) -> Float[ndarray, "deviation target"]:
    """Return the slopes of predictions in their study's deviations."""
    return (base[1:] - base[0]) / np.array(SHIFT_STEP)[:, None]


def _moved(x: ndarray, index: int, by: float) -> ndarray:
    moved = x.copy()
    moved[index] += by
    return moved


def _dynamic_columns(problem: Problem, memory: _Memory, x: ndarray, kept: Kept) -> dict[int, ndarray]:
    z, own = _split(problem, x)
    found: dict[int, ndarray] = {}
    for index, one in enumerate(problem.free):
        if not one.dynamic:
            continue
        column = kept.column(index)
        if column is None:
            base = memory.predict(z, own)[0]
            column = (memory.once(_moved(z, index, STEP), own)[0] - base) / STEP
            kept.keep_column(index, column)
        else:
            memory.skip(1)
        found[index] = column
    return found


def _between(problem: Problem, predicted: ndarray, x: ndarray, slopes: ndarray, sds: Deviation) -> Deviation:
    """Return the standard deviations between studies where expectation and maximization comes to rest.

    Everything moves along straight lines meanwhile: one step a round would need dozens of rounds.
    """
    whitened = slopes / problem.error[:, None]
    wanted = whitened.T @ ((problem.observed - predicted) / problem.error + whitened @ x)
    for _ in range(STEPS_OF_SDS):
        scale = _prior_scale(problem, sds)
        covariance = np.linalg.inv(whitened.T @ whitened + np.diag(scale**-2.0))
        found: list[float] = []
        parts, errors = (_split(problem, each)[1] for each in (covariance @ wanted, np.diag(covariance)))
        for deviation, error, prior in zip(parts, errors, PRIOR_SDS, strict=True):
            weighted = (deviation**2 + error) * problem.pooled**2
            total = weighted.sum() + PRIOR_STUDIES * prior**2
            found.append(float(np.sqrt(total / (weighted.size + PRIOR_STUDIES))))
        before, sds = sds, Deviation(*found)
        if np.allclose(before, sds, rtol=SDS_AT_REST, atol=0.0):
            break
    return sds


def _described(
    problem: Problem, memory: _Memory, x: ndarray, sds: Deviation, columns: dict[int, ndarray]
) -> Optimum:
    """Return the optimum with slopes and curvature of every parameter.

    Curvature of dynamic parameters is left out: their slopes are those of the last round.
    """
    z, own = _split(problem, x)
    base = memory.predict(z, own)
    ahead: list[ndarray] = []
    behind: list[ndarray] = []
    for index in range(len(problem.free)):
        if index in columns:
            step = 2 * STEP * columns[index]
            ahead.append(base[0] + step)
            behind.append(base[0] - step)
        else:
            ahead.append(memory.predict(_moved(z, index, 2 * STEP), own)[0])
            behind.append(memory.predict(_moved(z, index, -2 * STEP), own)[0])
    up, down = np.stack(ahead, axis=1), np.stack(behind, axis=1)
    middle = base[0][:, None]
    scale = _prior_scale(problem, sds)
    residual = (base[0] - problem.observed) / problem.error
    return Optimum(
        z=z, own=own, sds=sds, predicted=base[0],
        slopes=(up - down) / (4 * STEP),
        curvature=(up - 2 * middle + down) / (2 * STEP) ** 2,
        by_own=_by_own(base),
        cost=float((residual**2).sum() + ((x / scale) ** 2).sum()),
    )  # fmt: skip
