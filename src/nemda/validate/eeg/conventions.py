"""What is assumed where a row says nothing, and the rules that keep rows out: data, each with its reason."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

from nemda.model.parameters import ParameterTable, read_table
from nemda.validate.eeg.row import EEGRow
from nemda.validate.outcome import Status

_ROOM = "nemda.validate.eeg"
BLOCKERS = "<blockers>"
"""Stands in a pattern of the rules for the names of all of `blocker_names`."""


class Verdict(NamedTuple):
    """Why a row is not predicted, and whether the model should be able to."""

    status: Status
    why: str


@cache
def conventions() -> ParameterTable:
    """Return every convention by name."""
    return read_table(files(_ROOM).joinpath("tables", "conventions.toml"), "validate/eeg")


def convention(name: str) -> float:
    """Return the value of a convention in its unit."""
    return conventions()[name].value


@cache
def blocker_names() -> Mapping[str, str]:
    """Return the pattern of the names of each blocker other than ketamine that has a card, by its card."""
    return MappingProxyType(tomllib.loads(_text("blockers.toml"))["names"])


@cache
def _rules() -> Mapping[str, dict[str, str]]:
    text = _text("scope.toml").replace(BLOCKERS, "|".join(blocker_names().values()))
    return MappingProxyType(tomllib.loads(text))


def _text(name: str) -> str:
    return files(_ROOM).joinpath("tables", name).read_text(encoding="utf-8")


def out_of_scope(row: EEGRow) -> Verdict | None:
    """Return the verdict of the first rule that keeps a row out.

    A rule looks at text, never at the row's place; a pattern whose name ends in ``_not`` must not match.
    """
    shared = row.shared
    texts = {
        "compound": shared.compound, "given": f"{shared.given}; {row.condition}; {row.band}",
        "readout": shared.readout, "prep": shared.preparation, "unit": shared.unit, "value": shared.value,
        "all": row.everything,
    }  # fmt: skip
    for name, rule in _rules().items():
        patterns = {key: text for key, text in rule.items() if key not in {"status", "why"}}
        wanted = all(
            (re.search(pattern, texts[key.removesuffix("_not")]) is None) == key.endswith("_not")
            for key, pattern in patterns.items()
        )
        if wanted:
            return Verdict(_status(rule["status"]), f"rule {name.replace('_', ' ')}: {rule['why']}")
    return None


def _status(text: str) -> Status:
    return "missing" if text == "missing" else "not_applicable"
