"""Outcomes of trials as JSON and CSV: keys in fixed order, one row per row of the table, in its order."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nemda.errors import StorageError
from nemda.validate.trials.outcome import TrialOutcomeRow
from nemda.validate.trials.run import TrialValidation
from nemda.validate.trials.summary import GROUPS, summaries_by, summarize_trials

COLUMNS = (
    "study_id", "arm", "time_h", "scale", "quantity", "status", "observed", "predicted", "lower_90",
    "upper_90", "inside", "error", "reason",
)  # fmt: skip
MORE_COLUMNS = ("unit", "madrs_error", "kind", "known")
NAMES = {"route": "by_route", "compound": "by_compound", "dosing": "by_dosing"}


def trials_json(validation: TrialValidation) -> dict[str, Any]:
    """Return the summary, with the same by route, compound and dosing, and all rows in input order.

    Where studies of the calibration are predicted with their own deviations, ``as_new`` holds the summary
    of the same rows as if the calibration had not seen their study's deviation.
    """
    rows = validation.rows
    groups = {
        NAMES[kind]: {name: asdict(each) for name, each in summaries_by(rows, kind).items()}
        for kind in GROUPS
    }
    summary: dict[str, Any] = {**asdict(summarize_trials(rows)), **groups}
    if validation.as_new:
        summary["as_new"] = asdict(summarize_trials(validation.as_new))
    return {"summary": summary, "rows": [_row(row) for row in rows]}


def _row(row: TrialOutcomeRow) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in (*COLUMNS, *MORE_COLUMNS)}
    shown["variance_shares"] = row.variances._asdict() if row.variances else None
    return shown


def write_trials_csv(rows: Sequence[TrialOutcomeRow], file: Path) -> None:
    """Write all rows as CSV in input order.

    Raises
    ------
    StorageError
        The file cannot be written.
    """
    columns = (*COLUMNS, *MORE_COLUMNS)
    try:
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(columns)
            writer.writerows([getattr(row, name) for name in columns] for row in rows)
    except OSError as error:
        raise StorageError("The file cannot be written.", where=str(file), got=str(error)) from error
