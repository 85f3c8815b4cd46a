"""From traced formulas to LLVM functions of straight-line code.

Dividing is many times slower than multiplying, so a division by a constant of the person becomes a
product with its reciprocal, which is prepared with the constants, and a divisor that is met twice is
inverted once. Where the processor estimates reciprocals every second division is an estimate, corrected by
multiplications: the divider and the multipliers then work side by side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
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
SIDE_BY_SIDE = ("u", "v")
"""Arrays that hold two times of a step in each row; formulas at one time get the address of their part."""
Load = Callable[[str, int], str]
"""Reads a row of an array."""


@dataclass(frozen=True)
class Constants:
    """Which prepared constants the solver reads, in the order of first use, and whether inverted."""

    used: tuple[tuple[int, bool], ...]

    @property
    def rows(self) -> int:
        """Number of rows of the table that `table` makes."""
        return len(self.used)

    def table(self, constants: Float[ndarray, "constant person"]) -> Float[ndarray, "row person"]:
        """Return the constants in the order in which the solver reads them."""
        rows = constants.astype(np.float64)[[constant for constant, _ in self.used]]
        inverted = [inverted for _, inverted in self.used]
        with np.errstate(divide="ignore"):
            rows[inverted] = 1.0 / rows[inverted]
        return rows

    def row(self, constant: int, *, inverted: bool) -> int:
        """Return where a constant stands in the table."""
        return self.used.index((constant, inverted))


def used_constants(parts: Iterable[Formulas]) -> Constants:
    """Return the constants that formulas use."""
    used: dict[tuple[int, bool], None] = {}
    for formulas in parts:
        rows = {index: row for index, (array, row) in formulas.places.items() if array == CONSTANTS}
        for node in needed(formulas.outputs, formulas.places):
            for position, arg in enumerate(node.args):
                if arg.index in rows:
                    used[rows[arg.index], node.operation == "div" and position == 1] = None
        used |= {(rows[node.index], False): None for node in formulas.outputs if node.index in rows}
    return Constants(tuple(used))


def formula_function(
    name: str,
    kind: Vector,
    arguments: Sequence[str],
    parts: Mapping[str, Formulas],
    constants: Constants,
    *,
    adds: bool = False,
) -> str:
    """Return an LLVM function that fills one array for each of `parts`, whose keys name the arrays.

    `arguments` are the arrays in the order of the call: those read, then those filled. The parts must
    come from one graph and agree on the places of their inputs. An array may be read and filled if each row
    is read by what fills it. `adds`: results are added to what the arrays hold.
    """
    w = Writer(kind)
    places = {index: place for part in parts.values() for index, place in part.places.items()}
    outputs = {(array, row): node for array, part in parts.items() for row, node in enumerate(part.outputs)}
    write_formulas(w, reading_one_time(w), outputs, places, constants, adds=adds)
    signature = ", ".join(f"ptr noalias %{argument}" for argument in arguments)
    return w.function(name, signature, "#0")


def reading_one_time(w: Writer) -> Load:
    """Return what reads arrays at one time of a step."""

    def load(array: str, row: int) -> str:
        return w.load(f"%{array}", 2 * row if array in SIDE_BY_SIDE else row)

    return load


def write_formulas(
    w: Writer,
    load: Load,
    outputs: Mapping[Place, Node],
    places: Mapping[int, Place],
    constants: Constants,
    *,
    adds: bool = False,
) -> None:
    """Write the lines that compute nodes and store each where it belongs as soon as it is there."""
    targets: dict[int, list[Place]] = {}
    for place, node in outputs.items():
        targets.setdefault(node.index, []).append(place)
    nodes = needed(outputs.values(), places)
    lowering = _Lowering(w, load, places, constants, nodes)
    # an output that has a place already or is a number is not among the nodes
    for node in [*nodes, *outputs.values()]:
        value = lowering.value(node)
        for array, row in targets.pop(node.index, ()):
            w.store(w.add(value, w.load(f"%{array}", row)) if adds else value, f"%{array}", row)


class _Lowering:
    """The values computed so far in one block of code, by node."""

    def __init__(
        self,
        writer: Writer,
        load: Load,
        places: Mapping[int, Place],
        constants: Constants,
        nodes: Sequence[Node],
    ) -> None:
        self.writer = writer
        self.load = load
        self.places = places
        self.constants = constants
        self.estimating = False
        self.values: dict[int, str] = {}
        self.reciprocals: dict[int, str] = {}
        self.logarithms: dict[int, str] = {}
        self.divisions = Counter(node.args[1].index for node in nodes if node.operation == "div")

    def value(self, node: Node) -> str:
        """Return a node's value, computed or loaded where it is first used."""
        if node.operation == "constant":
            return self.writer.number(float(node.value))
        if node.index not in self.values:
            self.values[node.index] = (
                self._loaded(node) if node.index in self.places else self._operation(node)
            )
        return self.values[node.index]

    def _loaded(self, node: Node) -> str:
        array, row = self.places[node.index]
        row = self.constants.row(row, inverted=False) if array == CONSTANTS else row
        return self.load(array, row)

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
            return self._divided(self.value(above), self.value(below))
        if below.index not in self.reciprocals:
            if below.operation == "constant":
                self.reciprocals[below.index] = w.number(1.0 / float(below.value))
            elif place is not None and place[0] == CONSTANTS:
                row = self.constants.row(place[1], inverted=True)
                self.reciprocals[below.index] = self.load(CONSTANTS, row)
            else:
                self.reciprocals[below.index] = self._divided(None, self.value(below))
        one = above.operation == "constant" and above.value == 1.0
        inverse = self.reciprocals[below.index]
        return inverse if one else w.mul(self.value(above), inverse)

    def _divided(self, above: str | None, below: str) -> str:
        """Return a quotient, or the reciprocal if there is nothing above."""
        w = self.writer
        self.estimating = not self.estimating
        if self.estimating:
            return quotient(w, above, below) if above else reciprocal(w, below)
        return w.div(above or w.number(1.0), below)

    def _power(self, base: Node, exponent: Node) -> str:
        if exponent.operation == "constant":
            number = float(exponent.value)
            if number.is_integer() and 1 <= abs(number) <= LARGEST_PRODUCT_POWER:
                return whole_power(self.writer, self.value(base), int(number))
        x = self.value(base)
        if base.index not in self.logarithms:
            self.logarithms[base.index] = log_of_magnitude(self.writer, x)
        return power(self.writer, x, self.value(exponent), self.logarithms[base.index])
