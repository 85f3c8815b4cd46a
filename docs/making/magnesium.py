"""Magnesium beside published facts: summary, predictions, misses, what is left out."""

from __future__ import annotations

from functools import cache

from making.biology import reasons_table, rows_table, summary_table
from nemda.validate.biology.outcome import summarize_biology
from nemda.validate.magnesium import validate_magnesium
from nemda.validate.magnesium.run import SET_A_CONSTANT

outcomes = cache(validate_magnesium)


def summary() -> str:
    """Return the summary of all rows and of each section, and that of rows that set no constant."""
    used = [one for one in outcomes() if one.reason.startswith(SET_A_CONSTANT)]
    free = summarize_biology([one for one in outcomes() if one not in used])
    inside = round((free.within_tolerance or 0.0) * free.numeric_predicted)
    right = round((free.sign_correct or 0.0) * free.signed)
    sentence = (
        f"{len(used)} of the predicted rows set a constant of the model and agree by construction. Of the "
        f"others {inside} of {free.numeric_predicted} numbers lie inside and {right} of {free.signed} "
        "directions are right."
    )
    return f"{sentence}\n\n{summary_table(outcomes())}"


def predictions() -> str:
    """Return every predicted row that is right."""
    return rows_table([one for one in outcomes() if one.status == "predicted" and not one.is_miss])


def misses() -> str:
    """Return every predicted row that is wrong."""
    return rows_table([one for one in outcomes() if one.is_miss])


def left_out() -> str:
    """Return why rows are not predicted, and how many for each reason."""
    return reasons_table(outcomes())
