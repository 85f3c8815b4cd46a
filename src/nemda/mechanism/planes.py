"""Planes of anesthesia: the chance of analgesia, dissociation, unconsciousness and surgical anesthesia.

Claim: with rising plasma level of the racemate people pass analgesia (70 to 160 ng/mL), dissociation (100
to 250), waking (2.7 umol/L, SD 0.9) and surgical anesthesia (9.3 umol/L, SD 0.8, with nitrous oxide), as
reviewed by Zanos 2018 and measured by Idvall 1979. Form: a threshold for each plane, spread lognormally
between people around its median, so that P(at least this plane) = Phi(ln(level / median) / spread) with the
logistic curve in place of the normal one (slope 1.702 / spread); the level is counted in racemate of the
same activity. Ranges are read as central 95%. Planes are labels of a level, with no state of their own.
Time scale: that of the level. Falsified by: people who are awake at surgical levels, or planes passed in
another order.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.mechanism.dissociation import ROUNDING
from nemda.model.maths import Value, hill, positive
from nemda.model.mechanism import Mechanism, Nothing, no_rates, signal, table_beside

LOGISTIC_TO_NORMAL = 1.702
"""Slope at which the logistic curve lies within 0.01 of the normal one."""

PLANES = ("awake", "analgesia", "dissociation", "unconscious", "surgical anesthesia")
"""Planes in the order of rising level."""


class Parameters(NamedTuple):
    """Median levels and log spreads of the planes, and the weight of R-ketamine."""

    plane_r_potency: Value
    analgesia_plane_level: Value
    analgesia_plane_spread: Value
    dissociation_plane_level: Value
    dissociation_plane_spread: Value
    awakening_level: Value
    awakening_spread: Value
    surgical_level: Value
    surgical_spread: Value


class Inputs(NamedTuple):
    """Levels at the effect site."""

    ketamine_s_effect: Value = signal("umol/L", "S-ketamine at the effect site")
    ketamine_r_effect: Value = signal("umol/L", "R-ketamine at the effect site")


class Outputs(NamedTuple):
    """Level in racemate, and the chance of being at least in each plane."""

    racemate_level: Value = signal("umol/L", "ketamine at the effect site as racemate of the same activity")
    analgesia_plane: Value = signal("1", "probability of at least analgesia")
    dissociation_plane: Value = signal("1", "probability of at least dissociation")
    unconscious_plane: Value = signal("1", "probability of at least unconsciousness")
    surgical_plane: Value = signal("1", "probability of surgical anesthesia")


def outputs(states: Nothing, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return level = 2 (S + r R) / (1 + r), and per plane 1 / (1 + (median / level)^(1.702 / spread))."""
    del states
    p = parameters
    active = inputs.ketamine_s_effect + p.plane_r_potency * inputs.ketamine_r_effect
    level = 2 * active / (1 + p.plane_r_potency)

    def chance(median: Value, spread: Value) -> Value:
        return hill(positive(level / median, ROUNDING), 1.0, LOGISTIC_TO_NORMAL / spread)

    return Outputs(
        racemate_level=level,
        analgesia_plane=chance(p.analgesia_plane_level, p.analgesia_plane_spread),
        dissociation_plane=chance(p.dissociation_plane_level, p.dissociation_plane_spread),
        unconscious_plane=chance(p.awakening_level, p.awakening_spread),
        surgical_plane=chance(p.surgical_level, p.surgical_spread),
    )


def plane_shares(
    analgesia: Float[ndarray, "*shape"],
    dissociation: Float[ndarray, "*shape"],
    unconscious: Float[ndarray, "*shape"],
    surgical: Float[ndarray, "*shape"],
) -> Float[ndarray, "plane ..."]:
    """Return the chance of being in each of `PLANES`, from the chances of being at least in each.

    Curves of different spread cross far out in their tails; a deeper plane never counts for more than the
    lighter ones. The five shares are not negative and sum to 1.
    """
    at_least = np.minimum.accumulate(np.stack([analgesia, dissociation, unconscious, surgical]), axis=0)
    edges = np.concatenate([np.ones_like(at_least[:1]), at_least, np.zeros_like(at_least[:1])])
    return edges[:-1] - edges[1:]


PLANES_OF_ANESTHESIA = Mechanism(
    name="planes",
    claim="the level passes the thresholds of analgesia, dissociation, waking and surgery",
    parameters=Parameters,
    inputs=Inputs,
    outputs=Outputs,
    rates=no_rates,
    output_equations=outputs,
    table=table_beside(__name__),
)
