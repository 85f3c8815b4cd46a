"""Acute effects beside published findings, computed as the site is built."""

from __future__ import annotations

from functools import cache

from making.tables import number, table
from nemda.mechanism.complaints import complaints
from nemda.plan.criteria import criteria
from nemda.validate.acute import validate_acute
from nemda.validate.biology.outcome import BiologyOutcome, summaries_by_topic, summarize_biology

outcomes = cache(validate_acute)


def summary() -> str:
    """Return how many rows are predicted and met, in all and by topic."""
    rows = [("all", summarize_biology(outcomes())), *summaries_by_topic(outcomes()).items()]
    headings = ("rows", "in table", "predicted", "not applicable", "missing", "numbers met")
    lines = [
        (
            name, str(one.rows), str(one.predicted), str(one.not_applicable), str(one.missing),
            "" if one.within_tolerance is None
            else f"{round(one.within_tolerance * one.numeric_predicted)} of {one.numeric_predicted}",
        )
        for name, one in rows
    ]  # fmt: skip
    return table(headings, lines) + "\n"


def misses() -> str:
    """Return every predicted row outside its interval."""
    return _rows([one for one in outcomes() if one.is_miss])


def met() -> str:
    """Return every predicted row inside its interval."""
    return _rows([one for one in outcomes() if one.status == "predicted" and not one.is_miss])


def left_out() -> str:
    """Return the rows without a prediction, with the reason."""
    rows = [
        (one.readout, one.status.replace("_", " "), one.reason)
        for one in outcomes()
        if one.status != "predicted"
    ]
    return table(("effect", "status", "reason"), rows) + "\n"


def _rows(found: list[BiologyOutcome]) -> str:
    lines = [
        (one.topic, one.readout, _shown(one.observed), _shown(one.predicted), one.unit, one.reason)
        for one in found
    ]
    return table(("topic", "effect", "observed", "predicted", "unit", "to know"), lines) + "\n"


def _shown(value: object) -> str:
    return number(value) if isinstance(value, float | int) else str(value)


def complaint_table() -> str:
    """Return half-level, placebo share and source of each complaint."""
    rows = [
        (one.name.replace("_", " "), number(one.half), f"{100 * one.background:.2g}", one.note)
        for one in complaints().values()
    ]
    return table(("complaint", "half-level, umol/L", "placebo, % of sessions", "fitted"), rows) + "\n"


def discharge_criteria() -> str:
    """Return the limits of discharge with their rules."""
    rows = [(one.meaning, f"{one.value:g} {one.unit}", one.grade, one.note) for one in criteria().values()]
    return table(("criterion", "limit", "grade", "rule"), rows) + "\n"
