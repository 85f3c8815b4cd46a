"""One row of the magnesium table as it is read: lower-case words, numbers, and the interval to lie in."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import NamedTuple

from nemda.magnesium.absorption import absorbed_daily
from nemda.magnesium.parameters import value

NUMBER = r"[-+]?\d+(?:\.\d+)?"
DEFAULT_SHARE = 0.25
POINTS_OF_ABSORPTION = 10.0
"""What a measured absorbed fraction may be away (percentage points): the stated uncertainty of the curve."""
STOICHIOMETRY = 0.01
GUT = ("absorption", "phytate", "oxalate", "form")


class Row(NamedTuple):
    """One row; `number` is None where the value is words, and `low` and `high` are None where blank."""

    id: str
    section: str
    item: str
    subject: str
    value: str
    number: float | None
    low: float | None
    high: float | None
    unit: str
    use: str
    note: str
    verified: str

    @property
    def words(self) -> str:
        """Return what the row is about, in one text."""
        return f"{self.item}; {self.subject}"

    @property
    def is_numeric(self) -> bool:
        """Return whether the value is one number."""
        return self.number is not None


class Interval(NamedTuple):
    """Lowest and highest value that agrees with a row; infinite where it is open."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Return whether a value lies inside, ends included."""
        return self.low <= value <= self.high


def row_of(cells: Mapping[str, str]) -> Row:
    """Return a row from the cells of its line."""
    text = {name: cell.strip().lower() for name, cell in cells.items()}
    number, low, high = (_number(text[name]) for name in ("value", "low", "high"))
    if number is None and (span := _range(text["value"])) is not None:
        number, low, high = sum(span) / 2, *span
    return Row(
        cells["id"], text["section"], text["item"], text["population_or_condition"], text["value"],
        number, low, high, text["unit"],
        text["formula_or_use"], text["note"], text["verified"],
    )  # fmt: skip


def interval_of(row: Row, number: float) -> Interval:
    """Return what a prediction of a number must lie in.

    The published interval where the row has one around its number; below the number where the row says "less
    than"; the content of a salt within a hundredth (arithmetic); an absorbed fraction within ten points;
    anything else within a quarter. A published interval narrower than the ten points of absorption is
    widened to them, because they are the stated uncertainty of the curve.
    """
    if re.search(r"less than|^<", f"{row.note} {row.value}"):
        return Interval(-math.inf, number)
    if re.search(r"over |^>", f"{row.note[:8]} {row.value}"):
        return Interval(number, math.inf)
    if "elemental" in row.item or row.unit in {"mg mg", "g/mol", "mg/mmol"}:
        return Interval(number * (1 - STOICHIOMETRY), number * (1 + STOICHIOMETRY))
    published = _published(row, number)
    if row.section in GUT and row.unit == "%" and "csf" not in row.item:
        half = POINTS_OF_ABSORPTION
        wide = Interval(number - half, number + half)
        return (
            wide
            if published is None
            else Interval(min(published.low, wide.low), max(published.high, wide.high))
        )
    if published is not None:
        return published
    half = DEFAULT_SHARE * abs(number)
    return Interval(number - half, number + half)


def _published(row: Row, number: float) -> Interval | None:
    low, high = row.low, row.high
    # Two groups or two times in low and high are not an interval.
    if low is None or high is None or low == high or re.search(r" / |before and after|\bvs\b", row.words):
        return None
    low, high = sorted((low, high))
    if not low <= number <= high or (number in (low, high) and re.search(r"spinach|from \d", row.words)):
        return None
    return Interval(low, high)


def _number(text: str) -> float | None:
    bare = text.strip().lstrip("<>~≈≤≥").strip().removesuffix("%").strip()
    if not re.fullmatch(NUMBER, bare):
        return None
    return float(bare)


def _range(text: str) -> tuple[float, float] | None:
    """Return both ends of a value such as "10-20" or "+10 to +20", or None."""
    found = re.fullmatch(r"([-+]?\d+(?:\.\d+)?)\s*(?:-|–|to)\s*([-+]?\d+(?:\.\d+)?)\s*%?", text.strip())
    if found is None:
        return None
    low, high = sorted((float(found[1]), float(found[2])))
    return low, high


def usual_absorption(intake_mg: float | None = None) -> float:
    """Return what a person who eats so much a day (mg; the surveyed diet of men by default) absorbs (mg)."""
    return float(absorbed_daily(value("usual_intake_men") if intake_mg is None else intake_mg))


def first(pattern: str, text: str) -> float | None:
    """Return the first number that a pattern's group holds, or None."""
    found = re.search(pattern, text)
    return None if found is None else float(found[1])
