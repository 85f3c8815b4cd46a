"""A regimen as a calendar of weeks and days in plain text, for people to check at a glance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from string import ascii_uppercase

from nemda.regimen.dose import Regimen, Treatment
from nemda.regimen.measures import number_text
from nemda.regimen.printing import treatment_text
from nemda.units import HOURS_PER_DAY

_DAYS_PER_WEEK = 7
_EMPTY = "."


def calendar(regimen: Regimen) -> str:
    """Return one line per week with a letter per treatment, and what the letters mean.

    Week 1 begins on day 0, the start of the regimen. A number before a letter counts doses on that
    day; weeks without doses are drawn together. Amounts are rounded to 4 digits.
    """
    if not regimen.doses:
        return "no doses"
    letters = {
        treatment: _letters(index)
        for index, treatment in enumerate(dict.fromkeys(dose.treatment for dose in regimen.doses))
    }
    cells = _cells(regimen, letters)
    width = max(3, *(len(cell) for cell in cells.values()))
    weeks = max(cells) // _DAYS_PER_WEEK + 1
    heading = "week".rjust(7) + "".join(f"day {day}".rjust(width + 3) for day in range(_DAYS_PER_WEEK))
    return "\n".join([heading, *_week_lines(cells, weeks, width), "", *_legend(regimen, letters)])


def _letters(index: int) -> str:
    cycle, place = divmod(index, len(ascii_uppercase))
    return ascii_uppercase[place] * (cycle + 1)


def _cells(regimen: Regimen, letters: dict[Treatment, str]) -> dict[int, str]:
    counts = Counter((int(dose.start_h // HOURS_PER_DAY), letters[dose.treatment]) for dose in regimen.doses)
    cells: dict[int, str] = {}
    for (day, letter), count in sorted(counts.items()):
        text = letter if count == 1 else f"{count}{letter}"
        cells[day] = f"{cells[day]}+{text}" if day in cells else text
    return cells


def _week_lines(cells: dict[int, str], weeks: int, width: int) -> Iterator[str]:
    def empty(week: int) -> bool:
        days = range(week * _DAYS_PER_WEEK, (week + 1) * _DAYS_PER_WEEK)
        return not any(day in cells for day in days)

    for is_empty, group in groupby(range(weeks), key=empty):
        run = list(group)
        if is_empty:
            name = f"{run[0] + 1}" if len(run) == 1 else f"{run[0] + 1}-{run[-1] + 1}"
            yield name.rjust(7) + "   no doses"
            continue
        for week in run:
            days = (cells.get(week * _DAYS_PER_WEEK + day, _EMPTY) for day in range(_DAYS_PER_WEEK))
            yield str(week + 1).rjust(7) + "".join(cell.rjust(width + 3) for cell in days)


def _legend(regimen: Regimen, letters: dict[Treatment, str]) -> Iterator[str]:
    for treatment, letter in letters.items():
        starts = [dose.start_h for dose in regimen.doses if dose.treatment == treatment]
        hours = sorted({start % HOURS_PER_DAY for start in starts})
        at = "" if hours == [0.0] else f", at {', '.join(number_text(round(hour, 2)) for hour in hours)} h"
        plural = "" if len(starts) == 1 else "s"
        rounded = treatment._replace(amount=float(f"{treatment.amount:.4g}"))
        yield f"{letter.rjust(7)} = {treatment_text(rounded)} ({len(starts)} dose{plural}{at})"
