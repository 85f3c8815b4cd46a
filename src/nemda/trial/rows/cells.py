"""Cells that hold a number: with a unit, marked as missing, or no number at all.

A cell that is neither a number nor a mark of a missing one is a fault with the name of its field, because a
number that is silently taken as missing is replaced by an assumption. Wrong if a fault names another cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from nemda.trial.rows.text import plain

MISSING = frozenset({"", "-", ".", "na", "n/a", "nr", "ns", "nan", "none", "unknown", "not reported",
                     "not given", "not stated", "not seen", "missing", "?"})  # fmt: skip
_NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?"
_ABOUT = r"(?:(?:~|about|approx(?:\.|imately)?|c\.|ca\.?|n ?=) ?)?"
HOURS_PER: Mapping[str, float] = MappingProxyType(
    {"h": 1.0, "hr": 1.0, "hrs": 1.0, "hour": 1.0, "hours": 1.0, "min": 1 / 60, "mins": 1 / 60,
     "minute": 1 / 60,
     "minutes": 1 / 60, "d": 24.0, "day": 24.0, "days": 24.0, "wk": 168.0, "wks": 168.0, "week": 168.0,
     "weeks": 168.0, "month": 730.0, "months": 730.0}
)  # fmt: skip
MINUTES_PER: Mapping[str, float] = MappingProxyType({name: 60.0 * hours for name, hours in HOURS_PER.items()})
PEOPLE: Mapping[str, float] = MappingProxyType(
    dict.fromkeys(("patients", "people", "participants", "subjects", "pts"), 1.0)
)
POINTS: Mapping[str, float] = MappingProxyType(dict.fromkeys(("points", "point", "%", "mg/kg"), 1.0))
NO_UNIT: Mapping[str, float] = MappingProxyType({})


class Cells:
    """Numbers of one row's cells; what cannot be read is kept in `faults`, by field."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self.cells = cells
        self.faults: list[str] = []

    def number(self, field: str, units: Mapping[str, float] = NO_UNIT) -> float | None:
        """Return the number of a field in its own unit; None where it is missing or a fault.

        "24", "~24", "1 day" (with units of time) and "20 patients" (with people) are numbers.
        """
        text = plain(self.cells[field])
        if text in MISSING:
            return None
        found = re.fullmatch(rf"{_ABOUT}({_NUMBER}) ?([a-z%/]*)", text)
        if found is None or (found[2] and found[2] not in units):
            return self.fault(field, "is no number")
        value = float(found[1]) * units.get(found[2], 1.0)
        return value if abs(value) < float("inf") else self.fault(field, "is no number")

    def positive(self, field: str, units: Mapping[str, float] = NO_UNIT, least: float = 0.0) -> float | None:
        """Return a number that is at least `least`; anything below is a fault."""
        value = self.number(field, units)
        if value is not None and value < least:
            return self.fault(field, "is too small")
        return value

    def count(self, field: str) -> int | None:
        """Return how many people; None where it is missing or a fault."""
        value = self.positive(field, PEOPLE, least=1.0)
        return None if value is None else int(value)

    def required(self, field: str) -> str:
        """Return a text that may not be empty."""
        if not self.cells[field].strip():
            self.faults.append(f"{field} is empty")
        return self.cells[field]

    def fault(self, field: str, what: str) -> None:
        """Keep a fault of a field."""
        self.faults.append(f"{field} {self.cells[field].strip()!r} {what}")


def mean_and_sd(text: str) -> tuple[str, str]:
    """Return mean and SD of a cell that holds both ("33.1 (SD 6)", "33.1 ± 6"), else the text and nothing."""
    found = re.fullmatch(
        rf"({_NUMBER}) ?(?:\((?:sd|±)? ?=? ?({_NUMBER})\)|(?:±|\+/-) ?({_NUMBER}))", plain(text)
    )
    return (found[1], found[2] or found[3]) if found else (text, "")
