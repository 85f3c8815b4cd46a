"""When the sessions of an arm are: days read from lists, frequencies, counts and phases in words.

A frequency without a length lasts until the last outcome; a range ("weekly or q2wk", "8-14 d") stands
for its middle; both are told in the notes.
"""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import NamedTuple

from nemda.trial.rows.refusal import NotPredictedError
from nemda.trial.rows.rhythm import COUNT, DAYS_OF_WEEK, RHYTHM_WORDS, count_of, length_d, positive, rhythm_of
from nemda.trial.rows.schedule_words import (
    SESSION,
    UNIT,
    WEEK_D,
    in_weeks,
    out_of_parentheses,
    prepared,
    spelled,
    unread_of,
)
from nemda.trial.rows.text import NUMBER, RANGE, has, numbers
from nemda.trial.rows.widening import widening_days

_COUNTED = rf"({COUNT})\s*{SESSION}\s*(?:over|in|within|during)\s*({RANGE})\s*({UNIT})"
_THEN = r"\s*(?:,?\s*\bthen\b|;|->|,?\s*followed by|,(?!\s*then\b))\s*"


AS_NEEDED = r"as needed|prn|on demand|as required|individuali[sz]ed|at the clinician.*"
ONCE = r"single|once only|one-time|1 (?:infusion|dose|injection|session|inhalation)|day [01]|once|baseline"


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
    from_d: float = 0.0


def schedule_of(schedule: str, arm: str, end_d: float) -> Schedule:
    """Return the sessions that a schedule in words describes; a rhythm without an end lasts to day `end_d`.

    Raises
    ------
    NotPredictedError
        The words are not read, or name no session, or a length of 0 or less.
    """
    sessions, told = prepared(schedule)
    said = spelled(sessions)
    text = re.sub(r"\((x ?\d+)\)", r"\1", said)
    if _listed(re.sub(r"\(.*?\)", " ", text).strip(" .;,")) is None:
        text = out_of_parentheses(text)
    text = re.sub(r"\(.*?\)", " ", text).strip(" .;,")
    inside = " ".join(re.findall(r"\((.*?)\)", said))
    rhythm_inside = rhythm_of(inside) is not None and rhythm_of(text) is None and re.search(SESSION, text)
    if rhythm_inside:
        text = f"{text} {inside}"
    told += () if rhythm_inside else unread_of(sessions, (_ADDED, _SWITCHED))
    found = _read(text, sessions, arm, end_d)
    if not found.days or not all(math.isfinite(day) and day >= 0.0 for day in found.days):
        raise NotPredictedError(f"the schedule {schedule!r} is not read: it gives no days from 0 on")
    return found._replace(notes=(*found.notes, *told))


_ADDED = rf"\b(?:second|2nd|next|repeat)\b.*?day {NUMBER}"
_SWITCHED = rf"\w*ketamine on (?:day )?{NUMBER}"


def _read(text: str, schedule: str, arm: str, end_d: float) -> Schedule:
    if has(text, AS_NEEDED):
        planned = [part for part in re.split(_THEN, text) if part and not has(part, AS_NEEDED)]
        if not planned:
            raise NotPredictedError(f"sessions as needed ({schedule!r}) are not simulated")
        found = schedule_of("; ".join(planned), arm, end_d)
        return found._replace(notes=(*found.notes, "sessions as needed after the course are left out"))
    if re.search(r"\b\d+ (?:cycles|blocks|rounds|series)\b", text):
        raise NotPredictedError(f"the schedule {schedule!r} has cycles, which are not read")
    added = re.search(rf"\(.*?\b(?:second|2nd|next|repeat)[^)]*?day ({NUMBER})", schedule)
    weeks = in_weeks(text, DAYS_OF_WEEK)
    if weeks is not None:
        return Schedule(weeks, False, ())
    listed = _listed(text)
    if listed is not None:
        days = (*listed, float(added[1])) if added else listed
        return Schedule(tuple(sorted(set(days))), False, ())
    if has(text, "continuous"):
        return Schedule((0.0,), False, ())
    if re.fullmatch(r"mixed|infusions?|any|various|na|n/a", text):
        return Schedule((0.0,), False, (f"schedule {text!r}: one session is assumed",))
    if has(text, ONCE) and rhythm_of(re.sub("single", "", text)) is None and not _goes_on(text):
        return Schedule((0.0,), False, ())
    if not text and schedule:
        return Schedule((0.0,), False, ("no rhythm is given; one session is assumed",))
    if not text:
        return _unwritten(arm, end_d)
    return _phases(text, arm, end_d)


def _goes_on(text: str) -> bool:
    """Return whether words of a single session stand beside words of further ones."""
    rest = re.sub(rf"\b(?:{ONCE})\b", " ", text)
    return re.search(rf"\b{COUNT}\s*{SESSION}|\b{_COUNTED}|\bdays? ?\d|\bd\d|\bthen\b", rest) is not None


def _unwritten(arm: str, end_d: float) -> Schedule:
    if rhythm_of(arm) is not None:
        return _phases(arm, arm, end_d)
    return Schedule((0.0,), False, ("no schedule is given; one session is assumed",))


_DATED = r"(?:d|days?|h|hours?)?"


def _listed(text: str) -> tuple[float, ...] | None:
    text = re.sub(rf"((?:[,;&]|\band)\s*)(?:days? ?|d)(?={NUMBER})", r"\1", text)
    text = re.sub(rf"((?:[,;&]|\band)\s*)weeks? ?(?={NUMBER})", r"\1", text)
    units = set(re.findall(r"[dh]", text.replace("and", "")))
    if len(units) == 1 and re.fullmatch(
        rf"{NUMBER} ?{_DATED}(?:\s*(?:,|;|and|&)\s*{NUMBER} ?{_DATED})+", text
    ):
        text = re.sub(rf"({NUMBER}) ?(?:days?|hours?|d|h)\b", r"\1", text) + (" h" if "h" in units else "")
    weeks, hours = (
        re.fullmatch(r"weeks? ?(.*)", text),
        re.fullmatch(r"(?:hours? )?(.*?(?:[,;&]|and).*?) ?h(?:ours?)?", text),
    )
    scale = WEEK_D if weeks else 1 / 24 if hours else 1.0
    text = weeks[1] if weeks else hours[1] if hours else text
    found = re.fullmatch(
        rf"((?:study )?days?\s*|d)?({NUMBER}(?:\s*(?:,|;|and|&)\s*(?:and )?{NUMBER})*)", text
    )
    if found is None:
        return None
    days = numbers(found[2])
    if any(later <= earlier for earlier, later in pairwise(days)):
        return None
    first = days[0] if found[1] or days[0] == 1 else 0.0
    return tuple(scale * (day - first) for day in days)


def _phases(text: str, arm: str, end_d: float) -> Schedule:
    parts = _parts(text)
    count = re.search(_COUNTED, parts[0])
    if count and (widening := widening_days(text, count_of(count[1]))):
        return Schedule(widening, False, ("the interval between sessions is taken to grow evenly",))
    if count and not any(rhythm_of(part) for part in parts[1:]):
        return _spread(*_count_of(count))
    apart = re.search(rf"({COUNT})\s*{SESSION}.*?({RANGE})\s*-?\s*({UNIT})\s*(?:apart|interval)", text)
    if apart:
        step = length_d(apart[2], apart[3])
        return Schedule(tuple(step * index for index in range(count_of(apart[1]))), False, ())
    notes: list[str] = []
    days: list[float] = []
    start = 0.0
    first = _listed(parts[0])
    if count:
        spread = _spread(*_count_of(count))
        days, start, parts = list(spread.days), _count_of(count)[1], parts[1:]
        start = max(start, 2 * days[-1] - days[-2] if len(days) > 1 else start)
        notes += spread.notes
    elif first is not None and len(parts) > 1:
        days, start, parts = list(first), _next_day(first[-1], parts[1]), parts[1:]
    phases = [phase for part in parts if (phase := _phase(part, arm if len(parts) == 1 else "")) is not None]
    alone = re.fullmatch(rf"(?:up to )?({COUNT})\s*{SESSION}|x ?({COUNT})", text)
    if not phases and alone:
        many = count_of(alone[1] or alone[2])
        phases = [_Phase(DAYS_OF_WEEK[3], WEEK_D, None, many)]
        notes.append(f"{many} sessions without a rhythm: three a week are assumed")
    if not phases and first is not None:
        return Schedule(first, False, (f"what follows the listed days is left out: {'; '.join(parts)}",))
    if not phases:
        raise NotPredictedError(f"the schedule {text!r} is not read")
    until = re.search(_UNTIL, text)
    ends = _end(until) if until else end_d
    open_ended = [phase for phase in phases if phase.lasts_d is None and phase.most is None]
    given = sum(_length(phase) for phase in phases if phase not in open_ended)
    share = (ends - given - start) / max(len(open_ended), 1)
    for phase in phases:
        lasts = phase.lasts_d
        if lasts is None and phase.most is None:
            lasts = max(share, phase.period)
            if until is None:
                notes.append("a rhythm without an end lasts until the last outcome")
            if len(open_ended) > 1:
                notes.append("phases without a length share the time equally")
        if days:
            start = max(start, days[-1] + 1e-6, phase.from_d)
        new = _times(phase, start, lasts)
        days += new
        start = start + lasts if lasts is not None else new[-1] + phase.period / len(phase.interval)
    notes += [f"{range_[0]}: its middle is taken" for part in parts if (range_ := _range_of(part))]
    daily = any(has(part, "daily|qd|od|bid|tid|per day|a day") for part in parts)
    times = 2 if has(text, "bid|twice daily|twice a day") else 3 if has(text, "tid") else 1
    return Schedule(tuple(dict.fromkeys(days)), daily, tuple(dict.fromkeys(notes)), times)


def _parts(text: str) -> list[str]:
    """Return the phases of a schedule in words; a piece without a rhythm belongs to the one before it."""
    pieces = re.split(_THEN, text)
    found: list[str] = []
    for piece in pieces:
        if found and re.fullmatch(NUMBER, piece) and _listed(found[-1]) is not None:
            found[-1] = f"{found[-1]},{piece}"
            continue
        open_ended = bool(found) and _listed(found[-1]) is None and not re.search(_COUNTED, found[-1])
        if open_ended and (rhythm_of(piece) is None or rhythm_of(found[-1]) is None):
            found[-1] = f"{found[-1]} {piece}"
        elif piece:
            found.append(piece)
    return found if len(found) > 1 else [text]


def _next_day(last: float, text: str) -> float:
    """Return when a phase after listed days begins: the next day, or the next week of a weekly rhythm."""
    rhythm = rhythm_of(text)
    if rhythm is None or rhythm[1] < WEEK_D:
        return last + 1.0
    return WEEK_D * math.ceil((last + 1.0) / WEEK_D)


def _end(until: re.Match[str]) -> float:
    word, number = (until[1], until[2]) if until[1] else (until[4], until[3])
    return length_d(number, word)


def _length(phase: _Phase) -> float:
    """Return how long a phase with an end lasts (d): to its end, or to when its next session would be."""
    if phase.lasts_d is not None:
        return phase.lasts_d
    return _times(phase, 0.0, None)[-1] + phase.period / len(phase.interval)


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
    rhythm = rhythm_of(text) or rhythm_of(arm)
    if rhythm is None:
        return None
    from_d = _begins(text)
    return _timed(re.sub(_FROM, " ", text), *rhythm)._replace(from_d=from_d)


_FROM = (
    rf"\b(?:from|starting|starting on|beginning) (?:on |at )?(day|week|wk) ?({NUMBER})(?: on(?:wards?)?)?\b"
)
_SPAN = r"(?:weeks?|wks?) ?(\d+) ?(?:-|to) ?(\d+)"
_WEEK = r"\b(?:in|during) (?:week|wk) ?(\d+)\b"
_TO = r"(?:to|until|through|till)"
_UNTIL = rf"{_TO} (day|d|week|wk|month) ?({NUMBER})|{_TO} ({NUMBER}) (w|d|m)"


def _begins(text: str) -> float:
    """Return the first day of a phase whose words name it ("from day 7", "weeks 5-8"), else 0."""
    found = re.search(_FROM, text)
    if found and found[1] == "day":
        return float(found[2])
    week = found[2] if found else None
    span = re.search(_SPAN, text) or re.search(_WEEK, text)
    week = week or (span[1] if span else None)
    return WEEK_D * max(float(week) - 1, 0.0) if week else 0.0


def _range_of(text: str) -> re.Match[str] | None:
    """Return the range of a rhythm ("2-3/wk", "every 3-4 weeks", "weekly or q2wk")."""
    between = rf"{NUMBER}\s*(?:-|to|or)\s*{NUMBER}"
    return re.search(
        rf"(?:every|q)\s*{between}\s*-?\s*{UNIT}|{between}\s*(?:/|x ?/|per |times (?:a|per) )\s*(?:wk|week)"
        r"|(?:1/wk|once weekly|weekly)\s*(?:or|to|-)\s*(?:q|every )\s*\d\s*-?(?:wk|weeks?)",
        text,
    )


def _timed(text: str, interval: tuple[float, ...], period: float) -> _Phase:
    most = re.search(rf"(?:x\s*|up to |for )?({COUNT})\s*(?:total )?{SESSION}", text) or re.search(
        r"(?:up to |x)(\d+)(?=\s*$|,)", text
    )
    span = re.search(_SPAN, text)
    days = re.search(r"\b(?:days? ?|d)(\d+) ?(?:-|to) ?d?(\d+)", text)
    if days and period == 1.0 and interval == (0.0,):
        return _Phase(interval, period, positive(float(days[2]) - float(days[1]) + 1, days[0]), None)
    if span:
        lasts_d = (float(span[2]) - float(span[1]) + 1) * WEEK_D
        return _Phase(interval, period, positive(lasts_d, span[0]), None)
    if re.search(_WEEK, text):
        return _Phase(interval, period, WEEK_D, None)
    lasts = re.search(rf"(?:x|for|over|during)?\s*({RANGE})\s*-?\s*({UNIT})", _after(text))
    bare = re.search(rf"(?:x|for)\s*({NUMBER})\s*(?:$|after|with|plus|\+|and|in\b|during)", text)
    if re.search(_UNTIL, text):
        return _Phase(interval, period, None, None)
    if lasts:
        return _Phase(interval, period, length_d(lasts[1], lasts[2]), None)
    if bare and period == 1.0:
        return _Phase(interval, period, positive(float(bare[1]), bare[0]), None)
    if bare and period == WEEK_D and float(bare[1]) * len(interval) <= 52 and "up to" not in text:
        return _Phase(interval, period, positive(float(bare[1]) * WEEK_D, bare[0]), None)
    if bare and most is None:
        return _Phase(interval, period, None, count_of(bare[1]))
    return _Phase(interval, period, None, count_of(most[1]) if most else None)


def _after(text: str) -> str:
    """Return the text without the words of its rhythm, so that "every 2 weeks" is no length."""
    return re.sub(RHYTHM_WORDS, " ", text)


def _count_of(found: re.Match[str]) -> tuple[int, float, str]:
    """Return how many sessions, over how many days, and the first letter of the unit of "6 over 2 weeks"."""
    unit = found[3][0]
    return count_of(found[1]), length_d(found[2], found[3]), unit


def _spread(many: int, lasts_d: float, unit: str) -> Schedule:
    """Return evenly spread sessions: N over so many weeks fill them, N over so many days end on the last."""
    per_week = many / (lasts_d / WEEK_D)
    if unit == "w" and abs(per_week - round(per_week)) < 0.05 and round(per_week) in DAYS_OF_WEEK:
        phase = _Phase(DAYS_OF_WEEK[round(per_week)], WEEK_D, None, many)
        return Schedule(tuple(_times(phase, 0.0, None)), False, ())
    step = lasts_d / many if unit == "w" else lasts_d / max(many - 1, 1)
    days = tuple(step * index for index in range(many))
    return Schedule(days, False, ("sessions are spread evenly over the time given",))


def without_drug(schedule: str, words: str, joints: str) -> str:
    """Return a schedule without a drug beside its sessions; `words` and `joints` are patterns.

    A length after the drug is that of the sessions where these have none and the drug comes with them.

    >>> without_drug("3/wk with lithium 600 mg/day for 2 weeks", "lithium", "(?:with|then)")
    '3/wk for 2 weeks'
    """
    drug = rf"\b(?:{words})\b"
    joined = rf"\s*{joints}(?:(?!{joints})[^;,])*?{drug}(?:(?!\b(?:for|x) ?\d)[^;,])*"
    for found in reversed(list(re.finditer(rf"{joined}(?P<length>\b(?:for|x) ?\d[^;,]*)?", schedule))):
        before = schedule[: found.start()]
        endless = before and not re.search(r"\d", _after(spelled(before)))
        with_it = not re.match(r"\s*(?:then|followed)\b", found[0])
        kept = f" {found['length']}" if found["length"] and endless and with_it else ""
        schedule = f"{before}{kept}{schedule[found.end() :]}"
    ahead = re.match(
        rf"[^;,]*?{drug}[^;,]*?\s*{joints}\s*(?=(?:{RHYTHM_WORDS}|weekly|monthly|daily)\b)", schedule
    )
    if ahead:
        return schedule[ahead.end() :]
    return re.sub(rf"[;,]?[^;,]*{drug}[^;,]*", "", schedule).strip(" ;,")
