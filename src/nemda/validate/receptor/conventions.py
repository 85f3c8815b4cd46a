"""What is assumed where a row says nothing, and which rows are kept out: rules as data, with the reasons.

The rules look at the text of a row, never at its number or its place in the table.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from nemda.model.parameters import ParameterTable, read_table
from nemda.validate.outcome import NotApplicableError


@cache
def conventions() -> ParameterTable:
    """Return every convention by name."""
    file = files("nemda.validate.receptor").joinpath("tables", "conventions.toml")
    return read_table(file, "validate/receptor")


def convention(name: str) -> float:
    """Return the value of a convention in its unit."""
    return conventions()[name].value


def check_in_scope(text: str) -> None:
    """Refuse a row that a named rule keeps out.

    Raises
    ------
    NotApplicableError
        A rule fits; the message is its name and reason.
    """
    for name, rule in _table("exclusions.toml").items():
        if re.search(rule["pattern"], text):
            raise NotApplicableError(f"rule {name}: {rule['why']}")


def why_missed(experiment_id: str) -> str:
    """Return why the bench misses a row of the shipped table, or nothing."""
    return _table("misses.toml").get(experiment_id, {}).get("why", "")


def explained_misses() -> tuple[str, ...]:
    """Return the rows of the shipped table whose miss is explained."""
    return tuple(_table("misses.toml"))


@cache
def _table(name: str) -> dict[str, dict[str, str]]:
    file = files("nemda.validate.receptor").joinpath("tables", name)
    return tomllib.loads(file.read_text(encoding="utf-8"))
