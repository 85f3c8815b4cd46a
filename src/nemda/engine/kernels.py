"""The functions of one model that a solver calls, made from its traced equations.

All work on arrays with people in the last axis: states x [state, person], drives u [drive, person],
prepared constants c [constant, person].
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.source import function
from nemda.engine.traced import Formulas, Traced, trace
from nemda.model.assembly import Model


@dataclass(frozen=True, eq=False)
class Kernels:
    """Compiled forms of one model, each made when it is first needed.

    `traced` holds the formulas they are made from, for engines that make code of another kind.
    """

    traced: Traced

    @property
    def constants(self) -> int:
        """Number of prepared constants of each person."""
        return self.traced.constants

    @property
    def factors(self) -> int:
        """Number of entries of the factors."""
        return self.traced.factors

    @cached_property
    def prepare(self) -> Callable[[ndarray, ndarray], None]:
        """`prepare(p, c)` fills the constants of each person."""
        return assigning("prepare", ("p",), self.traced.prepare, "c")

    @cached_property
    def rates(self) -> Callable[[ndarray, ndarray, ndarray, ndarray], None]:
        """`rates(x, u, c, out)` gives the rates per hour."""
        return assigning("rates", ("x", "u", "c"), self.traced.rates)

    @cached_property
    def scalar_rates(self) -> Callable[[list[float], list[float], list[float], list[float]], None]:
        """`scalar_rates(x, u, c, out)`: the rates of one person, in plain numbers (many times sooner)."""
        return assigning("rates", ("x", "u", "c"), self.traced.rates, library=math)

    @cached_property
    def drift(self) -> Callable[[ndarray, ndarray, ndarray, ndarray, ndarray], None]:
        """`drift(x, u, slope, c, out)`: how the rates change at fixed states, given the drives' slopes."""
        return assigning("drift", ("x", "u", "slope", "c"), self.traced.drift)

    @cached_property
    def factor(self) -> Callable[[ndarray, ndarray, ndarray, ndarray, ndarray], None]:
        """`factor(x, u, c, g, lu)` gives the factors of g I - J."""
        return assigning("factor", ("x", "u", "c", "g"), self.traced.factor, "lu")

    @cached_property
    def solve(self) -> Callable[[ndarray, ndarray, ndarray], None]:
        """`solve(lu, b, out)` gives the solution for one right-hand side."""
        return assigning("solve", ("lu", "b"), self.traced.solve)

    @cached_property
    def outputs(self) -> Callable[[ndarray, ndarray, ndarray, ndarray], None]:
        """`outputs(x, u, c, out)` gives the algebraic outputs."""
        return assigning("outputs", ("x", "u", "c"), self.traced.outputs)

    def constants_of(self, parameters: Float[ndarray, "parameter person"]) -> ndarray:
        """Return the prepared constants of each person."""
        constants = np.empty((self.constants, parameters.shape[1]))
        self.prepare(parameters, constants)
        return constants


@lru_cache(maxsize=8)
def kernels(model: Model) -> Kernels:
    """Return the compiled forms of a model (made once per model and process)."""
    return Kernels(trace(model))


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
