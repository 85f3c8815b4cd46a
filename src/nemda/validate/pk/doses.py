"""The cell of a dose read as what a pump or a hand gave: boluses, rates with their length, targets.

``0.5``, ``60-240`` (a range stands for its mean), ``2 + 0.041/min`` (a bolus and a rate from the same
moment), ``0.3 then 0.2/h x 2 h`` (one after the other), ``20-40 x 2 h``, ``target 150``; each part may
carry its own unit, else that of the unit cell holds.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from nemda.validate.outcome import NotApplicableError
from nemda.validate.pk.text import NUMBER, RANGE, TIME_UNIT, hours_of, mean_of
from nemda.validate.pk.units import unit_product

MOST_MG = 20_000.0
"""More than any single dose ever given to a person (anesthesia, some hours): beyond it a cell is misread."""


_FILLING = r"\(.*?\)|\b(?:bolus|loading|load|infusion|dose|about|approx\.?|ca\.?|of|mean)\b|~"


_RHYTHM = (
    r",?\s*\b(?:every|q)\s*\d+(?:\.\d+)?\s*-?(?:h|hours?|d|days?|hrs?)\b|"
    r",?\s*\b(?:bid|tid|qid|qd|od|once|twice|thrice|daily|weekly|single)\b"
)


class Part(NamedTuple):
    """One thing given: mg (mg/h where `is_rate`), per kg where `per_kg`, after the part before or with it.

    `duration_h` is None where the cell does not say how long.
    """

    mg: float
    per_kg: bool
    is_rate: bool
    duration_h: float | None
    follows: bool


class Target(NamedTuple):
    """Levels that a pump aims at, one after the other, in `unit`; the mean of a range."""

    level: float
    unit: str


class DoseUnit(NamedTuple):
    """mg in one unit, whether per kg of body weight, and whether per hour."""

    mg: float
    per_kg: bool
    is_rate: bool


def dose_unit(text: str) -> DoseUnit:
    """Return what a unit of dose means: ``mg/70kg/h`` is 1/70 mg per kg per hour.

    Raises
    ------
    NotApplicableError
        It is no mass, alone or per body weight or per time.
    """
    bare = re.sub(_RHYTHM, "", text)
    bare = re.sub(r"hydrochloride|hcl|as base|salt|ketamine|body ?weight|bw|bolus|infusion", "", bare)
    product = unit_product(bare.strip())
    kinds = {} if product is None else {kind: power for kind, power in product.kinds.items() if power}
    if product is None or kinds not in ({"mass": 1}, {"mass": 1, "time": -1}):
        raise NotApplicableError(f"the unit of dose {text!r} is not read")
    return DoseUnit(product.size / (product.weight_kg or 1.0), product.weight_kg > 0, "time" in kinds)


def read_target(dose: str, unit: str) -> Target:
    """Return the level a pump aims at.

    Raises
    ------
    NotApplicableError
        The cell holds no level.
    """
    level = mean_of(re.sub(r"\(.*?\)", "", dose))
    if level is None or not 0 < level < 1e6:
        raise NotApplicableError(f"the target {dose!r} is not read")
    own = re.search(r"[a-z]+/[a-z]+", dose)
    return Target(level, own[0] if own else unit)


def read_parts(dose: str, unit: str) -> tuple[Part, ...]:
    """Return what was given, in order.

    Raises
    ------
    NotApplicableError
        The cell is empty or not read, or holds an amount that nobody gives.
    """
    if not dose:
        raise NotApplicableError("no dose is stated")
    pieces = re.split(r"(\s*(?:\+|;|,?\s*\bthen\b|,?\s*followed by|,?\s*\band then\b)\s*)", dose)
    parts: list[Part] = []
    for index in range(0, len(pieces), 2):
        follows = index > 0 and "+" not in pieces[index - 1]
        parts.append(_part(pieces[index], unit, follows))
    return tuple(parts)


def _part(text: str, unit: str, follows: bool) -> Part:
    lasting = re.search(
        rf"(?:x|for|over|in|during)\s*({RANGE})\s*-?\s*({TIME_UNIT})|({NUMBER})\s*-?\s*({TIME_UNIT})\s*infusion",
        text,
    )
    bare = text
    duration_h = None
    if lasting:
        found = (lasting[1], lasting[2]) if lasting[1] else (lasting[3], lasting[4])
        duration_h = hours_of(mean_of(found[0]) or 0.0, found[1])
        bare = text.replace(lasting[0], "")
    bare = re.sub(
        r"\(.*?\)|\b(?:bolus|loading|load|infusion|dose|about|approx\.?|ca\.?|of|mean)\b|~", " ", bare
    )
    found_part = re.fullmatch(rf"\s*({RANGE})\s*([a-z%/\d .^-]*?)\s*", bare)
    if found_part is None:
        raise NotApplicableError(f"the dose {text!r} is not read")
    amount = mean_of(found_part[1])
    # A cell such as "0.041/min" adds a time to the unit of the unit cell.
    own = found_part[2].strip()
    meaning = dose_unit(unit + own if own.startswith("/") else own or unit)
    if amount is None or not 0 < amount * meaning.mg <= MOST_MG:
        raise NotApplicableError(f"the dose {text!r} is no amount that is given")
    return Part(amount * meaning.mg, meaning.per_kg, meaning.is_rate, duration_h, follows)


_TIMES = {"once": 1, "twice": 2, "two times": 2, "three times": 3, "thrice": 3, "four times": 4}
_SHORT_H = {"bid": 12.0, "tid": 8.0, "qid": 6.0, "qd": 24.0, "od": 24.0}


def repeat_interval_h(text: str) -> float | None:
    """Return the interval (h) of repeated doses that a text names ("every 12 h", "q8h", "twice daily")."""
    every = re.search(rf"(?:every|\bq)\s*({NUMBER})?\s*-?\s*({TIME_UNIT})", text)
    if every:
        return hours_of(float(every[1] or 1), every[2])
    short = re.search(r"\b(bid|tid|qid|qd|od)\b", text.replace(".", ""))
    if short:
        return _SHORT_H[short[1]]
    per = re.search(
        rf"({'|'.join(_TIMES)}|\d(?= ?x| times))(?: ?x| times)?\W*(?:a|per)?\s*(dai|day|week)", text
    )
    if per:
        count = _TIMES.get(per[1]) or max(1, int(per[1]))
        return (168.0 if per[2] == "week" else 24.0) / count
    return 24.0 if re.search(r"\bdaily\b", text) else None
