"""A model's equations as the formulas a solver needs, before they become code.

One trace serves every engine: the portable one writes NumPy code from it, the compiled one machine
code. Whatever depends on parameters only is cut out and computed once per person (`constants`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nemda.engine.elimination import factorize, substitute
from nemda.model.assembly import Model
from nemda.model.expression import Graph, Node, derivatives, reachable

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
    time rather than with every rates gives them to the other formulas as rows of v, and their slopes in time
    as rows of w (`beside_effects`).
    """

    states: int
    drives: int
    constants: int
    factors: int
    prepare: Formulas
    effects: Formulas
    effect_slopes: Formulas
    rates: Formulas
    drift: Formulas
    factor: Formulas
    solve: Formulas
    outputs: Formulas

    def beside_effects(self, formulas: Formulas) -> Formulas:
        """Return the same formulas for a solver that has computed the effects and their slopes."""
        arrays = {"v": self.effects, "w": self.effect_slopes}
        rows = {
            node.index: (array, row)
            for array, known in arrays.items()
            for row, node in enumerate(known.outputs)
            if node.operation != "constant" and node.index not in formulas.places
        }
        return Formulas(formulas.outputs, {**formulas.places, **rows})


def trace(model: Model) -> Traced:
    """Return the formulas of a model."""
    graph = model.graph
    size = len(model.states)
    slopes = [graph.symbol(f"{name} slope") for name in model.drives]
    states = [graph.symbol(name) for name in model.states]
    drives = [graph.symbol(name) for name in model.drives]
    effects = _effects(model.rates, states, drives)
    steps = [declared.stepwise for declared in model.drives.values()]
    rising = {
        drive.index: slope for drive, slope, still in zip(drives, slopes, steps, strict=True) if not still
    }
    effect_slopes = _slopes(effects, rising)
    drift = _drift(model.rates, effects, effect_slopes, rising)
    step = graph.symbol("solver g")
    elimination = factorize(graph, size, model.jacobian, step)
    keys = sorted(elimination.entries)
    factors = tuple(elimination.entries[key] for key in keys)
    constants = frontier(
        [*model.rates, *drift, *factors, *model.output_nodes], [*states, *drives, *slopes, step]
    )
    arrays = {"x": states, "u": drives, "slope": slopes, "g": [step], "c": constants}
    places = {node.index: (name, row) for name, nodes in arrays.items() for row, node in enumerate(nodes)}
    parameters = {graph.symbol(name).index: ("p", row) for row, name in enumerate(model.parameters)}
    return Traced(
        states=size,
        drives=len(drives),
        constants=len(constants),
        factors=len(keys),
        prepare=Formulas(tuple(constants), parameters),
        effects=Formulas(tuple(effects), places),
        effect_slopes=Formulas(tuple(effect_slopes), places),
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
    """Return the nodes to be computed for the outputs, each just before it is used for the first time.

    So few values wait at any time. Nodes with a place are known already. A symbol without one is a KeyError.
    """
    found: dict[int, Node] = {}
    for output in outputs:
        stack = [(output, False)]
        while stack:
            node, ready = stack.pop()
            if node.index in found or node.index in places or node.operation == "constant":
                continue
            if node.operation == "symbol":
                raise KeyError(f"no place for symbol {node.value}")
            if ready:
                found[node.index] = node
                continue
            stack.append((node, True))
            stack.extend((arg, False) for arg in reversed(node.args))
    return list(found.values())


def _effects(rates: Sequence[Node], states: Sequence[Node], drives: Sequence[Node]) -> list[Node]:
    known = {node.index for node in [*frontier(rates, [*states, *drives]), *drives]}
    return [node for node in frontier(rates, states) if node.index not in known]


def _drift(
    rates: Sequence[Node], effects: Sequence[Node], slopes: Sequence[Node], rising: Mapping[int, Node]
) -> list[Node]:
    """Return the slopes in time of the rates at fixed states, from those of effects and, by index, drives.

    Effects count as quantities of their own, so that what they are made of is not differentiated again.
    """
    graph = rates[0].graph
    rows = range(len(effects))
    values, rises = ([graph.symbol(f"solver {name} {row}") for row in rows] for name in ("effect", "rise"))
    hidden = _replaced(rates, {node.index: value for node, value in zip(effects, values, strict=True)})
    moving = {**rising, **{value.index: rise for value, rise in zip(values, rises, strict=True)}}
    pairs = zip([*values, *rises], [*effects, *slopes], strict=True)
    return _replaced(_slopes(hidden, moving), {symbol.index: node for symbol, node in pairs})


def _slopes(outputs: Sequence[Node], rising: Mapping[int, Node]) -> list[Node]:
    """Return the slopes of outputs, given those of symbols by index: one derivative along all of them."""
    if not outputs:
        return []
    graph = outputs[0].graph
    time, zero = graph.symbol("solver time"), graph.constant(0.0)
    symbols = [node for node in reachable(outputs) if node.index in rising]
    moved = _replaced(outputs, {node.index: node + rising[node.index] * time for node in symbols})
    change = derivatives(moved, [time])
    return _replaced([change.get((row, 0), zero) for row in range(len(outputs))], {time.index: zero})


def _replaced(nodes: Sequence[Node], others: Mapping[int, Node]) -> list[Node]:
    """Return the nodes with others, by index, in the place of some that they are made of."""
    found = dict(others)
    for node in reachable(nodes):
        if node.index not in found:
            args = [found[arg.index] for arg in node.args]
            known = all(new is arg for new, arg in zip(args, node.args, strict=True))
            make = node.graph.unary if len(args) == 1 else node.graph.binary
            found[node.index] = node if known else make(node.operation, *args)
    return [found[node.index] for node in nodes]


def _substitution(order: tuple[int, ...], keys: list[tuple[int, int]], size: int) -> Formulas:
    graph = Graph()
    factor = {key: graph.symbol(f"lu {i}") for i, key in enumerate(keys)}
    right = [graph.symbol(f"b {i}") for i in range(size)]
    places = {factor[key].index: ("lu", row) for row, key in enumerate(keys)}
    places |= {node.index: ("b", row) for row, node in enumerate(right)}
    return Formulas(tuple(substitute(order, factor, right)), places)
