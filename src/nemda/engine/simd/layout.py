"""What the compiled functions find in memory: the order for a group, and the workspace of one thread.

The workspace is an array of vectors, one number per lane. Its first part has a fixed size; the last
part holds what depends on the drive, whose size is known only when a group runs. Times in it count from the
beginning of a lane's segment.

States and rates have the precision that was asked for. Times and what signals are made of are always
double: modes with nearly one rate have strengths that are a hundred thousand times their sum.
"""

from __future__ import annotations

import copy
import ctypes
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from nemda.engine.simd.writer import Vector, Writer
from nemda.engine.tableau import STAGES, TIMES

POINTER, WHOLE, NUMBER = "ptr", "i64", "double"
_CTYPES = {POINTER: ctypes.c_void_p, WHOLE: ctypes.c_int64, NUMBER: ctypes.c_double}

ORDER_FIELDS = {
    # arrays with one column per person; start, constants and scale in the precision of the states
    "start": POINTER,
    "constants": POINTER,
    "scale": POINTER,
    "rate": POINTER,
    "weight": POINTER,
    "amplitude": POINTER,
    "plateau": POINTER,
    # signal, turns per hour and turns at the beginning of each segment of each rhythm
    "rhythm_signal": POINTER,
    "rhythm_turning": POINTER,
    "phase": POINTER,
    # where the drive has something: the signals that move, where their pairs begin (and the last one's end),
    # mode and decay of each pair
    "signal_row": POINTER,
    "signal_pairs": POINTER,
    "pair_mode": POINTER,
    "pair_decay": POINTER,
    # for each group of effects 1 if its signals move, else 0; and 1 for each
    "moving": POINTER,
    "every": POINTER,
    "begin_h": POINTER,
    "end_h": POINTER,
    "time_h": POINTER,
    # what is filled: [person, state, time] in doubles, and per person
    "states": POINTER,
    "steps": POINTER,
    "failed": POINTER,
    "people": WHOLE,
    "signals": WHOLE,
    "modes": WHOLE,
    "pairs": WHOLE,
    "decays": WHOLE,
    "rhythms": WHOLE,
    "times": WHOLE,
    "first_output": WHOLE,
    # the first person whom no thread has taken yet
    "next": WHOLE,
    "relative": NUMBER,
    "absolute": NUMBER,
}


class Order(ctypes.Structure):
    """Everything the compiled loop needs to know about a group; changed only in `next`."""

    _fields_ = [(name, _CTYPES[kind]) for name, kind in ORDER_FIELDS.items()]


TWOS = (len(TIMES) + 1) // 2
"""Signals and effects at all times of a step are held for two times side by side, so many times."""
DRIVE_ROWS = {
    "left": ("decays", 2 * TWOS), "rate": ("decays", 1), "weight": ("pairs", 1), "strength": ("pairs", 1),
    "phase": ("rhythms", 1),
}  # fmt: skip
"""Arrays in the last part of the workspace, the field of the order that counts them, and rows for each."""


IN_PRECISION = frozenset(
    {"x", "argument", "drift", "read", "stages", "floor", "v", "w", "lu", "c", "u", "slope", "g"}
)
"""Arrays of the fixed part that have the precision of the states."""
DOUBLE = 64


@dataclass(frozen=True)
class Layout:
    """Where everything stands in the workspace, counted in bytes.

    `kind` is the vector of states and rates, `wide` the one of as many doubles.
    """

    kind: Vector
    states: int
    drives: int
    effects: int
    factors: int
    constants: int

    @property
    def wide(self) -> Vector:
        """The vector of one double per lane."""
        return self.kind if self.kind.bits == DOUBLE else Vector(self.kind.lanes)

    @property
    def rows(self) -> int:
        """Rows of an array over states: an even number, so that a loop may take two at once."""
        return self.states + self.states % 2

    @property
    def sizes(self) -> dict[str, int]:
        """Size of each array of the fixed part, in vectors."""
        n = self.rows
        per_lane = ("time", "step", "trial", "end", "due", "error")
        whole_per_lane = ("person", "segment", "output", "accepted")
        return {
            **dict.fromkeys(("x", "argument", "drift", "read", "floor"), n),
            "stages": STAGES * n, "lu": self.factors, "c": self.constants,
            "v": 2 * TWOS * self.effects, "w": self.effects,
            "u": 2 * TWOS * self.drives, "slope": self.drives, "g": 1,
            **dict.fromkeys((*per_lane, *whole_per_lane), 1), "level": self.drives,
        }  # fmt: skip

    def offset(self, name: str) -> int:
        """Return where an array of the fixed part begins."""
        names = list(self.sizes)
        return sum(self._bytes(before) for before in names[: names.index(name)])

    @property
    def fixed(self) -> int:
        """Size of the fixed part."""
        return sum(self._bytes(name) for name in self.sizes)

    def bytes(self, counts: Mapping[str, int]) -> int:
        """Return the size of the whole workspace, given the sizes that the order tells."""
        return self.fixed + sum(counts[field] * rows for field, rows in DRIVE_ROWS.values()) * self.wide.bytes

    def _bytes(self, name: str) -> int:
        # every array begins where two vectors may be read at once
        size = self.sizes[name]
        return (size + size % 2) * self.kind_of(name).bytes

    def kind_of(self, name: str) -> Vector:
        """Return the kind of the vectors of an array of the fixed part."""
        return self.kind if name in IN_PRECISION else self.wide


class Body(Writer):
    """A function that takes the order and the workspace as its arguments.

    Its arithmetic is in the precision of the states unless it is `wide`.
    """

    def __init__(self, layout: Layout, *, wide: bool = False) -> None:
        super().__init__(layout.wide if wide else layout.kind)
        self.layout = layout

    def field(self, name: str) -> str:
        """Return a field of the order."""
        return self.load("%order", list(ORDER_FIELDS).index(name), ORDER_FIELDS[name])

    def field_address(self, name: str) -> str:
        """Return the address of a field of the order."""
        return self.at("%order", list(ORDER_FIELDS).index(name), ORDER_FIELDS[name])

    def array(self, name: str, row: int = 0) -> str:
        """Return the address of an array of the fixed part, or of one of its rows."""
        offset = self.layout.offset(name) + row * self.layout.kind_of(name).bytes
        return self.at("%work", offset, "i8")

    def drive_array(self, name: str) -> str:
        """Return the address of an array of the last part."""
        address = self.at("%work", self.layout.fixed, "i8")
        for before, (field, rows) in DRIVE_ROWS.items():
            if before == name:
                break
            address = in_doubles(self).at(address, self.int_op("mul", self.field(field), rows))
        return address

    def call(self, name: str) -> None:
        """Call a function of the same arguments."""
        self.line(f"call void @{name}(ptr %order, ptr %work)")

    def whole_function(self, name: str, *, visible: bool = False) -> str:
        """Return the function that takes the order and the workspace."""
        return self.function(name, "ptr noalias %order, ptr noalias %work", "#0", visible=visible)


AnyBody = TypeVar("AnyBody", bound=Body)


def in_doubles(w: AnyBody) -> AnyBody:
    """Return a writer into the same body for arithmetic on doubles."""
    return _of_kind(w, w.layout.wide)


def in_precision(w: AnyBody) -> AnyBody:
    """Return a writer into the same body for arithmetic in the precision of the states."""
    return _of_kind(w, w.layout.kind)


def in_pairs(w: AnyBody) -> AnyBody:
    """Return a writer into the same body for arithmetic on two vectors at once."""
    return _of_kind(w, w.kind.pair)


def _of_kind(w: AnyBody, kind: Vector) -> AnyBody:
    other = copy.copy(w)
    other.set_kind(kind)
    return other
