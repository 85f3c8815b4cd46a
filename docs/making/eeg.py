"""EEG beside published findings: summary, predictions, misses, what is left out; parameters by grade."""

from __future__ import annotations

from functools import cache

from making.biology import reasons_table, rows_table, summary_table
from making.tables import table
from nemda.cortex.parameters import cortex_table
from nemda.model.parameters import Parameter
from nemda.validate.eeg import validate_eeg

outcomes = cache(validate_eeg)


def summary() -> str:
    """Return the summary of all rows."""
    return summary_table(outcomes())


def predictions() -> str:
    """Return every predicted row that is right."""
    return rows_table([one for one in outcomes() if one.status == "predicted" and not one.is_miss])


def misses() -> str:
    """Return every predicted row that is wrong in sign or outside its interval."""
    return rows_table([one for one in outcomes() if one.is_miss])


def left_out() -> str:
    """Return why rows are not predicted, and how many for each reason."""
    return reasons_table(outcomes())


def parameters() -> str:
    """Return every parameter of the cortical model: value, unit, grade, source, note."""
    rows = [
        (f"`{name}`", f"{one.value:.4g}", one.unit, one.grade, one.source, _words(one))
        for name, one in cortex_table().items()
    ]
    return table(("name", "value", "unit", "grade", "source", "meaning and note"), rows) + "\n"


def _words(one: Parameter) -> str:
    return f"{one.meaning}. {one.note}".rstrip(". ")
