"""Outcomes of biology as JSON and CSV: keys in fixed order, one row per row of the table, in its order."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nemda.errors import StorageError
from nemda.validate.biology.outcome import BiologyOutcome, summaries_by_topic, summarize_biology

COLUMNS = (
    "topic", "species", "readout", "status", "observed", "predicted", "unit", "tolerance", "within", "sign",
    "verified", "reason",
)  # fmt: skip


def biology_json(outcomes: Sequence[BiologyOutcome]) -> dict[str, Any]:
    """Return the summary with one per topic (``by_topic``), and all rows in input order.

    A tolerance is [low, high], with null for an open end, or the dead band of a direction.
    """
    topics = {topic: asdict(each) for topic, each in summaries_by_topic(outcomes).items()}
    return {
        "summary": {**asdict(summarize_biology(outcomes)), "by_topic": topics},
        "rows": [{name: getattr(one, name) for name in COLUMNS} for one in outcomes],
    }


def write_biology_csv(outcomes: Sequence[BiologyOutcome], file: Path) -> None:
    """Write all rows as CSV in input order; several numbers of one cell are joined by semicolons.

    Raises
    ------
    StorageError
        The file cannot be written.
    """
    try:
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(COLUMNS)
            writer.writerows([_cell(getattr(one, name)) for name in COLUMNS] for one in outcomes)
    except OSError as error:
        raise StorageError("The file cannot be written.", where=str(file), got=str(error)) from error


def _cell(value: object) -> object:
    if isinstance(value, tuple):
        return "; ".join("" if part is None else f"{part:.6g}" for part in value)  # pyright: ignore[reportUnknownVariableType]  only numbers stand in these tuples
    return value
