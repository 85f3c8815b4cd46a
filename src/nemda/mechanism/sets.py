"""Dated parameter sets: what calibration or a kind of population changes in the shipped tables.

A set is a file of its own, so an older result can be run again by naming the older set. A calibrated
set says for each parameter the fitted value and spread and how sure the fit is; a population set
(``healthy``) says what differs in that kind of person.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import resources
from types import MappingProxyType
from typing import Any

from nemda.errors import ParameterError
from nemda.model.parameters import ParameterTable

DEFAULT_SET = "2026-11-22"


@dataclass(frozen=True)
class ParameterSet:
    """Changes to a parameter table.

    `entries` maps a parameter to the fields that change: value, spread, grade, source, note, and for a
    fit its standard_error. `about` describes data, method and date.
    """

    name: str
    about: MappingProxyType[str, Any]
    entries: MappingProxyType[str, MappingProxyType[str, Any]]

    def apply(self, table: ParameterTable) -> ParameterTable:
        """Return the table with this set's changes; parameters the table lacks are left out."""
        changed = dict(table)
        for name, entry in self.entries.items():
            if name in changed:
                fields = {key: value for key, value in entry.items() if key != "standard_error"}
                changed[name] = replace(changed[name], **fields)
        return MappingProxyType(changed)


def set_names() -> tuple[str, ...]:
    """Return the names of the shipped sets."""
    folder = resources.files("nemda.mechanism") / "sets"
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


def read_set(name: str = DEFAULT_SET) -> ParameterSet:
    """Return a shipped set.

    Raises
    ------
    ParameterError
        There is no set of this name.
    """
    if name not in set_names():
        near = difflib.get_close_matches(name, set_names(), n=1)
        raise ParameterError(
            "Unknown parameter set.", expected=", ".join(set_names()), got=name,
            hint=f"did you mean {near[0]}?" if near else None,
        )  # fmt: skip
    content = tomllib.loads((resources.files("nemda.mechanism") / "sets" / f"{name}.toml").read_text("utf-8"))
    about = content.pop("about", {})
    entries = {key: MappingProxyType(value) for key, value in content.items()}
    return ParameterSet(name, MappingProxyType(about), MappingProxyType(entries))


def apply_sets(table: ParameterTable, names: Sequence[str]) -> ParameterTable:
    """Return the table after the named sets, in order."""
    for name in names:
        table = read_set(name).apply(table)
    return table
