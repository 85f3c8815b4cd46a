"""The validation of the kinetics: every row of a table of observations with its outcome."""

from __future__ import annotations

from pathlib import Path

from nemda.progress import SILENT, Progress
from nemda.validate.each import each_row
from nemda.validate.outcome import Outcome
from nemda.validate.pk.observation import observation
from nemda.validate.pk.predict import outcome_of
from nemda.validate.pk.sampling import reach_h
from nemda.validate.reading import Cells, observations

TABLE = "pk_observations"
GROUPS = ("route", "compound")


def validate_pk(file: Path | None = None, progress: Progress = SILENT) -> tuple[Outcome, ...]:
    """Return the outcome of every row of the shipped observations, or of a file with the same columns.

    Raises
    ------
    DataError
        The file cannot be read as such a table.
    CancelledError
        The user asked to stop.
    """
    rows = observations(TABLE, file)
    study_h = _sampled_by_study(rows)
    return each_row(
        rows,
        lambda cells: outcome_of(cells, study_h.get(cells["study_id"])),
        "observations of kinetics",
        progress,
    )


def _sampled_by_study(rows: tuple[Cells, ...]) -> dict[str, float]:
    """Return the latest time (h) that the rows of each study show to have been sampled."""
    reached: dict[str, float] = {}
    for cells in rows:
        hours = reach_h(observation(cells))
        if hours is not None:
            reached[cells["study_id"]] = max(hours, reached.get(cells["study_id"], 0.0))
    return reached
