"""The functions of one model that a solver calls, made from its traced equations.

All work on arrays with people in the last axis: states x [state, person], drives u [drive, person],
prepared constants c [constant, person].
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.elimination import factorize, substitute
from nemda.engine.source import frontier, function
from nemda.model.assembly import Model
from nemda.model.expression import Graph, Node


@dataclass(frozen=True)
class Kernels:
    """Compiled forms of one model.

    `prepare(p, c)` fills the constants of each person, `rates(x, u, c, out)` the rates per hour,
    `drift(x, u, slope, c, out)` the change of the rates with time at fixed states, given the drives'
    slopes, `factor(x, u, c, g, lu)` the factors of g I - J, `solve(lu, b, out)` the solution for one
    right-hand side, and `outputs(x, u, c, out)` the algebraic outputs.
    """

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
    graph = model.graph
    size = len(model.states)
    slope = [graph.symbol(f"{name} slope") for name in model.drives]
    drift = _drift(graph, model.drive_slopes, slope, size)
    step = graph.symbol("solver g")
    elimination = factorize(graph, size, model.jacobian, step)
    keys = sorted(elimination.entries)
    factors = [elimination.entries[key] for key in keys]
    inner = frozenset({*model.states, *model.drives, "solver g", *(str(s.value) for s in slope)})
    needed = [*model.rates, *drift, *factors, *model.output_nodes]
    constants = frontier(needed, inner)

    places = {graph.symbol(name).index: f"x[{i}]" for i, name in enumerate(model.states)}
    places |= {graph.symbol(name).index: f"u[{i}]" for i, name in enumerate(model.drives)}
    places |= {node.index: f"slope[{i}]" for i, node in enumerate(slope)}
    places[step.index] = "g"
    places |= {node.index: f"c[{i}]" for i, node in enumerate(constants)}
    from_parameters = {graph.symbol(name).index: f"p[{i}]" for i, name in enumerate(model.parameters)}
    return Kernels(
        constants=len(constants),
        factors=len(keys),
        prepare=function("prepare", ("p", "c"), _targets("c", constants), from_parameters),
        rates=function("rates", ("x", "u", "c", "out"), _targets("out", model.rates), places),
        drift=function("drift", ("x", "u", "slope", "c", "out"), _targets("out", drift), places),
        factor=function("factor", ("x", "u", "c", "g", "lu"), _targets("lu", factors), places),
        solve=_solver(elimination.order, keys, size),
        outputs=function("outputs", ("x", "u", "c", "out"), _targets("out", model.output_nodes), places),
    )


def _targets(array: str, nodes: list[Node] | tuple[Node, ...]) -> list[tuple[str, Node]]:
    return [(f"{array}[{i}]", node) for i, node in enumerate(nodes)]


def _drift(
    graph: Graph, slopes: Mapping[tuple[int, int], Node], drive_slope: list[Node], size: int
) -> list[Node]:
    drift = [graph.constant(0.0)] * size
    for (row, column), slope in slopes.items():
        drift[row] = drift[row] + slope * drive_slope[column]
    return drift


def _solver(
    order: tuple[int, ...], keys: list[tuple[int, int]], size: int
) -> Callable[[ndarray, ndarray, ndarray], None]:
    graph = Graph()
    factor = {key: graph.symbol(f"lu {i}") for i, key in enumerate(keys)}
    right = [graph.symbol(f"b {i}") for i in range(size)]
    solution = substitute(order, factor, right)
    places = {factor[key].index: f"lu[{i}]" for i, key in enumerate(keys)}
    places |= {node.index: f"b[{i}]" for i, node in enumerate(right)}
    return function("solve", ("lu", "b", "out"), _targets("out", solution), places)
