"""Outcomes as JSON and CSV: keys in fixed order, no number that JSON does not know."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nemda.errors import StorageError
from nemda.validate.outcome import Outcome
from nemda.validate.summary import summarize, summarize_by

COLUMNS = (
    "study_id", "quantity", "status", "observed", "predicted", "fold_error", "unit", "model", "sampling",
    "reason",
)  # fmt: skip


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """Return one row; what was not predicted or not read is null."""
    return {name: getattr(outcome, name) for name in COLUMNS}


def validation_json(outcomes: Sequence[Outcome], kinds: Sequence[str]) -> dict[str, Any]:
    """Return the summary, the summaries of each kind of group (``by_route``), and all rows in order."""
    groups = {
        f"by_{kind}": {name: each.as_json() for name, each in summarize_by(outcomes, kind).items()}
        for kind in kinds
    }
    return {
        "summary": {**summarize(outcomes).as_json(), **groups},
        "rows": [outcome_json(outcome) for outcome in outcomes],
    }


def write_csv(outcomes: Sequence[Outcome], file: Path) -> None:
    """Write all rows as CSV in input order.

    Raises
    ------
    StorageError
        The file cannot be written.
    """
    try:
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer: csv.DictWriter[str] = csv.DictWriter(stream, COLUMNS)
            writer.writeheader()
            writer.writerows(map(outcome_json, outcomes))
    except OSError as error:
        raise StorageError("The file cannot be written.", where=str(file), got=str(error)) from error
