"""The numbers of this room, read once from the tables beside the code.

They are one typical adult's; what differs between people (weight, kidney function, sex, age) is in
`nemda.magnesium.person`. What would falsify the form: a number that nobody can trace to its source.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from nemda.model.parameters import ParameterTable, merge, read_table

TABLES = ("absorption", "body", "infusion", "effects")


@cache
def magnesium_parameters() -> ParameterTable:
    """Return every parameter of the room by name."""
    folder = files("nemda.magnesium") / "data"
    return merge(read_table(folder / f"{name}.toml", f"magnesium/{name}") for name in TABLES)


def value(name: str) -> float:
    """Return the typical value of a parameter in the unit of its table."""
    return magnesium_parameters()[name].value
