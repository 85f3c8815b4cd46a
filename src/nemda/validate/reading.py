"""Observations to validate against: the shipped table, or a file with exactly its columns."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from nemda.evidence.rows import raw_rows, read_rows, schema_of

Cells = Mapping[str, str]


def observations(table: str, file: Path | None = None) -> tuple[Cells, ...]:
    """Return the rows of a shipped table, or of a CSV file in its place, as text by column.

    The cells stay text: what a row says is read by whoever predicts it, so that a row that cannot be
    read is reported as such and does not end the run.

    Raises
    ------
    DataError
        The file is missing, is no CSV in UTF-8, or has not the columns of the table, each once.
    """
    if file is None:
        return tuple(row.cells for row in raw_rows(table))
    return read_rows(file, schema_of(table).columns)
