"""A second copy of a scheme's gating for receptors that carry something: an arm.

Every transition between the copied states is repeated with the same constants. Rates into and out of
open states may be multiplied, by the same factor on every way in and on every way out, so that a cycle
in detailed balance keeps it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from nemda.receptor.scheme.scheme import Cycle, Rate, Scheme, State, Transition


class Arm(NamedTuple):
    """The copied states, transitions and cycles."""

    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    cycles: tuple[Cycle, ...]


def in_arm(state: str, arm: str) -> str:
    """Return the name that a state has in an arm: ``"O+ketamine"``."""
    return f"{state}+{arm}"


def copy_arm(
    scheme: Scheme,
    arm: str,
    copied: tuple[State, ...],
    opening_factor: float = 1.0,
    closing_factor: float = 1.0,
) -> Arm:
    """Return the arm named `arm` over the given states, which keep what they are but for their name."""
    names = {state.name for state in copied}
    opened = {state.name for state in scheme.states if state.conductance > 0}

    def scaled(rate: Rate, source: str, target: str) -> Rate:
        factor = 1.0
        if source not in opened and target in opened:
            factor = opening_factor
        if source in opened and target not in opened:
            factor = closing_factor
        return replace(rate, factor=rate.factor * factor)

    transitions = tuple(
        replace(
            one,
            source=in_arm(one.source, arm),
            target=in_arm(one.target, arm),
            forward=scaled(one.forward, one.source, one.target),
            back=None if one.back is None else scaled(one.back, one.target, one.source),
        )
        for one in scheme.transitions
        if {one.source, one.target} <= names
    )
    cycles = tuple(
        replace(cycle, states=tuple(in_arm(name, arm) for name in cycle.states))
        for cycle in scheme.cycles
        if set(cycle.states) <= names
    )
    states = tuple(replace(state, name=in_arm(state.name, arm)) for state in copied)
    return Arm(states, transitions, cycles)
