"""One number of a scheme or of a compound, with its unit, source and whether it was seen there.

The bench has one fixed set of units: voltage in mV, concentration in umol/L (gases: partial pressure
in atm), time in s. A constant in any other unit is refused, never converted, so that a table and the
equation beside it can be compared by eye.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from types import MappingProxyType
from typing import Any

from nemda.errors import ReceptorError
from nemda.model.parameters import GRADES

RATE_UNITS = ("1/s", "1/(umol/L s)", "1/((umol/L)^2 s)")
"""Unit of a rate constant by the number of ligands in its rate: 0, 1 or 2."""

UNITS = (*RATE_UNITS, "mV", "1/mV", "umol/L", "atm", "dimensionless")
FIELDS = {"value", "unit", "meaning", "grade", "source", "verified", "note", "evidence"}
NEEDED = ("value", "unit", "meaning", "grade", "source", "verified")


@dataclass(frozen=True)
class Constant:
    """One number and everything needed to trust or doubt it.

    `grade` is A seen in a source, B derived, C assumed, F fitted here. `verified` says that the number
    itself was read in the source or in code published with it; a recalled number is not. `evidence`
    names rows of the evidence tables, as ``"table.csv: what to look for"``.
    """

    name: str
    value: float
    unit: str
    meaning: str
    grade: str
    source: str
    verified: bool
    note: str = ""
    evidence: str = field(default="", compare=False)


def read_constants(content: Mapping[str, Any], where: str) -> Mapping[str, Constant]:
    """Return the constants of a ``[constants]`` table, by name.

    Raises
    ------
    ReceptorError
        A field is unknown or missing, a unit is not one of the bench, a number is not finite, a grade
        is unknown, or an assumed number has no note.
    """
    return MappingProxyType({name: _constant(name, entry, where) for name, entry in content.items()})


def _constant(name: str, entry: Any, where: str) -> Constant:
    place = f"{where}: constants.{name}"
    if not isinstance(entry, dict):
        raise ReceptorError("A constant must be a table.", where=place, expected=NEEDED, got=repr(entry))
    unknown = sorted(set(entry) - FIELDS)
    if unknown:
        raise ReceptorError("Unknown field.", where=place, expected=", ".join(sorted(FIELDS)), got=unknown)
    missing = [key for key in NEEDED if key not in entry]
    if missing:
        raise ReceptorError("Missing field.", where=place, expected=", ".join(missing))
    texts = {key: entry.get(key, "") for key in FIELDS - {"value", "verified"}}
    not_text = [key for key, text in texts.items() if not isinstance(text, str)]
    if not_text:
        raise ReceptorError("Not a text.", where=place, expected="words in quotes", got=", ".join(not_text))
    if not isinstance(entry["verified"], bool):
        raise ReceptorError("Not a truth value.", where=f"{place}.verified", expected="true or false")
    constant = Constant(name=name, value=_number(entry["value"], place), verified=entry["verified"], **texts)
    if constant.unit not in UNITS:
        raise ReceptorError(
            "Wrong unit.", where=place, expected=", ".join(UNITS), got=repr(constant.unit),
            hint="convert the value; the bench has one fixed set of units",
        )  # fmt: skip
    if constant.grade not in GRADES:
        raise ReceptorError("Unknown grade.", where=place, expected=", ".join(GRADES), got=constant.grade)
    if constant.grade == "C" and not constant.note:
        raise ReceptorError("An assumed number needs a note that says why.", where=place)
    return constant


def _number(value: Any, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ReceptorError("Not a finite number.", where=f"{place}.value", got=repr(value))
    return float(value)
