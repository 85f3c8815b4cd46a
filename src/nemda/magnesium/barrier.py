"""The barrier to the brain: nearly closed, with the optimistic reading beside it.

Twenty mmol into a vein raised ionized plasma magnesium by half and left ventricular CSF as it was for four
hours (Brewer 2001). After subarachnoid bleeding CSF did follow serum (von Eckardstein 2016), with a broken
barrier. Brain magnesium B follows serum S with gain g over the time constant of the chain:

    dB/dt = (B_0 (1 + g (S / S_0 - 1)) - B) / tau

g = 0 by default, 1 in the optimistic reading. What would falsify the default: a mood effect of intravenous
magnesium within hours in people with an intact barrier.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.magnesium.parameters import value
from nemda.mechanism.catalog import all_parameters

Reading = Literal["closed", "optimistic"]


def gain(reading: Reading) -> float:
    """Return the relative change of brain magnesium for one of serum, in a reading."""
    return (
        value("barrier_gain_optimistic") if reading == "optimistic" else chain_value("brain_magnesium_gain")
    )


def chain_value(name: str) -> float:
    """Return a typical value of the chain's own magnesium mechanism."""
    return all_parameters()[name].value


def brain_course(
    time_h: Float[ndarray, " time"], serum: Float[ndarray, " time"], reading: Reading = "closed"
) -> Float[ndarray, " time"]:
    """Return free magnesium around synapses (mmol/L) for a course of serum.

    Exact for serum that is straight between the times; starts at rest with that of the first time.
    """
    normal, tau = chain_value("brain_magnesium_normal"), chain_value("brain_magnesium_time")
    target = normal * (1 + gain(reading) * (serum / chain_value("serum_magnesium_normal") - 1))
    brain = np.empty_like(target)
    brain[0] = target[0]
    for place in range(1, target.size):
        length = time_h[place] - time_h[place - 1]
        if length == 0:
            brain[place] = brain[place - 1]
            continue
        slope = (target[place] - target[place - 1]) / length
        brain[place] = (
            target[place]
            - slope * tau
            + (brain[place - 1] - target[place - 1] + slope * tau) * np.exp(-length / tau)
        )
    return brain
