"""Peer: variable-order BDF of diffsol, compiled by LLVM from a model text in its language DiffSL.

The states at the start of a segment are inputs of the model, so that every segment is a new solve. The
derivatives are its own (automatic differentiation of the compiled code). Of its methods and matrices
BDF with sparse ones reaches the wanted error first; its other methods are of lower order.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from nemda.bench.engine import Answer, Engine, Room, Run, person_by_person, room_for
from nemda.bench.equations import Equations, equations_of
from nemda.bench.expressions import Language, infix, written
from nemda.bench.problem import Problem
from nemda.engine.lanes import FIRST_STEP_H, Tolerance


def model_text(equations: Equations) -> str:
    """Return the equations in DiffSL; its inputs are the starting states, then the parameters."""
    parameters = [str(node.value) for node in equations.parameters]
    starts = [f"b{row}" for row in range(len(equations.states))]
    places = equations.names()
    named, rates = written(equations.rates, places, Language(_operation, repr, str))
    states = [f"y{row} = {name}" for row, name in enumerate(starts)]
    return "\n".join(
        [
            f"in_i {{ {', '.join(f'{name} = 1.0' for name in (*starts, *parameters))} }}",
            f"u_i {{ {', '.join(states)} }}",
            *(f"{name} {{ {text} }}" for name, text in named.items()),
            f"F_i {{ {', '.join(rates)} }}",
        ]
    )


def _operation(operation: str, operands: list[str]) -> str:
    """Return an operation; its powers are also differentiated by the exponent, which needs a base above 0.

    Without drug the base is 0 up to rounding, and a base below 0 makes every derivative not a number.
    """
    base = [f"max({operands[0]}, 1e-300)"] if operation == "pow" else operands[:1]
    return infix(operation, base + operands[1:])


def build(problem: Problem, threads: int) -> Run:
    """Return the run of diffsol."""
    del threads  # one core
    pydiffsol: Any = import_module("pydiffsol")
    equations = equations_of(problem)
    ode = pydiffsol.Ode(model_text(equations), matrix_type=pydiffsol.faer_sparse)
    size = len(equations.states)
    inputs = np.empty(size + len(equations.parameters))

    def solve(parameters: np.ndarray, y: np.ndarray, times_h: np.ndarray) -> np.ndarray | None:
        inputs[:size], inputs[size:] = y, parameters
        try:
            return ode.solve_dense(inputs, times_h).ys.T
        except RuntimeError:
            return None

    def run(some: Problem, tolerance: Tolerance, room: Room) -> Answer:
        ode.rtol, ode.atol, ode.h0 = tolerance.relative, tolerance.absolute, FIRST_STEP_H
        return person_by_person(some, equations, solve, room)

    first = problem.part(0, 1)
    run(first, Tolerance(), room_for(first))
    return run


ENGINE = Engine(
    name="diffsol",
    method="BDF (diffsol), compiled by LLVM from generated DiffSL text",
    build=build,
    modules=("pydiffsol",),
    package="pydiffsol",
    hint="pip install pydiffsol",
)
