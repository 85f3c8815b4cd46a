"""An agonist injected into the brain: how far it kills, and what guards against it.

From a point in tissue the concentration spreads and is cleared (Nicholson 2011 for the constants),

    C(r, t) = N / (8 alpha (pi D t)^1.5) exp(-r^2 / (4 D t) - k t)

and every shell follows the load equation of `load`. The injury is the doomed volume as a share of the
hemisphere. Magnesium and pore blockers lower the influx from the time they are given; what has been
doomed by then stays so. Two numbers are fitted to McDonald 1990 (rats seven days old, 25 nmol NMDA):
the agonist's half-life, and how far magnesium around neurons rises with the dose. Wrong if a guard given
an hour later protects as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ParameterError
from nemda.synapse.condition import Condition, magnesium_factor
from nemda.synapse.load import doomed_share, influx_share
from nemda.synapse.parameters import value_of

RADIUS_MM = np.linspace(0.02, 4.5, 120)
TIME_MIN = np.arange(0.25, 240.0, 0.5)


@dataclass(frozen=True)
class Guard:
    """What is given, and when: magnesium (mmol/kg) or a share of receptors blocked, from `at_min` on."""

    at_min: float = 0.0
    magnesium_mmol_kg: float = 0.0
    block: float = 0.0

    def __post_init__(self) -> None:
        if not (0 <= self.block <= 1 and 0 <= self.magnesium_mmol_kg < float("inf")):
            raise ParameterError(
                "A guard is a dose of magnesium of 0 or more and a blocked share from 0 to 1.",
                where="guard", got=(self.magnesium_mmol_kg, self.block),
            )  # fmt: skip


def injected_injury(amount_nmol: float, guards: Sequence[Guard] = (), agonist: str = "nmda") -> float:
    """Return the doomed share of the hemisphere after an injection (0 to 1).

    Raises
    ------
    ParameterError
        The amount is not above 0.
    """
    if not 0 < amount_nmol < float("inf"):
        raise ParameterError("The injected amount must be above 0.", where="amount_nmol", got=amount_nmol)
    passing = _passing(guards)
    influx = influx_share(agonist, _concentration(amount_nmol)) * passing[:, None]
    kept = float(np.exp(-(TIME_MIN[1] - TIME_MIN[0]) / value_of("load_time")))
    load = np.zeros(RADIUS_MM.size)
    largest = np.zeros(RADIUS_MM.size)
    for present in influx:
        load = present + (load - present) * kept
        largest = np.maximum(largest, load)
    shell = 4 * np.pi * RADIUS_MM**2 * np.gradient(RADIUS_MM)
    return min(1.0, float((doomed_share(largest) * shell).sum() / value_of("hemisphere_volume")))


def protection(amount_nmol: float, guards: Sequence[Guard]) -> float:
    """Return by which share guards lessen the injury: 1 - injury with / injury without."""
    return 1 - injected_injury(amount_nmol, guards) / injected_injury(amount_nmol)


def _passing(guards: Sequence[Guard]) -> Float[ndarray, " time"]:
    """Return the share of influx that guards let pass, by time."""
    passing = np.ones(TIME_MIN.size)
    for start in sorted({guard.at_min for guard in guards}):
        present = [guard for guard in guards if guard.at_min <= start]
        rise = value_of("magnesium_rise_per_dose") * sum(guard.magnesium_mmol_kg for guard in present)
        open_share = magnesium_factor(Condition(magnesium_mmol_l=1 + rise), value_of("voltage_of_overload"))
        passing[start <= TIME_MIN] = open_share * np.prod([1 - guard.block for guard in present])
    return passing


def _concentration(amount_nmol: float) -> Float[ndarray, "time radius"]:
    """Return the concentration (umol/L) by time and radius; 1 nmol/mm3 = 1000 umol/L."""
    spread = value_of("diffusion") * TIME_MIN[:, None]
    cleared = np.exp(-np.log(2) * TIME_MIN[:, None] / value_of("agonist_half_life"))
    peak = amount_nmol / (8 * value_of("extracellular_share") * (np.pi * spread) ** 1.5)
    return 1000 * peak * np.exp(-(RADIUS_MM**2) / (4 * spread)) * cleared
