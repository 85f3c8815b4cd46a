"""How often sessions are, from words such as "2/wk", "every other day" and "q2wk"; words of counts and units.

Days of a week: twice 0 and 3, three times 0, 2 and 4, as the trials of the tables that give days.
"""

from __future__ import annotations

import re

from nemda.trial.rows.refusal import NotPredictedError
from nemda.trial.rows.schedule_words import SESSION, UNIT, WEEK_D
from nemda.trial.rows.text import NUMBER, RANGE, has, middle

DAYS_OF_WEEK = {
    1: (0.0,),
    2: (0.0, 3.0),
    3: (0.0, 2.0, 4.0),
    4: (0.0, 1.0, 3.0, 5.0),
    5: (0.0, 1.0, 2.0, 3.0, 4.0),
}
COUNTS = {"once": 1, "one": 1, "twice": 2, "two": 2, "thrice": 3, "three": 3, "four": 4, "five": 5, "six": 6,
           "eight": 8}  # fmt: skip
COUNT = rf"(?:{'|'.join(COUNTS)}|{NUMBER})"
UNITS_D = {"d": 1.0, "w": WEEK_D, "m": 30.4, "h": 1 / 24}
_WORD = "|".join(COUNTS)
_PER_WEEK = (
    rf"({RANGE})\s*(?:x\s*)?(?:{SESSION}\s*)?"
    r"(?:/|per|a |each |x[ -]?|times (?:(?:a|per|each) )?|-times-)\s*(?:wk|week|weekly)\b"
    rf"|({_WORD})(?: times)?[ -]*(?:a|per|each|/)?[ -]*(?:wk|week|weekly)\b"
)
RHYTHM_WORDS = (
    rf"(?:every|q)\s*(?:{RANGE}|other|second)?\s*-?\s*{UNIT}|{_PER_WEEK}|\bx?\d+x?/wk"
    r"|days? \d+(?:-\d+)?|d\d+(?:-d?\d+)?"
)


def rhythm_of(text: str) -> tuple[tuple[float, ...], float] | None:
    """Return the days of sessions within a period, and the period (d), that words such as "2/wk" name.

    Raises
    ------
    NotPredictedError
        No session in a period, or a period without a length.
    """
    either = re.findall(
        r"(?:1/wk|once weekly|weekly)\s*(?:or|to|-)\s*(?:q|every )\s*(\d)\s*-?(?:wk|weeks?)", text
    )
    if either:
        return (0.0,), WEEK_D * (1 + float(either[0])) / 2
    if has(text, "alternate days?|every other day|every second day"):
        return (0.0,), 2.0
    if has(text, "every other week|fortnightly|biweekly"):
        return (0.0,), 2 * WEEK_D
    every = re.search(rf"(?:every|q)\s*({RANGE})\s*-?\s*({UNIT})", text)
    if every:
        return (0.0,), length_d(every[1], every[2])
    each = re.search(rf"(?:every|q)\s*({UNIT})", text)
    if each:
        return (0.0,), UNITS_D[each[1][0]]
    per_week = re.search(_PER_WEEK, text)
    if per_week:
        many = float(COUNTS[per_week[2]]) if per_week[2] else positive(middle(per_week[1]), per_week[0])
        return DAYS_OF_WEEK.get(round(many) or 1, tuple(float(day) for day in range(7))), WEEK_D
    if has(text, "weekly|every week|a week|qw"):
        return (0.0,), WEEK_D
    if has(text, "monthly|every month"):
        return (0.0,), UNITS_D["m"]
    if has(text, "daily|qd|od|bid|tid|per day|a day|each day|/day"):
        return (0.0,), 1.0
    return None


LONGEST_D = 36525.0
"""No course lasts longer than a century, and none has more sessions than it has days."""


def positive(value: float | None, words: str) -> float:
    """Return a length (d) or number of a schedule.

    Raises
    ------
    NotPredictedError
        It is 0 or less, or more than a century of days.
    """
    if value is None or not 0.0 < value <= LONGEST_D:
        raise NotPredictedError(f"{words.strip()!r} of a schedule is not read: {value or 0:g} is no course")
    return value


def length_d(number: str, unit: str) -> float:
    """Return the length (d) that a number or range and a unit name.

    >>> length_d("3-4", "weeks")
    24.5

    Raises
    ------
    NotPredictedError
        It is 0, or more than a century.
    """
    return positive((middle(number) or 0.0) * UNITS_D[unit[0]], f"{number} {unit}")


def count_of(text: str) -> int:
    """Return how many sessions digits or a word name, rounded.

    Raises
    ------
    NotPredictedError
        Fewer than one, or more than a century of days.
    """
    return round(positive(float(round(positive(number_of_word(text), text))), text))


def number_of_word(text: str) -> float:
    """Return the number that digits or a word such as "twice" name."""
    return float(COUNTS[text]) if text in COUNTS else float(text)
