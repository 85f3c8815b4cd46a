"""A row of acute effects as it says itself, and the interval its number must be met in.

The interval: a printed range or confidence interval as it stands; for a share of people or a mean with SD the
95% sampling interval of so many people, or 30% of the number where that is wider; 30% where nothing is said.
An upper bound ("less than", "within", "<5") is met by anything up to it, a lower one (">30") by more.
A value that is a range ("15-20") is its middle, met inside the range.
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
_AT = re.compile(
    rf"(?:\bat|@|,)? ?({NUMBER}) ?(min|minutes|h|hours?)\b"
    r"(?! infusion)( after (?:the )?(?:end|stop|infusion)| post-?infusion)?"
)
_CORRELATION = re.compile(r"^(?:r|rho|correlation(?: coefficient)?)\b")
NO_CORRELATION = 0.1
"""A correlation of 0 is met within this where the number of people allows no interval (grade C)."""

FEWEST = 3
"""Fisher's interval of a correlation has the standard error 1 / sqrt(n - 3)."""

_WHO = r"(?:subjects|patients|people|persons|participants|volunteers|adults|users)"
_PEOPLE_OF = re.compile(
    rf"\b(\d+) {_WHO} (?:out )?of (?:the )?(\d+)\b(?:[^\d]*(\d+) (?:infusions|sessions|doses|treatments))?"
)
"""A count of people of all of them, and of how many sessions they had together, where that is said."""

_OUT_OF = re.compile(rf"(\d+) (?:{_WHO} )?(?:out )?of (\d+)()(?: {_WHO})?")

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
    bound: str = ""

    @property
    def said(self) -> str:
        """Everything the row says in words."""
        return "; ".join((self.effect, self.unit, self.dispersion, self.note))


def row_of(cells: Mapping[str, str]) -> AcuteRow:
    """Return a row; a number that cannot be read is None, as an empty one."""
    text = {name: cell.strip().lower().replace("≥", ">=").replace("≤", "<=") for name, cell in cells.items()}
    text = _counted(text)
    people = _number(text["n"])
    duration_min = _minutes(text["duration_min"])
    value, bound = _value(text["value"])
    dispersion, kind = text["dispersion"], text["dispersion_type"]
    if value is not None and not dispersion and _PAIR.fullmatch(text["value"].strip()):
        dispersion, kind = text["value"], "range"
    return AcuteRow(
        study=cells["study_id"], compound=text["compound"], dose=text["dose"].replace("µ", "u"),
        route=text["route"], effect=text["effect"], unit=text["unit"], note=text["note"],
        citation=text["citation"], verified=text["verified"],
        duration_min=duration_min, people=None if people is None else int(people),
        time_min=_time(text, duration_min), value=value,
        dispersion=dispersion, dispersion_type=kind, bound=bound,
    )  # fmt: skip


def _counted(text: dict[str, str]) -> dict[str, str]:
    """Return a count of people in the value ("9 of 450") or the unit ("in 9 subjects of 450") as a share."""
    found = _OUT_OF.fullmatch(text["value"]) or _PEOPLE_OF.search(text["unit"])
    if found is None or int(found[2]) == 0 or int(found[1]) > int(found[2]):
        return text
    hit, people = int(found[1]), int(found[2])
    doses = int(found[3]) if found[3] else people
    sessions = max(1, round(doses / people))
    unit = f"% of people in {sessions} session{'s' if sessions > 1 else ''}"
    return text | {
        "value": f"{100 * hit / people:g}", "unit": unit, "n": found[2],
        "dispersion": f"{hit}/{people}", "dispersion_type": "count",
    }  # fmt: skip


def _value(text: str) -> tuple[float | None, str]:
    """Return the number of a cell and whether it is an upper or a lower bound."""
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text.strip()).removesuffix("%").strip()
    sign = re.match(r"(<=|>=|<|>|~|about|approx\.?|c\.)\s*", plain)
    bound = "" if sign is None else {"<": "upper", ">": "lower"}.get(sign[1][0], "")
    plain = plain if sign is None else plain[sign.end() :]
    pair = _PAIR.fullmatch(plain)
    if pair is not None:
        return (float(pair[1]) + float(pair[2])) / 2, bound
    return _number(plain), bound


def _minutes(text: str) -> float | None:
    """Return minutes; "2 h" is 120."""
    found = re.fullmatch(rf"\s*({NUMBER})\s*(h|hours?|min|minutes?)?\s*", text)
    if found is None:
        return None
    return float(found[1]) * (60 if found[2] and found[2].startswith("h") else 1)


def _time(text: Mapping[str, str], duration_min: float | None) -> float | None:
    """Return when (min after the start) a row was read: its cell, else what its effect says."""
    told = _minutes(text["time_min"])
    if told is not None or re.match(r"(?:min|h)\b", text["unit"]):
        return told
    found = _AT.search(text["effect"])
    if found is None:
        return None
    minutes = float(found[1]) * (60 if found[2].startswith("h") else 1)
    return minutes + (duration_min or 0.0) if found[3] else minutes


def _number(text: str) -> float | None:
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    found = re.fullmatch(rf"\s*(?:(?:sd|se|sem)\b|\+/-|±)?\s*({NUMBER})\s*", plain)
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
    if row.bound == "lower":
        return value * (1 - RELATIVE), None
    if row.bound == "upper" or is_upper_bound(row):
        return None, value * (1 + RELATIVE)
    printed = _PAIR.search(row.dispersion)
    if printed and re.search(r"range|ci\b|iqr|interval", row.dispersion_type):
        low, high = sorted((float(printed[1]), float(printed[2])))
        return low, high
    nothing = NO_CORRELATION if _CORRELATION.search(row.unit) else NOTHING
    around = RELATIVE * abs(value) or nothing
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
    if row.people and row.people > FEWEST and _CORRELATION.search(row.unit) and abs(value) < 1:
        half = Z_95 / math.sqrt(row.people - FEWEST)
        return math.tanh(math.atanh(value) - half), math.tanh(math.atanh(value) + half)
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
