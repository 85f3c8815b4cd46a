"""From traced formulas to LLVM functions of straight-line code.

Dividing is many times slower than multiplying, so a division by a constant of the person becomes a
product with its reciprocal, which is prepared with the constants, and a divisor that is met twice is
inverted once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.simd.functions import (
    LARGEST_PRODUCT_POWER,
    exp,
    log,
    log_of_magnitude,
    power,
    quotient,
    reciprocal,
    whole_power,
)
from nemda.engine.simd.writer import Vector, Writer
from nemda.engine.traced import Formulas, Place, needed
from nemda.model.expression import Node

CONSTANTS = "c"


@dataclass(frozen=True)
class Constants:
    """Which rows of the prepared constants the solver reads: some as they are, some inverted."""

    direct: tuple[int, ...]
    inverted: tuple[int, ...]

    @property
    def rows(self) -> int:
        """Number of rows of the table that `table` makes."""
        return len(self.direct) + len(self.inverted)

    def table(self, constants: Float[ndarray, "constant person"]) -> Float[ndarray, "row person"]:
        """Return the constants in the order in which the solver reads them."""
        wide = constants.astype(np.float64)
        with np.errstate(divide="ignore"):
            return np.concatenate([wide[list(self.direct)], 1.0 / wide[list(self.inverted)]])

    def row(self, constant: int, *, inverted: bool) -> int:
        """Return where a constant stands in the table."""
        return len(self.direct) + self.inverted.index(constant) if inverted else self.direct.index(constant)


def used_constants(parts: Iterable[Formulas]) -> Constants:
    """Return the constants that formulas use."""
    direct: set[int] = set()
    inverted: set[int] = set()
    for formulas in parts:
        rows = {index: row for index, (array, row) in formulas.places.items() if array == CONSTANTS}
        direct |= {rows[node.index] for node in formulas.outputs if node.index in rows}
        for node in needed(formulas.outputs, formulas.places):
            above = node.args[:1] if node.operation == "div" else node.args
            direct |= {rows[arg.index] for arg in above if arg.index in rows}
            if node.operation == "div" and node.args[1].index in rows:
                inverted.add(rows[node.args[1].index])
    return Constants(tuple(sorted(direct)), tuple(sorted(inverted)))


def formula_function(
    name: str,
    kind: Vector,
    arguments: Sequence[str],
    parts: Mapping[str, Formulas],
    constants: Constants,
    added: str | None = None,
) -> str:
    """Return an LLVM function that fills one array for each of `parts`, whose keys name the arrays.

    `arguments` are the arrays in the order of the call: those read, then those filled. The parts must
    come from one graph and agree on the places of their inputs. The rows of the array `added` are
    added to the results.
    """
    w = Writer(kind)
    places = {index: place for part in parts.values() for index, place in part.places.items()}
    outputs = [node for part in parts.values() for node in part.outputs]
    lowering = _Lowering(w, places, constants, needed(outputs, places))
    for array, part in parts.items():
        for row, node in enumerate(part.outputs):
            value = lowering.value(node)
            w.store(w.add(value, w.load(f"%{added}", row)) if added else value, f"%{array}", row)
    signature = ", ".join(f"ptr noalias %{argument}" for argument in arguments)
    return w.function(name, signature, "#0")


class _Lowering:
    """The values computed so far in one function, by node."""

    def __init__(
        self, writer: Writer, places: Mapping[int, Place], constants: Constants, nodes: Iterable[Node]
    ) -> None:
        self.writer = writer
        self.places = places
        self.constants = constants
        self.values: dict[int, str] = {}
        self.reciprocals: dict[int, str] = {}
        self.logarithms: dict[int, str] = {}
        nodes = list(nodes)
        self.divisions = Counter(node.args[1].index for node in nodes if node.operation == "div")
        for node in nodes:
            self.values[node.index] = self._operation(node)

    def value(self, node: Node) -> str:
        """Return a node's value; inputs are loaded where they are first used."""
        if node.operation == "constant":
            return self.writer.number(float(node.value))
        if node.index not in self.values:
            array, row = self.places[node.index]
            row = self.constants.row(row, inverted=False) if array == CONSTANTS else row
            self.values[node.index] = self.writer.load(f"%{array}", row)
        return self.values[node.index]

    def _operation(self, node: Node) -> str:
        w = self.writer
        if node.operation == "pow":
            return self._power(*node.args)
        if node.operation == "div":
            return self._quotient(*node.args)
        operands = [self.value(arg) for arg in node.args]
        match node.operation:
            case "add":
                return w.add(*operands)
            case "sub":
                return w.sub(*operands)
            case "mul":
                return w.mul(*operands)
            case "neg":
                return w.neg(*operands)
            case "sqrt":
                return w.intrinsic("sqrt", *operands)
            case "exp":
                return exp(w, *operands)
            case _:
                return log(w, *operands)

    def _quotient(self, above: Node, below: Node) -> str:
        w = self.writer
        place = self.places.get(below.index)
        shared = self.divisions[below.index] > 1
        if not shared and below.operation != "constant" and (place is None or place[0] != CONSTANTS):
            return quotient(w, self.value(above), self.value(below))
        if below.index not in self.reciprocals:
            if below.operation == "constant":
                self.reciprocals[below.index] = w.number(1.0 / float(below.value))
            elif place is not None and place[0] == CONSTANTS:
                row = self.constants.row(place[1], inverted=True)
                self.reciprocals[below.index] = w.load(f"%{CONSTANTS}", row)
            else:
                self.reciprocals[below.index] = reciprocal(w, self.value(below))
        one = above.operation == "constant" and above.value == 1.0
        inverse = self.reciprocals[below.index]
        return inverse if one else w.mul(self.value(above), inverse)

    def _power(self, base: Node, exponent: Node) -> str:
        if exponent.operation == "constant":
            number = float(exponent.value)
            if number.is_integer() and 1 <= abs(number) <= LARGEST_PRODUCT_POWER:
                return whole_power(self.writer, self.value(base), int(number))
        x = self.value(base)
        if base.index not in self.logarithms:
            self.logarithms[base.index] = log_of_magnitude(self.writer, x)
        return power(self.writer, x, self.value(exponent), self.logarithms[base.index])
