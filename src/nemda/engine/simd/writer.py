"""Writing LLVM text: values, arithmetic on lanes, memory, loops.

A value is the text of an operand. Vectors hold one number per lane (person). Only three liberties of
floating point are allowed: contract (fused multiply-add), arcp (divide by multiplying with a
reciprocal) and nsz (no sign of zero). Reordering sums is not: it would destroy the rounding in `exp`
and make a person's numbers depend on the compiler's mood.
"""

from __future__ import annotations

import copy
import struct
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

LIBERTIES = "contract arcp nsz"


class Vector(NamedTuple):
    """What one instruction works on: so many lanes with a number of so many bits (64 or 32) each.

    `estimates`: whether the processor has the instruction that estimates reciprocals of 512 bits.
    """

    lanes: int
    bits: int = 64
    estimates: bool = False

    @property
    def number(self) -> str:
        """LLVM's name for the kind of number of a lane."""
        return "double" if self.bits == 64 else "float"

    @property
    def whole(self) -> str:
        """LLVM's name for a whole number of as many bits."""
        return f"i{self.bits}"

    @property
    def pair(self) -> Vector:
        """Two such vectors one behind the other."""
        return self._replace(lanes=2 * self.lanes)

    @property
    def bytes(self) -> int:
        """Size in memory."""
        return self.lanes * self.bits // 8


@dataclass
class _Position:
    """How far a body is written: the block it is in, and how many names it has given."""

    label: str = "entry"
    named: int = 0


class Writer:
    """The body of one LLVM function, written line by line."""

    def __init__(self, kind: Vector) -> None:
        self.set_kind(kind)
        self.lines: list[str] = []
        self._variables: list[str] = []
        self._at = _Position()

    def set_kind(self, kind: Vector) -> None:
        """Set the kind of vector of the arithmetic that follows."""
        self.kind = kind
        self.lanes = kind.lanes
        self.vector = f"<{kind.lanes} x {kind.number}>"
        self.integers = f"<{kind.lanes} x {kind.whole}>"
        self.mask = f"<{kind.lanes} x i1>"

    def _name(self) -> str:
        self._at.named += 1
        return f"v{self._at.named}"

    def exact(self, number: float) -> str:
        """Return a number, rounded to the bits of a lane, as LLVM writes it: the bits of a double."""
        rounded = number if self.kind.bits == 64 else struct.unpack("<f", struct.pack("<f", number))[0]
        return f"0x{struct.unpack('<Q', struct.pack('<d', rounded))[0]:016X}"

    def line(self, text: str) -> None:
        """Append an instruction without a value."""
        self.lines.append(f"  {text}")

    def value(self, text: str) -> str:
        """Append an instruction and return the value it makes."""
        name = f"%{self._name()}"
        self.line(f"{name} = {text}")
        return name

    def number(self, number: float) -> str:
        """Return a constant in every lane."""
        return f"<{', '.join([f'{self.kind.number} {self.exact(number)}'] * self.lanes)}>"

    def each(self, numbers: Sequence[float]) -> str:
        """Return a constant of its own in each lane."""
        return f"<{', '.join(f'{self.kind.number} {self.exact(number)}' for number in numbers)}>"

    def whole(self, number: int) -> str:
        """Return a whole constant in every lane."""
        return f"<{', '.join([f'{self.kind.whole} {number}'] * self.lanes)}>"

    def add(self, a: str, b: str) -> str:
        """Return a + b per lane."""
        return self.value(f"fadd {LIBERTIES} {self.vector} {a}, {b}")

    def sub(self, a: str, b: str) -> str:
        """Return a - b per lane."""
        return self.value(f"fsub {LIBERTIES} {self.vector} {a}, {b}")

    def mul(self, a: str, b: str) -> str:
        """Return a * b per lane."""
        return self.value(f"fmul {LIBERTIES} {self.vector} {a}, {b}")

    def div(self, a: str, b: str) -> str:
        """Return a / b per lane, by the instruction that divides."""
        return self.value(f"fdiv {LIBERTIES} {self.vector} {a}, {b}")

    def neg(self, a: str) -> str:
        """Return -a per lane."""
        return self.value(f"fneg {LIBERTIES} {self.vector} {a}")

    def intrinsic(self, name: str, a: str) -> str:
        """Return an LLVM intrinsic of one vector, such as sqrt or fabs."""
        return self.value(f"call {self.vector} {intrinsic(name, self.kind)}({self.vector} {a})")

    def fused(self, a: str, b: str, c: str) -> str:
        """Return a b + c per lane, rounded once."""
        vector = self.vector
        name = intrinsic("fma", self.kind)
        return self.value(f"call {vector} {name}({vector} {a}, {vector} {b}, {vector} {c})")

    def estimate(self, a: str) -> str:
        """Return 1 / a to 14 bits, where the processor estimates; of two vectors one after the other."""
        if self.kind.bytes > ESTIMATED_BYTES:
            one = copy.copy(self)
            one.set_kind(self.kind._replace(lanes=self.lanes // 2))
            first, second = (f"{one.vector} {one.estimate(self.half(a, half))}" for half in (0, 1))
            order = _order([f"i32 {lane}" for lane in range(self.lanes)])
            return self.value(f"shufflevector {first}, {second}, {order}")
        mask = f"i{self.lanes} -1"
        return self.value(
            f"call {self.vector} {ESTIMATES[self.kind.bits]}({self.vector} {a}, {self.vector} poison, {mask})"
        )

    def compare(self, relation: str, a: str, b: str) -> str:
        """Return a mask of a relation between numbers: olt, ole, ogt, oge, uno."""
        return self.value(f"fcmp {relation} {self.vector} {a}, {b}")

    def compare_whole(self, relation: str, a: str, b: str) -> str:
        """Return a mask of a relation between whole numbers: eq, ne, slt, sge."""
        return self.value(f"icmp {relation} {self.integers} {a}, {b}")

    def both(self, a: str, b: str) -> str:
        """Return the lanes in both masks."""
        return self.value(f"and {self.mask} {a}, {b}")

    def either(self, a: str, b: str) -> str:
        """Return the lanes in at least one of two masks."""
        return self.value(f"or {self.mask} {a}, {b}")

    def choose(self, mask: str, a: str, b: str) -> str:
        """Return a in the lanes of the mask and b in the others."""
        return self.value(f"select {self.mask} {mask}, {self.vector} {a}, {self.vector} {b}")

    def least(self, a: str, b: str) -> str:
        """Return the smaller value per lane."""
        return self.choose(self.compare("olt", a, b), a, b)

    def greatest(self, a: str, b: str) -> str:
        """Return the larger value per lane."""
        return self.choose(self.compare("ogt", a, b), a, b)

    def bits(self, a: str) -> str:
        """Return the bits of numbers as whole numbers."""
        return self.value(f"bitcast {self.vector} {a} to {self.integers}")

    def number_of_bits(self, a: str) -> str:
        """Return the numbers that have these bits."""
        return self.value(f"bitcast {self.integers} {a} to {self.vector}")

    def whole_op(self, operation: str, a: str, b: str) -> str:
        """Return an operation on whole numbers per lane: add, sub, shl, ashr."""
        return self.value(f"{operation} {self.integers} {a}, {b}")

    def everywhere(self, scalar: str, kind: str | None = None) -> str:
        """Return a single number in every lane."""
        kind = kind or self.kind.number
        vector = f"<{self.lanes} x {kind}>"
        first = self.value(f"insertelement {vector} poison, {kind} {scalar}, i64 0")
        return self.value(
            f"shufflevector {vector} {first}, {vector} poison, <{self.lanes} x i32> zeroinitializer"
        )

    def others(self, mask: str) -> str:
        """Return the lanes that are not in the mask."""
        return self.value(f"xor {self.mask} {mask}, <{', '.join(['i1 true'] * self.lanes)}>")

    def ones(self, mask: str) -> str:
        """Return the whole number 1 in the lanes of the mask and 0 in the others."""
        return self.value(f"zext {self.mask} {mask} to {self.integers}")

    def bit_of_lane(self, mask: str, lane: str) -> str:
        """Return whether one lane is in the mask."""
        joined = self.value(f"bitcast {self.mask} {mask} to i{self.lanes}")
        bits = self.value(f"zext i{self.lanes} {joined} to i64")
        return self.value(f"icmp ne i64 {self.int_op('and', self.int_op('lshr', bits, lane), 1)}, 0")

    def whole_of_lane(self, wholes: str, lane: int) -> str:
        """Return one lane's whole number as a single one."""
        return self.value(f"extractelement {self.integers} {wholes}, i64 {lane}")

    def converted(self, value: str, kind: Vector) -> str:
        """Return numbers of another kind of vector as numbers of this one."""
        if kind.bits == self.kind.bits:
            return value
        change = "fpext" if kind.bits < self.kind.bits else "fptrunc"
        return self.value(f"{change} <{kind.lanes} x {kind.number}> {value} to {self.vector}")

    def twice(self, value: str, vector: str | None = None) -> str:
        """Return a vector, or one of this name such as a mask, behind itself."""
        lanes, vector = [f"i32 {lane}" for lane in range(self.lanes)], vector or self.vector
        return self.value(f"shufflevector {vector} {value}, {vector} poison, {_order([*lanes, *lanes])}")

    def half(self, value: str, half: int) -> str:
        """Return the first (0) or the second (1) half of the lanes."""
        some = range(half * self.lanes // 2, (half + 1) * self.lanes // 2)
        order = _order([f"i32 {lane}" for lane in some])
        return self.value(f"shufflevector {self.vector} {value}, {self.vector} poison, {order}")

    def any(self, mask: str) -> str:
        """Return whether any lane is in the mask."""
        joined = self.value(f"bitcast {self.mask} {mask} to i{self.lanes}")
        return self.value(f"icmp ne i{self.lanes} {joined}, 0")

    def none(self, mask: str) -> str:
        """Return whether no lane is in the mask."""
        return self.value(f"xor i1 {self.any(mask)}, true")

    def at(self, base: str, index: str | int, kind: str | None = None) -> str:
        """Return the address of an element of an array (of vectors unless said otherwise)."""
        return self.value(f"getelementptr {kind or self.vector}, ptr {base}, i64 {index}")

    def load(self, base: str, index: str | int = 0, kind: str | None = None) -> str:
        """Return an element of an array."""
        kind = kind or self.vector
        return self.value(f"load {kind}, ptr {self.at(base, index, kind)}")

    def store(self, value: str, base: str, index: str | int = 0, kind: str | None = None) -> None:
        """Set an element of an array."""
        kind = kind or self.vector
        self.line(f"store {kind} {value}, ptr {self.at(base, index, kind)}")

    def prefetch(self, address: str) -> None:
        """Ask for memory that will be written soon; an address beyond the memory does no harm."""
        self.line(f"call void @llvm.prefetch.p0(ptr {address}, i32 1, i32 2, i32 1)")

    def variable(self, value: str) -> str:
        """Return the address of a vector that loops may change; the compiler keeps it in a register."""
        name = self.slot(self.vector)
        self.store(value, name)
        return name

    def slot(self, kind: str) -> str:
        """Return the address of room for one value of a kind."""
        name = f"%{self._name()}"
        self._variables.append(f"  {name} = alloca {kind}")
        return name

    def int_op(self, operation: str, a: str | int, b: str | int) -> str:
        """Return an operation on two single whole numbers."""
        return self.value(f"{operation} i64 {a}, {b}")

    def _open(self, label: str) -> None:
        self.lines.append(f"{label}:")
        self._at.label = label

    @contextmanager
    def loop(self, stop: str | int, start: str | int = 0) -> Generator[str]:
        """Repeat the lines written inside for each whole number from start up to, not with, stop."""
        label, before = self._name(), self._at.label
        self.line(f"br label %{label}.head")
        self._open(f"{label}.head")
        self.line(f"%{label} = phi i64 [ {start}, %{before} ], [ %{label}.next, %{label}.tail ]")
        go = self.value(f"icmp slt i64 %{label}, {stop}")
        self.line(f"br i1 {go}, label %{label}.body, label %{label}.end")
        self._open(f"{label}.body")
        yield f"%{label}"
        self.line(f"br label %{label}.tail")
        self._open(f"{label}.tail")
        self.line(f"%{label}.next = add i64 %{label}, 1")
        self.line(f"br label %{label}.head")
        self._open(f"{label}.end")

    @contextmanager
    def when(self, condition: str) -> Generator[None]:
        """Run the lines written inside only if the condition holds."""
        label = self._name()
        self.line(f"br i1 {condition}, label %{label}.then, label %{label}.end")
        self._open(f"{label}.then")
        yield
        self.line(f"br label %{label}.end")
        self._open(f"{label}.end")

    @contextmanager
    def repeat(self) -> Generator[str]:
        """Repeat the lines written inside until `leave` is reached; yields the name for `leave`."""
        label = self._name()
        self.line(f"br label %{label}.body")
        self._open(f"{label}.body")
        yield label
        self.line(f"br label %{label}.body")
        self._open(f"{label}.end")

    def leave(self, repeated: str, condition: str) -> None:
        """Leave a `repeat` if the condition holds."""
        label = self._name()
        self.line(f"br i1 {condition}, label %{repeated}.end, label %{label}.stay")
        self._open(f"{label}.stay")

    def function(self, name: str, arguments: str, attributes: str, visible: bool = False) -> str:
        """Return the text of the function that these lines are the body of."""
        linkage = "" if visible else "internal "
        return "\n".join(
            [
                f"define {linkage}void @{name}({arguments}) {attributes} {{",
                "entry:",
                *self._variables,
                *self.lines,
                "  ret void",
                "}",
                "",
            ]
        )


def _order(lanes: list[str]) -> str:
    return f"<{len(lanes)} x i32> <{', '.join(lanes)}>"


def intrinsic(name: str, kind: Vector) -> str:
    """Return LLVM's full name of an intrinsic for one kind of vector."""
    return f"@llvm.{name}.v{kind.lanes}f{kind.bits}"


ESTIMATES = {64: "@llvm.x86.avx512.rcp14.pd.512", 32: "@llvm.x86.avx512.rcp14.ps.512"}
"""The instructions that estimate a reciprocal, by bits."""
ESTIMATED_BYTES = 64
