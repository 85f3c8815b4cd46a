"""Other drugs and foods named in a row, and what a ratio compares: with and without, ill and healthy.

Note, population and unit speak before the citation and the study's name, because a study of two
interacting drugs names both in its title and one in each row.
"""

from __future__ import annotations

import re

from nemda.pk.interactions import interactions
from nemda.validate.pk.observation import Observation
from nemda.validate.pk.text import has, normal

_CONTROL = (
    r"placebo|control(?: phase| group| arm)?|alone|without|reference(?: phase| group)?|baseline|"
    r"no interacting drug|non-?smokers"
)
_JOINED = r"\s*(?:\([^)]*\)\s*)?(?:and|plus|\+|&)\s*"


def named_interactions(row: Observation) -> tuple[str, ...]:
    """Return the interacting drugs and foods that a row names, as the package names them.

    The first one named counts, with those joined to it by "and"; others are there for comparison ("no
    increase; conflicts with clarithromycin").
    """
    for text in (f"{row.unit}; {row.quantity}; {row.dosed}; {row.remarks}", row.source):
        found = _in_order(text)
        if found:
            return found
    return ()


def is_control(row: Observation) -> bool:
    """Return whether a row that names two groups or phases is of the one without drug or illness."""
    return has(row.note, _CONTROL) or has(row.population, r"placebo(?: phase)?|control(?: phase| group)?")


def _in_order(text: str) -> tuple[str, ...]:
    places = sorted(
        (found.start(), found.end(), interaction.name)
        for interaction in interactions().values()
        for name in (interaction.name, *interaction.names)
        for found in _places(text, name)
    )
    if not places:
        return ()
    kept = [places[0]]
    for place in places[1:]:
        if place[2] != kept[-1][2] and re.fullmatch(_JOINED, text[kept[-1][1] : place[0]]):
            kept.append(place)
        else:
            break
    return tuple(name for _, _, name in kept)


def _places(text: str, name: str) -> list[re.Match[str]]:
    bare = normal(name)
    spellings = {bare, bare.replace("'", ""), bare.removesuffix(" juice")}
    pattern = "|".join(re.escape(spelling) for spelling in sorted(spellings, key=len, reverse=True))
    text = text.replace("st.", "st ").replace("st  ", "st ")
    return list(re.finditer(rf"(?<![a-z])(?:{pattern})", text))
