"""How a protocol changes a synapse: probabilities of switching, and the mean strength after it.

While calcium is high the wells of the rule hardly matter and efficacy follows an Ornstein-Uhlenbeck
process; when the train ends it falls into the nearer well. With G_p = gamma_p T_p / tau and
G_d = gamma_d T_d / tau (T the seconds above each threshold)

    mean rho = G_p / (G_p + G_d) + (rho_0 - G_p / (G_p + G_d)) exp(-(G_p + G_d))
    variance = sigma^2 (T_p + T_d) / (2 tau (G_p + G_d)) (1 - exp(-2 (G_p + G_d)))

and a synapse ends strong with the probability that rho exceeds rho* (Graupner and Brunel 2012, their
equations 2 to 4). Wrong where the train is so sparse that the wells act between its spikes; the
stochastic simulation (`stochastic`) tells.
"""

from __future__ import annotations

from math import erf, exp, sqrt
from typing import NamedTuple

from nemda.synapse.calcium import calcium_train, time_above_s
from nemda.synapse.rule import CalciumRule
from nemda.synapse.spikes import SpikePairs


class Change(NamedTuple):
    """What a protocol does.

    `strength` is mean strength after over before; `up` the probability that a weak synapse becomes
    strong, `down` that a strong one becomes weak; the times (s) are those above each threshold.
    """

    strength: float
    up: float
    down: float
    potentiating_s: float
    depressing_s: float


def strength_change(rule: CalciumRule, spikes: SpikePairs) -> Change:
    """Return the change by a protocol, from the rule's usual share of weak synapses."""
    train = calcium_train(rule, spikes)
    potentiating = time_above_s(rule, train, rule.potentiation_threshold)
    depressing = time_above_s(rule, train, rule.depression_threshold)
    up = _ends_strong(rule, potentiating, depressing, 0.0)
    down = 1 - _ends_strong(rule, potentiating, depressing, 1.0)
    weak = rule.down_share
    after = mean_strength(rule, weak * (1 - up) + (1 - weak) * down)
    return Change(after / mean_strength(rule, weak), up, down, potentiating, depressing)


def mean_strength(rule: CalciumRule, weak_share: float) -> float:
    """Return mean strength in units of a weak synapse: weak + (1 - weak) ratio."""
    return weak_share + (1 - weak_share) * rule.strength_ratio


def _ends_strong(rule: CalciumRule, potentiating_s: float, depressing_s: float, start: float) -> float:
    """Return the probability that a synapse at `start` (0 or 1) lies above the unstable point."""
    push = rule.potentiation_rate * potentiating_s / rule.time_s
    pull = rule.depression_rate * depressing_s / rule.time_s
    total = push + pull
    if total == 0:
        return start
    goal = push / total
    mean = goal + (start - goal) * exp(-total)
    spread = rule.noise**2 * (potentiating_s + depressing_s) / (rule.time_s * total)
    variance = spread * (1 - exp(-2 * total)) / 2
    return (1 + erf((mean - rule.unstable_point) / sqrt(2 * variance))) / 2
