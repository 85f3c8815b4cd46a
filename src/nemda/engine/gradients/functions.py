"""The functions of one model for JAX, made from the formulas that every other engine uses.

The code that NumPy runs assigns row after row of its result; here the same text fills a Python list, so
nothing is changed in place and JAX can differentiate it. Arrays have one row per quantity first and
people last, with any axes between. Wrong if a rate differs from the portable engine's by more than rounding.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from nemda.engine.gradients.library import Array, jax_library
from nemda.engine.kernels import assigning
from nemda.engine.traced import Formulas, trace
from nemda.model.assembly import Model


class Functions(NamedTuple):
    """The functions of `nemda.engine.kernels.Kernels`, each returning a new array.

    `constants(p)`, `rates(x, u, c)` per hour, `drift(x, u, slope, c)`, `factor(x, u, c, g)` with g
    [1, person], `solve(lu, b)` and `outputs(x, u, c)`.
    """

    constants: Callable[[Array], Array]
    rates: Callable[[Array, Array, Array], Array]
    drift: Callable[[Array, Array, Array, Array], Array]
    factor: Callable[[Array, Array, Array, Array], Array]
    solve: Callable[[Array, Array], Array]
    outputs: Callable[[Array, Array, Array], Array]


@lru_cache(maxsize=8)
def functions(model: Model) -> Functions:
    """Return the functions of a model (made once per model and process)."""
    traced = trace(model)
    return Functions(
        constants=_returning("constants", ("p",), traced.prepare),
        rates=_returning("rates", ("x", "u", "c"), traced.rates),
        drift=_returning("drift", ("x", "u", "slope", "c"), traced.drift),
        factor=_returning("factor", ("x", "u", "c", "g"), traced.factor),
        solve=_returning("solve", ("lu", "b"), traced.solve),
        outputs=_returning("outputs", ("x", "u", "c"), traced.outputs),
    )


def _returning(name: str, inputs: tuple[str, ...], formulas: Formulas) -> Callable[..., Array]:
    jax = jax_library()
    numpy = jax.numpy
    assign = assigning(name, inputs, formulas, library=numpy)

    def rows(array: Array) -> Array:
        # one split instead of one slice per row: its derivative is one joining instead of a sum of many
        return jax.lax.split(array, (1,) * array.shape[0]) if array.shape[0] else ()

    def call(*arrays: Array) -> Array:
        given = [a if key == "g" else rows(a) for key, a in zip(inputs, arrays, strict=True)]
        result: list[Array] = [None] * len(formulas.outputs)
        assign(*given, result)
        lanes = (1, *arrays[0].shape[1:])
        if not result:
            return numpy.zeros((0, *lanes[1:]))
        return numpy.concatenate([numpy.broadcast_to(row, lanes) for row in result])

    return call
