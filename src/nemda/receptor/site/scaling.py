"""Substances that reduce the current by a plain factor: nitrous oxide, zinc at GluN2A, ketamine at alpha7.

    factor = 1 - E_max x / (1 + x),        x = (c / K)^n

without dependence on voltage, use or time. Nitrous oxide depresses NMDA currents without changing their
decay (Mennerick 1998, 10.1523/JNEUROSCI.18-23-09716.1998), zinc at GluN2A lowers the open probability
and not the unitary current (Erreger and Traynelis 2008).

Wrong if: the decay of the current changes with the substance.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.receptor.solve.conditions import Conditions


class Scaling(NamedTuple):
    """One scaling substance: half-effective concentration (its own unit), Hill slope, largest effect."""

    name: str
    half: float
    hill: float
    maximal: float


def scaling_factor(scalings: tuple[Scaling, ...], at: Conditions) -> Float[ndarray, "*batch"]:
    """Return the product of the factors of all scaling substances (independent sites)."""
    factor = np.ones_like(at.voltage_mv)
    for one in scalings:
        relative = (at.of(one.name) / one.half) ** one.hill
        factor = factor * (1 - one.maximal * relative / (1 + relative))
    return np.asarray(factor)
