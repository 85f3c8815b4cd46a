"""Levels of ketamine, norketamine and hydroxynorketamine in plasma and at the effect site.

Doses, people and parameters become one closed-form `Drive`: no solver, any list of doses. Arterial
and venous levels are different signals because they differ by half while a dose enters; the effect
site follows arterial plasma (Noppers 2012 estimated its rate from arterial samples), and venous plasma
after nasal and oral doses, for which no arterial samples exist. What would
falsify the whole: levels after repeated doses that are not the sum of those after single doses.
"""

from __future__ import annotations

from collections.abc import Mapping

from jaxtyping import Float
from numpy import ndarray

from nemda.model.drive import Drive
from nemda.pk.dehydronorketamine import NAME as DEHYDRONORKETAMINE
from nemda.pk.dehydronorketamine import with_dehydronorketamine
from nemda.pk.doses import KetamineDoses, ketamine_doses
from nemda.pk.linear import Flow, Readout, edges, simulate
from nemda.pk.superpose import superpose
from nemda.pk.systems import COMPOUNDS, System, arterial_systems, effect_systems, venous_systems
from nemda.pk.values import Values, person_values
from nemda.regimen import Regimen

FORMS = ("s", "r")
PLASMA_COMPOUNDS = (*COMPOUNDS, DEHYDRONORKETAMINE)

EFFECT_RECIPE: Mapping[str, tuple[str, ...]] = {
    "ketamine_s_effect": ("ketamine_s_effect",),
    "ketamine_r_effect": ("ketamine_r_effect",),
    "norketamine_s_effect": ("norketamine_s_effect",),
    "norketamine_r_effect": ("norketamine_r_effect",),
    "hydroxynorketamine_effect": ("hydroxynorketamine_s_effect", "hydroxynorketamine_r_effect"),
}
"""Signals of the effect site, each the sum of signals of one form."""


def effect_drive(
    regimen: Regimen, weight_kg: Float[ndarray, " person"], parameters: Mapping[str, ndarray]
) -> Drive:
    """Return total concentrations (umol/L) at the effect site under a regimen.

    dC_effect/dt = rate (C_plasma - C_effect), arterial plasma, or venous after nasal and oral doses (see
    `nemda.pk.systems.effect_systems`). `weight_kg` is [person]; `parameters` holds every
    name of `parameter_table` as one value per person.

    Raises
    ------
    ParameterError, PeopleError, RegimenError
        A parameter, a weight or a dose cannot be used.
    """
    return effect_levels(ketamine_doses(regimen, weight_kg), weight_kg, parameters)


def plasma_drive(
    regimen: Regimen, weight_kg: Float[ndarray, " person"], parameters: Mapping[str, ndarray]
) -> Drive:
    """Return total plasma concentrations (umol/L) at both sampling sites under a regimen.

    Signals: for each compound and site the sum, such as ``ketamine_venous``, then each form, such
    as ``ketamine_s_venous``. Arguments and errors as for `effect_drive`.
    """
    return plasma_levels(ketamine_doses(regimen, weight_kg), weight_kg, parameters)


def effect_levels(
    doses: KetamineDoses, weight_kg: Float[ndarray, " person"], parameters: Mapping[str, ndarray]
) -> Drive:
    """Return the signals of `effect_drive` for doses given as arrays."""
    values = person_values(parameters, doses.people)
    systems = [_with_effect_site(system, values) for system in effect_systems(doses, weight_kg, parameters)]
    return _levels(doses, {"effect": systems}, EFFECT_RECIPE)


def plasma_levels(
    doses: KetamineDoses, weight_kg: Float[ndarray, " person"], parameters: Mapping[str, ndarray]
) -> Drive:
    """Return the signals of `plasma_drive` for doses given as arrays."""
    values = person_values(parameters, doses.people)
    systems = {
        site: [with_dehydronorketamine(system, values) for system in build(doses, weight_kg, parameters)]
        for site, build in (("venous", venous_systems), ("arterial", arterial_systems))
    }
    sums = {
        f"{compound}_{site}": tuple(f"{compound}_{letter}_{site}" for letter in FORMS)
        for site in systems
        for compound in PLASMA_COMPOUNDS
    }
    each = {name: (name,) for names in sums.values() for name in names}
    return _levels(doses, systems, sums | each)


def _with_effect_site(system: System, values: Values) -> System:
    """Return the system with an effect site for each compound, in umol/L, that takes up no drug."""
    flows = list(system.flows)
    levels: dict[str, Readout] = {}
    for compound, plasma in system.levels.items():
        rate = values[f"{compound}_effect_site_rate"]
        site = f"{compound}_effect_site"
        flows.append(Flow(plasma.compartment, site, rate, fraction=plasma.scale, drains=False))
        flows.append(Flow(site, None, rate))
        levels[compound] = Readout(site, 1.0)
    return system._replace(flows=flows, levels=levels)


def _levels(
    doses: KetamineDoses, systems: Mapping[str, list[System]], recipe: Mapping[str, tuple[str, ...]]
) -> Drive:
    edge_h = edges([dosing for group in systems.values() for system in group for dosing in system.dosings])
    parts = [
        simulate(
            system.flows,
            system.dosings,
            {f"{compound}_{system.letter}_{site}": level for compound, level in system.levels.items()},
            doses.people,
            edge_h,
        )
        for site, group in systems.items()
        for system in group
    ]
    return superpose(parts, recipe, doses.people, edge_h)
