"""Supplement salts: their share of magnesium by stoichiometry, and their uptake beside a soluble salt.

Claim: chloride, lactate, aspartate and citrate are taken up alike and oxide about a tenth as well (Firoz
2001: 4% of 21 mEq a day; Rylander 2014 ranks citrate best or near best). Products of one salt differ
widely (Blancquaert 2019), so a product factor can be given. What would falsify it: an oxide that raises
urinary magnesium like a citrate.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

from nemda.errors import DataError
from nemda.evidence.near import near_matches
from nemda.magnesium.absorption import absorbed_share
from nemda.magnesium.parameters import value
from nemda.magnesium.stoichiometry import elemental_share

_OTHER_NAMES = {
    "glycinate": "bisglycinate", "diglycinate": "bisglycinate", "l-threonate": "threonate",
    "epsom salt": "sulfate", "chloride hexahydrate": "chloride",
    "trimagnesium dicitrate": "citrate", "sulfate heptahydrate": "sulfate",
    "lactate dihydrate": "lactate", "magnesia": "oxide",
}  # fmt: skip


class Form(NamedTuple):
    """One salt: formula, share of magnesium in its mass, uptake relative to a soluble salt, and why."""

    name: str
    formula: str
    elemental: float
    factor: float
    note: str


@cache
def forms() -> Mapping[str, Form]:
    """Return every known salt by name."""
    text = (files("nemda.magnesium") / "data" / "forms.toml").read_text(encoding="utf-8")
    entries: dict[str, dict[str, str]] = tomllib.loads(text)
    factors = {"soluble": 1.0, "coated": value("coated_factor"), "oxide": oxide_factor()}
    return MappingProxyType(
        {
            name: Form(
                name, one["formula"], elemental_share(one["formula"]), factors[one["uptake"]], one["note"]
            )
            for name, one in entries.items()
        }
    )


def form_name(text: str) -> str | None:
    """Return the name of the salt that a text names ("magnesium citrate"), or None."""
    words = " ".join(re.sub(r"magnesium|(?<=sul)ph", _american, text.lower()).split())
    bare = words.split(" (")[0]
    bare = _OTHER_NAMES.get(bare, bare)
    return bare if bare in forms() else None


def _american(found: re.Match[str]) -> str:
    return " " if found[0] == "magnesium" else "f"


def find_form(text: str) -> Form:
    """Return the salt that a text names.

    Raises
    ------
    DataError
        The salt is unknown; the error names the nearest.
    """
    name = form_name(text)
    if name is None:
        near = near_matches(text, forms()) or tuple(forms())
        raise DataError("Unknown form of magnesium.", got=repr(text), expected=", ".join(near))
    return forms()[name]


def oxide_factor() -> float:
    """Return the uptake of oxide relative to a soluble salt: 4% over the curve at the doses of its study."""
    portion = value("oxide_daily_dose") / value("oxide_doses_a_day")
    return value("oxide_absorbed") / absorbed_share(portion)
