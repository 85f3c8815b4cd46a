"""What is typed behind ``nemda pk``, read: numbers, durations, targets, properties of a body, a regimen."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from nemda.drugs.plausible import warn_of_unusual
from nemda.errors import NemdaError, ParameterError, PeopleError, RegimenError, UnitError
from nemda.people import People, read_people
from nemda.pk.molar import ng_per_ml
from nemda.regimen import Regimen, parse
from nemda.regimen.measures import HOURS

YAML_ENDS = (".yaml", ".yml")
_DURATION = re.compile(r"^\s*(?P<number>[+-]?[\d.]+(?:e[+-]?\d+)?)\s*(?P<unit>[a-z]*)\s*$", re.IGNORECASE)
_LEVEL_UNITS = ("", "ng/ml")


class BodyOptions(NamedTuple):
    """The options that describe a body; None where an option was left out."""

    weight: float | None = None
    age: float | None = None
    female: bool | None = None
    child_pugh: float | None = None
    cyp3a4: float | None = None
    cyp2b6: float | None = None
    others: tuple[str, ...] = ()


def body_of(options: BodyOptions) -> dict[str, float]:
    """Return the properties of a body by their names in `nemda.pk.bodies`.

    Raises
    ------
    PeopleError
        A property is written twice or not as name=number.
    """
    named = {
        "weight_kg": options.weight, "age_y": options.age,
        "female": None if options.female is None else float(options.female),
        "child_pugh": options.child_pugh, "cyp3a4_activity": options.cyp3a4,
        "cyp2b6_activity": options.cyp2b6,
    }  # fmt: skip
    found = {name: value for name, value in named.items() if value is not None}
    for name, value in changes_of(options.others, "--body").items():
        if name in found:
            raise PeopleError("A property of the body is given twice.", where="--body", got=name)
        found[name] = value
    return found


def changes_of(texts: Sequence[str], option: str) -> dict[str, float]:
    """Return name=number pairs.

    Raises
    ------
    ParameterError
        A text is written otherwise, a number is not finite, or a name comes twice.
    """
    found: dict[str, float] = {}
    for text in texts:
        name, equals, number = (part.strip() for part in text.partition("="))
        try:
            value = float(number)
        except ValueError:
            value = math.nan
        if not (equals and name and math.isfinite(value)) or name in found:
            raise ParameterError(
                "A value is written name=number, once each.", where=option, got=text,
                expected=f"as in {option} {'asian=1' if option == '--body' else 'gut_escape_fraction=0.5'}",
            )  # fmt: skip
        found[name] = value
    return found


def numbers_of(text: str, option: str) -> tuple[float, ...]:
    """Return numbers written with commas.

    Raises
    ------
    RegimenError
        One of them is no number.
    """
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        raise RegimenError(
            "Not numbers with commas between.", where=option, got=repr(text), expected="as in 0.5,1,2,4"
        ) from None


def duration_of(text: str | None, option: str) -> float:
    """Return a length of time with its unit as hours: ``duration_of("60min", ...) == 1``.

    Raises
    ------
    UnitError
        It is missing, or has no number, no unit or an unknown unit.
    """
    found = _DURATION.match(text or "")
    unit = found["unit"].lower() if found else ""
    if found is None or unit not in HOURS:
        raise UnitError(
            "A length of time has a number and a unit.", where=option, got=repr(text) if text else "nothing",
            expected="as in 60min, 1.5h or 10s",
        )  # fmt: skip
    try:
        return float(found["number"]) * float(HOURS[unit])
    except ValueError:
        raise UnitError("Not a number.", where=option, got=repr(text), expected="as in 60min") from None


def targets_of(texts: Sequence[str]) -> tuple[tuple[float, float], ...]:
    """Return pairs of time (h) and level (ng/mL) for targets such as ``200`` and ``100@30min``.

    Raises
    ------
    RegimenError
        There is none, a level is no number of ng/mL at or above 0, or the times do not rise from 0.
    """
    if not texts:
        raise RegimenError(
            "No target is given.", where="--target", expected="a level in ng/mL, as in --target 200"
        )
    found: list[tuple[float, float]] = []
    for text in texts:
        level, at, time = text.partition("@")
        number = re.match(r"^\s*([+-]?[\d.]+(?:e[+-]?\d+)?)\s*(.*)$", level, re.IGNORECASE)
        unit = number[2].strip().lower() if number else None
        if number is None or unit not in (*_LEVEL_UNITS, "umol/l", "µmol/l"):
            raise UnitError(
                "A target is a level in ng/mL.",
                where="--target",
                got=repr(text),
                expected="as in 200 or 100@30min",
            )
        value = float(number[1])
        if unit not in _LEVEL_UNITS:
            value = float(ng_per_ml(value, "ketamine"))
        if not (math.isfinite(value) and value >= 0):
            raise RegimenError(
                "A target is not negative.", where="--target", got=text, expected="0 or more ng/mL"
            )
        found.append((duration_of(time, "--target") if at else 0.0, value))
    times = [time for time, _ in found]
    if times[0] != 0 or any(later <= earlier for earlier, later in pairwise(times)):
        raise RegimenError(
            "Times of targets start at 0 and rise.", where="--target", got=", ".join(texts),
            expected="as in --target 200 --target 100@30min",
        )  # fmt: skip
    return tuple(found)


def regimen_of(text: str | None) -> Regimen:
    """Return the regimen that a sentence or a YAML file means; warn of doses larger than any published.

    Raises
    ------
    NemdaError
        There is none, it is a trial, it cannot be read, or a dose is more than ten times any that is known.
    """
    regimen = _regimen_meant(text)
    warn_of_unusual(regimen.doses)
    return regimen


def _regimen_meant(text: str | None) -> Regimen:
    if text is None:
        raise RegimenError(
            "No regimen is given.", where="nemda pk", expected='as in nemda pk "84 mg esketamine nasal"'
        )
    if not text.lower().endswith(YAML_ENDS):
        return parse(text)
    from nemda.trial import Trial, read_plan

    plan = read_plan(text)
    if isinstance(plan, Trial):
        raise NemdaError(
            "A trial has several regimens.", where=text, expected="a regimen",
            hint="give one of its regimens in words, or use nemda simulate",
        )  # fmt: skip
    return plan


def words_of(people: str | None, fill_from: str | None, seed: int) -> str | People | None:
    """Return who is dosed: people of a CSV file, or the name of a preset as it is.

    Raises
    ------
    PeopleError
        The file cannot be read or lacks a covariate that nothing fills, or there is no file to fill.
    """
    if people is None or not (people.lower().endswith(".csv") or Path(people).is_file()):
        if fill_from is not None:
            raise PeopleError(
                "Only a file of people can lack something.", where="--fill-from",
                expected="--people FILE.csv", got=f"--people {people}",
            )  # fmt: skip
        return people
    return read_people(people, fill_from=fill_from, seed=seed)


def described(values: Mapping[str, float]) -> str:
    """Return name=number pairs as text."""
    return ", ".join(f"{name} = {value:g}" for name, value in values.items())
