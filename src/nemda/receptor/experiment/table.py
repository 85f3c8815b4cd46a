"""A result as a table: column names with units, rows, and the same as CSV."""

from __future__ import annotations

import csv
import io
from typing import NamedTuple

Cell = float | str


class Table(NamedTuple):
    """Named columns and rows of numbers or words, ready for a CSV file."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def column(self, name: str) -> tuple[Cell, ...]:
        """Return one column; ValueError if there is none of that name."""
        place = self.columns.index(name)
        return tuple(row[place] for row in self.rows)


def as_csv(table: Table) -> str:
    """Return the table as CSV text with a header; numbers keep nine digits."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(
        [f"{cell:.9g}" if isinstance(cell, float) else cell for cell in row] for row in table.rows
    )
    return text.getvalue()
