"""Linear compartment systems under boluses and constant-rate inputs, as closed-form signals.

Doses superpose, so any list of doses is one recursion over the segments between their edges: within
a segment each mode relaxes from its value at the edge to the plateau set by the inputs that run.
What would falsify the form: levels that do not double when the dose does (see the nasal route, where
absorption, not disposition, depends on dose).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.model.drive import Drive
from nemda.pk.modes import find_modes
from nemda.pk.separation import STAGE_SPREAD


class Flow(NamedTuple):
    """Drug that moves from one compartment to another at a first-order rate (1/h) [person].

    `target` None means it leaves the body. `fraction` of what leaves the source arrives. With
    `drains` False the source is only copied (an effect site takes up no drug worth counting).
    """

    source: str
    target: str | None
    rate: Float[ndarray, " person"]
    fraction: Float[ndarray, " person"] | float = 1.0
    drains: bool = True


class Dosing(NamedTuple):
    """Drug that enters a compartment at constant rate over [start_h, stop_h), or at once where they agree."""

    compartment: str
    start_h: float
    stop_h: float
    amount_umol: Float[ndarray, " person"]


class Readout(NamedTuple):
    """A signal: the amount of a compartment (umol) times `scale` [person], so 1/volume gives umol/L."""

    compartment: str
    scale: Float[ndarray, " person"] | float


def exchange(first: str, second: str, clearance: ndarray, volume: ndarray, other: ndarray) -> list[Flow]:
    """Return the two flows of an exchange clearance (L/h) between `volume` and `other` (L)."""
    return [Flow(first, second, clearance / volume), Flow(second, first, clearance / other)]


def delay(first: str, second: str, mean_h: ndarray) -> tuple[Flow, ndarray]:
    """Return the flow between the two stages of a delay, and the rate at which the second empties.

    Two equal stages have no distinct modes. Their mean times are set apart by `STAGE_SPREAD` so that
    the total mean time is exact; levels change by less than 2e-9 of their peak.
    """
    faster = 2.0 / (mean_h * (1.0 - STAGE_SPREAD))
    slower = 2.0 / (mean_h * (1.0 + STAGE_SPREAD))
    return Flow(first, second, faster), slower


def rate_matrix(
    flows: Sequence[Flow], people: int
) -> tuple[tuple[str, ...], Float[ndarray, "person compartment compartment"]]:
    """Return the compartment names in order of first use and the matrix M of dA/dt = M A (1/h)."""
    names = tuple(
        dict.fromkeys(name for flow in flows for name in (flow.source, flow.target) if name is not None)
    )
    index = {name: position for position, name in enumerate(names)}
    matrix = np.zeros((people, len(names), len(names)))
    for flow in flows:
        source = index[flow.source]
        if flow.drains:
            matrix[:, source, source] -= flow.rate
        if flow.target is not None:
            matrix[:, index[flow.target], source] += flow.rate * flow.fraction
    return names, matrix


def simulate(
    flows: Sequence[Flow],
    dosings: Sequence[Dosing],
    readouts: Mapping[str, Readout],
    people: int,
    edge_h: Float[ndarray, " segment"],
    unit: str = "umol/L",
) -> Drive:
    """Return the readouts of a system, empty at time 0, under all dosings, as one `Drive`.

    `edge_h` holds 0 and every start and stop of the dosings, rising.

    Raises
    ------
    ModelError
        The system has no real, decaying modes (see `nemda.pk.modes`).
    """
    names, matrix = rate_matrix(flows, people)
    index = {name: position for position, name in enumerate(names)}
    modes = find_modes(matrix)
    inlets = tuple(dict.fromkeys(dosing.compartment for dosing in dosings))
    bolus, infusion = _inputs(dosings, inlets, people, edge_h)
    entry = modes.left[:, [index[inlet] for inlet in inlets]]
    jump = np.einsum("mip,sip->smp", entry, bolus)
    plateau = np.einsum("mip,sip->smp", entry, infusion) / modes.rate
    amplitude = np.empty_like(plateau)
    level = np.zeros_like(modes.rate)
    step_h = np.append(np.diff(edge_h), 0.0)
    for segment in range(len(edge_h)):
        opening = level + jump[segment]
        amplitude[segment] = opening - plateau[segment]
        # Not plateau + amplitude * decay: a push of seconds has a plateau that dwarfs the dose.
        passed = modes.rate * step_h[segment]
        level = opening * np.exp(-passed) - plateau[segment] * np.expm1(-passed)
    weight = np.stack(
        [modes.right[index[readout.compartment]] * readout.scale for readout in readouts.values()]
    )
    return Drive(
        names=tuple(readouts),
        units=(unit,) * len(readouts),
        edge_h=edge_h,
        rate=modes.rate,
        amplitude=amplitude,
        plateau=plateau,
        weight=weight,
    )


def edges(dosings: Sequence[Dosing]) -> Float[ndarray, " segment"]:
    """Return 0 and every start and stop of the dosings, rising and without repeats."""
    times = [time for dosing in dosings for time in (dosing.start_h, dosing.stop_h)]
    return np.unique(np.array([0.0, *times]))


def _inputs(
    dosings: Sequence[Dosing], inlets: tuple[str, ...], people: int, edge_h: ndarray
) -> tuple[ndarray, ndarray]:
    """Return boluses (umol) and input rates (umol/h) as [segment, inlet, person]."""
    bolus = np.zeros((len(edge_h), len(inlets), people))
    infusion = np.zeros_like(bolus)
    for dosing in dosings:
        first, last = np.searchsorted(edge_h, [dosing.start_h, dosing.stop_h])
        inlet = inlets.index(dosing.compartment)
        if first == last:
            bolus[first, inlet] += dosing.amount_umol
        else:
            rate = dosing.amount_umol / (dosing.stop_h - dosing.start_h)
            infusion[first:last, inlet] += rate
    return bolus, infusion
