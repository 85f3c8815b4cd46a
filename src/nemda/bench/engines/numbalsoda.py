"""Peer: LSODA in compiled code (numbalsoda), called from a loop over people that numba compiles too.

Nothing of Python is left in its inner loop. It takes no Jacobian of ours and forms its own by differences.
"""

from __future__ import annotations

import math
from importlib import import_module
from typing import Any

import numpy as np

from nemda.bench.engine import Answer, Engine, Room, Run, room_for
from nemda.bench.engines.scipy_lsoda import LIBERTIES, MOST_STEPS
from nemda.bench.equations import Equations, equations_of
from nemda.bench.problem import Problem
from nemda.engine.lanes import Tolerance
from nemda.engine.source import function


def build(problem: Problem, threads: int) -> Run:
    """Return the run of numbalsoda."""
    del threads  # one core
    equations = equations_of(problem)
    rates = _callback(equations)
    loop = _loop()

    def run(some: Problem, tolerance: Tolerance, room: Room) -> Answer:
        pieces = some.pieces()
        times = np.concatenate([piece.times_h for piece in pieces])
        bounds = np.cumsum([0, *(piece.times_h.size for piece in pieces)])
        starts = np.array([piece.first for piece in pieces])
        stops = np.array([piece.last for piece in pieces])
        room[:] = np.nan
        states = room.transpose(1, 2, 0)
        states[:, some.time_h == 0] = some.start[:, None]
        loop(
            rates.address, equations.start(some), equations.fixed(some), equations.changing(some),
            times, bounds, starts, stops, some.scale, tolerance.relative, tolerance.absolute, states,
        )  # fmt: skip
        return Answer(states)

    first = problem.part(0, 1)
    run(first, Tolerance(), room_for(first))
    return run


def _callback(equations: Equations) -> Any:
    """Return the rates as a function that C can call: rates(t, y, dy, p)."""
    import numba

    lsoda_sig: Any = import_module("numbalsoda").lsoda_sig
    targets = [(f"dy[{row}]", node) for row, node in enumerate(equations.rates)]
    places = equations.places("t", "y[{}]", "p[{}]")
    plain = function("rates", ("t", "y", "dy", "p"), targets, places, math)
    return numba.cfunc(lsoda_sig, fastmath=LIBERTIES, error_model="numpy")(plain)


def _loop() -> Any:
    """Return the compiled loop over people and segments; it fills `states` [state, time, person]."""
    import numba

    lsoda: Any = import_module("numbalsoda").lsoda

    @numba.njit
    def loop(
        address: Any, start: Any, fixed: Any, changing: Any, times: Any, bounds: Any, first: Any, last: Any,
        scale: Any, relative: float, absolute: float, states: Any,
    ) -> None:  # fmt: skip
        parameters = np.empty(fixed.shape[1] + changing.shape[2])
        for person in range(start.shape[0]):
            y = start[person].copy()
            parameters[: fixed.shape[1]] = fixed[person]
            for segment in range(first.size):
                parameters[fixed.shape[1] :] = changing[segment, person]
                asked = times[bounds[segment] : bounds[segment + 1]]
                rows, good = lsoda(
                    address, y, asked, parameters, rtol=relative, atol=absolute, mxstep=MOST_STEPS
                )
                if not good:
                    break
                for output in range(first[segment], last[segment]):
                    for state in range(y.size):
                        states[state, output, person] = (
                            rows[1 + output - first[segment], state] * scale[state]
                        )
                y[:] = rows[-1]

    return loop


ENGINE = Engine(
    name="numbalsoda",
    method="LSODA in compiled code, generated rates compiled by numba",
    build=build,
    modules=("numba", "numbalsoda"),
    package="numbalsoda",
    hint="pip install numba numbalsoda (built from source: needs a Fortran compiler and CMake)",
)
