"""The kinetic parameters of each animal: same names, another table per species."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from nemda.model.parameters import ParameterTable, read_table

Animal = Literal["rat", "mouse"]
ANIMALS: tuple[Animal, ...] = get_args(Animal)


@cache
def animal_parameters(animal: Animal) -> ParameterTable:
    """Return the kinetic parameters of an animal by name, each starting with ``animal_``."""
    table = files("nemda.pk.rodent").joinpath("tables", f"{animal}.toml")
    return read_table(table, f"pk/rodent/{animal}")
