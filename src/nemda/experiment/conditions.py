"""The parameters of the typical animal or person of an experiment, through its phases.

Order, the later winning: the shipped tables, the dated set, the set of the species, stress, genotype, the
caller's changes, the phase. An animal that is not stressed has the inflammation of health; stress of 1
brings that of the tables, in proportion between. Where hydroxynorketamine itself is given, all of it is
the active (2R,6R) isomer; as a metabolite of ketamine only a share is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from types import MappingProxyType

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.experiment.definition import BATH_COMPOUNDS, Experiment, Species
from nemda.mechanism.catalog import simulation_parameters
from nemda.model.parameters import ParameterTable, merge, override
from nemda.pk.rodent import animal_parameters
from nemda.pk.rodent.doses import ANIMAL_COMPOUNDS

RODENT_SET = "rodent"
HEALTHY_INFLAMMATION = 1.0


def typical(table: ParameterTable) -> ParameterTable:
    """Return the table without spread between people, so that every value of an interval is allowed."""
    return MappingProxyType(
        {name: replace(one, distribution="none", spread=0.0) for name, one in table.items()}
    )


@cache
def shipped(species: Species, parameter_set: str) -> ParameterTable:
    """Return the tables of a species without spread; once per process, as a sweep asks for every case."""
    if species == "human":
        return typical(simulation_parameters((parameter_set,)))
    shared = simulation_parameters((parameter_set, RODENT_SET))
    return typical(merge((shared, animal_parameters(species))))


def parameters_of(experiment: Experiment, changes: Mapping[str, float], parameter_set: str) -> ParameterTable:
    """Return the parameters with which an experiment begins.

    Raises
    ------
    ParameterError
        A genotype or a change names no parameter, or its value leaves the plausible interval.
    """
    table = shipped(experiment.species, parameter_set)
    if _only_active_isomer(experiment):
        table = override(table, {"hydroxynorketamine_active_share": 1.0})
    usual = table["inflammation_level"].value
    level = experiment.stress_level
    arrival = {
        "chronic_stress": level,
        "inflammation_level": HEALTHY_INFLAMMATION + level * (usual - HEALTHY_INFLAMMATION),
    }
    return override(table, {**arrival, **experiment.genotype, **changes})


def _only_active_isomer(experiment: Experiment) -> bool:
    """Whether all hydroxynorketamine is the (2R,6R) form that was given, none a metabolite of ketamine."""
    given = set(experiment.bath) if experiment.bath is not None else {d.compound for d in experiment.doses}
    return given & set(BATH_COMPOUNDS + tuple(ANIMAL_COMPOUNDS)) == {"hydroxynorketamine"}


def values_of(tables: Sequence[ParameterTable], repeats: int) -> dict[str, Float[ndarray, " column"]]:
    """Return every parameter as one value per column: each table `repeats` times in a row."""
    return {name: np.repeat([table[name].value for table in tables], repeats) for name in tables[0]}
