"""The functions of one model that a solver calls, made from its traced equations.

All work on arrays with people in the last axis: states x [state, person], drives u [drive, person],
prepared constants c [constant, person].
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.source import function
from nemda.engine.traced import Formulas, Traced, trace
from nemda.model.assembly import Model


@dataclass(frozen=True)
class Kernels:
    """Compiled forms of one model.

    `prepare(p, c)` fills the constants of each person, `rates(x, u, c, out)` the rates per hour,
    `drift(x, u, slope, c, out)` the change of the rates with time at fixed states, given the drives'
    slopes, `factor(x, u, c, g, lu)` the factors of g I - J, `solve(lu, b, out)` the solution for one
    right-hand side, and `outputs(x, u, c, out)` the algebraic outputs. `traced` holds the formulas they
    were made from, for engines that make code of another kind.
    """

    traced: Traced
    constants: int
    factors: int
    prepare: Callable[[ndarray, ndarray], None]
    rates: Callable[[ndarray, ndarray, ndarray, ndarray], None]
    drift: Callable[[ndarray, ndarray, ndarray, ndarray, ndarray], None]
    factor: Callable[[ndarray, ndarray, ndarray, ndarray, ndarray], None]
    solve: Callable[[ndarray, ndarray, ndarray], None]
    outputs: Callable[[ndarray, ndarray, ndarray, ndarray], None]

    def constants_of(self, parameters: Float[ndarray, "parameter person"]) -> ndarray:
        """Return the prepared constants of each person."""
        constants = np.empty((self.constants, parameters.shape[1]))
        self.prepare(parameters, constants)
        return constants


@lru_cache(maxsize=8)
def kernels(model: Model) -> Kernels:
    """Return the compiled forms of a model (made once per model and process)."""
    traced = trace(model)
    return Kernels(
        traced=traced,
        constants=traced.constants,
        factors=traced.factors,
        prepare=assigning("prepare", ("p",), traced.prepare, "c"),
        rates=assigning("rates", ("x", "u", "c"), traced.rates),
        drift=assigning("drift", ("x", "u", "slope", "c"), traced.drift),
        factor=assigning("factor", ("x", "u", "c", "g"), traced.factor, "lu"),
        solve=assigning("solve", ("lu", "b"), traced.solve),
        outputs=assigning("outputs", ("x", "u", "c"), traced.outputs),
    )


def assigning(
    name: str, inputs: tuple[str, ...], formulas: Formulas, target: str = "out", library: Any = np
) -> Callable[..., None]:
    """Return formulas as a function of their input arrays and the array or list they fill; g has no rows.

    `library` is NumPy or a library with the same functions.
    """
    places = {
        index: array if array == "g" else f"{array}[{row}]" for index, (array, row) in formulas.places.items()
    }
    targets = [(f"{target}[{row}]", node) for row, node in enumerate(formulas.outputs)]
    return function(name, (*inputs, target), targets, places, library)
