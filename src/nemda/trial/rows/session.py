"""How a dose is given: the route and the length of a session, from their cells or from words.

Blank ones follow the usual session of the card. Wrong if a route in words ("IM injection") becomes another.
"""

from __future__ import annotations

import re

from nemda.drugs import Compound, Route, find_route
from nemda.errors import NemdaError
from nemda.trial.rows.amounts import BOLUS_MIN
from nemda.trial.rows.arm_row import ArmRow
from nemda.trial.rows.cells import MINUTES_PER
from nemda.trial.rows.refusal import NotPredictedError
from nemda.trial.rows.text import NUMBER, has
from nemda.units import MINUTES_PER_HOUR

INFUSION_MIN = 40.0
"""Infusion of ketamine where a row gives no length: that of most trials of the table."""
OPEN_ROUTE = r"mixed|any|various|n/?a|several|both"
_TIME = r"(min|mins|minutes?|h|hr|hrs|hours?)\b"
LENGTHS = (
    rf"\bover (?:about )?({NUMBER}) ?-?{_TIME}",
    rf"\b({NUMBER}) ?-?{_TIME}[ -]*(?:iv |intravenous |slow |continuous )?(?:infusion|inhal|session|drip)",
    rf"\bcontinuous (?:infusion )?(?:for |over )?({NUMBER}) ?-?{_TIME}",
)


def route_word(text: str) -> Route | None:
    """Return the route that a text names first; None where it names none."""
    for piece in (text, *re.split(r"\s*(?:/|,|;|\+|\(|\bor\b|\bthen\b|\band\b)\s*", text), *text.split()):
        try:
            return find_route(piece.strip(" ()"))
        except NemdaError:
            continue
    return None


def route_of(row: ArmRow, card: Compound, notes: list[str], beside: bool = False) -> Route:
    """Return the route of a compound; one `beside` another may be taken another way than the row says.

    Raises
    ------
    NotPredictedError
        The route is none of the program, or there are no kinetics for it.
    """
    found = route_word(row.route)
    if found is None:
        if row.route and not re.fullmatch(OPEN_ROUTE, row.route):
            raise NotPredictedError(f"the route {row.route!r} is not simulated")
        found = card.usual_session.route if card.usual_session else card.routes[0]
        notes.append(f"route {row.route or 'not given'}: {found} is taken")
    if found in card.routes:
        return found
    if card.kind != "drug" or beside:
        notes.append(f"no kinetics of {card.key} given {found}: {card.routes[0]} is taken")
        return card.routes[0]
    raise NotPredictedError(f"no kinetics of {card.key} given {found}")


def length_in_words(row: ArmRow) -> float | None:
    """Return the length of a session (min) that the words of an arm give; None where they give none."""
    for text in (row.dose, row.unit, row.route, row.schedule, row.arm.lower(), row.design):
        for pattern in LENGTHS:
            found = re.search(pattern, text)
            if found:
                return float(found[1]) * MINUTES_PER[found[2]]
    return None


def length_h(row: ArmRow, card: Compound, route: Route, notes: list[str]) -> float:
    """Return the length of a session (h): of its cell, in words, or the usual one."""
    given = row.duration_min if row.duration_min is not None else length_in_words(row)
    if route not in {"iv", "inhaled"} and not (route == "sc" and given):
        return 0.0
    if given is not None:
        return given / MINUTES_PER_HOUR
    if route == "iv" and has(f"{row.route} | {row.schedule} | {row.dose}", "push|bolus|injections?"):
        notes.append(f"a bolus of {BOLUS_MIN:g} min is assumed")
        return BOLUS_MIN / MINUTES_PER_HOUR
    usual = card.usual_session
    if usual is not None and usual.route == route and usual.duration_h > 0:
        notes.append(f"a session of {usual.duration_h * MINUTES_PER_HOUR:g} min is assumed")
        return usual.duration_h
    notes.append(f"an infusion of {INFUSION_MIN:g} min is assumed")
    return INFUSION_MIN / MINUTES_PER_HOUR
