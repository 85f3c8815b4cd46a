"""What is assumed where a row says nothing: one rule for all rows, as data with the reason of each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from nemda.model.parameters import ParameterTable, read_table


@cache
def conventions() -> ParameterTable:
    """Return every convention by name."""
    file = files("nemda.validate.biology").joinpath("tables", "conventions.toml")
    return read_table(file, "validate/biology")


def convention(name: str) -> float:
    """Return the value of a convention in its unit."""
    return conventions()[name].value


@cache
def biology_table(name: str) -> Mapping[str, Any]:
    """Return one of this folder's tables of words as it was written, entries in their order."""
    file = files("nemda.validate.biology").joinpath("tables", f"{name}.toml")
    return MappingProxyType(tomllib.loads(file.read_text(encoding="utf-8")))


@cache
def time_words() -> Mapping[str, tuple[float, float]]:
    """Return the window (h) that a word for a time stands for, in the order in which they are tried."""
    content: dict[str, list[float]] = biology_table("times")["words"]
    return MappingProxyType({word: (start, end) for word, (start, end) in content.items()})
