"""From a row of observations to the predicted value: read what was done, compute what was reported."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

from nemda.errors import NemdaError
from nemda.validate.outcome import NotApplicableError, Outcome
from nemda.validate.pk.compounds import Analyte, dosed, measured
from nemda.validate.pk.contrast import is_control, named_interactions
from nemda.validate.pk.exclusions import excluded_by
from nemda.validate.pk.exposure import Seen, exposure
from nemda.validate.pk.observation import Observation, observation
from nemda.validate.pk.persons import typical_person
from nemda.validate.pk.quantities import DIMENSIONS, Quantity, read_quantity
from nemda.validate.pk.ratios import predicted_ratio, read_ratio
from nemda.validate.pk.routes import Way, ways
from nemda.validate.pk.sampling import sampled_h, sampling_site
from nemda.validate.pk.scenario import Course, doses_of, interval_of
from nemda.validate.pk.target import is_target, predicted_target
from nemda.validate.pk.text import has
from nemda.validate.pk.units import unit_factor

DOSE_FREE = frozenset({"bioavailability", "peak_time", "half_life", "clearance", "volume", "volume_at_rest"})
"""Quantities that hardly depend on the dose."""

Value = TypeVar("Value")

OTHER = "other"
"""Group of rows whose route or compound is not read."""


class Prediction(NamedTuple):
    """A value in the row's unit, the observed one as it is compared, and what was assumed."""

    value: float
    observed: float
    unit: str
    model: str
    assumed: tuple[str, ...]


def outcome_of(cells: Mapping[str, str], study_h: float | None = None) -> Outcome:
    """Return what becomes of a row; a row that cannot be read or predicted says why, and never raises.

    `study_h` is how long (h) other rows of its study show it to have sampled.
    """
    row = observation(cells)
    site = sampling_site(row)
    groups = (("route", _route_group(row)), ("compound", _compound_group(row)), ("kind", _kind_group(row)))
    try:
        rule = excluded_by(cells)
        if rule is not None:
            raise NotApplicableError(f"rule {rule.name}: {rule.why}")
        found = predict(row, site, study_h)
    except NemdaError as error:
        return Outcome(
            row.study_id, row.quantity_text, "not_applicable", _quietly(row.observed), None, row.unit_text,
            "", site, _one_line(error), groups,
        )  # fmt: skip
    return Outcome(
        row.study_id, row.quantity_text, "predicted", found.observed, found.value, found.unit, found.model,
        site, "; ".join((*found.assumed, *row.cautions)), groups,
    )  # fmt: skip


def predict(row: Observation, site: str, study_h: float | None = None) -> Prediction:
    """Return the predicted value of a row for blood taken at a site.

    Raises
    ------
    NemdaError
        The row cannot be read, or the model does not claim to predict it.
    """
    # A pump that holds a level holds it at any time.
    time = row.time or ("0" if is_target(row) else "")
    quantity = read_quantity(row.quantity, row.unit, time)
    analyte, divisor = measured(row.compound)
    substance = dosed(row.dosed, row.dose_unit)
    if quantity.is_ratio or divisor is not None:
        ratio = read_ratio(row, quantity, analyte, divisor)
        courses, assumed = _courses(row, site, quantity._replace(is_ratio=True))
        value = predicted_ratio(ratio, courses, _seen(row, study_h))
        return _checked(value, ratio.observed, ratio.unit, courses, assumed)
    observed = row.observed()
    target = predicted_target(row, substance, analyte, quantity)
    if target is not None:
        return Prediction(target.value, observed, row.unit_text, target.model, target.assumed)
    courses, assumed = _courses(row, site, quantity)
    factor = unit_factor(DIMENSIONS[quantity.kind], row.unit, analyte.compound)
    values = [exposure(course, analyte, quantity, _seen(row, study_h)) for course in courses]
    value = math.fsum(values) / len(values) * factor.value
    if factor.weight_kg:
        value *= factor.weight_kg / courses[0].person.weight_kg
    return _checked(value, observed, row.unit_text, courses, assumed)


def _courses(row: Observation, site: str, quantity: Quantity) -> tuple[tuple[Course, ...], tuple[str, ...]]:
    """Return one course per way that the row names."""
    substance = dosed(row.dosed, row.dose_unit)
    person, assumed = typical_person(_population(row, quantity))
    interacting = () if quantity.is_ratio or is_control(row) else named_interactions(row)
    found = _ways(row, quantity)
    interval = interval_of(row)
    courses: list[Course] = []
    for way in found:
        given = doses_of(row, substance, way, is_linear=quantity.is_ratio or quantity.kind in DOSE_FREE)
        assumed += given.assumed
        courses.append(Course(given.doses, person, site, way.route, interacting, interval, given.is_endless))
    return tuple(courses), tuple(dict.fromkeys(assumed))


def _population(row: Observation, quantity: Quantity) -> str:
    """Return the population of a row; of two compared groups, the one that its note is about."""
    sides = re.split(r"\bvs\.?|\bversus\b", row.population)
    if len(sides) != 2 or quantity.is_ratio:
        return row.population
    return sides[1] if is_control(row) else sides[0]


def _ways(row: Observation, quantity: Quantity) -> tuple[Way, ...]:
    found = ways(row.route)
    if quantity.kind == "bioavailability" and not quantity.is_ratio:
        return tuple(way for way in found if way.route != "iv") or found
    return found


def _seen(row: Observation, study_h: float | None) -> Seen:
    from_stop = has(row.note, r"(?:after|from) (?:the )?(?:end|stop|last)(?: of)?[a-z ]*") and not has(
        row.note, "from start"
    )
    return Seen(sampled_h(row, study_h), from_stop)


def _checked(
    value: float, observed: float, unit: str, courses: tuple[Course, ...], assumed: tuple[str, ...]
) -> Prediction:
    if not (math.isfinite(value) and value > 0):
        raise NotApplicableError(f"the model gives {value:g}, which no observation can be compared with")
    return Prediction(value, observed, unit, courses[0].model, assumed)


def _route_group(row: Observation) -> str:
    found = _quietly(lambda: ways(row.route))
    return OTHER if found is None else " and ".join(sorted({way.route for way in found}))


def _compound_group(row: Observation) -> str:
    found = _quietly(lambda: measured(row.compound))
    return OTHER if found is None else _name(*found)


def _name(analyte: Analyte, divisor: Analyte | None) -> str:
    return analyte.label if divisor is None else f"{analyte.label} / {divisor.label}"


def _kind_group(row: Observation) -> str:
    return "model-based" if has(row.note, "model-based") else "observed"


def _quietly(read: Callable[[], Value]) -> Value | None:
    try:
        return read()
    except NemdaError:
        return None


def _one_line(error: NemdaError) -> str:
    if isinstance(error, NotApplicableError):
        return error.what
    details = [str(part) for part in (error.where, error.got, error.hint) if part is not None]
    return f"{error.what.rstrip('.')} ({'; '.join(details)})" if details else error.what
