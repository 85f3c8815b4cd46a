"""The equations of the model as a solver of others wants them: dy/dt of plain numbers t, y and p.

They are copied node by node from the traced rates (`nemda.engine.traced`), so there is no second version
of an equation. Two things are put in. The outside signals become their closed form,

    signal_s(t) = level_s + sum_k amplitude_k exp(-rate_m(k) t) + sum_r cos(2 pi (t + late_r) / period_r),

with t since the beginning of the segment and late_r from the peak of a rhythm to that beginning: one exp
per fading mode as in our engine; carrying the modes as further states would nearly double the system for
solvers that factorize dense matrices. And a state is measured in units of its declared scale, y = x /
scale, because most solvers take a single absolute tolerance. Wrong if one rate differs
from the engine's own by more than rounding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from nemda.bench.problem import Problem
from nemda.engine.kernels import kernels
from nemda.engine.traced import needed
from nemda.mechanism.chain import chain
from nemda.model.drive import Drive
from nemda.model.expression import UNARY, Graph, Node, derivatives, symbols_of


class Signals(NamedTuple):
    """Which parts of a drive are there: modes that fade, and signal and mode of each amplitude."""

    fading: Int[ndarray, " fading"]
    signal: Int[ndarray, " pair"]
    mode: Int[ndarray, " pair"]


@dataclass(frozen=True, eq=False)
class Equations:
    """dy/dt = `rates`(time, states, parameters), all nodes of one graph.

    `parameters` lists first what is fixed for a person (the prepared constants `constant_rows` and the
    rates of the fading modes), then what changes from segment to segment (levels and amplitudes).
    """

    time: Node
    states: tuple[Node, ...]
    parameters: tuple[Node, ...]
    rates: tuple[Node, ...]
    constant_rows: tuple[int, ...]
    signals: Signals

    def jacobian(self) -> Mapping[tuple[int, int], Node]:
        """Return the non-zero derivatives of the rates with respect to the states."""
        return derivatives(self.rates, self.states)

    def places(self, time: str, states: str, parameters: str) -> dict[int, str]:
        """Return how each input is written, by node index; the texts hold ``{}`` for the row."""
        named = {self.time.index: time}
        named |= {node.index: states.format(row) for row, node in enumerate(self.states)}
        return named | {node.index: parameters.format(row) for row, node in enumerate(self.parameters)}

    def names(self) -> dict[int, str]:
        """Return the name of each input, by node index."""
        return {node.index: str(node.value) for node in (self.time, *self.states, *self.parameters)}

    def fixed(self, problem: Problem) -> Float[ndarray, "person fixed"]:
        """Return the first part of the parameters of each person."""
        constants = problem.constants[list(self.constant_rows)]
        rates = problem.drive.rate[self.signals.fading]
        return np.ascontiguousarray(np.concatenate([constants, rates]).T)

    def changing(self, problem: Problem) -> Float[ndarray, "segment person changing"]:
        """Return the second part of the parameters of each person in each segment."""
        drive, (fading, signal, mode) = problem.drive, self.signals
        still = drive.amplitude.copy()
        still[:, fading] = 0.0
        levels = np.einsum("smp,gmp->gps", drive.weight, drive.plateau + still)
        amplitudes = drive.weight[signal, mode] * drive.amplitude[:, mode]
        late = drive.edge_h[:, None] - np.array([rhythm.peak_h for rhythm in drive.rhythms])
        everybody = np.repeat(late[:, None], problem.people, axis=1)
        return np.ascontiguousarray(
            np.concatenate([levels, np.swapaxes(amplitudes, 1, 2), everybody], axis=2)
        )

    def start(self, problem: Problem) -> Float[ndarray, "person state"]:
        """Return the states of each person at time 0."""
        return np.ascontiguousarray((problem.start / problem.scale[:, None]).T)


def equations_of(problem: Problem) -> Equations:
    """Return the equations of the shipped model under the drive of a problem."""
    model, traced = chain(), kernels(chain()).traced
    graph = Graph()
    time = graph.symbol("t")
    states = [graph.symbol(f"y{row}") for row in range(traced.states)]
    constants = [graph.symbol(f"c{row}") for row in range(traced.constants)]
    signals = signals_of(problem.drive)
    inputs, outside = _closed_form(graph, time, problem.drive, signals)
    scale = [float(size) for size in problem.scale]
    arrays = {"x": [s * y for s, y in zip(scale, states, strict=True)], "u": outside, "c": constants}
    known = {index: arrays[name][row] for index, (name, row) in traced.rates.places.items() if name in arrays}
    rates = [rate / size for rate, size in zip(copied(model.rates, known, graph), scale, strict=True)]
    used = symbols_of(rates)
    rows = tuple(row for row, node in enumerate(constants) if str(node.value) in used)
    parameters = [*(constants[row] for row in rows), *inputs]
    return Equations(time, tuple(states), tuple(parameters), tuple(rates), rows, signals)


def copied(outputs: Sequence[Node], known: Mapping[int, Node], graph: Graph) -> list[Node]:
    """Return the outputs in another graph; `known` holds the nodes to be put in, by index."""
    made = dict(known)

    def of(node: Node) -> Node:
        return graph.constant(float(node.value)) if node.operation == "constant" else made[node.index]

    for node in needed(outputs, known):
        args = [of(arg) for arg in node.args]
        unary = node.operation in UNARY
        made[node.index] = (
            graph.unary(node.operation, *args) if unary else graph.binary(node.operation, *args)
        )
    return [of(node) for node in outputs]


def signals_of(drive: Drive) -> Signals:
    """Return what there is in a drive, for anybody and at any time."""
    fades = np.any(drive.rate != 0, axis=1) & np.any(drive.amplitude != 0, axis=(0, 2))
    signal, mode = np.nonzero(np.any(drive.weight != 0, axis=2) & fades)
    return Signals(np.unique(mode), signal, mode)


def _closed_form(graph: Graph, time: Node, drive: Drive, signals: Signals) -> tuple[list[Node], list[Node]]:
    """Return the parameters of the outside signals, and the signals."""
    rates = {int(mode): graph.symbol(f"r{mode}") for mode in signals.fading}
    levels = [graph.symbol(f"l{row}") for row in range(len(drive.names))]
    amplitudes = [graph.symbol(f"a{row}") for row in range(signals.mode.size)]
    fades = {mode: (-(rate * time)).apply_exp() for mode, rate in rates.items()}
    values = list(levels)
    for signal, mode, amplitude in zip(signals.signal, signals.mode, amplitudes, strict=True):
        values[signal] = values[signal] + amplitude * fades[int(mode)]
    late = [graph.symbol(f"h{row}") for row in range(len(drive.rhythms))]
    for rhythm, since_peak in zip(drive.rhythms, late, strict=True):
        angle = (2 * np.pi / rhythm.period_h) * (time + since_peak)
        values[drive.names.index(rhythm.signal)] += graph.unary("cos", angle)
    return [*rates.values(), *levels, *amplitudes, *late], values
