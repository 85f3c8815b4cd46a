"""All parameters of the receptor room in one table."""

from __future__ import annotations

from functools import cache

from nemda.model.parameters import ParameterTable, merge
from nemda.receptor.magnesium import magnesium_table
from nemda.receptor.pools import pool_table
from nemda.receptor.subtypes import subtype_table


@cache
def parameter_table() -> ParameterTable:
    """Return every parameter of the receptor room, by name: magnesium, subtypes and pools."""
    return merge((magnesium_table(), subtype_table(), pool_table()))
