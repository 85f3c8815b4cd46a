"""The clause that says how often: "twice weekly", "every 12 h", "three times a week"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from nemda.regimen.draft import Draft, Often, number_at, only_once, take_number, with_number
from nemda.regimen.measures import HOURS
from nemda.regimen.rhythm import DAY_H, WEEK_H, Rhythm, daily, weekly
from nemda.regimen.tokens import Cursor
from nemda.regimen.words import DAY_WORDS, WEEK_WORDS, refuse_word

_HOW_MANY_TIMES = {"once": 1, "twice": 2, "thrice": 3}
_PER = frozenset({"a", "per", "each", "every", "/"})
_SHORT = {
    "daily": Rhythm(DAY_H),
    "weekly": Rhythm(WEEK_H),
    "fortnightly": Rhythm(2 * WEEK_H),
    "qd": Rhythm(DAY_H),
    "bid": Rhythm(DAY_H / 2),
    "tid": Rhythm(DAY_H / 3),
    "qid": Rhythm(DAY_H / 4),
}


def _done(cursor: Cursor, draft: Draft, rhythm: Rhythm, first: int) -> Draft:
    token = cursor.since(first)
    only_once(cursor, draft.often or draft.days, token, "schedule")
    return replace(draft, often=Often(rhythm, token))


def read_short(cursor: Cursor, draft: Draft) -> Draft:
    """Read "daily", "weekly", "bid" and the like."""
    first = cursor.index
    return _done(cursor, draft, _SHORT[cursor.take().word], first)


def read_times(cursor: Cursor, draft: Draft) -> Draft:
    """Read "twice weekly", "three times a week", "3x daily", or "once" alone."""
    first = cursor.index
    token = cursor.peek()
    if token.word in _HOW_MANY_TIMES:
        cursor.take()
        times = Fraction(_HOW_MANY_TIMES[token.word])
    else:
        times = take_number(cursor, "a number of times")
        cursor.take()
    period = _take_period(cursor)
    if period is None and token.word == "once":
        return with_number(cursor, draft, Fraction(1), first)
    if period is None:
        raise cursor.fault(cursor.peek(), "How often?", expected="'daily', 'weekly', 'a day' or 'a week'")
    rhythm = (daily if period == DAY_H else weekly)(int(times)) if times.denominator == 1 else None
    if rhythm is None:
        raise cursor.fault(
            cursor.since(first), "This schedule has no common meaning.",
            expected="once, twice or three times a week; 1, 2, 3, 4 or 6 times a day",
            hint="list the days, as in 'on days 0, 1, 2, 3'",
        )  # fmt: skip
    return _done(cursor, draft, rhythm, first)


def _take_period(cursor: Cursor) -> Fraction | None:
    if cursor.take_word({"daily"}):
        return DAY_H
    if cursor.take_word({"weekly"}):
        return WEEK_H
    if cursor.peek().word in _PER and cursor.peek(1).word in DAY_WORDS | WEEK_WORDS:
        cursor.take()
        return DAY_H if cursor.take().word in DAY_WORDS else WEEK_H
    return None


def read_every(cursor: Cursor, draft: Draft) -> Draft:
    """Read "every 12 h", "every other day", "every week", "q12h"."""
    first = cursor.index
    cursor.take()
    number = Fraction(1)
    if cursor.peek().word in {"other", "second"} and cursor.peek(1).word in DAY_WORDS | WEEK_WORDS:
        cursor.take()
        number = Fraction(2)
    elif number_at(cursor.peek()) is not None:
        number = take_number(cursor, "a period")
    unit = cursor.take_word(HOURS)
    if unit is None:
        refuse_word(cursor)
        raise cursor.fault(cursor.peek(), "Every what?", expected="as in 'every 12 h' or 'every 2 weeks'")
    if number == 0:
        raise cursor.fault(cursor.since(first), "A period of 0.", expected="a period above 0")
    return _done(cursor, draft, Rhythm(number * HOURS[unit.word]), first)


OFTEN_READERS: dict[str, Callable[[Cursor, Draft], Draft]] = {
    **dict.fromkeys(_SHORT, read_short),
    **dict.fromkeys(_HOW_MANY_TIMES, read_times),
    **dict.fromkeys(("every", "q"), read_every),
}
"""Which function reads a clause about how often, by its first word."""
