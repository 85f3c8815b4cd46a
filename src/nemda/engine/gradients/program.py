"""The differentiated programs of one model: values, slopes along directions, slopes of each output.

Forward differentiation costs up to three values per parameter, backward differentiation ten to twenty per
output whatever the number of parameters (``benchmarks/gradients.py``). Both give the same numbers to
rounding. People do not influence each other, so one pass serves them all.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

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

    def varied(
        parameters: Array, signals: Signals, case: Case, directions: Directions
    ) -> tuple[Callable[..., tuple[Array, Array]], tuple[Array, ...], tuple[Array, ...]]:
        """Return the values as a function of what varies, where it stands, and how it changes."""

        def by_parameters(p: Array) -> tuple[Array, Array]:
            return value(p, signals, case)

        def by_both(p: Array, s: Signals) -> tuple[Array, Array]:
            return value(p, s, case)

        if directions.signals is None:
            return by_parameters, (parameters,), (directions.parameters,)
        return by_both, (parameters, signals), tuple(directions)

    def forward(*arguments: Any) -> tuple[Array, Array, Array]:
        function, here, along = varied(*arguments)

        def slope(*change: Array) -> tuple[Array, Array, Array]:
            return jax.jvp(function, here, change, has_aux=True)

        return jax.vmap(slope, out_axes=(None, 1, None))(*along)

    def backward(*arguments: Any) -> tuple[Array, Array, Array]:
        function, here, along = varied(*arguments)
        values, pull, error = jax.vjp(function, *here, has_aux=True)
        seeds = numpy.repeat(numpy.eye(len(read))[:, :, None], values.shape[1], axis=2)
        pulled = jax.tree.leaves(jax.vmap(pull)(seeds))
        products = [
            numpy.einsum("oip,dip->odp", _flat(a), _flat(b))
            for a, b in zip(pulled, jax.tree.leaves(along), strict=True)
        ]
        return values, sum(products), error

    return Program(compiled(value), compiled(forward), compiled(backward))


def _flat(array: Array) -> Array:
    """Return the array with all axes between the first and people joined."""
    return array.reshape(array.shape[0], -1, array.shape[-1])
