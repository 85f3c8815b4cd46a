"""Times that the note of an outcome gives: "day 28", "week 4", "24 h after the third infusion".

A time in the cell counts from the first session. One that lies before the session that the note names
counts from that session where the note gives the same time after it, or a clause is nothing but its name.
Wrong if such a note names a session that has nothing to do with the rating.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from nemda.trial.rows.schedule_words import SESSION
from nemda.trial.rows.text import NUMBER
from nemda.trial.rows.words import words
from nemda.units import HOURS_PER_DAY

AFTER_H = 24.0
SAME_H = 0.01
"""Times that differ by less are the same: rounding of a cell such as 0.67 h."""
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
             "eleventh", "twelfth")  # fmt: skip
_COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_UNIT = r"(h|hours?|d|days?|wks?|weeks?|months?)\b"
_AFTER = re.compile(
    rf"(?:({NUMBER}) ?-?{_UNIT} )?(?:after|post)[- ](?:the )?"
    rf"(last|final|{'|'.join(_ORDINALS)}|\d+(?:st|nd|rd|th)?|{'|'.join(_COUNTS)})"
    rf"(?: of \d+)? (?:iv )?{SESSION}\b(?![- ]?(?:\w+ )?(?:fail|trial|attempt))"
    r"(?! (?:weeks?|periods?|phases?|courses?|blocks?|cycles?)\b)"
)
"""Words of one session; "two treatment failures" are drugs that people took before."""
_CLAUSE = r"\s*(?:[;,|()]|\.(?!\d))\s*"
_ALONE = re.compile(
    rf"(?:at |on |by |until |through |end of |study )*"
    rf"(?:(days?|weeks?|wks?|months?|d) ?({NUMBER})|({NUMBER}) ?-?{_UNIT})"
)


class NamedSession(NamedTuple):
    """When the session that a note names begins (h), how long after it people are rated, and its words.

    `alone`: the words are a whole clause of the note, not a mention in another one.
    """

    start_h: float
    lag_h: float | None
    words: str
    alone: bool

    def counts(self, time_h: float) -> bool:
        """Return whether a time (h) counts from this session, and not from the first."""
        if time_h >= self.start_h:
            return False
        return self.alone if self.lag_h is None else abs(self.lag_h - time_h) < SAME_H


def named_session(note: str, course_h: Sequence[float]) -> NamedSession | None:
    """Return the session that a note names, where the course has it.

    >>> named_session("2 h after the second infusion", (0.0, 72.0)).start_h
    72.0
    """
    found = _AFTER.search(note)
    if found is None:
        return None
    which = found[3]
    if which in {"last", "final"}:
        index = len(course_h) - 1
    elif which in _ORDINALS:
        index = _ORDINALS.index(which)
    else:
        index = _COUNTS.index(which) if which in _COUNTS else int(re.sub(r"\D", "", which)) - 1
    if not 0 <= index < len(course_h):
        return None
    lag_h = None if found[1] is None else float(found[1]) * words().days[found[2]] * HOURS_PER_DAY
    alone = found[0] in [re.sub(r"^(?:at|on|rated|assessed) ", "", one) for one in re.split(_CLAUSE, note)]
    return NamedSession(course_h[index], lag_h, found[0], alone)


def time_in_note(note: str) -> tuple[float, str] | None:
    """Return the only time (h) that a clause of a note is, with its words; None where there is none.

    >>> time_in_note("LOCF; week 4")
    (672.0, 'week 4')
    """
    found = [one for clause in re.split(r"\s*[;,.|]\s*", note) if (one := _ALONE.fullmatch(clause.strip()))]
    if len(found) != 1:
        return None
    unit, number = (found[0][1], found[0][2]) if found[0][1] else (found[0][4], found[0][3])
    return float(number) * words().days[unit] * HOURS_PER_DAY, found[0][0]
