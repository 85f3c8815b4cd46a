"""The differentiated programs of one model: values, slopes along directions, slopes of each output.

Forward differentiation costs as much per parameter as about three simulations, backward differentiation
about twenty per output whatever the number of parameters. Both give the same numbers to rounding.
People do not influence each other, so one pass serves them all.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from nemda.engine.gradients.course import Case, course
from nemda.engine.gradients.functions import functions
from nemda.engine.gradients.library import Array, compiled, jax_library
from nemda.engine.gradients.readout import read_out
from nemda.engine.gradients.signals import Signals
from nemda.model.assembly import Model

Read = tuple[tuple[str, int], ...]
"""Which outputs: pairs of a variable and the index of a requested time."""


class Directions(NamedTuple):
    """Along which derivatives are taken: how parameters and signals of each person change per direction.

    `parameters` [direction, parameter, person]; `signals` with a leading direction axis, or None where no
    direction changes them.
    """

    parameters: Array
    signals: Signals | None


class Program(NamedTuple):
    """Compiled functions of (parameters [parameter, person], signals, case).

    `value` returns values [output, person] and errors [person]; `forward` and `backward` take directions
    as well and return values, slopes [output, direction, person] and errors.
    """

    value: Callable[[Array, Signals, Case], tuple[Array, Array]]
    forward: Callable[[Array, Signals, Case, Directions], tuple[Array, Array, Array]]
    backward: Callable[[Array, Signals, Case, Directions], tuple[Array, Array, Array]]


@lru_cache(maxsize=32)
def program(model: Model, read: Read) -> Program:
    """Return the programs of a model for the given outputs."""
    jax = jax_library()
    numpy = jax.numpy
    f = functions(model)

    def value(parameters: Array, signals: Signals, case: Case) -> tuple[Array, Array]:
        constants = f.constants(parameters)
        found = course(f, constants, signals, case)
        named = read_out(model, f, parameters, constants, found, signals.at_times, case)
        return numpy.stack([named[name][time] for name, time in read]), found.error

    def forward(
        parameters: Array, signals: Signals, case: Case, directions: Directions
    ) -> tuple[Array, Array, Array]:
        fixed = directions.signals is None

        def along(moved: Array, drifted: Signals | None) -> tuple[Array, Array, Array]:
            if fixed:
                return jax.jvp(lambda p: value(p, signals, case), (parameters,), (moved,), has_aux=True)
            primal, tangent = (parameters, signals), (moved, drifted)
            return jax.jvp(lambda p, s: value(p, s, case), primal, tangent, has_aux=True)

        values, slopes, error = jax.vmap(along, out_axes=(None, 1, None))(*directions)
        return values, slopes, error

    def backward(
        parameters: Array, signals: Signals, case: Case, directions: Directions
    ) -> tuple[Array, Array, Array]:
        moving = 1 if directions.signals is None else 2
        primal = (parameters, signals)[:moving]
        values, pull, error = jax.vjp(lambda *w: value(*w, *(signals, case)[moving - 1 :]), *primal, has_aux=True)
        seeds = numpy.repeat(numpy.eye(len(read))[:, :, None], parameters.shape[1], axis=2)
        pulled = jax.vmap(pull)(seeds)
        slopes = sum(
            numpy.einsum("oip,dip->odp", _flat(up), _flat(along))
            for up, along in zip(jax.tree.leaves(pulled), jax.tree.leaves(directions), strict=True)
        )
        return values, slopes, error

    return Program(compiled(value), compiled(forward), compiled(backward))


def _flat(array: Array) -> Array:
    """Return the array with all axes between the first and people joined."""
    return array.reshape(array.shape[0], -1, array.shape[-1])
