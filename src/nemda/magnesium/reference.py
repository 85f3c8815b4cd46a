"""Reference intakes by age, sex and state: RDA, EAR, AI, and the upper level of supplements.

Read from the evidence table, whose bands are words ("male 14-18 y"). The upper level counts supplements and
medicines only, never food or water. The share of people below their requirement follows from the EAR and the
spread of requirements (CV 10%, IOM/FNB 1997): P = Phi((EAR - intake) / (0.1 EAR)). What would falsify
it: a band of the table that no age belongs to.
"""

from __future__ import annotations

import math
import re
from functools import cache
from typing import NamedTuple

from nemda.errors import DataError
from nemda.evidence.records_biology import MagnesiumFact
from nemda.evidence.tables import magnesium
from nemda.magnesium.person import Person

MONTHS_PER_YEAR = 12.0
_SPAN = re.compile(
    r"(?:(?P<low>\d+)\s*-\s*(?P<high>\d+)|(?P<least>\d+)\s*\+|<=\s*(?P<most>\d+))\s*(?P<unit>y|months)"
)


class Band(NamedTuple):
    """Who an entry holds for: state ("", "pregnant", "lactating"), sex (None for both), ages (years)."""

    state: str
    is_female: bool | None
    low_y: float
    high_y: float

    def holds(self, person: Person) -> bool:
        """Return whether a person belongs to the band; whole years count, so 30.9 is still 30."""
        years = math.floor(person.age_y)
        states = person.conditions & {"pregnant", "lactating"}
        if (self.state in states) if self.state else not states:
            return self.low_y <= years <= self.high_y and self.is_female in (None, person.is_female)
        return False


class References(NamedTuple):
    """Reference intakes of one person (mg/day); None where the table has none for them."""

    recommended_mg: float | None
    average_mg: float | None
    adequate_mg: float | None
    upper_supplement_mg: float | None


def band_of(text: str) -> Band | None:
    """Return the band that a text such as "pregnant 19-30 y" names, or None."""
    words = text.lower()
    span = _SPAN.search(words)
    if span is None:
        return None
    scale = MONTHS_PER_YEAR if span["unit"] == "months" else 1.0
    low = float(span["low"] or span["least"] or 0.0) / scale
    high = float(span["high"] or span["most"] or math.inf) / scale
    state = next((name for name in ("pregnant", "lactating") if name in words), "")
    sex = None if state or not re.search(r"\b(?:fe)?male\b", words) else "female" in words
    return Band(state, sex, low, high)


@cache
def requirement_cv() -> float:
    """Return the coefficient of variation of the requirement between people."""
    percent = next(row.value for row in _rows("CV of requirement") if row.value is not None)
    return percent / 100


def references(person: Person) -> References:
    """Return the reference intakes of a person."""
    return References(
        _first("RDA", person), _first("EAR", person), _first("AI", person), _first("UL", person)
    )


def probability_inadequate(intake_mg: float, average_mg: float) -> float:
    """Return the probability that an intake (mg/day) is below a person's own requirement."""
    if average_mg <= 0:
        raise DataError("A requirement is positive.", where="average_mg", got=average_mg)
    return 0.5 * math.erfc((intake_mg - average_mg) / (requirement_cv() * average_mg) / math.sqrt(2))


def _rows(item: str) -> list[MagnesiumFact]:
    return [row for row in magnesium() if row.section == "reference_intake" and row.item.startswith(item)]


def _first(item: str, person: Person) -> float | None:
    for row in _rows(item):
        band = band_of(row.population_or_condition)
        if band is not None and band.holds(person):
            return row.value
    # In pregnancy and lactation the table has an RDA only; what else it says holds for the woman's age.
    states = person.conditions & {"pregnant", "lactating"}
    if states and item in {"EAR", "UL"}:
        return _first(item, Person(person.age_y, is_female=True))
    return None
