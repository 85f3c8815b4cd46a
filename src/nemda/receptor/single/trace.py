"""The random path of a single receptor through a protocol, simulated exactly.

In a state with total leaving rate q the stay is exponential with mean 1/q and the next state is chosen in
proportion to the rates (Gillespie 1977). Where the protocol changes the conditions the stay is drawn
anew, which the lack of memory allows. Nothing is discretized. A blocker at equilibrium with the pore
(fast magnesium) has no states: its flicker within an opening is not seen, as in a filtered record, and
the factors of the glycine site and of scaling substances are not applied to a single receptor.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from nemda.errors import ReceptorError
from nemda.receptor.preparation.prepare import Preparation
from nemda.receptor.preparation.steady import check_ligands
from nemda.receptor.protocol.protocol import Protocol
from nemda.receptor.scheme.scheme import Scheme
from nemda.receptor.solve.conditions import conditions
from nemda.receptor.solve.generator import generator, rate_table


@dataclass(frozen=True)
class Trace:
    """The states of one receptor: state number k is entered at `time_s[k]`; the record ends at `end_s`."""

    scheme: Scheme
    time_s: Float[ndarray, " visit"]
    state: Int[ndarray, " visit"]
    end_s: float

    @property
    def is_open(self) -> Bool[ndarray, " visit"]:
        """Whether each visited state conducts."""
        return np.array([state.conductance > 0 for state in self.scheme.states])[self.state]

    def at(self, time_s: Float[ndarray, " time"]) -> Int[ndarray, " time"]:
        """Return the number of the state at each time."""
        return self.state[np.searchsorted(self.time_s, time_s, side="right") - 1]

    def open_at(self, time_s: Float[ndarray, " time"]) -> Bool[ndarray, " time"]:
        """Return whether the channel conducts at each time."""
        return self.is_open[np.searchsorted(self.time_s, time_s, side="right") - 1]


def simulate_channel(
    preparation: Preparation,
    protocol: Protocol,
    rng: np.random.Generator,
    start: Float[ndarray, " state"] | None = None,
) -> Trace:
    """Return one random path; see `simulate_channels`."""
    return simulate_channels(preparation, protocol, rng, 1, start)[0]


def simulate_channels(
    preparation: Preparation,
    protocol: Protocol,
    rng: np.random.Generator,
    count: int,
    start: Float[ndarray, " state"] | None = None,
) -> tuple[Trace, ...]:
    """Return the paths of `count` independent receptors.

    `start` holds the probabilities from which the first state is drawn; all at rest if not given.

    Raises
    ------
    ReceptorError
        The protocol has a ramp, a ligand is not one of the preparation, or there is nothing to simulate.
    """
    if count < 1:
        raise ReceptorError("At least one channel is needed.", where="count", got=count)
    if any(segment.is_ramp for segment in protocol.segments):
        raise ReceptorError(
            "Single channels are simulated under constant conditions only.", where="protocol",
            hint="cut the ramp into short steps",
        )  # fmt: skip
    check_ligands(preparation, protocol.ligands)
    scheme = preparation.scheme
    table = rate_table(scheme)
    edges = protocol.edges_s
    matrices = [
        generator(table, conditions(segment.voltage_mv, segment.concentrations))
        for segment in protocol.segments
    ]
    stretches = [_Stretch.of(matrix, end) for matrix, end in zip(matrices, edges[1:], strict=True)]
    return tuple(
        _path(scheme, stretches, _first_state(scheme, start, rng), float(edges[-1]), rng)
        for _ in range(count)
    )


@dataclass(frozen=True)
class _Stretch:
    leaving: list[float]
    chances: list[list[float]]
    end_s: float

    @classmethod
    def of(cls, matrix: ndarray, end_s: float) -> _Stretch:
        rates = np.where(np.eye(len(matrix), dtype=bool), 0.0, matrix)
        total = rates.sum(axis=1)
        share = np.cumsum(rates, axis=1) / np.where(total > 0, total, 1.0)[:, None]
        return cls(total.tolist(), share.tolist(), float(end_s))


def _first_state(scheme: Scheme, start: ndarray | None, rng: np.random.Generator) -> int:
    if start is None:
        return scheme.index(scheme.rest)
    share = np.asarray(start, dtype=float).reshape(-1)
    if share.size != len(scheme.states) or np.any(share < 0) or not np.isclose(share.sum(), 1, atol=1e-9):
        raise ReceptorError("The start is not a probability for each state.", where="start", got=share.shape)
    return int(rng.choice(share.size, p=share / share.sum()))


def _path(
    scheme: Scheme, stretches: list[_Stretch], first: int, end_s: float, rng: np.random.Generator
) -> Trace:
    times, states = [0.0], [first]
    now, state = 0.0, first
    for stretch in stretches:
        while stretch.leaving[state] > 0:
            arrival = now + rng.exponential(1 / stretch.leaving[state])
            if arrival >= stretch.end_s:
                break
            now = arrival
            chances = stretch.chances[state]
            state = min(bisect_right(chances, rng.random()), len(chances) - 1)
            times.append(now)
            states.append(state)
        now = stretch.end_s
    return Trace(scheme, np.array(times), np.array(states, dtype=int), end_s)
