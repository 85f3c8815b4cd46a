"""Peer: CVODE in libRoadRunner, compiled by LLVM from the equations as SBML.

Each state is a parameter with a rate rule, and each input a parameter too. Every segment begins at time
0: late in a long course the rounding of an absolute time makes CVODE give up.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from nemda.bench.engine import Answer, Engine, Room, Run, person_by_person, room_for
from nemda.bench.equations import Equations, equations_of
from nemda.bench.expressions import Language, written
from nemda.bench.problem import Problem
from nemda.engine.lanes import FIRST_STEP_H, Tolerance

MOST_STEPS = 1_000_000
_OPERATION = {
    "add": "plus", "sub": "minus", "mul": "times", "div": "divide", "neg": "minus", "pow": "power",
    "exp": "exp", "log": "ln", "sqrt": "root", "cos": "cos", "sin": "sin",
}  # fmt: skip
_TIME = '<csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/time">t</csymbol>'
_SBML = (
    '<?xml version="1.0"?><sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1">'
    '<model id="chain"><listOfParameters>{}</listOfParameters><listOfRules>{}</listOfRules></model></sbml>'
)
_MATH = '<{0} variable="{1}"><math xmlns="http://www.w3.org/1998/Math/MathML">{2}</math></{0}>'


def model_text(equations: Equations) -> str:
    """Return the equations as SBML, level 3 version 1."""
    places = {index: _reference(name) for index, name in equations.names().items()}
    places[equations.time.index] = _TIME
    language = Language(_applied, _number, _reference)
    named, rates = written(equations.rates, places, language)
    states = [str(node.value) for node in equations.states]
    inputs = [str(node.value) for node in equations.parameters]
    parameters = [f'<parameter id="{name}" value="1" constant="true"/>' for name in inputs]
    parameters += [f'<parameter id="{name}" value="1" constant="false"/>' for name in (*states, *named)]
    rules = [_MATH.format("assignmentRule", name, text) for name, text in named.items()]
    rules += [_MATH.format("rateRule", name, text) for name, text in zip(states, rates, strict=True)]
    return _SBML.format("".join(parameters), "".join(rules))


def _number(number: float) -> str:
    return f"<cn>{number!r}</cn>"


def _reference(name: str) -> str:
    return f"<ci>{name}</ci>"


def _applied(operation: str, operands: list[str]) -> str:
    return f"<apply><{_OPERATION[operation]}/>{''.join(operands)}</apply>"


def build(problem: Problem, threads: int) -> Run:
    """Return the run of libRoadRunner."""
    del threads  # one core
    roadrunner: Any = import_module("roadrunner")
    roadrunner.Logger.setLevel(roadrunner.Logger.LOG_FATAL)
    equations = equations_of(problem)
    runner = roadrunner.RoadRunner(model_text(equations))
    model, solver = runner.model, runner.integrator
    states = [str(node.value) for node in equations.states]
    ids = list(model.getGlobalParameterIds())
    rows = [ids.index(name) for name in (*states, *(str(node.value) for node in equations.parameters))]
    solver.setValue("initial_time_step", FIRST_STEP_H)
    solver.setValue("maximum_num_steps", MOST_STEPS)

    def solve(parameters: np.ndarray, y: np.ndarray, times_h: np.ndarray) -> np.ndarray | None:
        model.setTime(0.0)
        model.setGlobalParameterValues(rows, np.concatenate([y, parameters]))
        try:
            return np.array(runner.simulate(times=times_h, selections=states))
        except RuntimeError:
            return None

    def run(some: Problem, tolerance: Tolerance, room: Room) -> Answer:
        solver.setValue("relative_tolerance", tolerance.relative)
        solver.setValue("absolute_tolerance", tolerance.absolute)
        return person_by_person(some, equations, solve, room)

    first = problem.part(0, 1)
    run(first, Tolerance(), room_for(first))
    return run


ENGINE = Engine(
    name="roadrunner",
    method="CVODE (libRoadRunner), compiled by LLVM from generated SBML",
    build=build,
    modules=("roadrunner",),
    package="libroadrunner",
    hint="pip install libroadrunner",
)
