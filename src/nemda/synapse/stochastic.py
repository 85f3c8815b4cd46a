"""The rule step by step: a stochastic simulation of many synapses, the check of the closed form.

Euler-Maruyama on the full equation with its two wells. Where calcium is below both thresholds there is
no noise and little drift, so the step is longer there.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.synapse.calcium import calcium_at, calcium_train
from nemda.synapse.change import mean_strength
from nemda.synapse.rule import CalciumRule
from nemda.synapse.spikes import SpikePairs

ACTIVE_STEP_MS = 0.5
QUIET_STEP_MS = 50.0


def simulated_efficacy(
    rule: CalciumRule, spikes: SpikePairs, synapses: int, seed: int
) -> Float[ndarray, " synapse"]:
    """Return efficacy (0 weak, 1 strong) of each synapse at the end of the train."""
    train = calcium_train(rule, spikes)
    end = train.time_ms[-1] + 5 * rule.calcium_time_ms
    time = np.arange(train.time_ms[0], end, ACTIVE_STEP_MS)
    level = calcium_at(rule, train, time)
    random = np.random.default_rng(seed)
    efficacy = np.where(np.arange(synapses) < round(rule.down_share * synapses), 0.0, 1.0)
    quiet_ms = 0.0
    for calcium in level:
        active = calcium > rule.depression_threshold
        quiet_ms += 0.0 if active else ACTIVE_STEP_MS
        if active or quiet_ms >= QUIET_STEP_MS:
            efficacy = efficacy + _wells(rule, efficacy) * quiet_ms / (1000 * rule.time_s)
            quiet_ms = 0.0
        if active:
            efficacy = _active_step(rule, efficacy, calcium > rule.potentiation_threshold, random)
    return efficacy


def simulated_change(rule: CalciumRule, spikes: SpikePairs, synapses: int, seed: int) -> float:
    """Return mean strength after over before, each synapse counted by the well it lies in."""
    efficacy = simulated_efficacy(rule, spikes, synapses, seed)
    weak = float(np.mean(efficacy < rule.unstable_point))
    return mean_strength(rule, weak) / mean_strength(rule, rule.down_share)


def _wells(rule: CalciumRule, efficacy: Float[ndarray, " synapse"]) -> Float[ndarray, " synapse"]:
    return -efficacy * (1 - efficacy) * (rule.unstable_point - efficacy)


def _active_step(
    rule: CalciumRule, efficacy: Float[ndarray, " synapse"], potentiating: bool, random: np.random.Generator
) -> Float[ndarray, " synapse"]:
    step = ACTIVE_STEP_MS / (1000 * rule.time_s)
    drift = _wells(rule, efficacy) - rule.depression_rate * efficacy
    if potentiating:
        drift = drift + rule.potentiation_rate * (1 - efficacy)
    noise = rule.noise * np.sqrt((2 if potentiating else 1) * step)
    return efficacy + drift * step + noise * random.standard_normal(efficacy.size)
