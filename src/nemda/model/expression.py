"""Expressions as a graph of shared nodes: what tracing a model's equations yields.

Running `rates` on nodes instead of numbers records every operation once; equal subexpressions are
one node. From the graph come exact derivatives, the sparsity, and the code of every engine. An own
graph rather than SymPy, because tracing and differentiating the shipped model must take a fraction
of a second at every start; SymPy is still used for the printed equations.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

UNARY = frozenset({"neg", "exp", "log", "sqrt", "cos", "sin"})
BINARY = frozenset({"add", "sub", "mul", "div", "pow"})


class Node:
    """One operation of a `Graph`; arithmetic on nodes makes new nodes of the same graph."""

    __slots__ = ("args", "graph", "index", "operation", "value")

    def __init__(
        self, graph: Graph, index: int, operation: str, args: tuple[Node, ...], value: float | str
    ) -> None:
        self.graph = graph
        self.index = index
        self.operation = operation
        self.args = args
        self.value = value

    def __repr__(self) -> str:
        if self.operation in ("symbol", "constant"):
            return str(self.value)
        return f"{self.operation}({', '.join(map(repr, self.args))})"

    def __add__(self, other: Node | float) -> Node:
        return self.graph.binary("add", self, other)

    def __radd__(self, other: Node | float) -> Node:
        return self.graph.binary("add", other, self)

    def __sub__(self, other: Node | float) -> Node:
        return self.graph.binary("sub", self, other)

    def __rsub__(self, other: Node | float) -> Node:
        return self.graph.binary("sub", other, self)

    def __mul__(self, other: Node | float) -> Node:
        return self.graph.binary("mul", self, other)

    def __rmul__(self, other: Node | float) -> Node:
        return self.graph.binary("mul", other, self)

    def __truediv__(self, other: Node | float) -> Node:
        return self.graph.binary("div", self, other)

    def __rtruediv__(self, other: Node | float) -> Node:
        return self.graph.binary("div", other, self)

    def __pow__(self, other: Node | float) -> Node:
        return self.graph.binary("pow", self, other)

    def __rpow__(self, other: Node | float) -> Node:
        return self.graph.binary("pow", other, self)

    def __neg__(self) -> Node:
        return self.graph.unary("neg", self)

    def apply_exp(self) -> Node:
        """Return e to the power of this node."""
        return self.graph.unary("exp", self)

    def apply_log(self) -> Node:
        """Return the natural logarithm of this node."""
        return self.graph.unary("log", self)

    def apply_sqrt(self) -> Node:
        """Return the square root of this node."""
        return self.graph.unary("sqrt", self)


class Graph:
    """Owner of nodes: makes each distinct expression once and folds constants.

    Nodes are numbered in order of creation, so sorting by index is an order of evaluation.
    """

    def __init__(self) -> None:
        self._nodes: list[Node] = []
        self._known: dict[tuple[object, ...], Node] = {}

    def _make(self, operation: str, args: tuple[Node, ...], value: float | str = "") -> Node:
        key = (operation, value, *(arg.index for arg in args))
        node = self._known.get(key)
        if node is None:
            node = Node(self, len(self._nodes), operation, args, value)
            self._nodes.append(node)
            self._known[key] = node
        return node

    def symbol(self, name: str) -> Node:
        """Return the node of a named quantity."""
        return self._make("symbol", (), name)

    def constant(self, value: float) -> Node:
        """Return the node of a number."""
        return self._make("constant", (), float(value))

    def node(self, value: Node | float) -> Node:
        """Return `value` as a node."""
        return value if isinstance(value, Node) else self.constant(value)

    def unary(self, operation: str, value: Node) -> Node:
        """Return a one-argument operation, folded where possible."""
        if value.operation == "constant":
            number = float(value.value)
            folded = -number if operation == "neg" else getattr(math, operation)(number)
            return self.constant(folded)
        if operation == "neg" and value.operation == "neg":
            return value.args[0]
        return self._make(operation, (value,))

    def binary(self, operation: str, left: Node | float, right: Node | float) -> Node:
        """Return a two-argument operation, folded and simplified where possible."""
        a, b = self.node(left), self.node(right)
        if a.operation == "constant" and b.operation == "constant":
            return self.constant(_fold(operation, float(a.value), float(b.value)))
        simple = self._simplify(operation, a, b)
        if simple is not None:
            return simple
        if operation in ("add", "mul") and b.index < a.index:
            a, b = b, a
        return self._make(operation, (a, b))

    def _simplify(self, operation: str, a: Node, b: Node) -> Node | None:
        zero_a, zero_b = _is(a, 0.0), _is(b, 0.0)
        one_a, one_b = _is(a, 1.0), _is(b, 1.0)
        if operation == "add":
            return b if zero_a else a if zero_b else None
        if operation == "sub":
            if zero_a:
                return self.unary("neg", b)
            return a if zero_b else self.constant(0.0) if a is b else None
        if operation == "mul":
            if zero_a or zero_b:
                return self.constant(0.0)
            return b if one_a else a if one_b else None
        if operation == "div":
            return a if zero_a or one_b else None
        if one_b:
            return a
        return self.constant(1.0) if zero_b else None


def _is(node: Node, number: float) -> bool:
    return node.operation == "constant" and node.value == number


def _fold(operation: str, a: float, b: float) -> float:
    match operation:
        case "add":
            return a + b
        case "sub":
            return a - b
        case "mul":
            return a * b
        case "div":
            return a / b
        case _:
            return a**b


def reachable(outputs: Iterable[Node]) -> list[Node]:
    """Return every node the outputs need, in an order of evaluation."""
    found: dict[int, Node] = {}
    stack = list(outputs)
    while stack:
        node = stack.pop()
        if node.index not in found:
            found[node.index] = node
            stack.extend(node.args)
    return [found[index] for index in sorted(found)]


def symbols_of(outputs: Iterable[Node]) -> frozenset[str]:
    """Return the names of all symbols the outputs depend on."""
    return frozenset(str(node.value) for node in reachable(outputs) if node.operation == "symbol")


def derivatives(outputs: Sequence[Node], wanted: Sequence[Node]) -> dict[tuple[int, int], Node]:
    """Return the structurally non-zero derivatives d outputs[i] / d wanted[j], keyed (i, j)."""
    nodes = reachable(outputs)
    found: dict[tuple[int, int], Node] = {}
    for column, symbol in enumerate(wanted):
        tangent: dict[int, Node] = {symbol.index: symbol.graph.constant(1.0)}
        for node in nodes:
            if node.args and any(arg.index in tangent for arg in node.args):
                tangent[node.index] = _tangent(node, tangent)
        for row, output in enumerate(outputs):
            slope = tangent.get(output.index)
            if slope is not None and not _is(slope, 0.0):
                found[row, column] = slope
    return found


def _tangent(node: Node, tangent: dict[int, Node]) -> Node:
    graph = node.graph
    zero = graph.constant(0.0)
    a = node.args[0]
    da = tangent.get(a.index, zero)
    if node.operation == "neg":
        return -da
    if node.operation == "exp":
        return node * da
    if node.operation == "log":
        return da / a
    if node.operation == "sqrt":
        return da / (2 * node)
    if node.operation == "cos":
        return -(graph.unary("sin", a) * da)
    if node.operation == "sin":
        return graph.unary("cos", a) * da
    b = node.args[1]
    db = tangent.get(b.index, zero)
    if node.operation == "add":
        return da + db
    if node.operation == "sub":
        return da - db
    if node.operation == "mul":
        return da * b + a * db
    if node.operation == "div":
        return (da - node * db) / b
    slope = b * a ** (b - 1) * da
    return slope if _is(db, 0.0) else slope + node * graph.unary("log", a) * db
