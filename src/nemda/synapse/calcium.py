"""Calcium in the spine during a train of spikes, exactly.

c(t) = sum over spikes of amplitude exp(-(t - t_spike) / tau), presynaptic amplitudes arriving a delay
late. Between spikes calcium only decays, so the time it spends above a threshold is a sum of logarithms
and needs no time step.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.synapse.rule import CalciumRule
from nemda.synapse.spikes import SpikePairs


class CalciumTrain(NamedTuple):
    """Calcium right after each of its jumps: `time_ms` [jump] in order, `level` [jump]."""

    time_ms: Float[ndarray, " jump"]
    level: Float[ndarray, " jump"]


def calcium_train(rule: CalciumRule, spikes: SpikePairs) -> CalciumTrain:
    """Return the jumps of calcium for a protocol, starting from none."""
    before, after = spikes.presynaptic_ms() + rule.delay_ms, spikes.postsynaptic_ms()
    time = np.concatenate([before, after])
    jump = np.concatenate(
        [np.full(before.size, rule.presynaptic_calcium), np.full(after.size, rule.postsynaptic_calcium)]
    )
    order = np.argsort(time, kind="stable")
    time, jump = time[order], jump[order]
    kept = np.exp(-np.diff(time, prepend=time[0]) / rule.calcium_time_ms)
    level = np.empty_like(jump)
    present = 0.0
    for index in range(jump.size):
        present = present * kept[index] + jump[index]
        level[index] = present
    return CalciumTrain(time, level)


def calcium_at(
    rule: CalciumRule, train: CalciumTrain, time_ms: Float[ndarray, " time"]
) -> Float[ndarray, " time"]:
    """Return calcium at any times (ms)."""
    last = np.searchsorted(train.time_ms, time_ms, side="right") - 1
    since = time_ms - train.time_ms[np.maximum(last, 0)]
    return np.where(last < 0, 0.0, train.level[np.maximum(last, 0)] * np.exp(-since / rule.calcium_time_ms))


def time_above_s(rule: CalciumRule, train: CalciumTrain, threshold: float) -> float:
    """Return how long calcium stays above a threshold in the train and after it (s)."""
    until = np.append(np.diff(train.time_ms), np.inf)
    above = np.maximum(train.level, np.finfo(float).tiny) / threshold
    lasting = rule.calcium_time_ms * np.maximum(np.log(above), 0.0)
    return float(np.minimum(lasting, until).sum() / 1000)
