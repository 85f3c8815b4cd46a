"""Amounts, times and numbers as people write them, kept exact until they become a value.

Everything is a fraction of whole numbers until the end, so that "40 min" is the float nearest to
2/3 h and days add up without noise; printing finds the shortest text that leads back to the value.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

_MASSES: tuple[tuple[Fraction, str], ...] = (
    (Fraction(1), "mg mgs milligram milligrams"),
    (Fraction(1, 1000), "mcg ug µg μg microgram micrograms"),
    (Fraction(1000), "g gram grams"),
)
_TIMES: tuple[tuple[Fraction, str], ...] = (
    (Fraction(1, 3600), "s sec secs second seconds"),
    (Fraction(1, 60), "min mins minute minutes"),
    (Fraction(1), "h hr hrs hour hours"),
    (Fraction(24), "d day days"),
    (Fraction(168), "wk wks week weeks"),
)
_MINUTES_UP_TO_H = 3.0


def _by_word(table: tuple[tuple[Fraction, str], ...]) -> Mapping[str, Fraction]:
    return MappingProxyType({word: factor for factor, words in table for word in words.split()})


MILLIGRAMS: Mapping[str, Fraction] = _by_word(_MASSES)
"""Milligrams in one unit of mass, by every word for it."""

PERCENT = frozenset({"%", "percent"})
"""Words for a percentage of the inspired air."""

HOURS: Mapping[str, Fraction] = _by_word(_TIMES)
"""Hours in one unit of time, by every word for it."""


def number_text(value: float) -> str:
    """Return the shortest decimal text that reads back as exactly this number."""
    return repr(float(value)).removesuffix(".0")


def count_text(hours: float, hours_per_unit: int | Fraction) -> str | None:
    """Return the hours as a number of units, or None when no text of up to 12 digits is exact."""
    text = number_text(float(f"{float(Fraction(hours) / hours_per_unit):.12g}"))
    return text if float(Fraction(text) * hours_per_unit) == hours else None


def duration_text(hours: float) -> str:
    """Return a duration as text that reads back exactly: minutes up to 3 h, then the shorter text."""
    in_hours = f"{number_text(hours)} h"
    minutes = count_text(hours, HOURS["min"])
    in_minutes = f"{minutes} min"
    if minutes is None or (hours > _MINUTES_UP_TO_H and len(in_hours) <= len(in_minutes)):
        return in_hours
    return in_minutes


def mass_unit(text: str) -> tuple[Fraction, bool] | None:
    """Return milligrams per unit and whether it is per kg of body weight; None for no such unit."""
    mass, *per = (part.strip() for part in text.casefold().split("/"))
    if mass not in MILLIGRAMS or per not in ([], ["kg"]):
        return None
    return MILLIGRAMS[mass], bool(per)
