"""A row of acute effects as it says itself, and the interval its number must be met in.

The interval: a printed range or confidence interval as it stands; for a share of people or a mean with SD the
95% sampling interval of so many people, or 30% of the number where that is wider; 30% where nothing is said.
An upper bound ("less than", "within") is met by anything from 0 to it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from nemda.trial.intervals import wilson

Interval: TypeAlias = tuple[float | None, float | None]

RELATIVE = 0.30
"""What counts as met where the row gives no interval, or a narrower one from sampling alone."""

NOTHING = 2.0
"""A number of 0 (points, mmHg, %) is met within this (grade C)."""

LEVEL, Z_95 = 0.95, 1.96
NUMBER = r"[-+]?\d+(?:\.\d+)?"
_PAIR = re.compile(rf"({NUMBER})\s*(?:to|-|–)\s*({NUMBER})")
_COUNT = re.compile(r"(\d+)\s*/\s*(\d+)")


@dataclass(frozen=True)
class AcuteRow:
    """Cells of a row, lower case where words are sought; numbers are None where the cell is empty."""

    study: str
    compound: str
    dose: str
    route: str
    effect: str
    unit: str
    note: str
    citation: str
    verified: str
    duration_min: float | None
    people: int | None
    time_min: float | None
    value: float | None
    dispersion: str
    dispersion_type: str

    @property
    def said(self) -> str:
        """Everything the row says in words."""
        return "; ".join((self.effect, self.unit, self.dispersion, self.note))


def row_of(cells: Mapping[str, str]) -> AcuteRow:
    """Return a row; a number that cannot be read is None, as an empty one."""
    text = {name: cell.strip().lower().replace("≥", ">=").replace("≤", "<=") for name, cell in cells.items()}
    people = _number(text["n"])
    return AcuteRow(
        study=cells["study_id"], compound=text["compound"], dose=text["dose"].replace("µ", "u"),
        route=text["route"], effect=text["effect"], unit=text["unit"], note=text["note"],
        citation=text["citation"], verified=text["verified"],
        duration_min=_number(text["duration_min"]), people=None if people is None else int(people),
        time_min=_number(text["time_min"]), value=_number(text["value"]),
        dispersion=text["dispersion"], dispersion_type=text["dispersion_type"],
    )  # fmt: skip


def _number(text: str) -> float | None:
    found = re.fullmatch(rf"\s*({NUMBER})\s*", text)
    return float(found[1]) if found else None


def is_upper_bound(row: AcuteRow) -> bool:
    """Return whether the number is only said not to be exceeded."""
    words = f"{row.effect}; {row.unit}; {row.dispersion_type}"
    if row.note.startswith("upper bound"):
        return True
    return re.search(r"less than|at most|upper bound|\bwithin\b|resolved by|\(<\)", words) is not None


def interval_of(row: AcuteRow) -> Interval:
    """Return the interval (low, high) in which a prediction meets the row's number.

    None as an end means open. The row has a number.
    """
    value = row.value
    assert value is not None
    if is_upper_bound(row):
        return None, value * (1 + RELATIVE)
    printed = _PAIR.search(row.dispersion)
    if printed and re.search(r"range|ci\b|iqr|interval", row.dispersion_type):
        low, high = sorted((float(printed[1]), float(printed[2])))
        return low, high
    around = RELATIVE * abs(value) or NOTHING
    low, high = value - around, value + around
    sampling = _sampling(row, value)
    if sampling is not None:
        low, high = min(low, sampling[0]), max(high, sampling[1])
    return low, high


def _sampling(row: AcuteRow, value: float) -> tuple[float, float] | None:
    """Return the 95% interval from the number of people, None where the row does not allow one."""
    counted = _COUNT.search(row.dispersion)
    if counted:
        share = wilson(int(counted[1]), int(counted[2]), LEVEL)
        return 100 * share.lower_90, 100 * share.upper_90
    if row.people and row.unit.startswith("%") and "baseline" not in row.unit and 0 <= value <= 100:
        share = wilson(round(value / 100 * row.people), row.people, LEVEL)
        return 100 * share.lower_90, 100 * share.upper_90
    spread = _number(row.dispersion)
    if spread is not None and re.search(r"\bs\.?d\b", row.dispersion_type):
        half = Z_95 * spread / math.sqrt(row.people) if row.people else spread
        return value - half, value + half
    if spread is not None and re.search(r"\bs\.?e", row.dispersion_type):
        return value - Z_95 * spread, value + Z_95 * spread
    return None
