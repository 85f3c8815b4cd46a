"""Sessions whose interval grows ("interval 5 d to 3-4 wk by month 5"), as clinics space them out.

The interval is taken to grow in a straight line from the first to the last and to stay there. Wrong if
courses in routine keep one interval and then change it at once.
"""

from __future__ import annotations

import re

from nemda.trial.rows.rhythm import length_d
from nemda.trial.rows.schedule_words import UNIT
from nemda.trial.rows.text import NUMBER, RANGE

_GROWS = re.compile(
    rf"intervals? (?:from )?({RANGE}) ?-?({UNIT}) (?:up )?to ({RANGE}) ?-?({UNIT}) by ({UNIT}) ?({NUMBER})"
)


def widening_days(text: str, many: int) -> tuple[float, ...] | None:
    """Return the days of `many` sessions whose interval grows, or None where a schedule says no such thing.

    >>> " ".join(f"{day:.0f}" for day in widening_days("interval 5 d to 3-4 wk by month 5", 6))
    '0 5 11 17 24 32'

    Raises
    ------
    NotPredictedError
        An interval, or the time by which it has grown, is 0.
    """
    found = _GROWS.search(text)
    if found is None:
        return None
    first, last, by = (length_d(found[at], found[unit]) for at, unit in ((1, 2), (3, 4), (6, 5)))
    days = [0.0]
    while len(days) < many:
        days.append(days[-1] + first + (last - first) * min(days[-1] / by, 1.0))
    return tuple(days)
