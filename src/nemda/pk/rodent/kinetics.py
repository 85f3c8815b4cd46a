"""Levels of ketamine, norketamine and hydroxynorketamine in a rat or a mouse.

Per kilogram of body weight, for each of the forms S and R:

    depot -> central <-> peripheral,   central -> norketamine -> hydroxynorketamine

First order throughout, so doses superpose and the levels are sums of exponentials. What the liver takes of
an ip or oral dose before it reaches the blood becomes metabolite in the same shares as later. The
effect site of each compound follows plasma and holds no drug worth counting. It is on the scale of plasma,
as in people (`nemda.mechanism.block` multiplies it by the unbound fraction); a level in brain tissue is the
brain-to-plasma ratio times it. What would falsify the form: levels that do not double with the dose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.model.drive import Drive
from nemda.pk.linear import Dosing, Flow, Readout, edges, exchange, simulate
from nemda.pk.molar import umol
from nemda.pk.rodent.doses import ANIMAL_COMPOUNDS, AnimalDose
from nemda.pk.superpose import superpose

COMPOUNDS = ("ketamine", "norketamine", "hydroxynorketamine")
FORMS = ("s", "r")
FIRST_PASS_ROUTES = ("ip", "oral")

RECIPE: Mapping[str, tuple[str, ...]] = {
    "ketamine_s_effect": ("ketamine_s_effect",),
    "ketamine_r_effect": ("ketamine_r_effect",),
    "norketamine_s_effect": ("norketamine_s_effect",),
    "norketamine_r_effect": ("norketamine_r_effect",),
    "hydroxynorketamine_effect": ("hydroxynorketamine_s_effect", "hydroxynorketamine_r_effect"),
    **{
        f"{compound}_{place}": tuple(f"{compound}_{form}_{place}" for form in FORMS)
        for place in ("plasma", "brain")
        for compound in COMPOUNDS
    },
}
"""Signals of an animal, each the sum of signals of one form."""


def animal_drive(doses: Sequence[AnimalDose], parameters: Mapping[str, Float[ndarray, " animal"]]) -> Drive:
    """Return total levels (umol/L) under the doses: the effect site, plasma and brain tissue.

    Signals are those of `RECIPE`: ``ketamine_s_effect`` and so on for the model, ``ketamine_plasma`` and
    ``ketamine_brain`` to compare with measured levels. `parameters` holds every name of
    `nemda.pk.rodent.animal_parameters` as one value per animal.

    Raises
    ------
    ModelError
        The rates of a parameter set have no closed form.
    """
    animals = next(iter(parameters.values())).size
    dosings = {form: _dosings(doses, form, animals) for form in FORMS}
    edge_h = edges([dosing for group in dosings.values() for dosing in group])
    parts = [
        simulate(_flows(form, parameters, doses), dosings[form], _readouts(form, parameters), animals, edge_h)
        for form in FORMS
    ]
    return superpose(parts, RECIPE, animals, edge_h)


def _dosings(doses: Sequence[AnimalDose], form: str, animals: int) -> list[Dosing]:
    found: list[Dosing] = []
    for dose in doses:
        molecule, *shares = ANIMAL_COMPOUNDS[dose.compound]
        amount = umol(np.full(animals, dose.amount_mg_kg * shares[FORMS.index(form)]), molecule)
        place = molecule if dose.route == "iv" else f"{molecule}_{dose.route}"
        found.append(Dosing(place, dose.start_h, dose.start_h + dose.duration_h, amount))
    return found


def _flows(form: str, values: Mapping[str, ndarray], doses: Sequence[AnimalDose]) -> list[Flow]:
    """Return the flows of one form; depots only where a dose needs them."""
    clearance = _clearances(form, values)
    volume = _volumes(form, values)
    to_norketamine = values["animal_norketamine_fraction"]
    to_hydroxynorketamine = values["animal_hydroxynorketamine_fraction"]
    rate = {compound: clearance[compound] / volume[compound] for compound in COMPOUNDS}
    flows = [
        *_exchanges(values, volume),
        Flow("ketamine", "norketamine", rate["ketamine"], to_norketamine),
        Flow("norketamine", "hydroxynorketamine", rate["norketamine"], to_hydroxynorketamine),
        Flow("hydroxynorketamine", None, rate["hydroxynorketamine"]),
    ]
    next_step = {
        "ketamine": ("norketamine", to_norketamine),
        "norketamine": ("hydroxynorketamine", to_hydroxynorketamine),
    }
    depots = dict.fromkeys(
        (ANIMAL_COMPOUNDS[dose.compound][0], dose.route) for dose in doses if dose.route != "iv"
    )
    for molecule, route in depots:
        absorption = values[f"animal_{route}_absorption_rate"]
        reaches = values[f"animal_{molecule}_{route}_bioavailability"]
        depot = f"{molecule}_{route}"
        flows.append(Flow(depot, molecule, absorption, reaches))
        if route in FIRST_PASS_ROUTES and molecule in next_step:
            product, share = next_step[molecule]
            flows.append(Flow(depot, product, absorption, (1.0 - reaches) * share, drains=False))
    for compound in COMPOUNDS:
        follow = values["animal_effect_site_rate"]
        flows.append(Flow(compound, f"{compound}_site", follow, 1.0 / volume[compound], drains=False))
        flows.append(Flow(f"{compound}_site", None, follow))
    return flows


def _readouts(form: str, values: Mapping[str, ndarray]) -> dict[str, Readout]:
    volume = _volumes(form, values)
    found: dict[str, Readout] = {}
    for compound in COMPOUNDS:
        site = f"{compound}_site"
        found[f"{compound}_{form}_effect"] = Readout(site, 1.0)
        found[f"{compound}_{form}_plasma"] = Readout(compound, 1.0 / volume[compound])
        found[f"{compound}_{form}_brain"] = Readout(site, values[f"animal_{compound}_brain_ratio"])
    return found


def _clearances(form: str, values: Mapping[str, ndarray]) -> dict[str, ndarray]:
    return {
        compound: values[f"animal_{compound}_clearance"]
        * (values[f"animal_{compound}_r_clearance_ratio"] if form == "r" else 1.0)
        for compound in COMPOUNDS
    }


def _volumes(form: str, values: Mapping[str, ndarray]) -> dict[str, ndarray]:
    ratio = {"ketamine": values["animal_ketamine_r_volume_ratio"]} if form == "r" else {}
    return {
        f"{compound}{part}": values[f"animal_{compound}{part}_volume"] * ratio.get(compound, 1.0)
        for compound in COMPOUNDS
        for part in ("", "_peripheral")
    }


def _exchanges(values: Mapping[str, ndarray], volume: Mapping[str, ndarray]) -> list[Flow]:
    found: list[Flow] = []
    for compound in COMPOUNDS:
        outer = f"{compound}_peripheral"
        found += exchange(
            compound, outer, values[f"animal_{compound}_exchange"], volume[compound], volume[outer]
        )
    return found
