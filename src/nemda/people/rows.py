"""People who exist: covariates read from a table, checked, and filled from a preset only on request."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping
from pathlib import Path

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from numpy.typing import ArrayLike

from nemda.errors import PeopleError
from nemda.people.body import BODY, with_followed
from nemda.people.correlations import Correlation
from nemda.people.covariates import GIVEN, Covariate
from nemda.people.definitions import definition, definitions
from nemda.people.drawing import draw_covariates
from nemda.people.people import People
from nemda.people.presets import read_preset


def from_columns(
    columns: Mapping[str, ArrayLike],
    fill_from: str | None = None,
    seed: int = 1,
    source: str = "the caller",
) -> People:
    """Return people with the given covariates, one column each.

    Without `fill_from` every covariate must be there (of height, weight and body mass index, two). With
    the name of a preset, those missing are drawn from it: for the given sex, but otherwise independently
    of the given values. The seed also fixes the parameters that `nemda.people.sample` draws for them.

    Raises
    ------
    PeopleError
        A column is unknown, missing, of another length, or holds a value that cannot be right.
    """
    measured = {name: _column(name, values, source) for name, values in columns.items()}
    lengths = {name: len(values) for name, values in measured.items()}
    if len(set(lengths.values())) != 1 or 0 in lengths.values():
        raise PeopleError("Columns must hold one value per person.", where=source, got=lengths)
    n = len(next(iter(measured.values())))
    covariates, correlations = _filling(measured, fill_from, source)
    for name in measured:
        covariates[name] = Covariate(definition(name), None, None, grade=GIVEN, source=source)
    covariates = with_followed(covariates)
    values = draw_covariates(covariates, correlations, measured, seed=seed, first=0, n=n)
    return People(source, seed, 0, n, values, covariates)


def _column(name: str, values: ArrayLike, source: str) -> Float[ndarray, " person"]:
    what, where = definition(name), f"{source}, column {name}"
    try:
        column = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise PeopleError("A column that is not numbers.", where=where, got=str(error)) from error
    if column.ndim != 1:
        raise PeopleError("A column is one list of numbers.", where=where, got=f"shape {column.shape}")
    what.check(column, where)
    return column


def _filling(
    measured: Collection[str], fill_from: str | None, source: str
) -> tuple[dict[str, Covariate], tuple[Correlation, ...]]:
    """Return the distributions for what was not measured, and the correlations among it."""
    if fill_from is not None:
        preset = read_preset(fill_from)
        return dict(preset.covariates), preset.correlations
    missing = [name for name in definitions() if name not in measured]
    body = [name for name in BODY if name not in measured]
    if len(body) == 1:
        missing.remove(body[0])
    if missing:
        raise PeopleError(
            "Columns are missing.",
            where=source,
            expected=", ".join(missing),
            got=", ".join(measured),
            hint="add them, or draw them with fill_from='trd' or another preset",
        )
    return {}, ()


def read_people(
    file: str | Path, fill_from: str | None = None, seed: int = 1, ignore: Collection[str] = ()
) -> People:
    """Return the people of a CSV file: a header of covariate names, then one line of numbers per person.

    Columns named in `ignore` (a label, a site) are left out; any other unknown column is refused, because
    it may be a covariate misspelled. See `from_columns` for `fill_from` and `seed`.

    Raises
    ------
    PeopleError
        The file cannot be read, a cell is empty or not a number, or as in `from_columns`.
    """
    path = Path(file)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = [line for line in csv.reader(stream) if line]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise PeopleError("Cannot read this table of people.", where=str(path), got=str(error)) from error
    if len(lines) < 2:
        raise PeopleError(
            "No people in this file.", where=str(path), expected="a header and at least one line"
        )
    header = [name.strip() for name in lines[0]]
    if len(set(header)) != len(header):
        raise PeopleError("A column comes twice.", where=str(path), got=header)
    for name in header:
        if name not in ignore:
            definition(name)
    for number, line in enumerate(lines[1:]):
        if len(line) != len(header):
            raise PeopleError(
                "A line with another number of cells than the header.",
                where=f"{path}, person {number}",
                expected=len(header),
                got=len(line),
            )
    columns = {
        name: np.array([_number(line[place], path, name, person) for person, line in enumerate(lines[1:])])
        for place, name in enumerate(header)
        if name not in ignore
    }
    if not columns:
        raise PeopleError(
            "No covariate in this file.", where=str(path), expected=list(definitions()), got=header
        )
    return from_columns(columns, fill_from, seed, source=path.name)


def _number(cell: str, path: Path, name: str, person: int) -> float:
    try:
        return float(cell)
    except ValueError as error:
        raise PeopleError(
            "A cell that is not a number.",
            where=f"{path}, column {name}, person {person}",
            expected=f"a number in {definition(name).unit}",
            got=repr(cell),
            hint="fill the cell, or leave the whole column out and draw it with fill_from",
        ) from error
