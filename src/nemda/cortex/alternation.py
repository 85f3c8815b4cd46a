"""Gamma bursts and slow waves at anesthetic levels: a brain that switches between two states.

Claim: with much of the NMDA current of pyramidal cells gone, the network cannot stay active; it falls
silent and wakes again within seconds (Adam 2024; Garwood 2021 saw mean stays of 2.5 s in gamma and 1.8 s in
slow-delta). Form: two states with exponential stays. The silent state lasts equally long at all levels; the
active state ends the sooner the more is blocked, active = dwell exp(-slope (block - block of the dwell)),
as escape over a barrier whose height falls with block. The EEG is that of the active state while it lasts
plus the switching itself, whose spectrum is 2 A^2 p (1 - p) tau / (1 + (w tau)^2) with 1 / tau the sum of
both rates, passed through the axons. A is the rate that is lost, times how far the columns switch together.
Rats and mice, which move about at a block that silences people, have a block of the dwell of their own;
macaques have stays of their own. Falsified by: stays whose distribution is not exponential, or alternation
at doses that leave people awake.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.cortex.blocks import Blocks
from nemda.cortex.filters import lags_of
from nemda.cortex.operating import OperatingPoint
from nemda.cortex.parameters import Cortex
from nemda.cortex.populations import PYRAMIDAL, places


class Alternation(NamedTuple):
    """Mean stays (s) and the share of time in the slow state, [level]."""

    active_s: Float[ndarray, " level"]
    slow_s: Float[ndarray, " level"]

    @property
    def slow_share(self) -> Float[ndarray, " level"]:
        """Return the share of time in the slow state."""
        return self.slow_s / (self.slow_s + self.active_s)


def alternation_of(cortex: Cortex, blocks: Blocks) -> Alternation:
    """Return the stays at each level of block."""
    active = cortex.active_dwell * np.exp(-cortex.dwell_slope * (blocks.pyramidal - cortex.dwell_block))
    return Alternation(active, np.full_like(active, cortex.slow_dwell))


def coherence_of_switching(cortex: Cortex) -> Float[ndarray, " region"]:
    """Return the power of switching of each region, relative to cells that switch one by one."""
    return np.array([cortex.slow_wave_frontal, cortex.slow_wave_posterior, cortex.slow_wave_posterior])


def with_alternation(
    cortex: Cortex,
    blocks: Blocks,
    point: OperatingPoint,
    frequency_hz: Float[ndarray, " frequency"],
    active_power: Float[ndarray, "level frequency region"],
) -> Float[ndarray, "level frequency region"]:
    """Return the power of an EEG that alternates, from that of its active state."""
    stays = alternation_of(cortex, blocks)
    slow = stays.slow_share
    together = stays.active_s * stays.slow_s / (stays.active_s + stays.slow_s)
    angular = 2 * np.pi * frequency_hz
    shape = 2 * (slow * (1 - slow) * together)[:, None] / (1 + (angular * together[:, None]) ** 2)
    for lag in lags_of(cortex).axon:
        shape = shape / (1 + (angular * lag) ** 2)
    lost = point.rate[:, places(PYRAMIDAL)] ** 2 * coherence_of_switching(cortex)
    return active_power * (1 - slow)[:, None, None] + shape[:, :, None] * lost[:, None, :]


def sampled_states(
    stays: Alternation, level: int, duration_s: float, step_s: float, seed: int
) -> Float[ndarray, " step"]:
    """Return one random course of the active state (1) and the slow one (0) at a level, begun at random."""
    generator = np.random.default_rng(seed)
    state = np.zeros(round(duration_s / step_s))
    active = bool(generator.random() >= stays.slow_share[level])
    at = 0.0
    while at < duration_s:
        stay = float(generator.exponential((stays.active_s if active else stays.slow_s)[level]))
        state[round(at / step_s) : round(min(at + stay, duration_s) / step_s)] = float(active)
        at, active = at + stay, not active
    return state
