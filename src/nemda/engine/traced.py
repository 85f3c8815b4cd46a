"""A model's equations as the formulas a solver needs, before they become code.

One trace serves every engine: the portable one writes NumPy code from it, the compiled one machine
code. Whatever depends on parameters only is cut out and computed once per person (`constants`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nemda.engine.elimination import factorize, substitute
from nemda.model.assembly import Model
from nemda.model.expression import Graph, Node, reachable

Place = tuple[str, int]
"""Where a value is found: the name of an array and the row in it."""


@dataclass(frozen=True)
class Formulas:
    """What one function computes: `outputs` in order, from the values at `places` (by node index)."""

    outputs: tuple[Node, ...]
    places: Mapping[int, Place]


@dataclass(frozen=True, eq=False)
class Traced:
    """All formulas of one model.

    Inputs are rows of x (states), u (drives), slope (slopes of the drives), c (constants), g (one row,
    the diagonal 1 / (h gamma)), p (parameters), lu (factors) and b (a right-hand side). `effects` are the
    largest parts of the rates that depend on the drives but not on the states; who computes them once per
    time rather than with every rates gives them to the other formulas as rows of v (`beside_effects`).
    """

    states: int
    drives: int
    constants: int
    factors: int
    prepare: Formulas
    effects: Formulas
    rates: Formulas
    drift: Formulas
    factor: Formulas
    solve: Formulas
    outputs: Formulas

    def beside_effects(self, formulas: Formulas) -> Formulas:
        """Return the same formulas for a solver that has computed the effects."""
        rows = {node.index: ("v", row) for row, node in enumerate(self.effects.outputs)}
        return Formulas(formulas.outputs, {**formulas.places, **rows})


def trace(model: Model) -> Traced:
    """Return the formulas of a model."""
    graph = model.graph
    size = len(model.states)
    slopes = [graph.symbol(f"{name} slope") for name in model.drives]
    moving = [not declared.stepwise for declared in model.drives.values()]
    drift = _drift(graph, model.drive_slopes, slopes, moving, size)
    step = graph.symbol("solver g")
    elimination = factorize(graph, size, model.jacobian, step)
    keys = sorted(elimination.entries)
    factors = tuple(elimination.entries[key] for key in keys)
    states = [graph.symbol(name) for name in model.states]
    drives = [graph.symbol(name) for name in model.drives]
    constants = frontier(
        [*model.rates, *drift, *factors, *model.output_nodes], [*states, *drives, *slopes, step]
    )
    arrays = {"x": states, "u": drives, "slope": slopes, "g": [step], "c": constants}
    places = {node.index: (name, row) for name, nodes in arrays.items() for row, node in enumerate(nodes)}
    effects = [node for node in frontier(model.rates, states) if node.index not in places]
    parameters = {graph.symbol(name).index: ("p", row) for row, name in enumerate(model.parameters)}
    return Traced(
        states=size,
        drives=len(drives),
        constants=len(constants),
        factors=len(keys),
        prepare=Formulas(tuple(constants), parameters),
        effects=Formulas(tuple(effects), places),
        rates=Formulas(model.rates, places),
        drift=Formulas(tuple(drift), places),
        factor=Formulas(factors, places),
        solve=_substitution(elimination.order, keys, size),
        outputs=Formulas(model.output_nodes, places),
    )


def frontier(outputs: Sequence[Node], inner: Iterable[Node]) -> list[Node]:
    """Return the largest subexpressions that do not depend on the `inner` symbols.

    These depend on parameters only and are computed once per person.
    """
    nodes = reachable(outputs)
    varying = {node.index for node in inner}
    for node in nodes:
        if any(arg.index in varying for arg in node.args):
            varying.add(node.index)
    fixed = [arg for node in nodes if node.index in varying for arg in node.args]
    edge = {node.index: node for node in [*fixed, *outputs] if node.index not in varying}
    return [edge[index] for index in sorted(edge) if edge[index].operation != "constant"]


def needed(outputs: Iterable[Node], places: Mapping[int, object]) -> list[Node]:
    """Return the nodes to be computed for the outputs, in an order of evaluation.

    Nodes with a place are known already. A symbol without one is a KeyError.
    """
    found: dict[int, Node] = {}
    stack = [node for node in outputs if node.index not in places]
    while stack:
        node = stack.pop()
        if node.index in found or node.operation == "constant":
            continue
        if node.operation == "symbol":
            raise KeyError(f"no place for symbol {node.value}")
        found[node.index] = node
        stack.extend(arg for arg in node.args if arg.index not in places)
    return [found[index] for index in sorted(found)]


def _drift(
    graph: Graph,
    slopes: Mapping[tuple[int, int], Node],
    drive_slope: list[Node],
    moving: list[bool],
    size: int,
) -> list[Node]:
    drift = [graph.constant(0.0)] * size
    for (row, column), slope in slopes.items():
        if moving[column]:
            drift[row] = drift[row] + slope * drive_slope[column]
    return drift


def _substitution(order: tuple[int, ...], keys: list[tuple[int, int]], size: int) -> Formulas:
    graph = Graph()
    factor = {key: graph.symbol(f"lu {i}") for i, key in enumerate(keys)}
    right = [graph.symbol(f"b {i}") for i in range(size)]
    places = {factor[key].index: ("lu", row) for row, key in enumerate(keys)}
    places |= {node.index: ("b", row) for row, node in enumerate(right)}
    return Formulas(tuple(substitute(order, factor, right)), places)
