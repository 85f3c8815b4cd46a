"""How fast this processor could be at best: the arithmetic of one person over the rate of its arithmetic.

An addition, multiplication, division or root is one operation; exp and log are as many as our own code
for them has; signs are free. The rate is that of a product of two matrices, nothing but fused
multiply-adds in all lanes. Refused steps are not counted, so they lower the share that is reached, and so
does everything that is not arithmetic. Dividing costs more than one operation of that rate, so even a
perfect program stays below the bound. Wrong if a share above 1 is ever measured.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np

from nemda.bench.problem import Problem
from nemda.engine.simd.effects import groups_of
from nemda.engine.simd.functions import LARGEST_PRODUCT_POWER, decay, exp, log, waves
from nemda.engine.simd.integrate import Parts, parts_of
from nemda.engine.simd.writer import Vector, Writer
from nemda.engine.tableau import ARGUMENT, COUPLING, DENSE, STAGES, TIME_SLOPE, TIMES
from nemda.engine.traced import Formulas, Traced, needed
from nemda.model.expression import Node

MATRIX = 1024
PRODUCTS = 4
ERROR_OPERATIONS = 5
"""Per state: relative size, absolute size, their sum, the quotient, the new state."""
READ_OPERATIONS = 3 + 2 * STAGES
"""Per state and output: both ends of the step and all stages, weighted."""
PAIR_OPERATIONS, PAIR_SLOPE_OPERATIONS = 2, 3
"""Per pair of a signal and a mode: the signal at one time, and its slope at one."""


def multiply_add_rate() -> float:
    """Return additions and multiplications per second of a product of two matrices (best of some)."""
    left = np.random.default_rng(0).random((MATRIX, MATRIX))
    right, product = left.T.copy(), np.empty_like(left)
    best = float("inf")
    for _ in range(PRODUCTS):
        begin = time.perf_counter()
        np.matmul(left, right, out=product)
        best = min(best, time.perf_counter() - begin)
    return 2.0 * MATRIX**3 / best


def operations_per_person(traced: Traced, problem: Problem, steps: float) -> float:
    """Return the operations that one person takes with so many steps, outputs included."""
    weights = 2 * sum(len(row) for row in DENSE)
    reading = (traced.states * READ_OPERATIONS + weights) * problem.time_h.size
    return steps * operations_per_step(traced, problem) + reading


def operations_per_step(traced: Traced, problem: Problem) -> int:
    """Return the operations of one step of Rodas5P."""
    beginning = [traced.beside_effects(part) for part in (traced.rates, traced.drift, traced.factor)]
    linearize, rates, solve = (_operations(parts) for parts in (beginning, beginning[:1], [traced.solve]))
    parts = parts_of(problem.drive)
    moving = [
        row for group in groups_of(traced.effects) if group.moves(parts.moving) for row in group.effects
    ]
    effects, slopes = (_operations([_some(each, moving)]) for each in (traced.effects, traced.effect_slopes))
    formulas = linearize + len(TIMES) * effects + slopes + (STAGES - 1) * rates + STAGES * solve
    return formulas + traced.states * _method_per_state() + _signals_per_step(parts)


def _some(formulas: Formulas, rows: Sequence[int]) -> Formulas:
    return Formulas(tuple(formulas.outputs[row] for row in rows), formulas.places)


def _method_per_state() -> int:
    arguments = sum(2 * max(len(row), 1) for row in ARGUMENT[1:]) + STAGES - len(ARGUMENT)
    couplings = sum(2 * len(row) + 1 for row in COUPLING[1:])
    slopes = 1 + sum(2 for slope in TIME_SLOPE if slope != 0)
    return arguments + couplings + slopes + ERROR_OPERATIONS


def _signals_per_step(parts: Parts) -> int:
    """Return the operations of the signals; the decays at the end of a step could serve the next one."""
    decays = (len(TIMES) - 1) * parts.decay.size * _DECAY
    pairs = parts.mode.size * (len(TIMES) * PAIR_OPERATIONS + PAIR_SLOPE_OPERATIONS)
    return decays + pairs + parts.rhythm_signal.size * len(TIMES) * _WAVES


def _operations(parts: Sequence[Formulas]) -> int:
    outputs = [node for part in parts for node in part.outputs]
    return sum(cost(node) for node in needed(outputs, parts[0].places))


def cost(node: Node) -> int:
    """Return the operations of one node."""
    match node.operation:
        case "neg":
            return 0
        case "exp":
            return _EXP
        case "log":
            return _LOG
        case "pow":
            exponent = node.args[1]
            number = float(exponent.value) if exponent.operation == "constant" else 0.0
            if number.is_integer() and 1 <= number <= LARGEST_PRODUCT_POWER:
                return int(number).bit_length() + int(number).bit_count() - 2
            return _EXP + _LOG + 1
        case _:
            return 1


def _written(function: Callable[[Writer, str], str]) -> int:
    """Return the operations in our own code of a function."""
    writer = Writer(Vector(1))
    function(writer, "%x")
    return sum(f" f{name} " in line for line in writer.lines for name in ("add", "sub", "mul", "div"))


_EXP, _LOG = _written(exp), _written(log)
_DECAY = _written(lambda writer, x: decay(writer, x, x))
_WAVES = _written(lambda writer, x: waves(writer, x)[0])
