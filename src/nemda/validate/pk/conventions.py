"""What is assumed where a row says nothing: one rule for all rows, as data with the reason of each."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from nemda.model.parameters import ParameterTable, read_table


@cache
def conventions() -> ParameterTable:
    """Return every convention by name."""
    file = files("nemda.validate.pk").joinpath("tables", "conventions.toml")
    return read_table(file, "validate/pk")


def convention(name: str) -> float:
    """Return the value of a convention in its unit."""
    return conventions()[name].value
