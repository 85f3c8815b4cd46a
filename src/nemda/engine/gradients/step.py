"""One step of Rodas5P in JAX, with the coefficients of `nemda.engine.tableau`.

The eight stages run in a loop, so that the model's equations are compiled once instead of eight times.
Everything is differentiated, the factorization included, because the derivative of the method's result
needs the derivative of its matrix.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nemda.engine.gradients.functions import Functions
from nemda.engine.gradients.library import Array, jax_library
from nemda.engine.tableau import ARGUMENT, COUPLING, DENSE, GAMMA, NODE, STAGES, TIME_SLOPE

NODES = tuple(dict.fromkeys(NODE))
"""The distinct fractions of a step at which the drives are needed."""

NODE_OF_STAGE = np.array([NODES.index(node) for node in NODE])


def _square(rows: tuple[tuple[float, ...], ...]) -> np.ndarray:
    square = np.zeros((STAGES, STAGES))
    for row, factors in enumerate(rows):
        square[row, : len(factors)] = factors
    return square


def _arguments() -> np.ndarray:
    """Return what each stage adds up, and in the last row what the new states do."""
    table = np.vstack([_square(ARGUMENT), np.zeros(STAGES)])
    for row in range(len(ARGUMENT), STAGES + 1):
        table[row] = table[row - 1]
        table[row, row - 1] = 1.0
    return table


ARGUMENTS = _arguments()
COUPLINGS = _square(COUPLING)
BENDS = np.array(DENSE)


class Step(NamedTuple):
    """One step: the states before and after it [state, person], and its stages [stage, state, person]."""

    old: Array
    new: Array
    stages: Array


def take_step(f: Functions, constants: Array, x: Array, signals: Array, slopes: Array, length: Array) -> Step:
    """Return the step of `length` hours from states `x`.

    `signals` [node, drive, person] are the drives at `NODES` of the step, `slopes` [drive, person] their
    slopes at its begin.
    """
    jax = jax_library()
    numpy = jax.numpy
    diagonal = numpy.broadcast_to(1.0 / (GAMMA * length), (1, *x.shape[1:]))
    factors = f.factor(x, signals[0], constants, diagonal)
    drift = length * f.drift(x, signals[0], slopes, constants)

    def stage(stages: Array, coefficients: tuple[Array, ...]) -> tuple[Array, None]:
        index, argument, coupling, time_slope, now = coefficients
        right = f.rates(x + numpy.tensordot(argument, stages, 1), now, constants)
        right = right + numpy.tensordot(coupling, stages, 1) / length + time_slope * drift
        return stages.at[index].set(f.solve(factors, right)), None

    table = (np.arange(STAGES), ARGUMENTS[:STAGES], COUPLINGS, np.array(TIME_SLOPE), signals[NODE_OF_STAGE])
    stages, _ = jax.lax.scan(jax.checkpoint(stage, prevent_cse=False), numpy.zeros((STAGES, *x.shape)), table)
    return Step(x, x + numpy.tensordot(ARGUMENTS[STAGES], stages, 1), stages)


def inside(step: Step, position: Array) -> Array:
    """Return the states [slot, state, person] at fractions `position` [slot] of a step, by dense output."""
    numpy = jax_library().numpy
    at, rest = position[:, None], 1.0 - position[:, None]
    bend = rest * at * (BENDS[0] + at * (BENDS[1] + at * BENDS[2]))
    line = rest[:, :, None] * step.old + at[:, :, None] * step.new
    return line + numpy.tensordot(bend, step.stages, 1)


def scaled_error(step: Step, scale: Array, relative: Array, absolute: Array) -> Array:
    """Return the largest embedded error of each person; 1 is the tolerance. No derivative runs through it."""
    jax = jax_library()
    numpy = jax.numpy
    floor = absolute * scale[:, None]
    size = numpy.maximum(numpy.maximum(abs(step.old), abs(step.new)), floor)
    ratio = abs(step.stages[-1]) * size / (relative * step.new**2 + floor * size)
    return jax.lax.stop_gradient(ratio.max(axis=0))
