"""Peer: Kvaerno's implicit Runge-Kutta method of order 5 in diffrax (JAX), vectorized over people.

The whole course is one solve that steps onto every edge of the signals and restarts there, which is how
diffrax treats jumps; the segment is looked up by time. People run side by side, in groups of one size
because JAX compiles for each size anew.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from nemda.bench.engine import Answer, Engine, Room, Run, room_for
from nemda.bench.equations import Equations, equations_of
from nemda.bench.problem import Problem
from nemda.engine.lanes import FIRST_STEP_H, Tolerance
from nemda.engine.source import function

GROUP = 32
MOST_STEPS = 100_000


def build(problem: Problem, threads: int) -> Run:
    """Return the run of diffrax."""
    del threads  # the cores are set for the process
    import jax

    equations = equations_of(problem)
    solve = _solver(equations, problem)

    def run(some: Problem, tolerance: Tolerance, room: Room) -> Answer:
        start, fixed, changing = (f(some) for f in (equations.start, equations.fixed, equations.changing))
        with jax.enable_x64(True):
            for first in range(0, some.people, GROUP):
                people = np.arange(first, first + GROUP) % some.people
                rows = solve(
                    start[people], fixed[people], changing[:, people], tolerance.relative, tolerance.absolute
                )
                last = min(first + GROUP, some.people)
                room[first:last] = np.asarray(rows)[: last - first].swapaxes(1, 2)
        room *= some.scale[:, None]
        return Answer(room.transpose(1, 2, 0))

    first = problem.part(0, 1)
    run(first, Tolerance(), room_for(first))
    return run


def _solver(equations: Equations, problem: Problem) -> Any:
    """Return the compiled function from start, parameters and tolerance to states [person, time, state]."""
    import jax
    import jax.numpy as jnp

    diffrax: Any = import_module("diffrax")
    targets = [(f"dy[{row}]", node) for row, node in enumerate(equations.rates)]
    places = equations.places("t", "y[{}]", "p[{}]")
    filled = function("rates", ("t", "y", "p", "dy"), targets, places, jnp)
    pieces = problem.pieces()
    edges, times = problem.drive.edge_h[: len(pieces)], problem.time_h

    def rates(t: Any, y: Any, inputs: tuple[Any, Any]) -> Any:
        fixed, changing = inputs
        segment = jnp.searchsorted(edges, t, side="right") - 1
        dy: list[Any] = [0.0] * len(equations.states)
        filled(t - jnp.asarray(edges)[segment], y, jnp.concatenate([fixed, changing[segment]]), dy)
        return jnp.stack(dy)

    def one_person(y: Any, fixed: Any, changing: Any, relative: Any, absolute: Any) -> Any:
        steps = diffrax.PIDController(rtol=relative, atol=absolute)
        solution = diffrax.diffeqsolve(
            diffrax.ODETerm(rates), diffrax.Kvaerno5(), 0.0, times[-1], FIRST_STEP_H, y,
            args=(fixed, changing), saveat=diffrax.SaveAt(ts=times), max_steps=MOST_STEPS, throw=False,
            stepsize_controller=diffrax.ClipStepSizeController(steps, jump_ts=edges[1:]),
        )  # fmt: skip
        good = solution.result == diffrax.RESULTS.successful
        return jnp.where(good, solution.ys, jnp.nan)

    return jax.jit(jax.vmap(one_person, in_axes=(0, 0, 1, None, None)))


ENGINE = Engine(
    name="diffrax",
    method="Kvaerno5 (diffrax on JAX), people vectorized",
    build=build,
    modules=("jax", "diffrax"),
    package="diffrax",
    hint="pip install diffrax",
)
