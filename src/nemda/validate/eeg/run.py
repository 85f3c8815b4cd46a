"""The validation of the EEG: every row of the table with its outcome."""

from __future__ import annotations

from pathlib import Path

from nemda.progress import SILENT, Progress
from nemda.validate.biology.outcome import BiologyOutcome
from nemda.validate.each import each_row
from nemda.validate.eeg.predict import outcome_of
from nemda.validate.reading import observations

TABLE = "eeg"


def validate_eeg(file: Path | None = None, progress: Progress = SILENT) -> tuple[BiologyOutcome, ...]:
    """Return the outcome of every row of the shipped table, or of a file with the same columns.

    Raises
    ------
    DataError
        The file cannot be read as such a table.
    CancelledError
        The user asked to stop.
    """
    rows = observations(TABLE, file)
    return each_row(rows, outcome_of, "findings of EEG", progress)
