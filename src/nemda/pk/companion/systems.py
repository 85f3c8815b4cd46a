"""The compartments of one companion drug and its metabolites, for the people and routes of a regimen.

Amounts are in umol. Swallowed, sprayed or injected drug enters through a first-order depot; a gas is its own
compartment, which follows the inspired percentage at the rate of wash-in and wash-out:

    dP/dt = wash_rate (inspired - P),        level = solubility P

Plasma (or blood, for a gas) drives the free level at the effect site, and that of a drug which is slow to
leave the pore a further stage, its residence: with little of the receptor held, occupancy follows the load at
the off-rate exactly, and with much of it the stage is too slow by the factor 1 + load. Clearances scale with
weight to the power 0.75 and volumes in proportion, the usual allometric exponents, as for ketamine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ParameterError
from nemda.pk.companion.cards import WITH, CompanionCard
from nemda.pk.linear import Dosing, Flow, Readout, exchange
from nemda.pk.molar import umol
from nemda.regimen import Dose

REFERENCE_KG = 70.0
CLEARANCE_EXPONENT, VOLUME_EXPONENT = 0.75, 1.0
FRACTIONS = ("bioavailability", "unbound_fraction", "formed_fraction", "first_pass_fraction")

Values = Mapping[str, Float[ndarray, " person"]]


class CompanionSystem(NamedTuple):
    """Flows and dosings, total levels in plasma by molecule, and free levels at effect site and pore.

    The molecule "" is the compound itself. All readouts are in umol/L.
    """

    flows: list[Flow]
    dosings: list[Dosing]
    plasma: Mapping[str, Readout]
    free: Mapping[str, Readout]
    at_pore: Mapping[str, Readout]


def companion_system(
    card: CompanionCard,
    doses: Sequence[tuple[Dose, Float[ndarray, " person"]]],
    weight_kg: Float[ndarray, " person"],
    parameters: Mapping[str, ndarray],
    others: Sequence[str],
) -> CompanionSystem:
    """Return the system of one compound under its doses (mg or %, per person).

    `others` are the companion drugs of the whole regimen: a number that one of them changes takes its
    changed value.

    Raises
    ------
    ParameterError
        A number is missing, not above 0, or a fraction above 1.
    """
    people = weight_kg.size
    own = _values(card, "", parameters, others, people)
    ratio = np.ones(people) if card.compound.is_gas else weight_kg / REFERENCE_KG
    flows, dosings, volume = _entry(card, doses, own, ratio)
    plasma = {"": Readout("central", 1.0 / volume)}
    cleared = own["wash_rate"] if card.compound.is_gas else _clearance(own, ratio) / volume
    formed: list[Flow] = []
    for name in card.metabolites:
        values = _values(card, name, parameters, others, people)
        size = values["volume"] * ratio**VOLUME_EXPONENT
        formed.append(Flow("central", name, cleared * values["formed_fraction"], drains=False))
        flows.append(Flow(name, None, _clearance(values, ratio) / size))
        plasma[name] = Readout(name, 1.0 / size)
        dosings.extend(_first_pass(doses, values, card, flows, own, name))
    flows.append(Flow("central", None, cleared))
    flows.extend(formed)
    free: dict[str, Readout] = {}
    at_pore: dict[str, Readout] = {}
    for name in card.molecules:
        values = own if not name else _values(card, name, parameters, others, people)
        site, pore = f"{name} effect", f"{name} pore"
        rate = values["effect_site_rate"]
        level = plasma[name]
        flows.append(
            Flow(level.compartment, site, rate, level.scale * values["unbound_fraction"], drains=False)
        )
        flows.append(Flow(site, None, rate))
        free[name] = at_pore[name] = Readout(site, 1.0)
        if "residence_rate" in values:
            flows.append(Flow(site, pore, values["residence_rate"], drains=False))
            flows.append(Flow(pore, None, values["residence_rate"]))
            at_pore[name] = Readout(pore, 1.0)
    return CompanionSystem(flows, dosings, plasma, free, at_pore)


def _entry(
    card: CompanionCard, doses: Sequence[tuple[Dose, ndarray]], own: Values, ratio: ndarray
) -> tuple[list[Flow], list[Dosing], ndarray]:
    """Return how doses reach the compartment ``central``, and its volume (L)."""
    if card.compound.is_gas:
        breathed = [
            Dosing("central", dose.start_h, dose.stop_h,
                   percent * own["solubility"] * own["wash_rate"] * dose.duration_h)
            for dose, percent in doses
        ]  # fmt: skip
        return [], breathed, np.ones(ratio.size)
    volume = own["volume"] * ratio**VOLUME_EXPONENT
    flows: list[Flow] = []
    if "exchange" in own:
        peripheral = own["peripheral_volume"] * ratio**VOLUME_EXPONENT
        flows += exchange("central", "peripheral", _scaled(own["exchange"], ratio), volume, peripheral)
    dosings: list[Dosing] = []
    for route in sorted({dose.route for dose, _ in doses} - {"iv"}):
        flows.append(Flow(depot(route), "central", own[f"{route}_absorption_rate"]))
    for dose, amount_mg in doses:
        kept = 1.0 if dose.route == "iv" else own[f"{dose.route}_bioavailability"]
        place = "central" if dose.route == "iv" else depot(dose.route)
        amount = umol(amount_mg * kept, card.compound.key)
        dosings.append(Dosing(place, dose.start_h, dose.stop_h, amount))
    return flows, dosings, volume


def depot(route: str) -> str:
    """Return the name of the compartment that a route fills."""
    return f"{route} depot"


def _first_pass(
    doses: Sequence[tuple[Dose, ndarray]],
    values: Values,
    card: CompanionCard,
    flows: list[Flow],
    own: Values,
    metabolite: str,
) -> list[Dosing]:
    """Return the part of swallowed doses that arrives as metabolite, and add its depot to the flows."""
    swallowed = [(dose, amount_mg) for dose, amount_mg in doses if dose.route == "oral"]
    if "first_pass_fraction" not in values or not swallowed:
        return []
    place = f"{metabolite} depot"
    flows.append(Flow(place, metabolite, own["oral_absorption_rate"]))
    return [
        Dosing(place, d.start_h, d.stop_h, umol(mg * values["first_pass_fraction"], card.compound.key))
        for d, mg in swallowed
    ]


def _clearance(values: Values, ratio: ndarray) -> ndarray:
    return _scaled(values["clearance"], ratio)


def _scaled(clearance: ndarray, ratio: ndarray) -> ndarray:
    return clearance * ratio**CLEARANCE_EXPONENT


def _values(
    card: CompanionCard,
    molecule: str,
    parameters: Mapping[str, ndarray],
    others: Sequence[str],
    people: int,
) -> dict[str, Float[ndarray, " person"]]:
    """Return the numbers of one molecule by short name, with what the other drugs change."""
    table = card.metabolites[molecule] if molecule else card.kinetics
    found: dict[str, ndarray] = {}
    for name, parameter in table.items():
        plain, _, changed_by = name.partition(WITH)
        if not changed_by:
            found.setdefault(plain, _checked(parameter.name, parameters, people))
        elif changed_by in others:
            found[plain] = _checked(parameter.name, parameters, people)
    return found


def _checked(name: str, parameters: Mapping[str, ndarray], people: int) -> ndarray:
    if name not in parameters:
        raise ParameterError("Missing number of a companion drug.", where=name)
    value = np.broadcast_to(np.asarray(parameters[name], dtype=float), (people,))
    fraction = any(noun in name for noun in FRACTIONS)
    if not np.all(np.isfinite(value) & (value >= 0)) or (np.any(value == 0) and not fraction):
        raise ParameterError(
            "A number of a drug's kinetics is finite and above 0.", where=name, got=value.min()
        )
    if fraction and np.any(value > 1):
        raise ParameterError("A fraction is at most 1.", where=name, got=value.max())
    return value
