"""What the compiled functions find in memory: the order for a group, and the workspace of one thread.

The workspace is an array of vectors, one number per lane. Its first part has a fixed size; the last
part holds the modes of the drive, whose number is known only when a group runs.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

from nemda.engine.simd.writer import Writer
from nemda.engine.tableau import DENSE, STAGES

POINTER, WHOLE, NUMBER = "ptr", "i64", "double"
_CTYPES = {POINTER: ctypes.c_void_p, WHOLE: ctypes.c_int64, NUMBER: ctypes.c_double}

ORDER_FIELDS = {
    # arrays with one column per person
    "start": POINTER,
    "constants": POINTER,
    "rate": POINTER,
    "weight": POINTER,
    "amplitude": POINTER,
    "plateau": POINTER,
    # where the drive has something: modes that fade and their decay, modes that stay, the mode of each
    # weight, the end of each signal's weights
    "fading": POINTER,
    "decay_of": POINTER,
    "steady": POINTER,
    "pair_mode": POINTER,
    "signal_end": POINTER,
    "begin_h": POINTER,
    "end_h": POINTER,
    "time_h": POINTER,
    "scale": POINTER,
    # what is filled: [person, state, time], and per person
    "states": POINTER,
    "steps": POINTER,
    "failed": POINTER,
    "people": WHOLE,
    "modes": WHOLE,
    "pairs": WHOLE,
    "decays": WHOLE,
    "fading_modes": WHOLE,
    "steady_modes": WHOLE,
    "times": WHOLE,
    "first_output": WHOLE,
    # people still to be run by this thread: from next up to, not with, last
    "next": WHOLE,
    "last": WHOLE,
    "relative": NUMBER,
    "absolute": NUMBER,
}


class Order(ctypes.Structure):
    """Everything the compiled loop needs to know about a group; changed only in `next`."""

    _fields_ = [(name, _CTYPES[kind]) for name, kind in ORDER_FIELDS.items()]


DRIVE_ROWS = ("rate", "decay", "amplitude", "plateau", "mode", "mode_slope")
"""Rows per mode in the last part of the workspace; the weights follow."""


@dataclass(frozen=True)
class Layout:
    """Where everything stands in the workspace, counted in vectors."""

    lanes: int
    states: int
    drives: int
    factors: int
    constants: int

    @property
    def sizes(self) -> dict[str, int]:
        """Size of each array of the fixed part."""
        n = self.states
        per_lane = ("time", "step", "trial", "begin", "end", "due", "error", "elapsed", "g")
        whole_per_lane = ("person", "segment", "output", "accepted")
        return {
            **dict.fromkeys(("x", "argument", "right", "carry", "drift", "read"), n),
            "stages": STAGES * n, "bend": len(DENSE) * n,
            "u": self.drives, "slope": self.drives, "lu": self.factors, "c": self.constants,
            **dict.fromkeys((*per_lane, *whole_per_lane), 1),
        }  # fmt: skip

    def offset(self, name: str) -> int:
        """Return where an array of the fixed part begins."""
        names = list(self.sizes)
        return sum(self.sizes[before] for before in names[: names.index(name)])

    @property
    def fixed(self) -> int:
        """Size of the fixed part."""
        return sum(self.sizes.values())

    def vectors(self, modes: int, pairs: int) -> int:
        """Return the size of the whole workspace."""
        return self.fixed + len(DRIVE_ROWS) * modes + pairs


class Body(Writer):
    """A function that takes the order and the workspace as its arguments."""

    def __init__(self, layout: Layout) -> None:
        super().__init__(layout.lanes)
        self.layout = layout

    def field(self, name: str) -> str:
        """Return a field of the order."""
        return self.load("%order", list(ORDER_FIELDS).index(name), ORDER_FIELDS[name])

    def set_field(self, name: str, value: str) -> None:
        """Set a field of the order."""
        self.store(value, "%order", list(ORDER_FIELDS).index(name), ORDER_FIELDS[name])

    def array(self, name: str, row: str | int = 0) -> str:
        """Return the address of an array of the fixed part."""
        return self.at(self.at("%work", self.layout.offset(name)), row)

    def drive_array(self, name: str) -> str:
        """Return the address of an array of the last part."""
        rank = (*DRIVE_ROWS, "weight").index(name)
        before = self.int_op("mul", self.field("modes"), rank)
        return self.at(self.at("%work", self.layout.fixed), before)

    def call(self, name: str) -> None:
        """Call a function of the same arguments."""
        self.line(f"call void @{name}(ptr %order, ptr %work)")

    def whole_function(self, name: str, *, visible: bool = False) -> str:
        """Return the function that takes the order and the workspace."""
        return self.function(name, "ptr noalias %order, ptr noalias %work", "#0", visible=visible)
