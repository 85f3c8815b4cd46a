"""From the drug-free steady state through all frozen steps to the requested times, as one function.

The steady state itself is found by `nemda.engine.rest`; here one Newton step from it, with the matrix held
fixed, leaves its value as it is and gives it the derivative of the implicit function theorem:
x0 - W^-1 f(x0, p) changes with p by -(df/dx)^-1 df/dp. Only first derivatives are right. Backward
differentiation computes each step again instead of keeping what is inside it.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.engine.gradients.functions import Functions
from nemda.engine.gradients.library import Array, jax_library
from nemda.engine.gradients.signals import Signals
from nemda.engine.gradients.step import inside, scaled_error, take_step
from nemda.engine.rest import LONGEST_STEP_H


class Case(NamedTuple):
    """Everything about a group of people and a grid that is not differentiated.

    `rest` [state, person] solves the drug-free equations; `length_h` [step]; `position` [step, slot],
    `step` and `slot` [time] as in `nemda.engine.gradients.grid.Placement`; `time_h` [time]; `scale` [state],
    `relative` and `absolute` set the unit of the error; `baseline_madrs` [person].
    """

    rest: Array
    length_h: Array
    position: Array
    step: Array
    slot: Array
    time_h: Array
    scale: Array
    relative: Array
    absolute: Array
    baseline_madrs: Array


def steady_state(f: Functions, constants: Array, rest: Array, drives: int) -> Array:
    """Return the drug-free states [state, person], whose derivatives are those of the true steady state."""
    jax = jax_library()
    numpy = jax.numpy
    none = numpy.zeros((drives, *rest.shape[1:]))
    diagonal = numpy.full((1, *rest.shape[1:]), 1.0 / LONGEST_STEP_H)
    factors = jax.lax.stop_gradient(f.factor(rest, none, constants, diagonal))
    return rest + f.solve(factors, f.rates(rest, none, constants))


def course(
    f: Functions, constants: Array, start: Array, signals: Signals, case: Case
) -> tuple[Array, Array]:
    """Return the states at the requested times [state, time, person] and the largest error [person]."""
    jax = jax_library()

    def advance(x: Array, now: tuple[Array, ...]) -> tuple[Array, tuple[Array, Array]]:
        length, nodes, slopes, position = now
        step = take_step(f, constants, x, nodes, slopes, length)
        return step.new, (inside(step, position), scaled_error(step, case.scale, case.relative, case.absolute))

    steps = (case.length_h, signals.nodes, signals.slopes, case.position)
    _, (kept, errors) = jax.lax.scan(jax.checkpoint(advance, prevent_cse=False), start, steps)
    return kept[case.step, case.slot].swapaxes(0, 1), errors.max(axis=0)
