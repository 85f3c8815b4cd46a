"""Lines of the shipped tables as text, checked for shape, with the citation each line rests on.

Reading stops at the first fault (a missing column, a ragged line), because a number that has slipped
by one column looks like any other number.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import StringIO
from types import MappingProxyType

from nemda.errors import DataError
from nemda.evidence.near import near_matches
from nemda.evidence.schema import SCHEMAS, TableSchema

ARTICLES: Mapping[str, str] = MappingProxyType(
    {
        "A": "Article A (magnesium and ketamine)",
        "B": "Article B (ketamine and glutamate)",
        "C": "Article C (ketamine therapy)",
        "D": "Article D (agonist or antagonist)",
        "E": "Article E (how ketamine works)",
    }
)


@dataclass(frozen=True)
class RawRow:
    """One line of a table: its cells as text, and the text, identifier and address of its source."""

    table: str
    row: int
    cells: Mapping[str, str]
    citation: str
    identifier: str
    url: str


def tables_folder() -> Traversable:
    """Return the folder of the shipped tables."""
    return files("nemda.evidence") / "tables"


def schema_of(name: str) -> TableSchema:
    """Return the schema of a table.

    Raises
    ------
    DataError
        There is no table of this name; the error names the nearest ones.
    """
    try:
        return SCHEMAS[name]
    except KeyError:
        near = near_matches(name, SCHEMAS) or tuple(SCHEMAS)
        raise DataError("Unknown evidence table.", got=repr(name), expected=", ".join(near)) from None


def read_rows(file: Traversable, columns: Sequence[str]) -> tuple[Mapping[str, str], ...]:
    """Return the lines of a CSV file by column name.

    Raises
    ------
    DataError
        The file is missing, is no CSV in UTF-8, lacks a column or has one too many, or a line has
        more or fewer cells than the heading.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")  # spreadsheets mark UTF-8 at its start
        lines = list(csv.reader(StringIO(text.rstrip("\r\n"), newline=""), strict=True))
    except FileNotFoundError:
        raise DataError("Evidence table not found.", where=file.name) from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError("Not a CSV file in UTF-8.", where=file.name, got=str(error)) from error
    if not lines:
        raise DataError("Empty table.", where=file.name, expected="a heading and data rows")
    heading, *data = lines
    if sorted(heading) != sorted(columns):
        raise DataError(
            "Wrong columns.",
            where=file.name,
            expected=", ".join(sorted(set(columns) - set(heading))) or "each column once",
            got=", ".join(sorted(set(heading) - set(columns))) or ", ".join(heading),
        )
    for row, cells in enumerate(data, start=1):
        if len(cells) != len(heading):
            raise DataError(
                "Line of the wrong length.",
                where=f"{file.name}, data row {row}",
                expected=f"{len(heading)} cells",
                got=f"{len(cells)} cells",
                hint="quote a cell that contains a comma",
            )
    return tuple(MappingProxyType(dict(zip(heading, cells, strict=True))) for cells in data)


@cache
def raw_rows(name: str) -> tuple[RawRow, ...]:
    """Return the rows of a shipped table with their sources.

    Raises
    ------
    DataError
        The table is unknown or malformed, or a row has no source.
    """
    schema = schema_of(name)
    lines = read_rows(tables_folder() / f"{name}.csv", schema.columns)
    return tuple(_raw_row(name, row, cells) for row, cells in enumerate(lines, start=1))


def _raw_row(table: str, row: int, cells: Mapping[str, str]) -> RawRow:
    where = f"{table}.csv, row {row}"
    if table == "trial_outcomes":
        study = _study(cells["study_id"], where)
        return RawRow(table, row, cells, study.citation, study.identifier, study.url)
    citation, identifier, url = _source(table, cells)
    if not citation.strip():
        raise DataError("Row without a source.", where=where)
    return RawRow(table, row, cells, citation, identifier, url)


def _source(table: str, cells: Mapping[str, str]) -> tuple[str, str, str]:
    if table == "claims":
        return ARTICLES.get(cells["article"], ""), "", ""
    if table == "models_survey":
        return f"{cells['model_name']}; {cells['repo_or_reference']}", "", ""
    return cells["citation"], cells.get("doi_or_pmid", cells.get("doi", "")), cells.get("url", "")


def _study(study_id: str, where: str) -> RawRow:
    for arm in raw_rows("trial_arms"):
        if arm.cells["study_id"] == study_id:
            return arm
    raise DataError(
        "Outcome of an unknown study.",
        where=where,
        got=repr(study_id),
        expected="a study_id of trial_arms.csv",
    )
