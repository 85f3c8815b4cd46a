"""Outcomes of receptor experiments as JSON and CSV, with keys in fixed order."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nemda.errors import StorageError
from nemda.validate.receptor.outcome import RowOutcome, summarize_bench

COLUMNS = ("experiment_id", "status", "observed", "predicted", "fold_error", "unit", "scheme", "reason")


def receptor_json(outcomes: Sequence[RowOutcome]) -> dict[str, Any]:
    """Return the summary and all rows in order."""
    return {
        "summary": summarize_bench(outcomes).as_json(),
        "rows": [outcome.as_json() for outcome in outcomes],
    }


def write_receptor_csv(outcomes: Sequence[RowOutcome], file: Path) -> None:
    """Write all rows as CSV in input order; several numbers of a row stand in one cell, with semicolons.

    Raises
    ------
    StorageError
        The file cannot be written.
    """
    try:
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer: csv.DictWriter[str] = csv.DictWriter(stream, COLUMNS)
            writer.writeheader()
            for outcome in outcomes:
                writer.writerow({name: _cell(value) for name, value in outcome.as_json().items()})
    except OSError as error:
        raise StorageError("The file cannot be written.", where=str(file), got=str(error)) from error


def _cell(value: Any) -> Any:
    return "; ".join(f"{one:.6g}" for one in value) if isinstance(value, list) else value
