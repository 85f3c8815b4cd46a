"""Regimens in YAML: a sentence, or a list of doses.

::

    label: induction                     label: two doses
    sentence: >-                         doses:
      84 mg esketamine nasal               - {compound: ketamine, amount: 0.5, unit: mg/kg, route: iv,
      twice weekly for 4 weeks                start_day: 0, duration_min: 40}
                                           - {compound: saline, route: iv, start_h: 72, duration_h: 1}

A key that is not known is refused, because a misspelled key would otherwise be ignored in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from nemda.drugs import find_formulation, find_route, find_substance
from nemda.drugs.names import near_matches
from nemda.errors import NemdaError, RegimenError
from nemda.regimen.dose import Dose, Regimen, Unit
from nemda.regimen.measures import HOURS, mass_unit
from nemda.regimen.printing import to_sentence
from nemda.regimen.sentence import parse

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class _DoseEntry(_Entry):
    compound: str
    route: str
    amount: float | None = None
    unit: str | None = None
    formulation: str | None = None
    start_h: float | None = None
    start_day: float | None = None
    duration_h: float | None = None
    duration_min: float | None = None


class _RegimenEntry(_Entry):
    label: str = ""
    sentence: str | None = None
    doses: list[_DoseEntry] | None = None


def read_regimen_file(path: Path | str) -> Regimen:
    """Return the regimen of a YAML file.

    Raises
    ------
    RegimenError
        The file cannot be read, is not YAML, or does not describe a regimen.
    """
    try:
        content = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise RegimenError("The regimen file cannot be read.", where=str(path), got=error.strerror) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RegimenError("The regimen file is not YAML.", where=str(path), got=str(error)) from error
    return regimen_from_mapping(content, where=str(path))


def write_regimen_file(regimen: Regimen, path: Path | str) -> None:
    """Write the regimen as YAML: its label, and a sentence that reads back as the same doses."""
    content = {"label": regimen.label, "sentence": to_sentence(regimen)}
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)
    Path(path).write_text(text, encoding="utf-8")


def regimen_from_mapping(content: object, where: str = "regimen") -> Regimen:
    """Return the regimen that a mapping (or a bare sentence) from a YAML file describes.

    Raises
    ------
    RegimenError
        A key is unknown or missing, a value has the wrong type, or a dose makes no sense.
    """
    if isinstance(content, str):
        return parse(content)
    if not isinstance(content, Mapping):
        raise RegimenError(
            "A regimen is a sentence or a mapping.",
            where=where,
            expected="'sentence:' or 'doses:'",
            got=content,
        )
    try:
        entry = _RegimenEntry.model_validate(content)
    except ValidationError as error:
        raise _first_error(error.errors()[0], where) from error
    if (entry.sentence is None) == (entry.doses is None):
        raise RegimenError(
            "A regimen has either a sentence or doses.", where=where, expected="exactly one of them",
            got="neither" if entry.sentence is None else "both",
        )  # fmt: skip
    if entry.sentence is not None:
        regimen = parse(entry.sentence)
        return Regimen(regimen.doses, entry.label or regimen.label)
    doses = (_dose(dose, f"{where}: doses[{index}]") for index, dose in enumerate(entry.doses or ()))
    return Regimen(tuple(doses), entry.label)


def _first_error(error: ErrorDetails, where: str) -> RegimenError:
    *parents, last = error["loc"] or ("",)
    place = f"{where}: {'.'.join(map(str, parents))}" if parents else where
    if error["type"] == "extra_forbidden":
        fields = (_DoseEntry if parents else _RegimenEntry).model_fields
        near = near_matches(str(last), fields)
        return RegimenError(
            "Unknown key.", where=place, expected=", ".join(fields), got=repr(last),
            hint=f"did you mean {near[0]!r}?" if near else None,
        )  # fmt: skip
    if error["type"] == "missing":
        return RegimenError("A key is missing.", where=place, expected=repr(last))
    return RegimenError(f"{error['msg']}.", where=f"{place}: {last}", got=repr(error["input"]))


def _dose(entry: _DoseEntry, where: str) -> Dose:
    try:
        substance = find_substance(entry.compound)
        amount, unit = _amount(entry, where)
        route = find_route(entry.route)
        return Dose(
            compound=substance.compound.key,
            amount=float(amount * (1 if unit == "%" else Fraction(substance.base_per_mg))),
            unit=unit,
            route=route,
            start_h=_hours(where, "start", (entry.start_h, "h"), (entry.start_day, "day")),
            duration_h=_hours(where, "duration", (entry.duration_h, "h"), (entry.duration_min, "min")),
            formulation=None if entry.formulation is None else find_formulation(route, entry.formulation).key,
        )
    except NemdaError as error:
        place = where if error.where is None or error.where == where else f"{where}: {error.where}"
        raise RegimenError(
            error.what, where=place, expected=error.expected, got=error.got, hint=error.hint
        ) from error


def _amount(entry: _DoseEntry, where: str) -> tuple[Fraction, Unit]:
    """Return the amount of what was written, in mg or percent, and its unit."""
    if (entry.amount is None) != (entry.unit is None):
        missing = "unit" if entry.unit is None else "amount"
        raise RegimenError("Amount and unit belong together.", where=where, expected=f"{missing!r} as well")
    if entry.amount is None or entry.unit is None:
        return Fraction(0), "mg"
    if entry.unit.strip() == "%":
        return Fraction(repr(entry.amount)), "%"
    unit = mass_unit(entry.unit)
    if unit is None:
        raise RegimenError(
            "Unknown unit of a dose.",
            where=f"{where}: unit",
            expected="mg, mg/kg, mcg, mcg/kg or g; % of a gas",
            got=entry.unit,
        )
    factor, per_kg = unit
    return Fraction(entry.amount) * factor, "mg/kg" if per_kg else "mg"


def _hours(where: str, noun: str, *given: tuple[float | None, str]) -> float:
    """Return one time that may be given in either of two units; 0 when in neither."""
    known: list[tuple[float, Any]] = [(value, unit) for value, unit in given if value is not None]
    if len(known) > 1:
        names = " or ".join(f"{noun}_{unit}" for _, unit in given)
        raise RegimenError(f"A {noun} is given twice.", where=where, expected=f"only {names}")
    return float(sum((Fraction(repr(value)) * HOURS[unit] for value, unit in known), Fraction(0)))
