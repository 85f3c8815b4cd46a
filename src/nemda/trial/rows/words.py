"""The words of trial tables: what stands for no drug, what is given beside one, other names of quantities.

Data in ``words.toml``, so that a new word needs no code. Wrong if a word of the lists names a treatment
that the program simulates.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, NamedTuple


class Words(NamedTuple):
    """Patterns of whole words (see the file), quantities by their other names, and units.

    `share` and `people` are words of units of rates, `days` has the length of units of time (d).
    """

    inert: str
    no_drug: str
    beside_drugs: str
    beside_care: str
    beside_therapy: str
    quantity: Mapping[str, str]
    share: frozenset[str]
    people: frozenset[str]
    days: Mapping[str, float]


@cache
def words() -> Words:
    """Return the words of the file."""
    with (files("nemda.trial.rows") / "words.toml").open("rb") as stream:
        content: dict[str, Any] = tomllib.load(stream)
    arm, unit = content["arm"], content["unit"]
    return Words(
        inert="|".join(arm["inert"]),
        no_drug="|".join(arm["no_drug"]),
        beside_drugs="|".join(arm["beside_drugs"]),
        beside_care="|".join(arm["beside_care"]),
        beside_therapy="|".join(arm["beside_therapy"]),
        quantity=MappingProxyType(dict(content["quantity"])),
        share=frozenset(unit["share"]),
        people=frozenset(unit["people"]),
        days=MappingProxyType({name: float(length) for name, length in unit["days"].items()}),
    )
