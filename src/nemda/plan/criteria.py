"""When a person may leave after a dose: criteria as data, each with the rule it comes from."""

from __future__ import annotations

from functools import cache
from importlib import resources

from nemda.model.parameters import ParameterTable, read_table


@cache
def criteria() -> ParameterTable:
    """Return the limits of discharge by name."""
    return read_table(resources.files("nemda.plan") / "criteria.toml", "plan")
