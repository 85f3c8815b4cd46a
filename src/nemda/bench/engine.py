"""What an engine is to the benchmark: a name, how to get it, and a function that runs people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.bench.equations import Equations
from nemda.bench.problem import Problem
from nemda.engine.lanes import Tolerance

Room = Float[ndarray, "person state time"]
"""Where a run puts its results: one person's course of one state is one run of memory."""


def room_for(problem: Problem) -> Room:
    """Return room for the results of a problem, in memory that the operating system has handed over.

    What that costs says nothing about a solver; `nemda.bench.machine.fresh_memory` measures it.
    """
    return np.full((problem.people, problem.start.shape[0], problem.time_h.size), np.nan)


class Answer(NamedTuple):
    """What a run gives: states [state, time, person], not a number where the solver failed.

    `steps` [person] counts accepted steps where the engine tells them.
    """

    states: Float[ndarray, "state time person"]
    steps: ndarray | None = None


Run = Callable[[Problem, Tolerance, Room], Answer]
"""Runs all people of a problem, each state to relative * |x| + absolute * scale, into the room given."""


@dataclass(frozen=True)
class Engine:
    """One engine under measurement.

    `modules` must be importable for it to run; `package` is where its version is looked up, `hint` how to
    install it. `build` makes everything that is made once per model and returns the function that is
    timed; its second argument is the number of cores. An engine with `threads` uses several cores by
    itself, the others are started once per core.
    """

    name: str
    method: str
    build: Callable[[Problem, int], Run]
    modules: tuple[str, ...] = ()
    package: str = "nemda"
    hint: str = ""
    ours: bool = False
    threads: bool = False

    def missing(self) -> tuple[str, ...]:
        """Return the modules that are not installed."""
        return tuple(module for module in self.modules if find_spec(module) is None)

    def version(self) -> str:
        """Return the version of the package."""
        try:
            return version(self.package)
        except PackageNotFoundError:
            return "unknown"


Solve = Callable[[ndarray, ndarray, ndarray], ndarray | None]
"""From parameters, states and times since the segment began to states [time, state], or None if it failed."""


def person_by_person(problem: Problem, equations: Equations, solve: Solve, room: Room) -> Answer:
    """Return the answer of a solver that carries one person through one segment at a time."""
    start, fixed, changing = (f(problem) for f in (equations.start, equations.fixed, equations.changing))
    room[:] = np.nan
    states = room.transpose(1, 2, 0)
    at_start = problem.time_h == 0
    pieces = problem.pieces()
    parameters = np.empty(fixed.shape[1] + changing.shape[2])
    for person in range(problem.people):
        y = start[person]
        states[:, at_start, person] = problem.start[:, person, None]
        parameters[: fixed.shape[1]] = fixed[person]
        for piece in pieces:
            parameters[fixed.shape[1] :] = changing[piece.segment, person]
            rows = solve(parameters, y, piece.times_h)
            if rows is None:
                break
            wanted = rows[1 : 1 + piece.last - piece.first]
            states[:, piece.first : piece.last, person] = wanted.T * problem.scale[:, None]
            y = rows[-1]
    return Answer(states)
