"""A row of long-term risk as it says itself, and the interval its number must be met in.

The interval: the printed one; for counts and shares the 95% sampling interval of so many people, or 30% of
the number where that is wider; for a mean with SD its sampling interval, or 30%. An upper bound alone
("under") is met by anything from 0 to it, and no cases by up to 3.7 expected ones (exact 97.5% limit of a
Poisson count).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from nemda.trial.intervals import wilson

Interval: TypeAlias = tuple[float | None, float | None]

RELATIVE, LEVEL, Z_95 = 0.30, 0.95, 1.96
NO_CASES_LIMIT = 3.69
_NUMBER = r"[-+]?\d+(?:\.\d+)?"


@dataclass(frozen=True)
class LongRow:
    """Cells of a row in lower case; a number is None where the cell holds none.

    `words` is the value where it is no number ("yes"); a count ("3 of 6") is a share in percent, a range its
    middle.
    """

    domain: str
    population: str
    exposure: str
    item: str
    value: float | None
    words: str
    low: float | None
    high: float | None
    unit: str
    people: int | None
    note: str
    citation: str
    url: str
    verified: str

    @property
    def who(self) -> str:
        """Population and exposure together."""
        return f"{self.population}; {self.exposure}"


def row_of(cells: Mapping[str, str]) -> LongRow:
    """Return a row from the text of its cells."""
    text = {name: cell.strip().lower().replace("≥", ">=").replace("≤", "<=") for name, cell in cells.items()}
    value, people, unit = _number(text["value"]), _number(text["n"]), text["unit"]
    counted = re.fullmatch(r"(\d+)\s*(?:of|/)\s*(\d+)", text["value"])
    if counted and int(counted[2]) > 0:
        value, people, unit = 100 * int(counted[1]) / int(counted[2]), float(counted[2]), "%"
    elif unit in {"patients", "people", "persons"} and value is not None and people:
        value, unit = 100 * value / people, "%"
    ranged = re.fullmatch(rf"({_NUMBER})\s*(?:-|to)\s*({_NUMBER})", text["value"])
    if ranged:
        value = (float(ranged[1]) + float(ranged[2])) / 2
    return LongRow(
        domain=text["domain"],
        population=text["population"],
        exposure=text["exposure"],
        item=text["item"],
        value=value,
        words="" if value is not None else text["value"],
        low=_number(text["low"]),
        high=_number(text["high"]),
        unit=unit,
        people=None if people is None else int(people),
        note=text["note"],
        citation=text["citation"],
        url=text["url"],
        verified=text["verified"],
    )


def _number(text: str) -> float | None:
    found = re.fullmatch(rf"\s*(?:under|about|<|~)?\s*({_NUMBER})\s*%?\s*", text)
    return float(found[1]) if found else None


def interval_of(row: LongRow) -> Interval:
    """Return the interval (low, high) in which a prediction meets the row's number; None is an open end.

    The row has a number.
    """
    value = row.value
    assert value is not None
    if row.low is not None and row.high is not None:
        return min(row.low, row.high), max(row.low, row.high)
    if row.high is not None or re.search(r"\bunder\b|less than|at most|\bwithin \d", row.note):
        return None, (value if row.high is None else row.high) * (1 + RELATIVE)
    if value == 0 and row.unit in {"cases", "events"}:
        return 0.0, NO_CASES_LIMIT
    around = RELATIVE * abs(value)
    low, high = value - around, value + around
    sampled = _sampling(row, value)
    return (low, high) if sampled is None else (min(low, sampled[0]), max(high, sampled[1]))


def _sampling(row: LongRow, value: float) -> tuple[float, float] | None:
    if row.unit == "%" and row.people and 0 <= value <= 100:
        share = wilson(round(value / 100 * row.people), row.people, LEVEL)
        return 100 * share.lower_90, 100 * share.upper_90
    spread = re.search(rf"\bsd ({_NUMBER})", row.note)
    if spread and row.people:
        half = Z_95 * float(spread[1]) / math.sqrt(row.people)
        return value - half, value + half
    return None
