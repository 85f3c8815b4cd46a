"""Acute effects beside published findings, complaints and discharge, computed as the site is built."""

from __future__ import annotations

from functools import cache

from making.effects import left_out_table, met_table, misses_table, summary_table
from making.tables import number, table
from nemda.mechanism.complaints import complaints
from nemda.plan.criteria import criteria
from nemda.validate.acute import validate_acute

outcomes = cache(validate_acute)


def summary() -> str:
    """Return how many rows are predicted and met, in all and by topic."""
    return summary_table(outcomes())


def misses() -> str:
    """Return every predicted row outside its interval."""
    return misses_table(outcomes())


def met() -> str:
    """Return every predicted row inside its interval."""
    return met_table(outcomes())


def left_out() -> str:
    """Return the rows without a prediction, with the reason."""
    return left_out_table(outcomes())


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
