"""One model's compiled program: which functions it is made of, and its machine code."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from nemda.engine.simd.driver import run_declarations, run_function
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
from nemda.engine.simd.signals import signals_and_slopes_function, signals_function
from nemda.engine.simd.steps import attempt_function
from nemda.engine.simd.writer import Vector
from nemda.engine.traced import Traced


@dataclass(frozen=True, eq=False)
class Program:
    """A model compiled for this processor; `given` counts the prepared constants that it is handed."""

    given: int
    layout: Layout
    constants: Constants
    run: Callable[..., None]


@lru_cache(maxsize=8)
def program_text(traced: Traced, kind: Vector) -> tuple[str, Layout, Constants]:
    """Return the LLVM text of a model's program, and what is needed to call it."""
    rates, drift, factor = (traced.beside_effects(f) for f in (traced.rates, traced.drift, traced.factor))
    constants = used_constants((traced.effects, rates, drift, factor))
    effects = len(traced.effects.outputs)
    layout = Layout(kind, traced.states, traced.drives, effects, traced.factors, constants.rows)
    begin = {"lu": factor, "drift": drift, "right": rates}
    linearize = ("x", "u", "v", "slope", "c", "g", *begin)
    beside = ("x", "u", "v", "c", "carry", "out")
    functions = [
        formula_function("effects", kind, ("u", "c", "v"), {"v": traced.effects}, constants),
        formula_function("linearize", kind, linearize, begin, constants),
        formula_function("rates", kind, beside, {"out": rates}, constants, added="carry"),
        formula_function("solve", kind, ("lu", "b", "out"), {"out": traced.solve}, constants),
        signals_function(layout),
        signals_and_slopes_function(layout),
        attempt_function(layout),
        open_person_function(layout),
        open_segment_function(layout),
        close_person_function(layout),
        write_output_function(layout),
        run_function(layout),
    ]
    declared = dict.fromkeys([*declarations(kind), *declarations(layout.wide), *run_declarations(kind)])
    return module_text([*declared, *functions]), layout, constants


@lru_cache(maxsize=8)
def program(traced: Traced, machine: Machine, bits: int = 64) -> Program:
    """Return a model's program for a processor, in double or single precision (made once per process)."""
    text, layout, constants = program_text(traced, machine.vector(bits))
    run = load(text, machine).function("run", ctypes.c_void_p, ctypes.c_void_p)
    return Program(traced.constants, layout, constants, run)


def is_compiled(traced: Traced, machine: Machine, bits: int = 64) -> bool:
    """Return whether a model's program is on disk already."""
    return is_stored(program_text(traced, machine.vector(bits))[0], machine)
