"""What every published model is made of: flows, levels, and where a dose of each route enters.

Nearly all of them are mammillary: a central volume that exchanges with peripheral ones. `exchanges`
writes that once for any compound and any number of peripheral volumes. What would falsify the form:
levels that do not double when the dose does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from jaxtyping import Float
from numpy import ndarray

from nemda.pk.bodies import Bodies
from nemda.pk.linear import Flow, Readout, exchange

Values = Mapping[str, Float[ndarray, " person"]]
"""The parameters of one model, one value per person."""


class Entry(NamedTuple):
    """Part of a dose (mg) [person] that enters a compartment, over `extra_h` more than the dose lasts."""

    compartment: str
    amount_mg: Float[ndarray, " person"]
    extra_h: float = 0.0


Entries = Callable[[ndarray], list[Entry]]
"""What becomes of a dose (mg of base) [person] of one route."""


class Structure(NamedTuple):
    """Compartments of one model for given people: its flows, levels by compound, and entries by route."""

    flows: list[Flow]
    levels: Mapping[str, Readout]
    entries: Mapping[str, Entries]


Build = Callable[[Values, Bodies], Structure]
"""A family of models: parameters and people become a structure."""


class Peripheral(NamedTuple):
    """A volume (L) and its exchange clearance (L/h) with the central one, both [person]."""

    name: str
    volume: Float[ndarray, " person"]
    clearance: Float[ndarray, " person"]


def exchanges(
    central: str, volume: Float[ndarray, " person"], peripherals: Sequence[Peripheral]
) -> list[Flow]:
    """Return the flows between a central compartment of `volume` (L) and its peripheral ones."""
    return [
        flow
        for peripheral in peripherals
        for flow in exchange(central, peripheral.name, peripheral.clearance, volume, peripheral.volume)
    ]


def into(compartment: str) -> Entries:
    """Return the entry of a route whose whole dose goes into one compartment."""
    return lambda amount_mg: [Entry(compartment, amount_mg)]


def effect_site(plasma: Readout, rate: Float[ndarray, " person"]) -> tuple[list[Flow], Readout]:
    """Return an effect site that follows plasma: dC_effect/dt = rate (C_plasma - C_effect), rate in 1/h.

    It takes up no drug, and its level is in umol/L.
    """
    flows = [
        Flow(plasma.compartment, "effect_site", rate, fraction=plasma.scale, drains=False),
        Flow("effect_site", None, rate),
    ]
    return flows, Readout("effect_site", 1.0)
