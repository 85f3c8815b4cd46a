"""Parameters as data: value, unit, spread between people, interval, grade and source.

Each room keeps its parameters beside its code in TOML tables. The loader refuses a value outside
its plausible interval, an unknown grade, or a number without a source, because a typed unit alone
cannot catch a wrong reading of a paper. What would falsify this: a shipped number whose origin
nobody can name.

Grades: A seen in a source, B derived from a source, C assumed, F fitted here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from nemda.errors import ParameterError

GRADES = ("A", "B", "C", "F")
DISTRIBUTIONS = ("none", "lognormal", "normal", "logitnormal")
FIELDS = frozenset(
    {
        "value", "unit", "meaning", "distribution", "spread", "interval", "grade", "source",
        "species", "preparation", "note", "kind", "evidence",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Parameter:
    """One number of the model and everything needed to trust or doubt it.

    `spread` is the between-person standard deviation on the scale of `distribution`: of the log for
    ``lognormal``, of the logit for ``logitnormal``, in the unit itself for ``normal``. `value` is
    the typical (median) person. `kind` is ``"value"`` or ``"switch"`` (a contested arrow in [0, 1]).
    `evidence` names rows of the evidence tables, as ``"table.csv: what to look for"``.
    """

    name: str
    value: float
    unit: str
    meaning: str
    interval: tuple[float, float]
    grade: str
    source: str
    distribution: str = "none"
    spread: float = 0.0
    species: str = "human"
    preparation: str = ""
    note: str = ""
    kind: str = "value"
    evidence: str = ""
    room: str = ""

    def __post_init__(self) -> None:
        low, high = self.interval
        where = f"{self.room}: {self.name}" if self.room else self.name
        if not low <= self.value <= high:
            raise ParameterError(
                "Value outside its plausible interval.", where=where,
                expected=f"{low} to {high} {self.unit}", got=self.value,
                hint="correct the value, or widen the interval with a source that justifies it",
            )  # fmt: skip
        if self.grade not in GRADES:
            raise ParameterError("Unknown grade.", where=where, expected=GRADES, got=self.grade)
        if self.distribution not in DISTRIBUTIONS:
            raise ParameterError(
                "Unknown distribution.", where=where, expected=DISTRIBUTIONS, got=self.distribution
            )
        if self.spread < 0 or (self.distribution == "none") != (self.spread == 0):
            raise ParameterError(
                "Spread and distribution disagree.", where=where,
                expected="a positive spread with a distribution, or neither",
                got=f"distribution {self.distribution!r}, spread {self.spread}",
            )  # fmt: skip
        if self.distribution == "lognormal" and self.value <= 0:
            raise ParameterError("A lognormal parameter must be positive.", where=where, got=self.value)
        if self.distribution == "logitnormal" and not 0 < self.value < 1:
            raise ParameterError("A logitnormal parameter lies in (0, 1).", where=where, got=self.value)
        if not self.source:
            raise ParameterError(
                "Number without a source.", where=where,
                hint="give a citation key, or 'assumption' with a note that says why",
            )  # fmt: skip
        if self.grade == "C" and not self.note:
            raise ParameterError("An assumed number needs a note that says why.", where=where)


ParameterTable = Mapping[str, Parameter]


def read_table(file: Traversable, room: str) -> ParameterTable:
    """Return the parameters of one TOML table, by name.

    Each top-level table of the file is one parameter; its keys are the fields of `Parameter`.

    Raises
    ------
    ParameterError
        A field is unknown or missing, or the parameter itself is refused.
    """
    with file.open("rb") as stream:
        content = tomllib.load(stream)
    return MappingProxyType({name: parameter_of(name, entry, room) for name, entry in content.items()})


def parameter_of(name: str, entry: dict[str, Any], room: str) -> Parameter:
    """Return the parameter that one table entry describes.

    Raises
    ------
    ParameterError
        A field is unknown or missing, or the parameter itself is refused.
    """
    where = f"{room}: {name}"
    unknown = sorted(set(entry) - FIELDS)
    if unknown:
        raise ParameterError("Unknown field.", where=where, expected=sorted(FIELDS), got=unknown)
    missing = sorted({"value", "unit", "meaning", "grade", "source", "interval"} - set(entry))
    if missing:
        raise ParameterError("Missing field.", where=where, expected=missing)
    fields = dict(entry)
    low, high = fields.pop("interval")
    return Parameter(
        name=name, interval=(float(low), float(high)), value=float(fields.pop("value")), room=room, **fields
    )


def merge(tables: Iterable[ParameterTable]) -> ParameterTable:
    """Return one table from several; a name with two different meanings is refused."""
    merged: dict[str, Parameter] = {}
    for table in tables:
        for name, parameter in table.items():
            if merged.get(name, parameter) != parameter:
                raise ParameterError(
                    "Parameter defined twice.", where=name,
                    got=f"{merged[name].room} and {parameter.room}",
                )  # fmt: skip
            merged[name] = parameter
    return MappingProxyType(merged)


def override(table: ParameterTable, values: Mapping[str, float]) -> ParameterTable:
    """Return the table with some typical values, or with ``NAME.spread`` some spreads, replaced.

    Raises
    ------
    ParameterError
        A name is unknown, a value leaves its interval, or a spread is given to what does not vary.
    """
    changed = dict(table)
    for key, value in values.items():
        name, _, part = key.partition(".")
        if name not in changed or part not in ("", "spread"):
            raise ParameterError(
                "Unknown parameter.", got=key, expected="a name, or a name followed by .spread",
                hint="nemda evidence show lists the names",
            )  # fmt: skip
        change = {part or "value": float(value)}
        changed[name] = replace(changed[name], **change)
    return MappingProxyType(changed)
