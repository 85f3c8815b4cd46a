"""Practice: the same input again and again, and the effort it then takes.

Each session runs one spike protocol on a population of synapses; the rule says which share turns strong
(AMPA receptors are recruited) or weak, and between sessions new strength fades with a retention time.
The effort is the share of the first day's active inputs that now brings the same depolarization: mean
strength at the start over mean strength now. What blocks NMDA receptors during practice slows this;
what fills the glycine site may help. Wrong if repetition does not lower the drive that a practiced
response needs.
"""

from __future__ import annotations

from math import exp
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ParameterError
from nemda.synapse.change import mean_strength, strength_change
from nemda.synapse.condition import Condition, nmda_share
from nemda.synapse.parameters import value_of
from nemda.synapse.rule import CalciumRule
from nemda.synapse.spikes import SpikePairs

DAILY_SESSION = SpikePairs(pairs=5, rate_hz=40, delay_ms=10, repeats=4, repeat_s=10)
"""A short session: 20 pairs at 40 Hz in bursts of 5, so that one session does not saturate a synapse."""


class Practice(NamedTuple):
    """The course of practice, before the first session and after each: arrays [session + 1].

    `strong_share` of the synapses, `strength` relative to the start, and `effort` = 1 / strength.
    """

    session: Float[ndarray, " session"]
    strong_share: Float[ndarray, " session"]
    strength: Float[ndarray, " session"]
    effort: Float[ndarray, " session"]


def practice(
    rule: CalciumRule,
    spikes: SpikePairs,
    sessions: int,
    interval_h: float,
    condition: Condition | None = None,
    retention_h: float | None = None,
) -> Practice:
    """Return how strength grows and effort falls over `sessions`, `interval_h` apart.

    `condition` holds during the sessions; `retention_h` replaces the stored retention time.

    Raises
    ------
    ParameterError
        No session, or an interval or retention time that is not above 0.
    """
    kept_h = value_of("retention_time") if retention_h is None else retention_h
    for name, given in (("sessions", sessions), ("interval_h", interval_h), ("retention_h", kept_h)):
        if not 0 < given < float("inf"):
            raise ParameterError(
                "Practice needs positive numbers.", where=name, expected="above 0", got=given
            )
    present = rule.with_nmda(nmda_share(condition or Condition()))
    change = strength_change(present, spikes)
    before = 1 - rule.down_share
    strong = [before]
    for _ in range(sessions):
        kept = before + (strong[-1] - before) * (exp(-interval_h / kept_h) if len(strong) > 1 else 1.0)
        strong.append(kept * (1 - change.down) + (1 - kept) * change.up)
    share = np.array(strong)
    strength = np.array([mean_strength(rule, 1 - each) for each in strong])
    relative = strength / strength[0]
    return Practice(np.arange(sessions + 1.0), share, relative, 1 / relative)
