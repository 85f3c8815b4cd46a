"""The kinetic parameters: the merged tables, and checked values for each person of a run.

Every number lives in a TOML table beside the code with its source. Equations never see a bare
number: they see the arrays made here, one value per person.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ParameterError
from nemda.model.parameters import ParameterTable, merge, read_table

TABLES = (
    "venous", "arterial", "metabolites", "spray", "liver", "enantiomers", "people", "covariates",
    "absorption", "effect",
)  # fmt: skip

FRACTIONS = (
    "intramuscular_bioavailability",
    "subcutaneous_bioavailability",
    "sublingual_bioavailability",
    "sublingual_bioavailability_racemic",
    "sublingual_bioavailability_tablet",
    "nasal_cavity_fraction",
    "nasal_cavity_fraction_racemic",
    "nasal_later_device_ratio",
    "gut_escape_fraction",
    "oral_slow_release_fraction",
    "rectal_direct_fraction",
    "rectal_direct_fraction_solution",
    "inhaled_bioavailability",
    "inhaled_immediate_fraction",
    "norketamine_formation_fraction",
    "oral_wall_norketamine_fraction",
    "hydroxynorketamine_formation_fraction",
    "ketamine_cyp3a4_fraction",
    "ketamine_cyp2b6_fraction",
    "norketamine_cyp3a4_fraction",
    "norketamine_cyp2b6_fraction",
)
"""Parameters that are parts of a whole; a sampled value above 1 is refused."""

Values = Mapping[str, Float[ndarray, " person"]]


@cache
def parameter_table() -> ParameterTable:
    """Return all kinetic parameters by name: value, unit, spread between people, grade and source."""
    folder = files("nemda.pk").joinpath("tables")
    return merge(read_table(folder.joinpath(f"{table}.toml"), f"pk/{table}") for table in TABLES)


def typical_values(people: int) -> dict[str, Float[ndarray, " person"]]:
    """Return every kinetic parameter at its typical value, for a number of equal people."""
    return {name: np.full(people, parameter.value) for name, parameter in parameter_table().items()}


def person_values(parameters: Mapping[str, ndarray], people: int) -> Values:
    """Return every kinetic parameter as one value per person; other names are left out.

    A single value stands for all people.

    Raises
    ------
    ParameterError
        A name is missing, its shape does not fit, or a value is not finite, not positive, or a
        fraction above 1.
    """
    return {name: _value(name, parameters, people) for name in parameter_table()}


def _value(name: str, parameters: Mapping[str, ndarray], people: int) -> ndarray:
    if name not in parameters:
        raise ParameterError(
            "Missing kinetic parameter.", where=name, hint="start from nemda.pk.typical_values(people)"
        )
    value = np.asarray(parameters[name], dtype=float)
    if value.shape not in {(), (1,), (people,)}:
        raise ParameterError("Wrong shape.", where=name, expected=f"({people},)", got=value.shape)
    may_be_zero = parameter_table()[name].interval[0] == 0
    if not np.all(np.isfinite(value) & ((value > 0) | ((value == 0) & may_be_zero))):
        lowest = "0 or above" if may_be_zero else "above 0"
        raise ParameterError(f"A kinetic parameter is a finite number {lowest}.", where=name, got=value.min())
    if name in FRACTIONS and np.any(value > 1):
        raise ParameterError("A fraction is at most 1.", where=name, got=value.max())
    return np.broadcast_to(value, (people,))


def common_value(values: Values, name: str) -> float:
    """Return a value that all people share.

    Raises
    ------
    ParameterError
        It differs between people: it sets the edges of the closed-form signals.
    """
    value = values[name]
    if np.any(value != value[0]):
        raise ParameterError(
            "A duration of absorption must be the same for all people of one run.", where=name,
            got=f"{value.min():g} to {value.max():g}", hint="run people with other durations apart",
        )  # fmt: skip
    return float(value[0])
