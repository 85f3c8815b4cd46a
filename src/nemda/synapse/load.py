"""Calcium load and death: exposure to an agonist as concentration times time, with a threshold.

influx  f = x / (x + K),  K the concentration that kills half in lasting exposure
load    dL/dt = (f (1 - guarded) - L) / tau
doomed  share of neurons whose log-normal threshold (median 0.5) lies below the largest load

After a doomed neuron's exposure death follows hours later. The form says what Frandsen and Schousboe
(1987) saw: exposures of 1 to 3 min are survived, 5 to 10 min of the same concentration kill, and killing
concentrations order AMPA < NMDA < kainate. Wrong if death depends on the area under the concentration
alone, or not on extracellular calcium (Choi 1985 says it does).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ParameterError
from nemda.synapse.parameters import value_of

AGONISTS = ("ampa", "nmda", "kainate", "glutamate")


@dataclass(frozen=True)
class Exposure:
    """An agonist at a concentration (umol/L) for a time (min); `guarded` is the share of influx blocked."""

    agonist: str
    concentration: float
    duration_min: float
    guarded: float = 0.0

    def __post_init__(self) -> None:
        if self.agonist not in AGONISTS:
            raise ParameterError(
                "Unknown agonist.", where="agonist", expected=", ".join(AGONISTS), got=repr(self.agonist)
            )
        if not (0 <= self.concentration < float("inf") and self.duration_min >= 0):
            raise ParameterError(
                "An exposure needs a concentration and a time of 0 or more.", where="exposure",
                got=(self.concentration, self.duration_min),
            )  # fmt: skip
        if not 0 <= self.guarded <= 1:
            raise ParameterError("The guarded share lies between 0 and 1.", where="guarded", got=self.guarded)


def influx_share(
    agonist: str, concentration: Float[ndarray, " *shape"] | float
) -> Float[ndarray, " *shape"] | float:
    """Return calcium influx as a share of the largest: x / (x + K)."""
    return concentration / (concentration + value_of(f"death_concentration_{agonist}"))


def largest_load(exposures: Sequence[Exposure]) -> float:
    """Return the largest calcium load over exposures that follow each other, starting from none."""
    load = largest = 0.0
    tau = value_of("load_time")
    for one in exposures:
        goal = float(influx_share(one.agonist, one.concentration)) * (1 - one.guarded)
        load = goal + (load - goal) * float(np.exp(-one.duration_min / tau))
        largest = max(largest, load)
    return largest


def injury_of_exposures(exposures: Sequence[Exposure], energy: bool = True) -> float:
    """Return the share of neurons that exposures doom; without energy they bear less."""
    return float(doomed_share(np.asarray(largest_load(exposures)), energy))


def doomed_share(load: Float[ndarray, " *shape"], energy: bool = True) -> Float[ndarray, " *shape"]:
    """Return the share of neurons whose threshold lies below a load: Phi(ln(load / median) / spread)."""
    from scipy.special import ndtr

    median = value_of("lethal_load") * (1.0 if energy else value_of("energy_failure_share"))
    safe = np.maximum(load, np.finfo(float).tiny)
    return ndtr(np.log(safe / median) / value_of("load_spread"))


def time_to_death_h(share: float = 0.5) -> float:
    """Return the time by which a share of the doomed neurons has died (h): log-normal.

    Raises
    ------
    ParameterError
        The share does not lie between 0 and 1.
    """
    from scipy.special import ndtri

    if not 0 < share < 1:
        raise ParameterError("A share lies between 0 and 1.", where="share", got=share)
    return float(value_of("death_delay") * np.exp(value_of("death_delay_spread") * ndtri(share)))


def dead_share(doomed: float, time_h: Float[ndarray, " time"]) -> Float[ndarray, " time"]:
    """Return the share of all neurons dead at times (h) after the exposure."""
    from scipy.special import ndtr

    relative = np.log(np.maximum(time_h, np.finfo(float).tiny) / value_of("death_delay"))
    return doomed * ndtr(relative / value_of("death_delay_spread"))
