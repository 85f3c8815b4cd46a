"""One model's compiled program: which functions it is made of, and its machine code."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from nemda.engine.simd.driver import run_declarations, run_function
from nemda.engine.simd.effects import Group, effect_slopes_function, effects_function, groups_of
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
from nemda.engine.simd.steps import attempt_function
from nemda.engine.simd.writer import Vector
from nemda.engine.traced import Traced


@dataclass(frozen=True, eq=False)
class Program:
    """A model compiled for this processor; `given` counts the prepared constants that it is handed."""

    given: int
    layout: Layout
    constants: Constants
    groups: tuple[Group, ...]
    run: Callable[..., None]


@lru_cache(maxsize=8)
def program_text(traced: Traced, kind: Vector) -> tuple[str, Layout, Constants]:
    """Return the LLVM text of a model's program, and what is needed to call it."""
    rates, drift, factor = (traced.beside_effects(f) for f in (traced.rates, traced.drift, traced.factor))
    constants = used_constants((rates, traced.effects, traced.effect_slopes, factor, drift))
    effects, groups = len(traced.effects.outputs), groups_of(traced.effects)
    layout = Layout(kind, traced.states, traced.drives, effects, traced.factors, constants.rows)
    begin = {"lu": factor, "drift": drift, "out": rates}
    linearize = ("x", "u", "v", "slope", "w", "c", "g", *begin)
    functions = [
        effects_function(kind, traced.effects, groups, constants),
        effect_slopes_function(kind, traced.effect_slopes, groups, constants),
        formula_function("linearize", kind, linearize, begin, constants),
        formula_function("rates", kind, ("x", "u", "v", "c", "out"), {"out": rates}, constants, adds=True),
        formula_function("solve", kind, ("lu", "b"), {"b": traced.solve}, constants),
        signals_function(layout),
        attempt_function(layout),
        open_person_function(layout),
        open_segment_function(layout),
        close_person_function(layout),
        write_output_function(layout),
        run_function(layout),
    ]
    declared = dict.fromkeys(
        [line for each in (kind, kind.pair, layout.wide) for line in declarations(each)]
        + run_declarations(kind)
    )
    return module_text([*declared, *functions]), layout, constants


@lru_cache(maxsize=8)
def program(traced: Traced, machine: Machine, bits: int = 64) -> Program:
    """Return a model's program for a processor, in double or single precision (made once per process)."""
    text, layout, constants = program_text(traced, machine.vector(bits))
    run = load(text, machine).function("run", ctypes.c_void_p, ctypes.c_void_p)
    return Program(traced.constants, layout, constants, groups_of(traced.effects), run)


def is_compiled(traced: Traced, machine: Machine, bits: int = 64) -> bool:
    """Return whether a model's program is on disk already."""
    return is_stored(program_text(traced, machine.vector(bits))[0], machine)
