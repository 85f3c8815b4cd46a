"""The validation of acute effects: every row of the table with its outcome."""

from __future__ import annotations

from pathlib import Path

from nemda.progress import SILENT, Progress
from nemda.validate.acute.dosing import study_levels
from nemda.validate.acute.predict import outcome_of
from nemda.validate.acute.row import row_of
from nemda.validate.biology.outcome import BiologyOutcome
from nemda.validate.each import each_row
from nemda.validate.reading import observations

TABLE = "acute_effects"


def validate_acute(file: Path | None = None, progress: Progress = SILENT) -> tuple[BiologyOutcome, ...]:
    """Return the outcome of every row of the shipped table, or of a file with the same columns.

    Raises
    ------
    DataError
        The file cannot be read as such a table.
    CancelledError
        The user asked to stop.
    """
    rows = tuple(row_of(cells) for cells in observations(TABLE, file))
    levels = study_levels(rows)
    return each_row(rows, lambda row: outcome_of(row, levels.get(row.study, {})), "acute effects", progress)
