"""When the sessions of an arm are: days read from lists, frequencies, counts and phases in words.

A frequency without a length lasts until the last outcome; a range ("weekly or q2wk", "8-14 d") stands
for its middle; both are told in the notes. Days of a week: twice 0 and 3, three times 0, 2 and 4, as
the trials of the tables that give days.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from nemda.trial.rows.refusal import NotPredictedError
from nemda.trial.rows.text import NUMBER, RANGE, has, middle, numbers

WEEK_D = 7.0
DAYS_OF_WEEK = {
    1: (0.0,),
    2: (0.0, 3.0),
    3: (0.0, 2.0, 4.0),
    4: (0.0, 1.0, 3.0, 5.0),
    5: (0.0, 1.0, 2.0, 3.0, 4.0),
}
_COUNTS = {"once": 1, "one": 1, "twice": 2, "two": 2, "thrice": 3, "three": 3, "four": 4, "five": 5, "six": 6,
           "eight": 8}  # fmt: skip
_COUNT = rf"(?:{'|'.join(_COUNTS)}|{NUMBER})"
_UNIT = r"(?:d|days?|wks?|weeks?|w|months?|mo)\b"
_SESSION = r"(?:infusions?|injections?|doses?|sessions?|treatments?|administrations?)"
_UNITS_D = {"d": 1.0, "w": WEEK_D, "m": 30.4}


class Schedule(NamedTuple):
    """Days of the sessions, whether doses are taken at home every day, and what was assumed."""

    days: tuple[float, ...]
    daily: bool
    notes: tuple[str, ...]
    per_day: int = 1


class _Phase(NamedTuple):
    interval: tuple[float, ...]
    period: float
    lasts_d: float | None
    most: int | None


def schedule_of(schedule: str, arm: str, end_d: float) -> Schedule:
    """Return the sessions that a schedule in words describes, up to day `end_d`.

    Raises
    ------
    NotPredictedError
        The words are not read.
    """
    text = re.sub(r"\((x ?\d+)\)", r"\1", schedule)
    text = re.sub(r"\(.*?\)", " ", text).strip(" .;")
    added = re.search(rf"\(.*?\b(?:second|2nd|next|repeat)[^)]*?day ({NUMBER})", schedule)
    listed = _listed(text)
    if listed is not None:
        days = (*listed, float(added[1])) if added else listed
        return Schedule(tuple(sorted(set(days))), False, ())
    if has(text, "continuous"):
        return Schedule((0.0,), False, ())
    if re.fullmatch(r"mixed|infusions?|any|various|na|n/a", text):
        return Schedule((0.0,), False, (f"schedule {text!r}: one session is assumed",))
    if has(text, "single|once only|one (?:infusion|dose)|day 0|once") and not has(
        text, "weekly|a week|daily"
    ):
        return Schedule((0.0,), False, ())
    if not text:
        return _unwritten(arm, end_d)
    return _phases(text, arm, end_d)


def _unwritten(arm: str, end_d: float) -> Schedule:
    if _rhythm(arm) is not None:
        return _phases(arm, arm, end_d)
    return Schedule((0.0,), False, ("no schedule is given; one session is assumed",))


def _listed(text: str) -> tuple[float, ...] | None:
    text = re.sub(rf"((?:[,;&]|\band)\s*)(?:days? ?|d)(?={NUMBER})", r"\1", text)
    found = re.fullmatch(
        rf"((?:study )?days?\s*|d)?({NUMBER}(?:\s*(?:,|;|and|&)\s*(?:and )?{NUMBER})*)", text
    )
    if found is None:
        return None
    days = numbers(found[2])
    if any(later <= earlier for earlier, later in pairwise(days)):
        return None
    first = days[0] if found[1] or days[0] == 1 else 0.0
    return tuple(day - first for day in days)


def _phases(text: str, arm: str, end_d: float) -> Schedule:
    count = re.search(rf"({_COUNT})\s*{_SESSION}\s*(?:over|in|within|during)\s*({RANGE})\s*({_UNIT})", text)
    if count:
        return _spread(_number(count[1]), (middle(count[2]) or 1.0) * _UNITS_D[count[3][0]], count[3][0])
    notes: list[str] = []
    days: list[float] = []
    start = 0.0
    parts = re.split(r"\s*(?:,?\s*\bthen\b|;|->|,?\s*followed by)\s*", text)
    first = _listed(parts[0])
    if first is not None and len(parts) > 1:
        days, start, parts = list(first), first[-1] + 1.0, parts[1:]
    phases = [phase for part in parts if (phase := _phase(part, arm if len(parts) == 1 else "")) is not None]
    if not phases:
        raise NotPredictedError(f"the schedule {text!r} is not read")
    until = re.search(rf"(?:to|until|through) (day|d|week|wk) ?({NUMBER})|to ({NUMBER}) (w|d)", text)
    ends = end_d
    if until:
        word, number = (until[1], until[2]) if until[1] else (until[4], until[3])
        ends = float(number) * _UNITS_D[word[0]]
    given = sum(phase.lasts_d or 0.0 for phase in phases)
    open_ended = [phase for phase in phases if phase.lasts_d is None and phase.most is None]
    for phase in phases:
        lasts = phase.lasts_d
        if lasts is None and phase.most is None:
            lasts = max((ends - given - (start if not given else 0.0)) / len(open_ended), phase.period)
            if until is None:
                notes.append("a rhythm without an end lasts until the last outcome")
            elif len(open_ended) > 1:
                notes.append("phases without a length share the time equally")
        if days:
            start = max(start, days[-1] + 1e-6)
        new = _times(phase, start, lasts)
        days += new
        start = start + lasts if lasts is not None else new[-1] + phase.period / len(phase.interval)
    daily = any(has(part, "daily|qd|od|bid|tid|per day|a day") for part in parts)
    kept = tuple(day for day in dict.fromkeys(days) if day <= end_d or day == 0)
    times = 2 if has(text, "bid|twice daily|twice a day") else 3 if has(text, "tid") else 1
    return Schedule(kept, daily, tuple(dict.fromkeys(notes)), times)


def _times(phase: _Phase, start: float, lasts: float | None) -> list[float]:
    found: list[float] = []
    week = 0
    while True:
        for day in phase.interval:
            time = start + week * phase.period + day
            is_late = lasts is not None and time >= start + lasts - 1e-9
            if is_late or (phase.most is not None and len(found) >= phase.most):
                return found or [start]
            found.append(time)
        week += 1


def _phase(text: str, arm: str) -> _Phase | None:
    rhythm = _rhythm(text) or _rhythm(arm)
    if rhythm is None:
        return None
    interval, period = rhythm
    most = re.search(rf"(?:x\s*|up to |for )?({_COUNT})\s*(?:total )?{_SESSION}", text) or re.search(
        r"(?:up to |x)(\d+)(?=\s*$|,)", f"{text}"
    )
    lasts = re.search(rf"(?:x|for|over|during)?\s*({RANGE})\s*-?\s*({_UNIT})", _after(text))
    bare = re.search(rf"(?:x|for)\s*({NUMBER})\s*(?:$|after)", text)
    if re.search(rf"(?:to|until|through) (?:day|d|week|wk) ?{NUMBER}|to {NUMBER} (?:w|d)", text):
        return _Phase(interval, period, None, None)
    if lasts:
        return _Phase(interval, period, (middle(lasts[1]) or 1.0) * _UNITS_D[lasts[2][0]], None)
    if bare and period == 1.0:
        return _Phase(interval, period, float(bare[1]), None)
    if bare and period == WEEK_D and float(bare[1]) * len(interval) <= 52 and "up to" not in text:
        return _Phase(interval, period, float(bare[1]) * WEEK_D, None)
    if bare and most is None:
        return _Phase(interval, period, None, round(float(bare[1])))
    return _Phase(interval, period, None, round(_number(most[1])) if most else None)


def _after(text: str) -> str:
    """Return the text without the words of its rhythm, so that "every 2 weeks" is no length."""
    return re.sub(_RHYTHM_WORDS, " ", text)


_WORD = "|".join(_COUNTS)
_PER_WEEK = (
    rf"({RANGE})\s*(?:x\s*)?(?:/|per|a |x[ -]|times (?:a|per|each) ?|-times-)\s*(?:wk|week|weekly)\b"
    rf"|({_WORD})(?: times)?[ -]*(?:a|per|each|/)?[ -]*(?:wk|week|weekly)\b"
)
_RHYTHM_WORDS = (
    rf"(?:every|q)\s*(?:{RANGE}|other|second)?\s*-?\s*{_UNIT}|{_PER_WEEK}|\bx?\d+x?/wk"
    r"|days? \d+(?:-\d+)?|d\d+(?:-d?\d+)?"
)


def _rhythm(text: str) -> tuple[tuple[float, ...], float] | None:
    """Return the days of sessions within a period, and the period (d), that words such as "2/wk" name."""
    either = re.findall(
        r"(?:1/wk|once weekly|weekly)\s*(?:or|to|-)\s*(?:q|every )\s*(\d)\s*-?(?:wk|weeks?)", text
    )
    if either:
        return (0.0,), WEEK_D * (1 + float(either[0])) / 2
    if has(text, "alternate days?|every other day|every second day"):
        return (0.0,), 2.0
    if has(text, "every other week|fortnightly|biweekly"):
        return (0.0,), 2 * WEEK_D
    every = re.search(rf"(?:every|q)\s*({RANGE})\s*-?\s*({_UNIT})", text)
    if every:
        return (0.0,), (middle(every[1]) or 1.0) * _UNITS_D[every[2][0]]
    each = re.search(rf"(?:every|q)\s*({_UNIT})", text)
    if each:
        return (0.0,), _UNITS_D[each[1][0]]
    per_week = re.search(_PER_WEEK, text)
    if per_week:
        many = float(_COUNTS[per_week[2]]) if per_week[2] else middle(per_week[1])
        return DAYS_OF_WEEK.get(round(many or 1), tuple(float(day) for day in range(7))), WEEK_D
    if has(text, "weekly|every week|a week|qw"):
        return (0.0,), WEEK_D
    if has(text, "monthly|every month"):
        return (0.0,), _UNITS_D["m"]
    if has(text, "daily|qd|od|bid|tid|per day|a day|each day|/day"):
        return (0.0,), 1.0
    return None


def _spread(count: float, lasts_d: float, unit: str) -> Schedule:
    """Return evenly spread sessions: N over so many weeks fill them, N over so many days end on the last."""
    many = round(count)
    per_week = many / (lasts_d / WEEK_D)
    if unit == "w" and abs(per_week - round(per_week)) < 0.05 and round(per_week) in DAYS_OF_WEEK:
        phase = _Phase(DAYS_OF_WEEK[round(per_week)], WEEK_D, None, many)
        return Schedule(tuple(_times(phase, 0.0, None)), False, ())
    step = lasts_d / many if unit == "w" else lasts_d / max(many - 1, 1)
    days = tuple(step * index for index in range(many))
    return Schedule(days, False, ("sessions are spread evenly over the time given",))


def _number(text: str) -> float:
    return float(_COUNTS[text]) if text in _COUNTS else float(text)
