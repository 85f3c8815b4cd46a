"""Biology beside published findings: summary, predictions, misses, what is left out or assumed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache

from making.tables import number, table, with_unit
from nemda.validate.biology import validate_biology
from nemda.validate.biology.conventions import conventions
from nemda.validate.biology.outcome import (
    BiologyOutcome,
    BiologySummary,
    Shown,
    summaries_by_topic,
    summarize_biology,
)

outcomes = cache(validate_biology)


def summary() -> str:
    """Return the summary of all rows, of those seen in their source, and of each topic."""
    return summary_table(outcomes())


def summary_table(judged: Sequence[BiologyOutcome]) -> str:
    """Return the summary of some judged rows, of those seen in their source, and of each topic."""
    seen = [one for one in judged if one.verified == "yes"]
    rows = [_row("all", summarize_biology(judged)), _row("seen in their source", summarize_biology(seen))]
    rows += [_row(name.replace("_", " "), one) for name, one in summaries_by_topic(judged).items()]
    headings = (
        "rows", "in table", "predicted", "not applicable", "missing", "directions right", "numbers inside",
    )  # fmt: skip
    return table(headings, rows) + "\n"


def _row(name: str, one: BiologySummary) -> tuple[str, ...]:
    return (
        name, str(one.rows), str(one.predicted), str(one.not_applicable), str(one.missing),
        _share(one.sign_correct, one.signed), _share(one.within_tolerance, one.numeric_predicted),
    )  # fmt: skip


def _share(share: float | None, of: int) -> str:
    return "" if share is None else f"{round(share * of)} of {of}"


def predictions() -> str:
    """Return every predicted row that is right: observed beside predicted."""
    return rows_table([one for one in outcomes() if one.status == "predicted" and not one.is_miss])


def misses() -> str:
    """Return every predicted row that is wrong in sign or outside its interval."""
    return rows_table([one for one in outcomes() if one.is_miss])


def rows_table(rows: Sequence[BiologyOutcome]) -> str:
    """Return some judged rows: observed beside predicted."""
    headings = ("topic", "species", "readout", "observed", "predicted", "unit", "accepted", "to know")
    return table(headings, map(_line, rows)) + "\n"


def _line(one: BiologyOutcome) -> tuple[str, ...]:
    return (
        one.topic.replace("_", " "), one.species, one.readout, _shown(one.observed), _shown(one.predicted),
        one.unit, accepted(one), one.reason,
    )  # fmt: skip


def _shown(value: Shown) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return "; ".join(map(number, value)) if isinstance(value, tuple) else number(value)


def accepted(one: BiologyOutcome) -> str:
    """Return the interval in which a prediction meets the row, in words; empty where there is none."""
    if not isinstance(one.tolerance, tuple):
        return ""
    low, high = one.tolerance
    if low is None or high is None:
        return f"at most {number(high)}" if high is not None else f"at least {number(low or 0.0)}"
    return f"{number(low)} to {number(high)}"


def left_out() -> str:
    """Return why rows are not predicted, and how many for each reason, those that are missing first."""
    return reasons_table(outcomes())


def reasons_table(judged: Sequence[BiologyOutcome]) -> str:
    """Return why some judged rows are not predicted, and how many for each reason."""
    reasons = Counter((one.status, one.reason) for one in judged if one.status != "predicted")
    ordered = sorted(reasons.items(), key=lambda each: (each[0][0] != "missing", -each[1], each[0][1]))
    rows = [(status.replace("_", " "), str(count), reason) for (status, reason), count in ordered]
    return table(("status", "rows", "reason"), rows) + "\n"


def stated_conventions() -> str:
    """Return what is assumed where a row says nothing."""
    rows = [(one.meaning, with_unit(one.value, one.unit), one.note) for one in conventions().values()]
    return table(("what", "value", "why"), rows) + "\n"
