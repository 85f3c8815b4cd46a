"""All parameters that nemda uses, in one place, and where each is used."""

from __future__ import annotations

from functools import cache

from nemda.mechanism.chain import chain
from nemda.mechanism.sets import DEFAULT_SET, apply_sets
from nemda.model.mechanism import fields_of
from nemda.model.parameters import ParameterTable, merge
from nemda.pk import parameter_table as kinetic_table
from nemda.pk.companion import every_companion_parameter
from nemda.receptor.parameters import parameter_table as receptor_table


@cache
def simulation_parameters(sets: tuple[str, ...] = (DEFAULT_SET,)) -> ParameterTable:
    """Return every parameter that varies a simulation: kinetics and mechanisms, after the named sets."""
    return apply_sets(merge((kinetic_table(), chain().parameters)), sets)


@cache
def all_parameters() -> ParameterTable:
    """Return every parameter of nemda by name, as the default set has it."""
    return merge((simulation_parameters(), every_companion_parameter(), _unused_receptor_parameters()))


def _unused_receptor_parameters() -> ParameterTable:
    used = simulation_parameters()
    return {name: parameter for name, parameter in receptor_table().items() if name not in used}


def where_used(name: str) -> tuple[str, ...]:
    """Return the mechanisms and rooms whose equations contain the parameter."""
    places = [f"mechanism.{m.name}" for m in chain().mechanisms if name in fields_of(m.parameters)]
    if name in kinetic_table() or name in every_companion_parameter():
        places.append("pk")
    if name in receptor_table():
        places.append("receptor")
    return tuple(places)
