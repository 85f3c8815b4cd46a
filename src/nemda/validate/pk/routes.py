"""The cell of a route read as ways into the body; several in one cell stand for their mean.

Words are sought inside the cell, so that "racemic sublingual tablet (fasted)" is found; words of the
mouth lining go before "oral", because a film or a lozenge "for oral use" is not swallowed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from nemda.drugs import Route, find_route, formulations
from nemda.validate.outcome import NotApplicableError
from nemda.validate.pk.text import has

_WORDS: tuple[tuple[str, str], ...] = (
    ("none", r"epidural|caudal|intrathecal|spinal|topical|transdermal|dermal|patch|intra-?articular|"
             r"intra-?osseous|vaginal|ocular|eye|intraperitoneal|ip|wound|perineural|block|intratympanic|gargle|mouthwash"),
    ("iv", r"iv|i\.v\.?|intravenous(?:ly)?|tci|target[- ]controlled"),
    ("im", r"im|i\.m\.?|intramuscular(?:ly)?"),
    ("sc", r"sc|s\.c\.?|sq|subcut\w*|subq"),
    ("nasal", r"in|i\.n\.?|nasal(?:ly)?|intra-?nasal(?:ly)?|nasal spray|nose"),
    ("rectal", r"rectal(?:ly)?|pr|p\.r\.?|suppositor\w+|enema"),
    ("inhaled", r"inhal\w+|nebuli[sz]\w+|nebulizer|aerosol|pulmonary|smoked|ih"),
    ("sublingual", r"sublingual(?:ly)?|sl|s\.l\.?|buccal(?:ly)?|(?:oro|oral )?trans-?mucosal(?:ly)?|"
                   r"oro-?mucosal|lozenges?|troches?|wafers?|films?|odt|oral mucosal|oral thin film|"
                   r"under the tongue"),
    ("oral", r"oral(?:ly)?|po|p\.o\.?|per os|by mouth|swallowed|tablets?|capsules?|syrup|solution|gastric"),
)  # fmt: skip


class Way(NamedTuple):
    """A route, the preparation (None where none is named), and whether it is said to be a bolus."""

    route: Route
    formulation: str | None
    is_bolus: bool


def ways(text: str) -> tuple[Way, ...]:
    """Return the ways that a cell names, each once.

    Raises
    ------
    NotApplicableError
        A route has no kinetics, or none is named.
    """
    if not text:
        raise NotApplicableError("no route is stated")
    outside = re.sub(r"\(.*?\)", " ", text)
    whole = _route(outside)
    if whole and re.search(r"\(", text):
        pieces = [(text, outside)]
    else:
        pieces = [
            (piece, piece) for piece in re.split(r"/|,|\+| and | or | vs\.? |\bthen\b", text) if piece.strip()
        ]
    found: list[Way] = []
    for piece, named in pieces:
        route = _route(named) or _route(piece)
        if route == "none":
            raise NotApplicableError(f"no kinetics of the route {text!r}")
        if route:
            named_route = find_route(route)
            way = Way(named_route, _formulation(named_route, text), has(piece, "bolus|push"))
            found += [way] if way not in found else []
    if not found:
        raise NotApplicableError(f"the route {text!r} is not known")
    return tuple(found)


def _route(text: str) -> str:
    return next((route for route, words in _WORDS if has(text, words)), "")


def _formulation(route: Route, text: str) -> str | None:
    """Return the preparation of a route with the longest name that a text holds."""
    spaced = text.replace("-", " ")
    names = {name: entry for entry in formulations().values() if entry.route == route
             for name in (entry.key, *entry.names)}  # fmt: skip
    found = [name for name in names if has(spaced, re.escape(name.lower().replace("-", " ")))]
    return names[max(found, key=len)].key if found else None
