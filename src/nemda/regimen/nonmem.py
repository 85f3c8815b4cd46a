"""NONMEM-style rows: dose records and observation times, in and out.

Read: ``ID TIME AMT RATE DUR ADDL II EVID MDV CMT ROUTE COMPOUND FORM WT`` in any order; other columns
are ignored. FORM names a preparation of the route; NONMEM has no such item, so it is written only where
a dose names one, and a run that reads the file must send these doses to depots of their own.

TIME is hours and AMT milligrams of what COMPOUND names, for a gas percent of the inspired air times hours
(its RATE is then the percentage). ADDL and II are expanded, AMT with RATE gives
the duration. Only dose (EVID 1) and observation (EVID 0) records are read; a session without drug
cannot be an EVID 1 record (NONMEM refuses AMT 0), so it is EVID 2 with an inert COMPOUND. Everything
that changes what a dose means (SS, modeled RATE, resets, dates) is refused.

Rows at one time are ordered in NONMEM: an observation before a dose is a trough. Here a value at the
time of a bolus is the value after it, so such observations are marked in `before_dose`.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.drugs import Route, Substance, compounds, find_formulation, find_route, find_substance
from nemda.errors import DrugError, NemdaError, RegimenError
from nemda.regimen.dose import Dose, Regimen
from nemda.regimen.measures import number_text
from nemda.regimen.schedule import amounts_mg

OBSERVATION, DOSING, OTHER = 0, 1, 2
_MISSING = frozenset({"", ".", "NA"})
_COLUMNS = ("ID", "TIME", "EVID", "MDV", "AMT", "RATE", "DUR", "ROUTE", "COMPOUND", "WT")
_FORM = "FORM"
_DATES = frozenset({"DATE", "DAT1", "DAT2", "DAT3"})
_SAME_DURATION = 1e-6
"""RATE is often printed with 6 or 7 digits; a larger disagreement with DUR is an error in the data."""


@dataclass(frozen=True)
class NonmemPerson:
    """The rows of one ID: doses, observation times, weight (NaN where the file has none).

    `before_dose` says of each observation whether its row stands before a dose row at the same time.
    """

    person: str
    regimen: Regimen
    observation_h: tuple[float, ...]
    before_dose: tuple[bool, ...]
    weight_kg: float


class _Row(NamedTuple):
    cells: Mapping[str, str]
    where: str

    def number(self, column: str, default: float = 0.0) -> float:
        text = self.cells.get(column, "")
        if text in _MISSING:
            return default
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise self.fault("Not a number.", column=column, got=repr(text))
        return value

    def whole(self, column: str, default: int = 0) -> int:
        value = self.number(column, default)
        if value != int(value):
            raise self.fault("Not a whole number.", column=column, got=value)
        return int(value)

    def fault(self, what: str, *, column: str, got: object = None, hint: str | None = None) -> RegimenError:
        return RegimenError(what, where=f"{self.where}, column {column}", got=got, hint=hint)

    @property
    def kind(self) -> int:
        """EVID; without that column a row with an amount is a dose."""
        return self.whole("EVID", DOSING if self.number("AMT") else OBSERVATION)


def read_nonmem(
    path: Path | str,
    *,
    compound: str | None = None,
    route_of_compartment: Mapping[int, Route] | None = None,
) -> tuple[NonmemPerson, ...]:
    """Return the people of a NONMEM-style CSV file, in the order of the file.

    `compound` names what AMT is where the file has no COMPOUND column; `route_of_compartment` says
    what CMT means where it has no ROUTE column.

    Raises
    ------
    RegimenError
        The file cannot be read, a record is of a kind that is not supported, or a value makes no sense.
    """
    rows = _rows(path)
    people = [
        (person, list(group)) for person, group in groupby(rows, key=lambda row: row.cells.get("ID", "1"))
    ]
    seen: set[str] = set()
    for person, group in people:
        if person in seen:
            raise group[0].fault("The rows of one ID must stand together.", column="ID", got=person)
        seen.add(person)
    return tuple(_person(person, group, compound, route_of_compartment or {}) for person, group in people)


def _rows(path: Path | str) -> list[_Row]:
    try:
        with Path(path).open(encoding="utf-8", newline="") as stream:
            lines = [[cell.strip() for cell in line] for line in csv.reader(stream)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RegimenError("The file cannot be read.", where=str(path), got=str(error)) from error
    if not lines:
        raise RegimenError("The file is empty.", where=str(path), expected="a heading and rows")
    heading = [name.upper() for name in lines[0]]
    if "TIME" not in heading:
        raise RegimenError("No TIME column.", where=f"{path}, line 1", expected="TIME", got=heading)
    if dates := sorted(_DATES & set(heading)):
        raise RegimenError(
            "Dates are not read.", where=f"{path}, line 1", got=dates, hint="give TIME in hours"
        )
    rows: list[_Row] = []
    for index, line in enumerate(lines[1:], start=2):
        if not any(line):
            continue
        if len(line) != len(heading):
            raise RegimenError(
                "A row has another number of cells than the heading.", where=f"{path}, line {index}",
                expected=len(heading), got=len(line),
            )  # fmt: skip
        rows.append(_Row(dict(zip(heading, line, strict=True)), f"{path}, line {index}"))
    return rows


def _person(
    person: str, rows: Sequence[_Row], compound: str | None, route_of_compartment: Mapping[int, Route]
) -> NonmemPerson:
    doses: list[Dose] = []
    observations: list[float] = []
    before: list[bool] = []
    for index, row in enumerate(rows):
        _check(row, rows[index - 1] if index else None)
        if row.kind == OBSERVATION:
            time = row.number("TIME")
            observations.append(time)
            later = (other for other in rows[index + 1 :] if other.number("TIME") == time)
            before.append(any(other.kind != OBSERVATION for other in later))
        else:
            doses.extend(_doses(row, compound, route_of_compartment))
    weights = [row.number("WT", math.nan) for row in rows]
    return NonmemPerson(person, Regimen(tuple(doses)), tuple(observations), tuple(before), weights[0])


def _check(row: _Row, earlier: _Row | None) -> None:
    if row.cells["TIME"] in _MISSING:
        raise row.fault("A row without a time.", column="TIME")
    time = row.number("TIME")
    if time < 0 or (earlier is not None and time < earlier.number("TIME")):
        raise row.fault("TIME must not be negative or fall within one ID.", column="TIME", got=time)
    if row.kind not in {OBSERVATION, DOSING, OTHER}:
        raise row.fault(
            "This kind of record is not read.", column="EVID", got=row.kind,
            hint="only doses (1) and observations (0); expand resets into separate IDs",
        )  # fmt: skip
    if row.number("SS"):
        raise row.fault(
            "Steady state is not read.", column="SS", hint="write the earlier doses out with ADDL"
        )
    if row.kind == OBSERVATION and row.number("AMT"):
        raise row.fault("An observation with an amount.", column="AMT", got=row.number("AMT"))
    if row.kind != OBSERVATION and row.cells.get("MDV", "") == "0":
        raise row.fault("A dose record that carries an observation.", column="MDV", got=0)


def _doses(row: _Row, compound: str | None, route_of_compartment: Mapping[int, Route]) -> Iterator[Dose]:
    substance, route = _substance(row, compound), _route(row, route_of_compartment)
    formulation = _formulation(row, route)
    amount, duration = row.number("AMT"), _duration(row)
    is_inert, gas = substance.compound.kind == "inert", substance.compound.is_gas
    if (row.kind == OTHER) != is_inert:
        raise row.fault(
            "A dose of a drug is EVID 1, a session without drug is EVID 2.", column="EVID", got=row.kind,
            hint="EVID 2 records other than sessions with an inert COMPOUND are not read",
        )  # fmt: skip
    additional, interval = row.whole("ADDL"), row.number("II")
    if additional < 0 or (additional > 0 and interval <= 0):
        raise row.fault("Additional doses need an interval above 0.", column="II", got=interval)
    try:
        for repeat in range(additional + 1):
            yield Dose(
                compound=substance.compound.key,
                amount=_percent(row, duration) if gas else amount * substance.base_per_mg,
                unit="%" if gas else "mg",
                route=route,
                start_h=row.number("TIME") + repeat * interval,
                duration_h=duration,
                formulation=formulation,
            )
    except NemdaError as error:
        raise RegimenError(error.what, where=row.where, expected=error.expected, got=error.got) from error


def _percent(row: _Row, duration: float) -> float:
    """Return the inspired percentage of a gas: the rate, or the amount over its duration."""
    rate = row.number("RATE")
    return rate if rate > 0 or duration == 0 else row.number("AMT") / duration


def _substance(row: _Row, compound: str | None) -> Substance:
    name = row.cells.get("COMPOUND", "")
    if name in _MISSING and compound is None:
        raise row.fault("Which compound?", column="COMPOUND", hint="add the column or name the compound")
    try:
        return find_substance(compound if compound is not None and name in _MISSING else name)
    except DrugError as error:
        raise row.fault(error.what, column="COMPOUND", got=error.got, hint=error.hint) from error


def _route(row: _Row, route_of_compartment: Mapping[int, Route]) -> Route:
    name = row.cells.get("ROUTE", "")
    if name not in _MISSING:
        try:
            return find_route(name)
        except DrugError as error:
            raise row.fault(error.what, column="ROUTE", got=error.got, hint=error.hint) from error
    route = route_of_compartment.get(row.whole("CMT", -1))
    if route is None:
        raise row.fault(
            "By which route?", column="ROUTE", got=f"CMT {row.cells.get('CMT', 'missing')}",
            hint="add the column, or say which route each CMT means",
        )  # fmt: skip
    return route


def _formulation(row: _Row, route: Route) -> str | None:
    name = row.cells.get(_FORM, "")
    if name in _MISSING:
        return None
    try:
        return find_formulation(route, name).key
    except DrugError as error:
        raise row.fault(error.what, column=_FORM, got=error.got, hint=error.hint) from error


def _duration(row: _Row) -> float:
    rate, duration = row.number("RATE"), row.number("DUR")
    if rate < 0 or duration < 0:
        raise row.fault("Modeled rates and durations are not read.", column="RATE", got=min(rate, duration))
    if rate == 0:
        return duration
    from_rate = row.number("AMT") / rate
    if duration > 0 and not math.isclose(duration, from_rate, rel_tol=_SAME_DURATION):
        raise row.fault(
            "RATE and DUR disagree.", column="DUR", got=f"{duration:g} h, AMT/RATE {from_rate:g} h"
        )
    return duration if duration > 0 else from_rate


def write_nonmem(
    path: Path | str,
    regimen: Regimen,
    weight_kg: Float[ndarray, " person"],
    observation_h: Iterable[float] = (),
) -> None:
    """Write the doses of every person as NONMEM-style rows, one row per dose, with observation times.

    AMT is milligrams of base for that person. Doses stand before observations at the same time. IDs
    count from 1. A weight that is not known (NaN) is written as ".".

    Raises
    ------
    RegimenError
        A dose is per kilogram and a weight is missing.
    """
    weights = np.asarray(weight_kg, dtype=float)
    amounts = amounts_mg(regimen, weights)
    has_forms = any(dose.formulation is not None for dose in regimen.doses)
    observations = [(time, _observation_cells(time, has_forms)) for time in observation_h]
    with Path(path).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow((*_COLUMNS[:-1], _FORM, _COLUMNS[-1]) if has_forms else _COLUMNS)
        for person, weight in enumerate(weights.tolist()):
            doses = zip(regimen.doses, amounts[:, person].tolist(), strict=True)
            lines = [(dose.start_h, _dose_cells(dose, amount, has_forms)) for dose, amount in doses]
            weight_text = number_text(weight) if math.isfinite(weight) else "."
            # The sort keeps the order of equal times, so doses stay before observations.
            for _, cells in sorted([*lines, *observations], key=lambda line: line[0]):
                writer.writerow([person + 1, *cells, weight_text])


def _dose_cells(dose: Dose, amount_mg: float, has_forms: bool) -> list[object]:
    rate = amount_mg / dose.duration_h if dose.duration_h > 0 else 0.0
    entered = amount_mg
    if dose.unit == "%":
        entered, rate = amount_mg * dose.duration_h, amount_mg
    kind = DOSING if amount_mg > 0 else OTHER
    numbers = map(number_text, (entered, rate, dose.duration_h))
    form = [dose.formulation or "."] if has_forms else []
    return [
        number_text(dose.start_h),
        kind,
        1,
        *numbers,
        dose.route,
        compounds()[dose.compound].base_name,
        *form,
    ]


def _observation_cells(time_h: float, has_forms: bool) -> list[object]:
    form = ["."] if has_forms else []
    return [number_text(time_h), OBSERVATION, 0, "0", "0", "0", ".", ".", *form]
