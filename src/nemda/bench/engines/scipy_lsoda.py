"""Peer: LSODA as SciPy ships it (`odeint`), with the rates and their Jacobian in generated scalar code.

`odeint` is SciPy's quickest way to LSODA: `solve_ivp` steps in Python. The Jacobian helps it, because a
difference quotient would call the rates once per state. Numba compiles both functions where it is
installed, with the liberties of floating point that our own code takes; otherwise they are plain Python.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np

from nemda.bench.engine import Answer, Engine, Room, Run, person_by_person, room_for
from nemda.bench.equations import Equations, equations_of
from nemda.bench.problem import Problem
from nemda.engine.lanes import Tolerance
from nemda.engine.source import function

MOST_STEPS = 1_000_000
SUCCESS = "Integration successful."
LIBERTIES = {"contract", "arcp", "nsz"}

Scalar = Callable[..., None]


def scalar_rates(equations: Equations) -> Scalar:
    """Return plain Python that fills dy: rates(t, y, p, dy)."""
    targets = [(f"dy[{row}]", node) for row, node in enumerate(equations.rates)]
    return function("rates", ("t", "y", "p", "dy"), targets, equations.places("t", "y[{}]", "p[{}]"), math)


def scalar_jacobian(equations: Equations) -> Scalar:
    """Return plain Python that fills the non-zeros of the transposed Jacobian: jacobian(t, y, p, out)."""
    targets = [(f"out[{column}, {row}]", node) for (row, column), node in equations.jacobian().items()]
    return function(
        "jacobian", ("t", "y", "p", "out"), targets, equations.places("t", "y[{}]", "p[{}]"), math
    )


def build(problem: Problem, threads: int) -> Run:
    """Return the run of SciPy's LSODA."""
    del threads  # one core
    from scipy.integrate import odeint

    equations = equations_of(problem)
    size = len(equations.states)
    rates, jacobian = _compiled(scalar_rates(equations)), _compiled(scalar_jacobian(equations))
    dy, transposed = np.empty(size), np.zeros((size, size))

    def filled_rates(t: float, y: np.ndarray, p: np.ndarray) -> np.ndarray:
        rates(t, y, p, dy)
        return dy

    def filled_jacobian(t: float, y: np.ndarray, p: np.ndarray) -> np.ndarray:
        jacobian(t, y, p, transposed)
        return transposed

    def run(some: Problem, tolerance: Tolerance, room: Room) -> Answer:
        def solve(parameters: np.ndarray, y: np.ndarray, times_h: np.ndarray) -> np.ndarray | None:
            rows, told = odeint(
                filled_rates, y, times_h, (parameters,), Dfun=filled_jacobian, col_deriv=True, tfirst=True,
                full_output=True, rtol=tolerance.relative, atol=tolerance.absolute, mxstep=MOST_STEPS,
            )  # fmt: skip
            return rows if told["message"] == SUCCESS else None

        return person_by_person(some, equations, solve, room)

    first = problem.part(0, 1)
    run(first, Tolerance(), room_for(first))
    return run


def _compiled(plain: Scalar) -> Scalar:
    if find_spec("numba") is None:
        return plain
    from numba import njit

    return njit(fastmath=LIBERTIES, error_model="numpy")(plain)


ENGINE = Engine(
    name="scipy-lsoda",
    method="LSODA (SciPy odeint), generated rates and Jacobian, compiled by numba if installed",
    build=build,
    package="scipy",
)
