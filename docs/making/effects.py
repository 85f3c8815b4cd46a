"""Findings in people beside what the model gives: the tables that acute and long-term effects share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from making.biology import accepted
from making.tables import number, table
from nemda.validate.biology.outcome import (
    BiologyOutcome,
    BiologySummary,
    Shown,
    summaries_by_topic,
    summarize_biology,
)


def summary_table(judged: Sequence[BiologyOutcome]) -> str:
    """Return how many rows are predicted and met, in all and by topic."""
    rows = [("all", summarize_biology(judged)), *summaries_by_topic(judged).items()]
    headings = ("rows", "in table", "predicted", "not applicable", "missing", "numbers met")
    return table(headings, (_counts(name, one) for name, one in rows)) + "\n"


def _counts(name: str, one: BiologySummary) -> tuple[str, ...]:
    share = one.within_tolerance
    met = "" if share is None else f"{round(share * one.numeric_predicted)} of {one.numeric_predicted}"
    return name, str(one.rows), str(one.predicted), str(one.not_applicable), str(one.missing), met


def misses_table(judged: Sequence[BiologyOutcome]) -> str:
    """Return every predicted row outside its interval."""
    return _rows(one for one in judged if one.is_miss)


def met_table(judged: Sequence[BiologyOutcome]) -> str:
    """Return every predicted row inside its interval."""
    return _rows(one for one in judged if one.status == "predicted" and not one.is_miss)


def _rows(found: Iterable[BiologyOutcome]) -> str:
    headings = ("topic", "effect", "observed", "accepted", "predicted", "unit", "to know")
    lines = (
        (
            one.topic, one.readout, _shown(one.observed), accepted(one), _shown(one.predicted), one.unit,
            one.reason,
        )
        for one in found
    )  # fmt: skip
    return table(headings, lines) + "\n"


def _shown(value: Shown) -> str:
    return number(value) if isinstance(value, float | int) else str(value)


def left_out_table(judged: Sequence[BiologyOutcome]) -> str:
    """Return the rows without a prediction, with the reason, those first that the model should have."""
    rows = sorted(
        (one for one in judged if one.status != "predicted"), key=lambda one: one.status != "missing"
    )
    lines = ((one.topic, one.readout, one.status.replace("_", " "), one.reason) for one in rows)
    return table(("topic", "effect", "status", "reason"), lines) + "\n"
