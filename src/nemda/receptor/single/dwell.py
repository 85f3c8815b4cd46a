"""How long a channel stays open and shut, and what theory says about it.

Open time is measured as an experimenter would: neighboring open states count as one opening. The theory
is that of Colquhoun and Hawkes: with Q_AA the block of the generator over the open states A, open times
have the density f(t) = phi exp(Q_AA t) (-Q_AF) u, mean phi (-Q_AA)^-1 u, where phi is the distribution
over the open states at the begin of an opening.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from nemda.receptor.single.trace import Trace
from nemda.receptor.solve.steady import stationary


def open_times(trace: Trace) -> Float[ndarray, " opening"]:
    """Return the durations (s) of all openings that both begin and end within the record."""
    return _durations(trace, wanted=True)


def shut_times(trace: Trace) -> Float[ndarray, " shutting"]:
    """Return the durations (s) of all shut times between two openings of the record."""
    return _durations(trace, wanted=False)


def mean_dwell(matrix: Float[ndarray, "state state"], inside: Bool[ndarray, " state"]) -> float:
    """Return the mean steady dwell (s) in a set of states: its probability over the flow out of it."""
    share = stationary(matrix, int(np.flatnonzero(~inside)[0]))
    outflow = share[inside] @ matrix[np.ix_(inside, ~inside)].sum(axis=1)
    return float(share[inside].sum() / outflow)


def dwell_components(
    matrix: Float[ndarray, "state state"], inside: Bool[ndarray, " state"]
) -> tuple[Float[ndarray, " component"], Float[ndarray, " component"]]:
    """Return time constants (s) and areas of the steady dwell-time density in a set of states.

    The density is sum_k area_k / tau_k exp(-t / tau_k); areas sum to 1.
    """
    share = stationary(matrix, int(np.flatnonzero(~inside)[0]))
    arriving = share[~inside] @ matrix[np.ix_(~inside, inside)]
    begin = arriving / arriving.sum()
    values, vectors = np.linalg.eig(matrix[np.ix_(inside, inside)])
    speeds = -np.real(values)
    # Survival is begin exp(Q_AA t) u; each eigenvalue carries its share of it.
    areas = (begin @ vectors) * np.linalg.solve(vectors, np.ones(values.size))
    order = np.argsort(speeds)
    return (1 / speeds)[order], np.real(areas)[order]


def _durations(trace: Trace, *, wanted: bool) -> ndarray:
    opened = trace.is_open
    changes = np.flatnonzero(np.diff(opened.astype(int))) + 1
    if changes.size < 2:
        return np.empty(0)
    # The first and the last run are cut off by the record.
    begins = trace.time_s[changes]
    lengths, kind = np.diff(begins), opened[changes[:-1]]
    return lengths[kind == wanted]
