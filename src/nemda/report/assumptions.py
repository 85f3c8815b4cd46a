"""What a simulation rests on: every parameter it used, by how well it is known, and what was changed.

The parameters are rebuilt from what the result itself records (set, preset, changes), not from the
present state of the program's defaults alone, so a report on an old result tells its own numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple, cast

from nemda.errors import DataError
from nemda.evidence.citations import Citation
from nemda.evidence.show import GRADES, Description, describe
from nemda.mechanism.catalog import simulation_parameters, where_used
from nemda.mechanism.sets import read_set
from nemda.model.parameters import Parameter, ParameterTable, override
from nemda.report.arms import ShownArm
from nemda.report.numbers import short, with_unit

GRADE_ORDER = ("F", "C", "B", "A")
"""From what the fit moved and what was assumed, which a reader should doubt first, to what was seen."""
HEALTHY = "healthy"
_CHANGE = re.compile(r"(?P<name>\w+)=(?P<value>[^;]+)")


class Row(NamedTuple):
    """One parameter as the table shows it; `description` holds its sources."""

    name: str
    value: str
    interval: str
    description: Description
    is_changed: bool


class Group(NamedTuple):
    """The parameters of one grade."""

    grade: str
    meaning: str
    rows: tuple[Row, ...]


class Change(NamedTuple):
    """A parameter that was changed for some arms: the shipped value and the value of each arm."""

    name: str
    meaning: str
    shipped: str
    used: tuple[str, ...]


def parameters_of(arm: ShownArm) -> ParameterTable:
    """Return the parameters with which an arm was simulated.

    Raises
    ------
    DataError
        The changes that the result records cannot be read.
    ParameterError
        Its parameter set, or a parameter it changes, does not exist in this version.
    """
    return override(_shipped(arm), changes_of(arm))


def changes_of(arm: ShownArm) -> Mapping[str, float]:
    """Return the parameters that the user changed, with their values."""
    text = str(arm.dataset.attrs["changes"])
    found: dict[str, float] = {}
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        match = _CHANGE.fullmatch(part)
        try:
            found[match["name"] if match else ""] = float(match["value"] if match else part)
        except ValueError as error:
            raise DataError(
                "The changes of a result cannot be read.",
                where=arm.name,
                expected="name=number; ...",
                got=text,
            ) from error
    return MappingProxyType(found)


def groups(arm: ShownArm) -> tuple[Group, ...]:
    """Return the values (not switches) of an arm by grade: fitted, assumed, derived, seen."""
    rows = [_row(parameter, arm) for parameter in parameters_of(arm).values() if parameter.kind == "value"]
    return tuple(
        Group(grade, GRADES[grade], chosen)
        for grade in GRADE_ORDER
        if (chosen := tuple(row for row in rows if row.description.grade == grade))
    )


def switches(arm: ShownArm) -> tuple[Row, ...]:
    """Return the contested arrows and their setting in an arm."""
    table = parameters_of(arm)
    return tuple(_row(parameter, arm) for parameter in table.values() if parameter.kind == "switch")


def changed(arms: Sequence[ShownArm]) -> tuple[Change, ...]:
    """Return every parameter that was changed in some arm, beside what the parameter set has."""
    names = dict.fromkeys(name for arm in arms for name in changes_of(arm))
    return tuple(_change(name, arms) for name in names)


def cited(rows: Iterable[Row]) -> tuple[Citation, ...]:
    """Return every work that the rows cite, once, by first author."""
    works = {work.key: work for row in rows for work in row.description.citations}
    return tuple(works[key] for key in sorted(works))


def set_notes(arms: Sequence[ShownArm]) -> Mapping[str, Mapping[str, str]]:
    """Return what each parameter set in use says about itself: meaning, date, data, method."""
    names = dict.fromkeys(name for arm in arms for name in set_names(arm))
    return {name: {key: _words(text) for key, text in read_set(name).about.items()} for name in names}


def _words(entry: object) -> str:
    return ", ".join(map(str, cast("list[object]", entry))) if isinstance(entry, list) else str(entry)


def set_names(arm: ShownArm) -> tuple[str, ...]:
    """Return the parameter sets of an arm, in the order of use: the dated one, and that of its people."""
    dated = str(arm.dataset.attrs["parameter_set"])
    return (dated, HEALTHY) if arm.dataset.attrs["preset"] == HEALTHY else (dated,)


def _shipped(arm: ShownArm) -> ParameterTable:
    return simulation_parameters(set_names(arm))


def _row(parameter: Parameter, arm: ShownArm) -> Row:
    low, high = parameter.interval
    is_changed = parameter.name in changes_of(arm)
    # the page shows sources and remarks; looking up the rows of evidence behind all of them takes as long as
    # half of the page
    description = describe(replace(parameter, evidence=""), where_used(parameter.name))
    return Row(
        parameter.name,
        with_unit(short(parameter.value), parameter.unit),
        f"{short(low)} to {short(high)}",
        replace(description, meaning=_capital(description.meaning)),
        is_changed,
    )


def _change(name: str, arms: Sequence[ShownArm]) -> Change:
    shipped = _shipped(arms[0])[name]
    used = tuple(with_unit(short(parameters_of(arm)[name].value), shipped.unit) for arm in arms)
    return Change(name, shipped.meaning, with_unit(short(shipped.value), shipped.unit), used)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
