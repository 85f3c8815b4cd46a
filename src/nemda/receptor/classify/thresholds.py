"""The lines between classes, read from the table beside this module."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import NamedTuple

from nemda.model.parameters import ParameterTable, read_table


class Thresholds(NamedTuple):
    """One number for each line; meanings and reasons are in `thresholds.toml`."""

    effect: float
    agonism: float
    full_agonism: float
    full_coagonism: float
    shift: float
    retained_maximum: float
    voltage_ratio: float
    first_response: float
    held_in_silence: float
    mostly_kept: float
    not_trapped: float
    strong_desensitization: float


@cache
def threshold_table() -> ParameterTable:
    """Return the thresholds as sourced parameters."""
    return read_table(resources.files("nemda.receptor.classify") / "thresholds.toml", "receptor")


def thresholds() -> Thresholds:
    """Return the shipped thresholds."""
    table = threshold_table()
    return Thresholds(*(table[name].value for name in Thresholds._fields))
