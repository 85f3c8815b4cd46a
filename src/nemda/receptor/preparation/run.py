"""Carries a prepared receptor through a protocol, or through a family of protocols at once.

Stretches of constant conditions are propagated exactly by transition matrices, one for each distinct
step between wanted times; equal stretches (a train) share them. Ramps go to a stiff solver.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ReceptorError
from nemda.receptor.preparation.course import Course
from nemda.receptor.preparation.prepare import Preparation
from nemda.receptor.preparation.response import conducting
from nemda.receptor.preparation.steady import check_ligands
from nemda.receptor.protocol.protocol import Protocol
from nemda.receptor.protocol.segment import Segment
from nemda.receptor.solve.conditions import Conditions, conditions
from nemda.receptor.solve.exponential import transition_matrix
from nemda.receptor.solve.generator import RateTable, generator, rate_table
from nemda.receptor.solve.ramp import follow

SAME_STEP = 1e-12
"""Steps that differ by less, relative to their stretch, count as equal: rounding of the times."""

ROUNDING = 1e-9
"""A time this much beyond the end, relative to it, still counts as the end."""

KEPT_STEPS = 8
"""Transition matrices of a stretch with at most this many distinct steps are kept for equal stretches."""


class _Sampled(NamedTuple):
    states: Float[ndarray, "batch time state"]
    end: Float[ndarray, "batch state"]


def run(
    preparation: Preparation,
    protocol: Protocol,
    time_s: Float[ndarray, " time"] | None = None,
    start: Float[ndarray, "*members state"] | None = None,
) -> Course:
    """Return the course through one protocol; its batch axis has length 1 (see `run_family`)."""
    return run_family(preparation, [protocol], time_s, start)


def run_family(
    preparation: Preparation,
    protocols: Sequence[Protocol],
    time_s: Float[ndarray, " time"] | None = None,
    start: Float[ndarray, "*members state"] | None = None,
) -> Course:
    """Return the courses through protocols whose stretches last equally long.

    Parameters
    ----------
    preparation
        The receptor.
    protocols
        They may differ in voltages and concentrations, not in durations.
    time_s
        Rising times wanted, within the protocol (s); 200 steps in each stretch if not given.
    start
        Probabilities at time 0, one row or one for each protocol; all at rest if not given.

    Raises
    ------
    ReceptorError
        Durations differ, a ligand is not one of the preparation, times do not rise or lie outside, or the
        start is not a probability distribution.
    """
    first = _check_family(preparation, protocols)
    edges = first.edges_s
    times = first.grid() if time_s is None else np.asarray(time_s, dtype=float)
    # The end is a sum of durations and may differ from what people write by rounding.
    latest = edges[-1] * (1 + ROUNDING)
    if times.size == 0 or times[0] < 0 or times[-1] > latest or np.any(np.diff(times) <= 0):
        raise ReceptorError(
            "Times must rise and lie within the protocol.", where="time_s", expected=f"0 to {edges[-1]:g} s"
        )
    scheme = preparation.scheme
    table = rate_table(scheme)
    share = _start(preparation, start, len(protocols))
    probability = np.empty((len(protocols), times.size, len(scheme.states)))
    voltage = np.empty((len(protocols), times.size))
    opened = np.empty_like(voltage)
    kept: dict[object, dict[float, ndarray]] = {}
    # The last stretch includes its end; the others hand theirs to the next.
    owner = np.minimum(np.searchsorted(edges, times, side="right") - 1, len(first.segments) - 1)
    for number in range(len(first.segments)):
        inside = np.flatnonzero(owner == number)
        members = [protocol.segments[number] for protocol in protocols]
        local = np.maximum(times[inside] - edges[number], 0.0)
        sampled = (
            _follow(table, members, share, local)
            if any(member.is_ramp for member in members)
            else _propagate(table, members, share, local, kept)
        )
        share = sampled.end
        if inside.size:
            at = _conditions_over(members, local)
            probability[:, inside] = sampled.states
            voltage[:, inside] = at.voltage_mv
            opened[:, inside] = conducting(preparation, table, sampled.states, at)
    return Course(preparation, times, voltage, probability, opened, share)


def _propagate(
    table: RateTable, members: list[Segment], share: ndarray, local: ndarray,
    kept: dict[object, dict[float, ndarray]],
) -> _Sampled:  # fmt: skip
    duration = members[0].duration_s
    key = tuple((one.voltage_mv, tuple(sorted(one.concentrations.items()))) for one in members)
    known = kept.setdefault(key, {})
    matrix: ndarray | None = None
    grain = SAME_STEP * duration
    taken = np.diff(np.concatenate([[0.0], local, [duration]]))
    keep = np.unique(np.round(taken / grain)).size <= KEPT_STEPS
    states = np.empty((len(members), local.size, table.size))
    fresh: dict[float, ndarray] = {}
    for place, step in enumerate(taken):
        if step > 0:
            # Round to the grain, so that steps that differ by rounding share one matrix.
            size = float(np.round(step / grain) * grain)
            jump = known.get(size, fresh.get(size))
            if jump is None:
                if matrix is None:
                    matrix = generator(table, _conditions_over(members, None))
                jump = transition_matrix(matrix, size)
                if keep:
                    known[size] = jump
                else:
                    # Only neighbors share it: many distinct steps would fill the memory.
                    fresh = {size: jump}
            share = np.einsum("bi,bij->bj", share, jump)
        if place < local.size:
            states[:, place] = share
    return _Sampled(states, share)


def _follow(table: RateTable, members: list[Segment], share: ndarray, local: ndarray) -> _Sampled:
    courses: list[ndarray] = []
    for member, start in zip(members, share, strict=True):
        wanted = np.append(local, member.duration_s)

        def matrix_at(time: float, member: Segment = member) -> ndarray:
            return generator(table, _conditions_of(member, time))

        steps = np.unique(wanted)
        states = follow(matrix_at, start, steps, member.duration_s)
        courses.append(states[np.searchsorted(steps, wanted)])
    stacked = np.stack(courses)
    return _Sampled(stacked[:, :-1], stacked[:, -1])


def _conditions_of(segment: Segment, time: float) -> Conditions:
    levels = {name: segment.concentration_at(name, time) for name in segment.ligands}
    return conditions(segment.voltage_at(time), levels)


def _conditions_over(members: list[Segment], local: ndarray | None) -> Conditions:
    """Conditions of each member, alone or at each of the local times (batch, time)."""
    names = frozenset[str]().union(*(member.ligands for member in members))
    times = np.zeros(1) if local is None else local

    def spread(first: list[float], last: list[float]) -> ndarray:
        begin, change = np.array(first)[:, None], (np.array(last) - np.array(first))[:, None]
        return begin + change * times / members[0].duration_s

    def level(name: str) -> ndarray:
        end = members[0].duration_s
        return spread(
            [member.concentration_at(name, 0.0) for member in members],
            [member.concentration_at(name, end) for member in members],
        )

    voltage = spread(
        [member.voltage_mv for member in members],
        [member.voltage_at(member.duration_s) for member in members],
    )
    if local is None:
        return conditions(voltage[:, 0], {name: level(name)[:, 0] for name in names})
    return conditions(voltage, {name: level(name) for name in names})


def _check_family(preparation: Preparation, protocols: Sequence[Protocol]) -> Protocol:
    if not protocols:
        raise ReceptorError("At least one protocol is needed.", where="protocols")
    first = protocols[0]
    durations = [segment.duration_s for segment in first.segments]
    for number, protocol in enumerate(protocols):
        check_ligands(preparation, protocol.ligands)
        found = [segment.duration_s for segment in protocol.segments]
        if found != durations:
            raise ReceptorError(
                "Protocols of a family need the same durations.", where=f"protocols[{number}]",
                expected=durations, got=found,
            )  # fmt: skip
    return first


def _start(preparation: Preparation, start: ndarray | None, members: int) -> ndarray:
    scheme = preparation.scheme
    shape = (members, len(scheme.states))
    if start is None:
        share = np.zeros(shape)
        share[:, scheme.index(scheme.rest)] = 1.0
        return share
    given = np.asarray(start, dtype=float)
    if given.shape not in {shape, shape[1:], (1, shape[1])}:
        raise ReceptorError(
            "The start needs one probability for each state.", where="start", expected=shape, got=given.shape
        )
    if np.any(given < 0) or not np.allclose(given.sum(axis=-1), 1, atol=1e-9):
        raise ReceptorError("The start is not a probability distribution.", where="start")
    return np.broadcast_to(given, shape).copy()
