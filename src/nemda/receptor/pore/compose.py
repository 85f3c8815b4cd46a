"""A scheme with blockers: every blocker brings its own copy of the gating arm.

A channel with n states and m blockers becomes one with n (m + 1) states. The pore holds one blocker at
a time, so arms are joined to the unblocked arm only: at the open states, and at closed states for a
blocker that passes the closed gate. A fast blocker (magnesium at equilibrium) keeps the others out of
the share of pores it occupies.

Wrong if: two blockers are found in one pore at once, or a trapped drug lets agonist leave at another
rate than before (then the arm is not symmetric).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from types import MappingProxyType

from nemda.errors import ReceptorError
from nemda.receptor.pore.arm import Arm, copy_arm, in_arm
from nemda.receptor.pore.blocker import Blocker
from nemda.receptor.scheme.check import check_scheme
from nemda.receptor.scheme.constant import Constant
from nemda.receptor.scheme.scheme import Cycle, Rate, Scheme, Transition

IRREVERSIBLE = "escape through the closed gate, modeled without re-entry"


def with_blockers(scheme: Scheme, blockers: Sequence[Blocker]) -> Scheme:
    """Return the scheme in which each of the blockers may occupy the pore, checked.

    Raises
    ------
    ReceptorError
        The scheme has no pore, a blocker is named twice or already part of the scheme, or the result is
        not well formed.
    """
    if not blockers:
        return scheme
    if not scheme.open_states:
        raise ReceptorError("A receptor without a pore cannot be blocked.", where=scheme.name)
    names = [blocker.name for blocker in blockers]
    held = {state.holds for state in scheme.states} | (
        {scheme.fast_block.ligand} if scheme.fast_block else set()
    )
    if len(set(names)) < len(names) or held & set(names):
        raise ReceptorError(
            "A blocker is in the pore twice.", where=scheme.name, got=", ".join(names),
            hint="name each blocker once; magnesium is either fast or explicit",
        )  # fmt: skip
    arms = [_arm(scheme, blocker) for blocker in blockers]
    constants = dict(scheme.constants)
    for blocker in blockers:
        constants |= {constant.name: constant for constant in _constants(blocker)}
    composed = replace(
        scheme,
        states=(*scheme.states, *chain.from_iterable(arm.states for arm in arms)),
        transitions=(*scheme.transitions, *chain.from_iterable(arm.transitions for arm in arms)),
        cycles=(*scheme.cycles, *chain.from_iterable(arm.cycles for arm in arms)),
        constants=MappingProxyType(constants),
    )
    check_scheme(composed)
    return composed


def _arm(scheme: Scheme, blocker: Blocker) -> Arm:
    free = tuple(state for state in scheme.states if not state.holds)
    arm = copy_arm(scheme, blocker.name, free, blocker.opening_factor, blocker.closing_factor)
    states = tuple(replace(state, conductance=0.0, holds=blocker.name) for state in arm.states)
    through = scheme.fast_block is not None
    entry = Rate(
        constant=_name(blocker, "association"), ligands=(blocker.name,), reference_mv=blocker.reference_mv,
        slope=_name(blocker, "association_slope") if blocker.association_slope else "", through_pore=through,
    )  # fmt: skip
    leaving = Rate(
        constant=_name(blocker, "dissociation"), reference_mv=blocker.reference_mv,
        slope=_name(blocker, "dissociation_slope") if blocker.dissociation_slope else "",
    )  # fmt: skip
    joints = [
        Transition(state.name, in_arm(state.name, blocker.name), entry, leaving)
        for state in free
        if state.conductance > 0
    ]
    cycles = list(arm.cycles)
    if blocker.closed_exit is not None:
        closed = [state.name for state in free if state.conductance == 0]
        outward = replace(leaving, constant=_name(blocker, "closed_exit"))
        inward = replace(entry, constant=_name(blocker, "closed_entry"))
        for name in closed:
            blocked = in_arm(name, blocker.name)
            joints.append(
                Transition(name, blocked, inward, outward)
                if blocker.closed_entry
                else Transition(blocked, name, outward, None, IRREVERSIBLE)
            )
        if blocker.closed_entry:
            cycles += _squares(scheme, blocker.name, {state.name for state in free})
    return Arm(states, (*arm.transitions, *joints), tuple(cycles))


def _squares(scheme: Scheme, arm: str, free: set[str]) -> list[Cycle]:
    return [
        Cycle((one.source, one.target, in_arm(one.target, arm), in_arm(one.source, arm)))
        for one in scheme.transitions
        if {one.source, one.target} <= free and one.back is not None
    ]


def _name(blocker: Blocker, part: str) -> str:
    return f"{blocker.name}.{part}"


def _constants(blocker: Blocker) -> list[Constant]:
    parts = {
        "association": blocker.association,
        "dissociation": blocker.dissociation,
        "association_slope": blocker.association_slope,
        "dissociation_slope": blocker.dissociation_slope,
        "closed_exit": blocker.closed_exit,
    }
    found = [replace(one, name=_name(blocker, part)) for part, one in parts.items() if one is not None]
    if blocker.closed_entry and blocker.closed_exit is not None:
        entry = blocker.closed_exit.value * blocker.association.value / blocker.dissociation.value
        closed_entry = Constant(
            name=_name(blocker, "closed_entry"),
            value=entry,
            unit="1/(umol/L s)",
            meaning="Entry through the closed gate, from detailed balance",
            grade="B",
            source=blocker.association.source,
            verified=False,
            note="closed_exit times association over dissociation",
        )
        found.append(closed_entry)
    return found
