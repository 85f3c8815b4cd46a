"""Other readings of contested numbers, by name.

Where sources disagree the default takes one side and says so; a reading takes the other, so that both
can be run and compared. It only sets kinetic parameters, so it goes before covariates and interactions.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import numpy as np

from nemda.drugs.names import near_matches
from nemda.errors import ParameterError
from nemda.pk.values import Values, parameter_table


@dataclass(frozen=True)
class Reading:
    """Kinetic parameters as another source has them.

    Raises
    ------
    ParameterError
        A parameter is unknown or its value outside its plausible interval.
    """

    name: str
    meaning: str
    values: Mapping[str, float]
    grade: str
    source: str
    note: str

    def __post_init__(self) -> None:
        table = parameter_table()
        for name, value in self.values.items():
            if name not in table or not table[name].interval[0] <= value <= table[name].interval[1]:
                raise ParameterError(
                    "A reading sets what is not there or not plausible.",
                    where=f"pk/readings: {self.name}", got=f"{name} = {value}",
                    expected="a kinetic parameter inside its interval",
                )  # fmt: skip


@cache
def readings() -> Mapping[str, Reading]:
    """Return all readings by name."""
    table = files("nemda.pk").joinpath("tables/readings.toml")
    content = tomllib.loads(table.read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            name: Reading(
                name, entry["meaning"], MappingProxyType(dict(entry["set"])), entry["grade"],
                entry["source"], entry["note"],
            )
            for name, entry in content.items()
        }
    )  # fmt: skip


def with_reading(values: Values, name: str) -> Values:
    """Return the kinetic parameters with those of a reading set for everybody.

    Raises
    ------
    ParameterError
        No reading has this name.
    """
    if name not in readings():
        near = near_matches(name, readings())
        raise ParameterError(
            "Unknown reading.", got=repr(name), expected=", ".join(readings()),
            hint=f"did you mean {' or '.join(map(repr, near))}?" if near else None,
        )  # fmt: skip
    changed = dict(values)
    for parameter, value in readings()[name].values.items():
        changed[parameter] = np.full_like(np.asarray(values[parameter], dtype=float), value)
    return changed
