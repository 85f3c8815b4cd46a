"""The history of measurements: one row per recorded run, in a table that is kept with the code."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path

from nemda._version import NUMERICS_VERSION, __version__
from nemda.bench.result import Result
from nemda.errors import StorageError

HISTORY = Path("benchmarks") / "history.csv"
COLUMNS = (
    "date",
    "version",
    "numerics_version",
    "processor",
    "cores",
    "threads",
    "load",
    "protocol",
    "people",
    "engine",
    "people_per_s",
    "best_peer",
    "ratio_to_best_peer",
    "ratio_by_cpu",
    "achieved_error",
    "share_of_bound",
)


def row(result: Result, day: date) -> tuple[str, ...]:
    """Return a result as a row of the table; what was not measured is empty.

    Raises
    ------
    StorageError
        None of our engines was measured, so there is nothing to record.
    """
    ours, peer = result.ours, result.best_peer
    if ours is None:
        raise StorageError(
            "Nothing to record: no engine of ours was measured.", hint="leave out --engines, or name compiled"
        )
    return (
        day.isoformat(),
        __version__,
        str(NUMERICS_VERSION),
        result.machine.processor,
        str(result.machine.cores),
        str(result.threads),
        _number(result.machine.load, ".2f"),
        result.protocol.name,
        str(result.people),
        ours.engine.name,
        _number(ours.people_per_s, ".0f"),
        "" if peer is None else peer.engine.name,
        _number(result.ratio_to_best_peer, ".2f"),
        _number(result.ratio_by_cpu, ".2f"),
        _number(ours.runs[0].error, ".2e"),
        _number(result.share_of_bound, ".3f"),
    )


def _number(value: float | None, form: str) -> str:
    return "" if value is None else format(value, form)


def record(result: Result, path: Path = HISTORY) -> Path:
    """Append a result to the table and return its path.

    Raises
    ------
    StorageError
        There is no such table, it has other columns, or it cannot be written.
    """
    refuse_unless_history(path)
    new = row(result, datetime.now(UTC).date())
    try:
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(new)
    except OSError as error:
        raise StorageError("The history cannot be written.", where=str(path), got=str(error)) from error
    return path


def refuse_unless_history(path: Path = HISTORY) -> None:
    """Refuse a table that is not there or has other columns; to be asked before a long run.

    Raises
    ------
    StorageError
        As said.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            head = next(csv.reader(file), [])
    except OSError as error:
        raise StorageError(
            "The history cannot be read.", where=str(path), got=str(error),
            hint="run in the folder of the source code, or leave out --record",
        ) from error  # fmt: skip
    if tuple(head) != COLUMNS:
        raise StorageError(
            "The history has other columns.",
            where=str(path),
            expected=", ".join(COLUMNS),
            got=", ".join(head),
        )
