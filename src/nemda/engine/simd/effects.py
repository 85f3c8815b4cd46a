"""What the rates take from the signals alone, computed at every new time of a step if its signals move.

Effects that read common signals, directly or by way of other effects, are a group. A group whose signals are
0 for everybody has the same values at all times: it is computed when a person enters and left alone in the
steps. That is the same code on the same numbers, so a person's results do not show who else gets which drug.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import NamedTuple

from numpy import ndarray

from nemda.engine.simd.formulas import CONSTANTS, Constants, Load, reading_one_time, write_formulas
from nemda.engine.simd.writer import Vector, Writer
from nemda.engine.traced import Formulas, Place, needed
from nemda.model.expression import Node

SIGNALS = "u"


class Group(NamedTuple):
    """Effects and the signals that they read, by their rows."""

    effects: tuple[int, ...]
    signals: frozenset[int]

    def moves(self, signals: ndarray) -> bool:
        """Return whether it reads any of these signals."""
        return not self.signals.isdisjoint(signals.tolist())


def groups_of(effects: Formulas) -> tuple[Group, ...]:
    """Return the groups of effects, none of which shares a signal with another."""
    groups: list[Group] = []
    for row, node in enumerate(effects.outputs):
        nodes = needed([node], effects.places)
        read = {effects.places[arg.index] for one in nodes for arg in one.args if arg.index in effects.places}
        signals = frozenset(signal for array, signal in read if array == SIGNALS)
        joined = [group for group in groups if group.signals & signals]
        groups = [group for group in groups if group not in joined]
        rows = sorted({row}.union(*(group.effects for group in joined)))
        groups.append(Group(tuple(rows), signals.union(*(group.signals for group in joined))))
    return tuple(sorted(groups, key=lambda group: group.effects))


def effects_function(kind: Vector, effects: Formulas, groups: Sequence[Group], constants: Constants) -> str:
    """Return the function `effects`: fills rows of `v`, at two times, of the groups marked in `moving`."""
    one = Writer(kind)
    w = copy.copy(one)
    w.set_kind(kind.pair)

    def load(array: str, row: int) -> str:
        return one.twice(one.load(f"%{array}", row)) if array == CONSTANTS else w.load(f"%{array}", row)

    _write_groups(w, load, effects, groups, constants, "v")
    return _function(w, "effects", "u", "c", "v")


def effect_slopes_function(
    kind: Vector, slopes: Formulas, groups: Sequence[Group], constants: Constants
) -> str:
    """Return the function `effect_slopes`: fills rows of `w` of the groups marked in `moving`."""
    w = Writer(kind)
    _write_groups(w, reading_one_time(w), slopes, groups, constants, "w")
    return _function(w, "effect_slopes", "u", "slope", "c", "w")


def _write_groups(
    w: Writer, load: Load, formulas: Formulas, groups: Sequence[Group], constants: Constants, array: str
) -> None:
    for place, group in enumerate(groups):
        with w.when(w.value(f"icmp ne i64 {w.load('%moving', place, 'i64')}, 0")):
            rows: dict[Place, Node] = {(array, row): formulas.outputs[row] for row in group.effects}
            write_formulas(w, load, rows, formulas.places, constants)


def _function(w: Writer, name: str, *arrays: str) -> str:
    return w.function(name, ", ".join(f"ptr noalias %{array}" for array in ("moving", *arrays)), "#0")
