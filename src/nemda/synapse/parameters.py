"""The constants of this room, read once."""

from __future__ import annotations

from functools import cache
from importlib import resources

from nemda.model.parameters import ParameterTable, read_table


@cache
def synapse_table() -> ParameterTable:
    """Return the constants with their sources."""
    return read_table(resources.files("nemda.synapse") / "data" / "synapse.toml", "synapse")


def value_of(name: str) -> float:
    """Return the typical value of a constant."""
    return synapse_table()[name].value
