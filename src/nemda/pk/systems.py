"""Which compartment system carries which doses, for each form of ketamine and each sampling site."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.drugs import Route
from nemda.errors import PeopleError
from nemda.pk.absorption import FIRST_PASS_ROUTES, FormDose, absorption_entries, absorption_flows
from nemda.pk.arterial import arterial, first_pass
from nemda.pk.disposition import Body, Disposition
from nemda.pk.doses import KetamineDoses
from nemda.pk.form import Form, r_form, s_form
from nemda.pk.linear import Dosing, Flow, Readout
from nemda.pk.liver import stirred_liver
from nemda.pk.molar import umol
from nemda.pk.spray import spray
from nemda.pk.values import Values, person_values
from nemda.pk.venous import venous

COMPOUNDS = ("ketamine", "norketamine", "hydroxynorketamine")
"""What a dose of ketamine becomes, in order."""


class System(NamedTuple):
    """One disposition model of one form, with the depots and dosings of the routes it handles."""

    letter: str
    flows: list[Flow]
    dosings: list[Dosing]
    levels: Mapping[str, Readout]


def arterial_systems(
    doses: KetamineDoses, weight_kg: Float[ndarray, " person"], parameters: Mapping[str, ndarray]
) -> list[System]:
    """Return the arterial system of each form that is dosed, over all routes."""
    systems: list[System] = []
    for body, amount_mg in _bodies(doses, weight_kg, parameters):
        routes = frozenset(doses.routes)
        system = _system(body, arterial(body), doses, amount_mg, routes)
        if routes & FIRST_PASS_ROUTES:
            system.flows.extend(first_pass(body.liver, "norketamine_forming"))
        systems.append(system)
    return systems


def venous_systems(
    doses: KetamineDoses, weight_kg: Float[ndarray, " person"], parameters: Mapping[str, ndarray]
) -> list[System]:
    """Return the venous systems of each form that is dosed: one for first-pass doses, one for others."""
    return _by_route(doses, weight_kg, parameters, venous)


def effect_systems(
    doses: KetamineDoses, weight_kg: Float[ndarray, " person"], parameters: Mapping[str, ndarray]
) -> list[System]:
    """Return the systems whose plasma drives the effect site.

    Arterial plasma, except after nasal, oral and rectal doses: for those no arterial sample exists, uptake is
    slow enough for veins to follow arteries, and the venous model of those routes has data. Driving the
    effect site from the extrapolated arterial level would put the peak of a nasal dose at 15 min where
    dissociation and blood pressure peak near 40 min.
    """
    return _by_route(doses, weight_kg, parameters, arterial)


def _by_route(
    doses: KetamineDoses,
    weight_kg: Float[ndarray, " person"],
    parameters: Mapping[str, ndarray],
    other_routes: Callable[[Body], Disposition],
) -> list[System]:
    """Return a spray system for doses with a first pass and one of `other_routes` for the rest."""
    systems: list[System] = []
    for body, amount_mg in _bodies(doses, weight_kg, parameters):
        for build, handled in (
            (other_routes, frozenset(doses.routes) - FIRST_PASS_ROUTES),
            (spray, frozenset(doses.routes) & FIRST_PASS_ROUTES),
        ):
            if handled:
                systems.append(_system(body, build(body), doses, amount_mg, handled))
    return systems


def _bodies(
    doses: KetamineDoses, weight_kg: ndarray, parameters: Mapping[str, ndarray]
) -> list[tuple[Body, Float[ndarray, "dose person"]]]:
    """Return people and their doses (mg) for each form of which there is any."""
    weight_kg = np.asarray(weight_kg, dtype=float)
    if weight_kg.shape != (doses.people,):
        raise PeopleError("One weight per person.", expected=(doses.people,), got=weight_kg.shape)
    if not np.all(np.isfinite(weight_kg) & (weight_kg > 0)):
        raise PeopleError("A weight is a finite number above 0 kg.", where="weight_kg", got=weight_kg.min())
    values = person_values(parameters, doses.people)
    weight_ratio = weight_kg / values["reference_weight"]
    forms: tuple[tuple[Form, ndarray], ...] = (
        (s_form(values), doses.s_mg),
        (r_form(values), doses.r_mg),
    )
    return [
        (Body(values, weight_ratio, form, stirred_liver(values, form)), amount_mg)
        for form, amount_mg in forms
        if amount_mg.any()
    ]


def _system(
    body: Body,
    disposition: Disposition,
    doses: KetamineDoses,
    amount_mg: Float[ndarray, "dose person"],
    routes: frozenset[Route],
) -> System:
    dosings = [
        dosing
        for index, route in enumerate(doses.routes)
        if route in routes
        for dosing in _dosings(doses, index, amount_mg[index], body.values)
    ]
    inlets = {dosing.compartment for dosing in dosings}
    flows = [*disposition.flows, *absorption_flows(inlets, body.values, disposition.metabolism)]
    return System(body.form.letter, flows, dosings, disposition.levels)


def _dosings(doses: KetamineDoses, index: int, amount_mg: ndarray, values: Values) -> list[Dosing]:
    start_h, lasts_h = float(doses.start_h[index]), float(doses.duration_h[index])
    dose = FormDose(amount_mg, s_alone=not doses.r_mg[index].any(), values=values, lasts_h=lasts_h)
    return [
        Dosing(
            entry.compartment,
            start_h + entry.after_h,
            start_h + entry.after_h + lasts_h + entry.extra_h,
            umol(entry.amount_mg, "ketamine"),
        )
        for entry in absorption_entries(doses.routes[index], doses.formulations[index], dose)
    ]
