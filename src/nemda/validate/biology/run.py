"""The validation of the biology: every row of the table with its outcome."""

from __future__ import annotations

from pathlib import Path

from nemda.progress import SILENT, Progress
from nemda.validate.biology.outcome import BiologyOutcome
from nemda.validate.biology.predict import outcome_of
from nemda.validate.biology.row import row_of
from nemda.validate.biology.series import references, series_of
from nemda.validate.each import each_row
from nemda.validate.reading import observations

TABLE = "biology"


def validate_biology(file: Path | None = None, progress: Progress = SILENT) -> tuple[BiologyOutcome, ...]:
    """Return the outcome of every row of the shipped table, or of a file with the same columns.

    Raises
    ------
    DataError
        The file cannot be read as such a table.
    CancelledError
        The user asked to stop.
    """
    rows = observations(TABLE, file)
    largest = references(rows)
    return each_row(
        rows,
        lambda cells: outcome_of(cells, largest.get(series_of(row_of(cells)))),
        "findings of biology",
        progress,
    )
