"""Every row of a table in turn, with progress; a summary needs them all, so stopping keeps none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from nemda.progress import Progress, stop_if_cancelled

Row = TypeVar("Row")
Outcome = TypeVar("Outcome")


def each_row(
    rows: Sequence[Row], outcome_of: Callable[[Row], Outcome], what: str, progress: Progress
) -> tuple[Outcome, ...]:
    """Return the outcome of every row in order; `what` names the work in the progress line.

    Raises
    ------
    CancelledError
        The user asked to stop.
    """
    progress.start(len(rows), what)
    outcomes: list[Outcome] = []
    for row in rows:
        stop_if_cancelled(progress, "nothing: the summary needs all rows")
        outcomes.append(outcome_of(row))
        progress.advance()
    progress.finish()
    return tuple(outcomes)
