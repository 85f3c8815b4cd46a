"""Opening statistics of a channel from its generator, without simulating.

Open states form a class A, all others F (Colquhoun and Hawkes 1982, 10.1098/rstb.1982.0156). Through a
protocol of constant stretches with generators Q_1, Q_2, ...

- the chance of at least one opening is 1 minus the probability never to leave F, carried by the block
  Q_FF of each stretch;
- the expected number of openings is the integral of the flow from F into A;
- the open time is the integral of the probability of A, and open time over openings is the mean open time;
- the latency is the time of the first entry into A.

Integrals are exact: an extra column of the generator adds up the observable. A blocker at equilibrium with
the pore (fast magnesium) does not chop openings here; the factors of glycine site and scaling substances,
which say how many receptors can open, multiply the probabilities, not the durations.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from nemda.receptor.preparation.prepare import Preparation
from nemda.receptor.preparation.steady import check_ligands
from nemda.receptor.protocol.protocol import Protocol
from nemda.receptor.solve.conditions import Conditions, conditions
from nemda.receptor.solve.generator import generator, rate_table
from nemda.receptor.solve.steady import stationary


class Openings(NamedTuple):
    """What one channel does during a protocol, on average.

    `chance` of at least one opening, expected `number`, `open_time_s` in all, `mean_open_time_s` of one
    opening, and `mean_latency_s` of the first opening among the channels that open.
    """

    chance: float
    number: float
    open_time_s: float
    mean_open_time_s: float
    mean_latency_s: float


class SteadyOpenings(NamedTuple):
    """Openings in the steady state: open probability, mean open and shut time (s), frequency (1/s)."""

    open_probability: float
    mean_open_time_s: float
    mean_shut_time_s: float
    frequency_hz: float


def openings(
    preparation: Preparation, protocol: Protocol, start: Float[ndarray, " state"] | None = None
) -> Openings:
    """Return the opening statistics of one channel that begins in `start` (rest if not given), not open.

    The protocol must be of constant stretches. Channels open at the start count as opened at time 0.
    """
    check_ligands(preparation, protocol.ligands)
    scheme = preparation.scheme
    table = rate_table(scheme)
    inside = opened(preparation)
    share = np.zeros(inside.size)
    share[scheme.index(scheme.rest)] = 1.0
    share = share if start is None else np.asarray(start, dtype=float)
    # Second copy of the shut states: those that have not opened yet.
    never = share[~inside].copy()
    number, open_time, survived = float(share[inside].sum()), 0.0, 0.0
    for segment in protocol.segments:
        matrix = generator(table, conditions(segment.voltage_mv, segment.concentrations))
        entering = np.where(inside, 0.0, matrix[:, inside].sum(axis=1))
        observed = np.column_stack([inside.astype(float), entering])
        sums, share = _add_up(matrix, share, observed, segment.duration_s)
        open_time, number = open_time + float(sums[0]), number + float(sums[1])
        waiting, never = _add_up(
            matrix[np.ix_(~inside, ~inside)], never, np.ones((never.size, 1)), segment.duration_s
        )
        survived += float(waiting[0])
    left = float(never.sum())
    chance = 1 - left
    # Integral of the survival of those that open: all survival minus that of those that never open.
    latency = (survived - left * protocol.duration_s) / chance if chance > 0 else float("nan")
    mean = open_time / number if number > 0 else float("nan")
    return Openings(chance, number, open_time, mean, latency)


def steady_openings(preparation: Preparation, at: Conditions) -> SteadyOpenings:
    """Return the opening statistics in the steady state under one set of conditions."""
    scheme = preparation.scheme
    inside = opened(preparation)
    matrix = generator(rate_table(scheme), at).reshape(inside.size, inside.size)
    share = stationary(matrix, scheme.index(scheme.rest))
    probability = float(share[inside].sum())
    flow = float(share[inside] @ matrix[np.ix_(inside, ~inside)].sum(axis=1))
    if flow == 0:
        return SteadyOpenings(probability, float("nan"), float("nan"), 0.0)
    return SteadyOpenings(probability, probability / flow, (1 - probability) / flow, flow)


def opened(preparation: Preparation) -> Bool[ndarray, " state"]:
    """Return which states conduct."""
    return np.array([state.conductance > 0 for state in preparation.scheme.states])


def _add_up(matrix: ndarray, share: ndarray, observed: ndarray, duration_s: float) -> tuple[ndarray, ndarray]:
    """Return the integrals of p . observed over a stretch, and p at its end."""
    from scipy.linalg import expm

    size, extra = observed.shape
    whole = np.zeros((size + extra, size + extra))
    whole[:size, :size], whole[:size, size:] = matrix, observed
    result = np.concatenate([share, np.zeros(extra)]) @ expm(whole * duration_s)
    return result[size:], np.maximum(result[:size], 0.0)
