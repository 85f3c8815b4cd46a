"""Rows that are ratios: a metabolite over its parent, with and without another drug, ill over healthy.

What is compared is read in this order: two compounds in one cell or "NK/K" in the unit; an interacting
drug; an impaired liver, kidney or nose against normal; "A vs B" of two populations or of two routes. A
ratio of a metabolite over its parent in a study of an interacting drug is compared with and without it.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import NamedTuple

from nemda.validate.outcome import NotApplicableError
from nemda.validate.pk.compounds import Analyte
from nemda.validate.pk.contrast import named_interactions
from nemda.validate.pk.exposure import Seen, exposure
from nemda.validate.pk.observation import Observation
from nemda.validate.pk.persons import Person, typical_person
from nemda.validate.pk.quantities import Quantity
from nemda.validate.pk.scenario import Course
from nemda.validate.pk.text import NUMBER

_METABOLITES = {"nk": "norketamine", "hnk": "hydroxynorketamine", "dhnk": "dehydronorketamine"}


class Ratio(NamedTuple):
    """What is divided by what: two analytes, two persons, with and without drugs; and the observed ratio."""

    observed: float
    unit: str
    quantity: Quantity
    analyte: Analyte
    divisor: Analyte | None
    interacting: tuple[str, ...]
    person: Person | None
    other: Person | None


def read_ratio(row: Observation, quantity: Quantity, analyte: Analyte, divisor: Analyte | None) -> Ratio:
    """Return what a row compares.

    Raises
    ------
    NotApplicableError
        It is not said what is compared, or the value is no ratio.
    """
    if re.search(r"% of|percent of|/[a-z]*creatinine", row.unit):
        raise NotApplicableError(f"it is not said what makes up the whole in {row.unit!r}")
    observed, unit = _observed(row)
    numerator, divisor = _compounds(row, analyte, divisor)
    interacting = named_interactions(row)
    person, other = (None, None) if interacting else _persons(row)
    if divisor is None and not interacting and other is None and not _is_of_routes(row):
        raise NotApplicableError("it is not said what the ratio compares, or its kinetics are not known")
    return Ratio(observed, unit, quantity, numerator, divisor, interacting, person, other)


def predicted_ratio(ratio: Ratio, courses: tuple[Course, ...], seen: Seen) -> float:
    """Return the ratio of a quantity between what is compared.

    Raises
    ------
    NemdaError
        A part of it has no value.
    """
    if ratio.divisor is None and not ratio.interacting and ratio.other is None:
        if len(courses) != 2:
            raise NotApplicableError("a ratio of routes needs two")
        first, second = (_of_route(ratio, course, seen) for course in courses)
        return first / second
    values = [_of_course(ratio, course, seen) for course in courses]
    return math.fsum(values) / len(values)


def _of_route(ratio: Ratio, course: Course, seen: Seen) -> float:
    """Return the quantity by one route; a relative bioavailability is that of the areas per dose."""
    if ratio.quantity.kind != "bioavailability":
        return _value(ratio, course, seen)
    by_area = ratio._replace(quantity=ratio.quantity._replace(kind="area"))
    return _value(by_area, course, seen) / course.total_mg()


def _of_course(ratio: Ratio, course: Course, seen: Seen) -> float:
    if ratio.interacting:
        return _value(ratio, replace(course, interacting=ratio.interacting), seen) / _value(
            ratio, course, seen
        )
    if ratio.other is not None and ratio.person is not None:
        first, second = (replace(course, person=person) for person in (ratio.person, ratio.other))
        return _value(ratio, first, seen) / _value(ratio, second, seen)
    return _value(ratio, course, seen)


def _value(ratio: Ratio, course: Course, seen: Seen) -> float:
    """Return the quantity of the analyte, or that of the analyte over that of its divisor."""
    value = exposure(course, ratio.analyte, ratio.quantity, seen)
    if ratio.divisor is not None:
        below = exposure(course, ratio.divisor, ratio.quantity, seen)
        value = value * _mass(ratio.analyte) / (below * _mass(ratio.divisor)) if below > 0 else math.nan
    if not (math.isfinite(value) and value > 0):
        raise NotApplicableError("a part of the ratio is 0")
    return value


def _mass(analyte: Analyte) -> float:
    # Papers divide areas in ng h/mL, not in moles.
    from nemda.pk.molar import molar_mass

    return molar_mass(analyte.compound)


def _observed(row: Observation) -> tuple[float, str]:
    """Return the observed ratio; a change in percent becomes one."""
    said = f"{row.unit}; {row.quantity}"
    if "%" in said and re.search(r"change|increase|decrease|reduction|difference", said):
        found = re.fullmatch(rf"([+-]?)\s*({NUMBER})", row.value)
        if found is None:
            raise NotApplicableError(f"the value {row.value!r} is no change in percent")
        falls = found[1] == "-" or bool(re.search("decrease|reduction", said))
        ratio = 1.0 + (-1.0 if falls else 1.0) * float(found[2]) / 100.0
        if not 0 < ratio < 1e9:
            raise NotApplicableError(f"the value {row.value!r} is no change in percent")
        return ratio, "ratio"
    observed = row.observed()
    return (observed / 100.0, "ratio") if row.unit.strip() == "%" else (observed, row.unit_text)


def _compounds(row: Observation, analyte: Analyte, divisor: Analyte | None) -> tuple[Analyte, Analyte | None]:
    if divisor is not None:
        return analyte, divisor
    named = re.search(r"\b(d?h?nk)\s*/\s*(?:(?:es)?k(?:etamine)?)\b", f"{row.unit}; {row.quantity}")
    if named:
        return analyte._replace(compound=_METABOLITES[named[1]]), Analyte("ketamine", analyte.form)
    if re.search(r"metabolite[ /]*(?:to)?[ /-]*parent", f"{row.unit}; {row.quantity}"):
        return analyte, Analyte("ketamine", analyte.form)
    if re.search(r"\br\s*/\s*s\b|\br to s\b", f"{row.unit}; {row.quantity}; {row.compound}"):
        return analyte._replace(form="r"), analyte._replace(form="s")
    if re.search(r"\bs\s*/\s*r\b|\bs to r\b", f"{row.unit}; {row.quantity}; {row.compound}"):
        return analyte._replace(form="s"), analyte._replace(form="r")
    return analyte, None


def _persons(row: Observation) -> tuple[Person | None, Person | None]:
    for text in (row.population, row.unit, row.quantity):
        sides = re.split(r"\bvs\.?|\bversus\b|\bcompared (?:with|to)\b", text)
        if len(sides) == 2:
            first, second = (typical_person(side)[0] for side in sides)
            if text is not row.population:
                first = typical_person(row.population)[0]
                second = first.healthy()
            if first != second:
                return first, second
    person = typical_person(row.population)[0]
    return (person, person.healthy()) if person != person.healthy() else (None, None)


def _is_of_routes(row: Observation) -> bool:
    return bool(re.search(r"\bvs\b|/|\bto\b|relative", f"{row.route}; {row.quantity}"))
