"""Amounts of magnesium in the words of a row: portions by mouth, and drips into a vein.

A dose is read with its unit (mg and mmol and mEq are of the element; grams and mg/kg into a vein are of
magnesium sulfate heptahydrate, as labels write it). Words that belong to something else (mg of phytate, mg/L,
mg/dL) are never a dose.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from nemda.magnesium.course import Infusion
from nemda.magnesium.forms import find_form
from nemda.magnesium.stoichiometry import MEQ_PER_MMOL, MG_PER_MMOL
from nemda.units import HOURS_PER_DAY
from nemda.validate.magnesium.row import NUMBER, first

COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "single": 1}
_COUNT = "|".join(COUNTS)
_UNIT = r"(mg|mmol|meq)"
_OTHERS = r"(?!\s*(?:of\s+)?(?:phyt|oxal|calcium|ca\b|zinc|zn\b|iron|fib(?:er|re)|/))"
_PORTIONS = r"(?:dos(?:es?)|portions?|servings?|meals?)"
OTHER_STUFF = (
    r"calcium|zinc|iron|phosph|sodium|potassium|protein|fib(?:er|re)|lactose|vitamin|inulin|cellulose"
)
_A_DAY = r"\s*(?:/\s*(?:d|day)\b|per day|a day|daily)"
MINUTES_PER_HOUR = 60.0
_SPANS = {"min": 1 / MINUTES_PER_HOUR, "h": 1.0, "d": HOURS_PER_DAY}
LOADING_H = 1 / 3
"""How long a loading dose of magnesium sulfate runs where a row does not say: 20 minutes."""
BOLUS_H = 5 / MINUTES_PER_HOUR


class Drips(NamedTuple):
    """What runs into a vein and when, and when serum is read (h; None for the end of the first drip)."""

    infusions: tuple[Infusion, ...]
    read_h: float | None


def of_magnesium(text: str) -> str:
    """Return a text without the amounts that it names of other minerals and foodstuffs."""
    amount = rf"{NUMBER}\s*(?:mg|g|mmol|meq|ug)\b(?:{_A_DAY})?"
    before = rf"\b(?:{OTHER_STUFF})\w*\s*(?:intake|dose|supplement)?\s*(?:of\s*|\()?{amount}\)?"
    return re.sub(rf"{before}|{amount}\s*(?:of\s+)?(?:{OTHER_STUFF})\b", " ", text)


def element_mg(amount: float, unit: str) -> float:
    """Return an amount of magnesium (mg, mmol or mEq) in mg."""
    return {"mg": amount, "mmol": amount * MG_PER_MMOL, "meq": amount / MEQ_PER_MMOL * MG_PER_MMOL}[unit]


def doses(text: str) -> tuple[float, ...]:
    """Return portions (mg) that a text names by number, "four doses of 90 mg"; empty without any."""
    found = re.search(
        rf"\b({NUMBER}|{_COUNT})\s*{_PORTIONS}\s*(?:of|with)\s*({NUMBER})\s*{_UNIT}\b",
        text,
    )
    if found is None:
        return ()
    count = COUNTS.get(found[1]) or int(float(found[1]))
    return (element_mg(float(found[2]), found[3]),) * count


def daily(text: str) -> float | None:
    """Return an intake a day (mg), or None."""
    found = re.search(rf"({NUMBER})\s*{_UNIT}(?:\s*(?:mg|magnesium))?{_A_DAY}", text)
    return None if found is None else element_mg(float(found[1]), found[2])


def single(text: str) -> float | None:
    """Return one dose (mg), or None."""
    found = re.search(rf"({NUMBER})\s*{_UNIT}\b{_OTHERS}", text)
    return None if found is None else element_mg(float(found[1]), found[2])


def drips(text: str, weight_kg: float) -> Drips | None:
    """Return the infusions of a text such as "6 g over 20 min then 2 g/h at 12 h", or None without a dose."""
    load = _load(text, weight_kg)
    upkeep = _hourly(text, weight_kg)
    if upkeep is not None and (since := _since_stop(text)) is not None:
        length = _length(text) if load is not None else 0.0
        parts = [Infusion(0.0, length, load)] if load is not None else []
        stop = length + HOURS_PER_DAY
        return Drips((*parts, Infusion(length, stop, upkeep * HOURS_PER_DAY)), stop + since)
    if load is None and upkeep is None:
        return None
    length = _length(text) if load is not None else 0.0
    read = _read_at(text)
    parts = [Infusion(0.0, length, load)] if load is not None else []
    end = read if read is not None else (HOURS_PER_DAY if upkeep is not None else length)
    stop = max(end, length + 1.0)
    if upkeep is not None:
        parts.append(Infusion(length, stop, upkeep * (stop - length)))
    return Drips(tuple(parts), read if read is not None or upkeep is None else end)


def _since_stop(text: str) -> float | None:
    """Return how long after an infusion of a day was stopped serum is read (h), or None."""
    found = re.search(
        rf"({NUMBER})\s*(min|h|d)\w*\s*(?:after|post)\s*(?:the\s*)?(?:stop|end|discontin|cessation)", text
    )
    return None if found is None else float(found[1]) * _SPANS[found[2]]


def _load(text: str, weight_kg: float) -> float | None:
    sulfate = 1000 * find_form("sulfate").elemental
    per_kg = first(rf"({NUMBER})\s*mg\s*/\s*kg\b(?!\s*(?:/|per))", text)
    if per_kg is not None:
        return per_kg * weight_kg * sulfate / 1000
    grams = first(rf"({NUMBER})\s*g\b(?!\s*(?:/|per|a\b))", text)
    if grams is not None:
        return grams * sulfate
    found = re.search(rf"({NUMBER})\s*(mmol|meq)\b(?!\s*/)", text)
    return None if found is None else element_mg(float(found[1]), found[2])


def _hourly(text: str, weight_kg: float) -> float | None:
    """Return what runs on (mg of the element per hour)."""
    found = re.search(
        rf"({NUMBER})\s*(g|mmol|meq|mg/kg)\s*(?:/|per|a)\s*({NUMBER})?\s*(h|hour|day|d)\b", text
    )
    if found is None:
        return None
    amount, hours = float(found[1]), float(found[3] or 1.0)
    hours *= HOURS_PER_DAY if found[4].startswith("d") else 1.0
    sulfate = find_form("sulfate").elemental
    if found[2] in {"g", "mg/kg"}:
        return amount * (1000 if found[2] == "g" else weight_kg) * sulfate / hours
    return element_mg(amount, found[2]) / hours


def _length(text: str) -> float:
    found = re.search(rf"(?:over|for|in)\s*({NUMBER})\s*(min|h)", text)
    if found is not None:
        return float(found[1]) / (MINUTES_PER_HOUR if found[2] == "min" else 1.0)
    return BOLUS_H if re.search(r"bolus|push", text) else LOADING_H


def _read_at(text: str) -> float | None:
    found = re.search(rf"\b(?:at|after)\s*({NUMBER})\s*(min|h|d)", text) or re.search(
        rf"({NUMBER})\s*(min|h|d)\w*\s*(?:after|post|later|into)", text
    )
    return None if found is None else float(found[1]) * _SPANS[found[2]]
