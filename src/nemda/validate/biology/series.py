"""Rows in units of another model: a course or a ladder whose shape counts and whose height means nothing.

Digitized blots come in units like "nM (model units)". Of such a series each row is compared with its
largest: observed over largest observed beside predicted over predicted where that largest was seen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from nemda.validate.biology.courses import arms_of
from nemda.validate.biology.judge import AFTER_H, Verdict, modeled, outputs_of, row_windows
from nemda.validate.biology.numeric import verdict_of
from nemda.validate.biology.observed import Number, numbers_of
from nemda.validate.biology.reading import UnreadableError, study_of
from nemda.validate.biology.row import Row, row_of

Cells: TypeAlias = Mapping[str, str]
_ARBITRARY = re.compile(r"model units|\ba\.?u\.?\b|arbitrary|relative units")


def is_arbitrary(row: Row) -> bool:
    """Return whether a row's unit says nothing outside of its series."""
    return _ARBITRARY.search(row.unit) is not None


def references(rows: Sequence[Cells]) -> dict[tuple[str, ...], Cells]:
    """Return the row with the largest number of each series of at least two, by series."""
    series: dict[tuple[str, ...], list[Cells]] = {}
    for cells in rows:
        row = row_of(cells)
        if is_arbitrary(row) and len(numbers_of(row)) == 1:
            series.setdefault(series_of(row), []).append(cells)
    return {
        key: max(some, key=lambda cells: numbers_of(row_of(cells))[0].value)
        for key, some in series.items()
        if len(some) > 1
    }


def series_of(row: Row) -> tuple[str, ...]:
    """Return what the rows of one series share."""
    return (row.species, row.preparation, row.compound, row.route, row.readout, row.unit)


def judge_series(row: Row, number: Number, reference: Cells | None) -> Verdict:
    """Return the verdict on a row of a series, as shares of the series' largest.

    Raises
    ------
    NemdaError
        The row stands alone or is the largest itself, or its experiment cannot be run.
    """
    if reference is None:
        raise UnreadableError("a unit of another model, and no other row of the series")
    largest = row_of(reference)
    top = numbers_of(largest)[0].value
    if largest == row or top <= 0:
        raise UnreadableError("the largest of its series in units of another model: the others refer to it")
    share = _level(row) / _level(largest)
    compared = Number(number.value / top)
    notes = ("shares of the largest of the series, because its unit is that of another model",)
    verdict = verdict_of(row, (compared,), (share,), None, notes)
    return verdict._replace(unit="share of the largest")


def _level(row: Row) -> float:
    study = study_of(row)
    names = outputs_of(modeled(row)[0])
    window = row_windows(row, study)[0]
    protocol = study.usual.lasting(window.end_h + AFTER_H)
    return arms_of(protocol, names).mean(window.start_h, window.end_h)[0]
