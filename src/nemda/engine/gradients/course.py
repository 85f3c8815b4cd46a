"""From the drug-free steady state through all frozen steps to the requested times, as one function.

The steady state itself is found by `nemda.engine.rest`. Its derivative comes from the first step here: a
drug-free one so long (10^14 h) that the method, being L-stable and stiffly accurate, ends in the steady
state wherever it began. To first order its end therefore follows the steady state when a parameter moves:
dx0/dp = -(df/dx)^-1 df/dp, the implicit function theorem, at the price of one step. Only first derivatives
are right. Backward differentiation computes each step again instead of keeping what is inside it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.gradients.functions import Functions
from nemda.engine.gradients.grid import Grid, place
from nemda.engine.gradients.library import Array, jax_library
from nemda.engine.gradients.signals import Signals
from nemda.engine.gradients.step import inside, scaled_error, take_step
from nemda.engine.lanes import Tolerance
from nemda.engine.rest import LONGEST_STEP_H
from nemda.model.assembly import Model


class Case(NamedTuple):
    """Everything about a group of people and a grid that is not differentiated.

    `rest` [state, person] solves the drug-free equations; `length_h` [step] and `position` [step, slot] begin
    with the drug-free step; `step` and `slot` [time] say where the times `time_h` lie; `scale` [state],
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


class Course(NamedTuple):
    """States at rest [state, person] and at the times [state, time, person], largest error [person]."""

    start: Array
    states: Array
    error: Array


def case_of(
    model: Model,
    rest: Float[ndarray, "state person"],
    grid: Grid,
    time_h: Float[ndarray, " time"],
    tolerance: Tolerance,
    baseline_madrs: Float[ndarray, " person"],
) -> Case:
    """Return the case of people on a grid.

    Raises
    ------
    RegimenError
        A time lies outside the grid.
    """
    placement = place(grid, time_h)
    return Case(
        rest=rest,
        length_h=np.append(LONGEST_STEP_H, grid.length_h),
        position=np.vstack([np.ones(placement.position.shape[1]), placement.position]),
        step=placement.step + 1,
        slot=placement.slot,
        time_h=time_h,
        scale=np.array([declared.scale for declared in model.states.values()]),
        relative=np.array(tolerance.relative),
        absolute=np.array(tolerance.absolute),
        baseline_madrs=baseline_madrs,
    )


def course(f: Functions, constants: Array, signals: Signals, case: Case) -> Course:
    """Return the course of people by the steps of a case, the drug-free one first."""
    jax = jax_library()

    def advance(x: Array, now: tuple[Array, ...]) -> tuple[Array, tuple[Array, Array]]:
        length, nodes, slopes, position = now
        step = take_step(f, constants, x, nodes, slopes, length)
        return step.new, (
            inside(step, position),
            scaled_error(step, case.scale, case.relative, case.absolute),
        )

    steps = (case.length_h, signals.nodes, signals.slopes, case.position)
    _, (kept, errors) = jax.lax.scan(jax.checkpoint(advance, prevent_cse=False), case.rest, steps)
    return Course(kept[0, 0], kept[case.step, case.slot].swapaxes(0, 1), errors[1:].max(axis=0))
