"""The validation of the receptor bench: every row of a table of experiments with its outcome."""

from __future__ import annotations

from pathlib import Path

from nemda.progress import SILENT, Progress
from nemda.validate.each import each_row
from nemda.validate.reading import observations
from nemda.validate.receptor.outcome import RowOutcome
from nemda.validate.receptor.predict import outcome_of
from nemda.validate.receptor.receptors import Receptors, receptors_in
from nemda.validate.receptor.row import Row, rows_of

TABLE = "receptor_experiments"


def validate_receptor(file: Path | None = None, progress: Progress = SILENT) -> tuple[RowOutcome, ...]:
    """Return the outcome of every row of the shipped experiments, or of a file with the same columns.

    Raises
    ------
    DataError
        The file cannot be read as such a table.
    CancelledError
        The user asked to stop.
    """
    rows = rows_of(observations(TABLE, file))
    study = _receptors_by_work(rows)
    return each_row(
        rows,
        lambda row: outcome_of(row, study.get(row.work, ()), is_shipped=file is None),
        "receptor experiments",
        progress,
    )


def _receptors_by_work(rows: tuple[Row, ...]) -> dict[str, Receptors]:
    """Return the receptors of each work whose rows name one preparation only."""
    named: dict[str, set[Receptors]] = {}
    for row in rows:
        if row.work:
            named.setdefault(row.work, set()).update(receptors_in(row.said))
    return {work: next(iter(found)) for work, found in named.items() if len(found) == 1}
