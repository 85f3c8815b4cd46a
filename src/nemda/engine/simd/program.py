"""One model's compiled program: which functions it is made of, and its machine code."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from nemda.engine.simd.driver import run_function
from nemda.engine.simd.formulas import Constants, formula_function, used_constants
from nemda.engine.simd.functions import declarations
from nemda.engine.simd.layout import Layout
from nemda.engine.simd.machine import Machine, is_stored, load, module_text
from nemda.engine.simd.people import (
    close_person_function,
    open_person_function,
    open_segment_function,
    write_output_function,
)
from nemda.engine.simd.signals import signals_function
from nemda.engine.simd.steps import attempt_function, bend_function
from nemda.engine.traced import Traced


@dataclass(frozen=True, eq=False)
class Program:
    """A model compiled for this processor."""

    layout: Layout
    constants: Constants
    run: Callable[..., None]


def program_text(traced: Traced, lanes: int) -> tuple[str, Layout, Constants]:
    """Return the LLVM text of a model's program, and what is needed to call it."""
    constants = used_constants(traced)
    layout = Layout(lanes, traced.states, traced.drives, traced.factors, constants.rows)
    begin = {"lu": traced.factor, "drift": traced.drift, "right": traced.rates}
    linearize = ("x", "u", "slope", "c", "g", *begin)
    rates = ("x", "u", "c", "carry", "out")
    functions = [
        formula_function("linearize", lanes, linearize, begin, constants),
        formula_function("rates", lanes, rates, {"out": traced.rates}, constants, added="carry"),
        formula_function("solve", lanes, ("lu", "b", "out"), {"out": traced.solve}, constants),
        signals_function(layout, slopes=False),
        signals_function(layout, slopes=True),
        attempt_function(layout),
        bend_function(layout),
        open_person_function(layout),
        open_segment_function(layout),
        close_person_function(layout),
        write_output_function(layout),
        run_function(layout),
    ]
    return module_text([*declarations(lanes), *functions]), layout, constants


@lru_cache(maxsize=8)
def program(traced: Traced, machine: Machine) -> Program:
    """Return a model's program for a processor (made once per model and process)."""
    text, layout, constants = program_text(traced, machine.lanes)
    run = load(text, machine).function("run", ctypes.c_void_p, ctypes.c_void_p)
    return Program(layout, constants, run)


def is_compiled(traced: Traced, machine: Machine) -> bool:
    """Return whether a model's program is on disk already."""
    return is_stored(program_text(traced, machine.lanes)[0], machine)
