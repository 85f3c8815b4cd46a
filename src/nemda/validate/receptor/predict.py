"""From a row of receptor experiments to its prediction: read what was done, do it on the bench, compare."""

from __future__ import annotations

import math
import re
from dataclasses import replace

from nemda.errors import NemdaError
from nemda.validate.outcome import NotApplicableError
from nemda.validate.receptor.bench import measured
from nemda.validate.receptor.construction import built_from
from nemda.validate.receptor.contrast import fold
from nemda.validate.receptor.conventions import check_in_scope, why_missed
from nemda.validate.receptor.findings import finding
from nemda.validate.receptor.measured import Measured
from nemda.validate.receptor.outcome import Compared, RowOutcome
from nemda.validate.receptor.quantities import Quantity, read_quantity
from nemda.validate.receptor.receptors import Receptors, check_known
from nemda.validate.receptor.results import Part, is_numeric, parts_of
from nemda.validate.receptor.row import Row
from nemda.validate.receptor.scenario import Position, Scenario, read_scenario
from nemda.validate.receptor.units import Unit, of_bench, read_unit, unit_of

HALF_TIME = r"half-?\s?(?:time|life|block\b)|t\s?1/2|t0\.5"
"""Words for a half-time, which is a time constant times ln 2."""
OF_CONTROL = r"(?:\bvs\.?|versus|over|/|relative to|of) (?:the )?control"


def outcome_of(row: Row, study: Receptors = (), *, is_shipped: bool = False) -> RowOutcome:
    """Return what becomes of a row; one that cannot be read or predicted says why, and never raises.

    `study` are the receptors that other rows of the same work name.
    """
    numeric = is_numeric(row.result, row.unit)
    kind = ""
    observed: tuple[float, ...] = ()
    try:
        check_in_scope(f"{row.measured}; {row.protocol}; {row.unit}")
        check_known(row.measured)
        check_known(row.said)
        if not row.said.strip(" ;") and not row.result:
            raise NotApplicableError("the row is empty")
        if not numeric:
            said = _no_number(row)
            raise NotApplicableError(f"no number to compare: {said}{finding(row, study)}")
        parts = parts_of(row.result, row.unit)
        observed = tuple(part.value for part in parts)
        compared, scenarios, quantity, left_out = _compare(row, parts, study)
        kind = quantity.kind
        origin = _origin(row, scenarios, quantity, compared, is_shipped=is_shipped)
        if kind == "binding" and origin:
            raise NotApplicableError(
                f"rule by_construction: the binding constant of the scheme is this number ({origin[0]})"
            )
    except NemdaError as error:
        return RowOutcome(
            row.experiment_id, row.measured_text, "not_applicable", (), observed, row.unit_text, "",
            one_line(error), kind or "other", numeric, row.verified == "yes",
        )  # fmt: skip
    assumed = dict.fromkeys(text for one in scenarios for text in one.assumed)
    remarks = [*left_out, *assumed, *row.cautions]
    if origin:
        remarks.insert(0, f"the bench takes constants from this work ({', '.join(origin)})")
    schemes = dict.fromkeys(receptor for one in scenarios for receptor in one.receptors)
    found = RowOutcome(
        row.experiment_id, row.measured_text, "predicted", compared, (), row.unit_text, " + ".join(schemes),
        "; ".join(remarks), kind, numeric, row.verified == "yes", origin,
    )  # fmt: skip
    explained = why_missed(row.experiment_id) if is_shipped and found.is_miss else ""
    return (
        replace(found, reason="; ".join(filter(None, (explained.rstrip("."), found.reason))))
        if explained
        else found
    )


def _compare(
    row: Row, parts: tuple[Part, ...], study: Receptors
) -> tuple[tuple[Compared, ...], list[Scenario], Quantity, list[str]]:
    """Return the numbers that could be predicted, and why the others could not.

    Raises
    ------
    NemdaError
        None could be.
    """
    compared: list[Compared] = []
    scenarios: list[Scenario] = []
    failures: list[NemdaError] = []
    found: Quantity | None = None
    for index, part in enumerate(parts):
        try:
            unit = unit_of(row.unit, row.measured)
            quantity = read_quantity(
                row.measured, row.protocol, row.unit, unit, part.label, index, len(parts)
            )
            predicted, scenario = _predict(
                row, part, Position(index, len(parts), part.pair), quantity, unit, study
            )
        except NemdaError as error:
            failures.append(error)
            continue
        found = quantity
        scenarios.append(scenario)
        compared.append(Compared(part.label, part.value * _own_size(part, unit), predicted))
    if found is None:
        raise failures[0]
    missing = (
        [f"{len(failures)} of {len(parts)} numbers not predicted: {one_line(failures[0])}"]
        if failures
        else []
    )
    return tuple(compared), scenarios, found, missing


def _origin(
    row: Row,
    scenarios: list[Scenario],
    quantity: Quantity,
    compared: tuple[Compared, ...],
    *,
    is_shipped: bool,
) -> tuple[str, ...]:
    unit = unit_of(row.unit, row.measured)
    found: dict[str, None] = {}
    for one, numbers in zip(scenarios, compared, strict=True):
        observed = numbers.observed * unit.size if unit.dimension == "concentration" else None
        found |= dict.fromkeys(built_from(row, one, quantity, observed, is_shipped=is_shipped))
    return tuple(found)


def _predict(
    row: Row, part: Part, position: Position, quantity: Quantity, unit: Unit, study: Receptors
) -> tuple[float, Scenario]:
    if unit.dimension == "fold" and re.search(OF_CONTROL, row.measured):
        unit, quantity = Unit("share", unit.size), quantity._replace(mode="left")
    if unit.dimension == "fold":
        value, scenario = fold(row, quantity, part, study)
    else:
        scenario = read_scenario(row, quantity, part, position, study)
        value = measured(scenario, quantity)
    if value.dimension == "time" and re.search(HALF_TIME, f"{row.measured} {row.unit}"):
        value = Measured(value.value * math.log(2), "time")
    result = of_bench(value.value, value.dimension, unit)
    if not (math.isfinite(result) and result > 0):
        raise NotApplicableError(f"the bench gives {result:g}, which no observation can be compared with")
    return result, scenario


def _own_size(part: Part, unit: Unit) -> float:
    """Return the factor from a number's own unit ("400 ms" in a row of seconds) into that of the row."""
    if not part.unit:
        return 1.0
    try:
        own = read_unit(part.unit)
    except NotApplicableError:
        return 1.0
    return own.size / unit.size if own.dimension == unit.dimension else 1.0


def _no_number(row: Row) -> str:
    """Return what a row without a number says instead: its unit where that is a word, or its result."""
    try:
        read_unit(row.unit)
    except NotApplicableError:
        return row.unit or repr(row.result) if row.result else row.unit or "nothing"
    return f"the result is {row.result!r}" if row.result else "no result is given"


def one_line(error: NemdaError) -> str:
    """Return an error as one line."""
    if isinstance(error, NotApplicableError):
        return error.what
    details = [str(part) for part in (error.where, error.got, error.hint) if part is not None]
    return f"{error.what.rstrip('.')} ({'; '.join(details)})" if details else error.what
