"""How much of each compound a row gives: the cells of dose and unit taken apart, one amount per part.

"0.5 + 50" in "mg/kg + mg" belongs to two compounds, "6 mg + 0.5 mg/kg" carries its units itself, and
"0.12 bolus + 0.31" in mg/kg/h is a bolus before an infusion. Wrong if an amount ends at another compound.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from nemda.regimen.dose import Unit
from nemda.regimen.measures import mass_unit
from nemda.trial.rows.arm_row import ArmRow
from nemda.trial.rows.refusal import NotPredictedError
from nemda.trial.rows.text import NUMBER, middle, numbers

BOLUS_MIN = 2.0
"""Length of a bolus by vein where a row gives none (assumed: a slow push)."""
MASS = r"(?:mg|mcg|ug|g|%)(?:\s*(?:/|per)\s*kg)?(?:\s*(?:/|per)\s*(?:hour|hr|h|minute|min|day|d)\b)?"
_JOINED = r"\s*(?:\+|,|;|then|followed by|and)\s*(?:an? )?(?:infusion (?:of |at )?)?"
_BOLUS = (
    rf"bolus\s*(?:of\s*)?({NUMBER})\s*({MASS})?{_JOINED}({NUMBER})\s*({MASS})?",
    rf"({NUMBER})\s*({MASS})?\s*(?:iv )?bolus{_JOINED}({NUMBER})\s*({MASS})?",
)
_WORDS_OF_UNIT = (
    r"\b(?:elemental|base|at end|body ?weight|bw|ibw|actual|bid|tid|qd|od|twice daily|once daily|daily"
    r"|flexible|fixed|(?:per|/) ?(?:session|dose|infusion|administration)|over .*)\b"
)
PER_HOUR = {"h": 1.0, "hr": 1.0, "hour": 1.0, "min": 60.0, "minute": 60.0}


class Amount(NamedTuple):
    """A dose and its unit as a row writes them, for one compound."""

    dose: str
    unit: str


class Mass(NamedTuple):
    """An amount in a unit of the program, per hour of the session where `per_h`, or per day."""

    amount: float
    unit: Unit
    per_h: bool = False
    per_day: bool = False


def amounts_of(row: ArmRow, parts: int) -> tuple[Amount, ...]:
    """Return one amount per part of a treatment, or one for all of it where the row gives only one.

    Empty doses stand for parts whose dose is not given.
    """
    whole = Amount(row.dose, row.unit)
    if parts <= 1:
        return (whole,)
    pieces = _pieces(row.dose)
    units = _pieces(row.unit)
    if len(pieces) < parts and len(numbers(row.dose)) == parts:
        pieces = [f"{number:g}" for number in numbers(row.dose)]
    if len(pieces) == 1:
        return (whole,)
    if len(pieces) != parts:
        raise NotPredictedError(f"the doses {row.dose!r} do not belong to {parts} compounds one by one")
    spread = units if len(units) == parts else [row.unit] * parts
    return tuple(_own_unit(piece, unit) for piece, unit in zip(pieces, spread, strict=True))


def _pieces(text: str) -> list[str]:
    return [piece.strip() for piece in re.split(r"\s*(?:\+|;|,|\band\b|\bthen\b)\s*", text) if piece.strip()]


def _own_unit(piece: str, unit: str) -> Amount:
    """Return the amount of a piece; a unit within it counts before that of the cell."""
    found = re.search(rf"({MASS})\s*(?:bolus)?$", piece)
    return Amount(piece[: found.start()].strip(), found[1]) if found else Amount(piece, unit)


def bolus_of(row: ArmRow) -> tuple[Amount, Amount] | None:
    """Return bolus and infusion where a row names both for one compound, else None."""
    for text in (f"{row.dose} {row.unit}", row.schedule):
        for pattern in _BOLUS:
            found = re.search(pattern, text)
            if found:
                first, own, second, rate = found.groups()
                return _bolus_and_rate(first, own, second, rate or row.unit)
    pieces = _pieces(row.dose)
    if len(pieces) == 2 and "bolus" in row.schedule:
        return _bolus_and_rate(pieces[0], None, pieces[1], row.unit if "/h" in row.unit else f"{row.unit}/h")
    return None


def _bolus_and_rate(first: str, own: str | None, second: str, rate: str) -> tuple[Amount, Amount]:
    return Amount(first, own or _mass_only(rate)), Amount(second, rate)


def _mass_only(unit: str) -> str:
    return re.sub(r"\s*(?:/|per)\s*(?:hour|hr|h|minute|min)\b", "", unit)


def mass_of(amount: Amount, notes: list[str]) -> Mass | None:
    """Return an amount in a unit of the program; None where no dose is given.

    A range stands for its middle, which the notes tell.

    Raises
    ------
    NotPredictedError
        The dose is negative, or its unit is not read.
    """
    dose, unit = amount
    if re.match(r"-\s*\d", dose):
        raise NotPredictedError(f"the dose {dose!r} is negative")
    if re.fullmatch(r"\d+,\d+", dose):
        raise NotPredictedError(f"the dose {dose!r} has a comma: a decimal point is meant, or a list?")
    dose = re.split(r"\s*(?:±|\+/-|\(\d)", dose)[0]
    own = _own_unit(dose, unit)
    dose, unit = own.dose, _spelled(own.unit)
    value = middle(dose)
    if dose and value is None:
        raise NotPredictedError(f"the dose {dose!r} is not read")
    if value is None or value <= 0:
        return None
    if len(numbers(dose)) > 1:
        notes.append(f"dose {dose} {unit}: its middle is taken")
    per_day = re.search(r"/\s*d(?:ay)?\b", unit) is not None
    unit = re.sub(r"\s*/\s*d(?:ay)?\b", "", unit)
    rate = re.search(r"/\s*(hour|hr|h|minute|min)\b", unit)
    per_70_kg = "/70kg" in unit.replace(" ", "")
    bare = re.sub(r"\s*/\s*(?:hour|hr|h|minute|min)\b|\s*/\s*70\s*kg", "", unit).strip()
    if re.match(r"%|vol|percent", bare):
        return Mass(value, "%", False, per_day)
    found = mass_unit(re.sub(r"\s*/\s*", "/", bare).split(" ")[0])
    if found is None:
        raise NotPredictedError(f"the unit {amount.unit!r} of a dose is not read")
    factor, per_kg = found
    times = PER_HOUR[rate[1]] if rate else 1.0
    return Mass(
        float(value * factor) * times,
        "mg/kg" if per_kg and not per_70_kg else "mg",
        rate is not None,
        per_day,
    )


def _spelled(unit: str) -> str:
    """Return a unit in one spelling: "mg per kg" and "mg.kg-1.h-1" with strokes, words left out."""
    text = re.sub(r"\s*(?:per)\s+", "/", unit)
    text = re.sub(r"[ .·*]+(kg|h|hr|min|day|d) ?\^?-1", r"/\1", text)
    text = re.sub(r"\bmilligrams?\b", "mg", text)
    return " ".join(re.sub(_WORDS_OF_UNIT, " ", text).split())
