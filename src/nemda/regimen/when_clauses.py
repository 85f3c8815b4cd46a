"""The clauses that say when: which days, what hours, from when, for how long, how many doses.

Days count from 0, the start of the regimen: day 0 is what trial reports often call day 1. Listed
days and hours count from the start of the whole regimen, in every phase. A clock time is read as
hours after midnight with day 0 starting at midnight.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from nemda.regimen.draft import Draft, HourList, Hours, number_at, only_once, take_number, with_number
from nemda.regimen.measures import HOURS, MILLIGRAMS, PERCENT
from nemda.regimen.rhythm import DAY_H
from nemda.regimen.tokens import Cursor, Token
from nemda.regimen.words import DAY_WORDS, DOSE_NOUNS, REFUSED, TIMES_WORDS, refusal, refuse_word


def read_days(cursor: Cursor, draft: Draft) -> Draft:
    """Read "on days 0, 2, 4", "on day 0", "days 0 to 5"."""
    first = cursor.index
    cursor.take_word({"on"})
    if cursor.take_word(DAY_WORDS) is None:
        raise cursor.fault(cursor.peek(), "On what?", expected="'day' or 'days', as in 'on days 0, 2, 4'")
    days = [take_number(cursor, "a day, as in 'on days 0, 2, 4'")]
    while True:
        if cursor.peek().word in {"-", "to"} and number_at(cursor.peek(1)) is not None:
            cursor.take()
            last = take_number(cursor, "the last day")
            days.extend(_days_up_to(cursor, days[-1], last))
        elif _list_goes_on(cursor):
            days.append(take_number(cursor, "a day"))
        else:
            break
    token = cursor.since(first)
    only_once(cursor, draft.days or draft.often, token, "schedule")
    return replace(draft, days=_rising(cursor, [day * DAY_H for day in days], token, "days"))


_MOST_DAYS = 10_000


def _days_up_to(cursor: Cursor, first: Fraction, last: Fraction) -> list[Fraction]:
    if last <= first or (last - first).denominator != 1 or last - first > _MOST_DAYS:
        raise cursor.fault(
            cursor.tokens[cursor.index - 1],
            "A range of days that makes no sense.",
            expected="as in 'days 0 to 5'",
        )
    return [first + step for step in range(1, int(last - first) + 1)]


def read_at(cursor: Cursor, draft: Draft) -> Draft:
    """Read "at 09:00", "at 0, 6 and 12 h"."""
    first = cursor.index
    cursor.take()
    hours: list[Fraction] = []
    waiting: list[Fraction] = []
    while True:
        if cursor.peek().kind == "clock":
            hours.append(_clock(cursor, cursor.take()))
        else:
            waiting.append(take_number(cursor, "a time, as in 'at 09:00' or 'at 0, 6 and 12 h'"))
            unit = cursor.take_word(HOURS)
            if unit is not None:
                hours.extend(number * HOURS[unit.word] for number in waiting)
                waiting.clear()
        if not _list_goes_on(cursor):
            break
    token = cursor.since(first)
    if waiting:
        raise cursor.fault(token, "Times without a unit.", expected="h or min, as in 'at 0, 6 and 12 h'")
    only_once(cursor, draft.times, token, "list of times")
    return replace(draft, times=_rising(cursor, hours, token, "times"))


def _clock(cursor: Cursor, token: Token) -> Fraction:
    hour, minute = map(int, token.text.split(":"))
    if hour > 23 or minute > 59:
        raise cursor.fault(token, "Not a time of day.", expected="00:00 to 23:59")
    return Fraction(60 * hour + minute, 60)


def _list_goes_on(cursor: Cursor) -> bool:
    """Move past a separator and return True when another item of the list follows."""
    ahead = 1 if cursor.peek().word in {",", "and", "&"} else 0
    if ahead and cursor.peek().word == "," and cursor.peek(1).word == "and":
        ahead = 2
    item, after = cursor.peek(ahead), cursor.peek(ahead + 1).word
    is_item = item.kind in {"number", "clock"} and after not in {
        *MILLIGRAMS,
        *DOSE_NOUNS,
        *TIMES_WORDS,
        *PERCENT,
    }
    for _ in range(ahead if is_item else 0):
        cursor.take()
    return is_item


def _rising(cursor: Cursor, hours: list[Fraction], token: Token, noun: str) -> HourList:
    if any(later <= earlier for earlier, later in pairwise(hours)):
        raise cursor.fault(token, f"The {noun} must rise, each named once.", expected=f"{noun} in order")
    return HourList(tuple(hours), token)


def read_for(cursor: Cursor, draft: Draft) -> Draft:
    """Read "for 3 weeks" or "for 6 doses"."""
    first = cursor.index
    cursor.take()
    if cursor.peek().word in {"a", "an"}:
        cursor.take()
        number = Fraction(1)
    else:
        number = take_number(cursor, "a length, as in 'for 3 weeks'")
    if cursor.peek().word in DOSE_NOUNS:
        cursor.take()
        return with_number(cursor, draft, number, first)
    unit = cursor.take_word(HOURS)
    if unit is None:
        refuse_word(cursor)
        raise cursor.fault(cursor.peek(), "For how long?", expected="h, days, weeks or doses")
    token = cursor.since(first)
    only_once(cursor, draft.span, token, "length")
    if number == 0:
        raise cursor.fault(token, "A length of 0.", expected="a length above 0")
    return replace(draft, span=Hours(number * HOURS[unit.word], token))


def read_number(cursor: Cursor, draft: Draft) -> Draft:
    """Read "6 doses", "x 6" or "single dose"."""
    first = cursor.index
    if cursor.take_word({"single"}):
        cursor.take_word(DOSE_NOUNS)
        return with_number(cursor, draft, Fraction(1), first)
    cursor.take_word(TIMES_WORDS)
    number = take_number(cursor, "a number of doses")
    cursor.take_word(DOSE_NOUNS)
    return with_number(cursor, draft, number, first)


def read_begin(cursor: Cursor, draft: Draft) -> Draft:
    """Read "starting on day 3", "from day 3", "starting at 30 h"."""
    first = cursor.index
    cursor.take()
    cursor.take_word({"on", "at", "from"})
    if cursor.take_word(DAY_WORDS):
        hours = take_number(cursor, "a day, as in 'starting on day 3'") * DAY_H
    else:
        number = take_number(cursor, "as in 'starting on day 3'")
        unit = cursor.take_word(HOURS)
        if unit is None:
            raise cursor.fault(cursor.peek(), "A start without a unit.", expected="as in 'starting at 30 h'")
        hours = number * HOURS[unit.word]
    token = cursor.since(first)
    only_once(cursor, draft.begin, token, "start")
    return replace(draft, begin=Hours(hours, token))


def read_refused(cursor: Cursor, draft: Draft) -> Draft:
    """Refuse a word with two meanings; never returns."""
    raise refusal(cursor)


WHEN_READERS: dict[str, Callable[[Cursor, Draft], Draft]] = {
    **dict.fromkeys(("on", "day", "days"), read_days),
    **dict.fromkeys(("single", "x", "×"), read_number),
    **dict.fromkeys(("starting", "beginning", "from"), read_begin),
    **dict.fromkeys(REFUSED, read_refused),
    "at": read_at,
    "for": read_for,
}
"""Which function reads a clause about when, by its first word."""
