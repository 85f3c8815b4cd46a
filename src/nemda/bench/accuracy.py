"""Bringing every engine to the same achieved error, because the same tolerance means little.

Solvers read a tolerance differently (error of a step or of a unit of time, maximum or root mean square),
so equal settings give errors that differ a hundredfold. Here each engine's tolerance is as loose as the
wanted error on every state, time and person allows. The error of a value y is

    |y - reference| / (|reference| + 1e-3 max_t |reference|),

relative, with a floor for states that pass through 0.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.bench.engine import Room, Run, room_for
from nemda.bench.problem import Problem
from nemda.engine.lanes import Tolerance
from nemda.errors import SolverError

WANTED_ERROR = 1e-4
FLOOR = 1e-3
RELATIVE = tuple(digit * 10.0**-power for power in range(3, 10) for digit in (7, 5, 3, 2, 1.5, 1))
"""Relative tolerances to choose from, loose to tight."""
ABSOLUTE_SHARES = (1e-2, 1e-3, 1e-4)
"""Absolute tolerance in units of the relative one (states are measured in their scale)."""
TIMED_RUNS = 2


@dataclass(frozen=True)
class Calibrated:
    """The tolerance an engine needs, the error it then makes, and CPU seconds per person."""

    tolerance: Tolerance
    error: float
    seconds_per_person: float


def scaled_error(
    states: Float[ndarray, "state time person"], reference: Float[ndarray, "state time person"]
) -> float:
    """Return the largest error of any value; infinite if one is not finite."""
    size = np.abs(reference)
    floor = FLOOR * size.max(axis=1, keepdims=True)
    if not np.isfinite(states).all():
        return float("inf")
    difference = np.abs(states - reference)
    # a state that never leaves 0 has no size to compare with: any difference is an infinite error
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = np.where(difference == 0, 0.0, difference / (size + floor))
    return float(scaled.max(initial=0.0))


def calibrate(run: Run, problem: Problem, reference: Float[ndarray, "state time person"]) -> Calibrated:
    """Return the tolerance with which an engine reaches the wanted error in the least time.

    For each share of the absolute tolerance the loosest relative one is found by bisection; the error is
    taken to fall with the tolerance.

    Raises
    ------
    SolverError
        No tolerance reaches the wanted error.
    """
    found: list[Calibrated] = []
    room = room_for(problem)
    for share in ABSOLUTE_SHARES:
        low, high = 0, len(RELATIVE)
        errors: dict[int, float] = {}
        while low < high:
            middle = (low + high) // 2
            errors[middle] = scaled_error(run(problem, _tolerance(middle, share), room).states, reference)
            low, high = (low, middle) if errors[middle] <= WANTED_ERROR else (middle + 1, high)
        if high < len(RELATIVE):
            tolerance = _tolerance(high, share)
            seconds = min(_cpu_seconds(run, problem, tolerance, room) for _ in range(TIMED_RUNS))
            found.append(Calibrated(tolerance, errors[high], seconds / problem.people))
    if not found:
        raise SolverError(
            "The wanted error is not reached.", expected=f"error at most {WANTED_ERROR:g}",
            got=f"more with every relative tolerance from {RELATIVE[0]:g} to {RELATIVE[-1]:g}",
        )  # fmt: skip
    return min(found, key=lambda each: each.seconds_per_person)


def _tolerance(rung: int, share: float) -> Tolerance:
    return Tolerance(RELATIVE[rung], RELATIVE[rung] * share)


def _cpu_seconds(run: Run, problem: Problem, tolerance: Tolerance, room: Room) -> float:
    begin = time.process_time()
    run(problem, tolerance, room)
    return time.process_time() - begin
