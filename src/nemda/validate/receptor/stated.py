"""What a text names: receptors, compounds, voltages, magnesium, and concentrations, each in order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from nemda.validate.receptor.compounds import BATH, Amount, amounts, named
from nemda.validate.receptor.conventions import convention
from nemda.validate.receptor.receptors import Receptors, receptors_in
from nemda.validate.receptor.text import voltages_mv

_NO_MAGNESIUM = re.compile(
    r"\b0\s+mg|mg(?:2\+)?[- ]free|magnesium[- ]free|without (?:mg|magnesium)|no (?:mg|magnesium)|"
    r"absence of (?:mg|magnesium)"
)
_BOTH = re.compile(r"\bwith and without (?:\S+ mm )?(?:mg|magnesium)")
_USUAL_MAGNESIUM = re.compile(r"physiological (?:mg|magnesium)|in (?:the )?presence of (?:mg|magnesium)")
_LEVEL_OF_MAGNESIUM = re.compile(r"[munp]m\s*(?:\S+\s+)?\[?(?:mg|magnesium)|(?:mg\S*|magnesium)[\s:,(]*[\d.]")


class Listed(NamedTuple):
    """The entries of each kind that a text names, in order."""

    receptors: tuple[Receptors, ...]
    drugs: tuple[str, ...]
    voltages_mv: tuple[float, ...]
    magnesium_mmol: tuple[float, ...]
    amounts: tuple[Amount, ...]


def listed(text: str) -> Listed:
    """Return what a plain text names."""
    found = tuple(amounts(text))
    drugs = tuple(dict.fromkeys(one.name for one in named(text) if one.name not in BATH))
    return Listed(receptors_in(text), drugs, voltages_mv(text), magnesium_levels(text, found), found)


def magnesium_levels(text: str, found: Sequence[Amount]) -> tuple[float, ...]:
    """Return the magnesium concentrations (mmol/L) that a text names, in order."""
    usual = convention("physiological_magnesium")
    places: list[tuple[int, tuple[float, ...]]] = []
    places += [(match.start(), (0.0,)) for match in _NO_MAGNESIUM.finditer(text)]
    places += [(match.start(), (usual, 0.0)) for match in _BOTH.finditer(text)]
    places += [(match.start(), (usual,)) for match in _USUAL_MAGNESIUM.finditer(text)]
    for amount in found:
        if amount.name == "magnesium":
            at = _LEVEL_OF_MAGNESIUM.search(text)
            levels = tuple(one / 1000.0 for one in amount.levels)
            places.append((at.start() if at else len(text), levels))
    ordered = [level for _, levels in sorted(places) for level in levels]
    return tuple(dict.fromkeys(ordered))
