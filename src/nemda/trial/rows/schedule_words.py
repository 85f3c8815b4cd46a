"""What a schedule says beside its sessions, taken out before its days are read, and told.

Ratings after the course are no sessions, therapies beside them are not simulated, a taper without a rhythm
and a session that only some get are left out. A condition after a rhythm or on the first sessions ("2/wk if
tolerated") is dropped instead: a course that nobody gets answers no question. What stands in parentheses
counts where it is a length or a number of sessions. Wrong if a session is taken for something else.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from nemda.trial.rows.compounds import NOT_SIMULATED
from nemda.trial.rows.refusal import NotPredictedError
from nemda.trial.rows.text import NUMBER, RANGE
from nemda.trial.rows.words import words

WEEK_D = 7.0
SESSION = r"(?:infusions?|injections?|doses?|sessions?|treatments?|administrations?)"
UNIT = r"(?:d|days?|wks?|weeks?|w|months?|mo|h|hours?)\b"
_PIECE = r"\s*(?:,?\s*\bthen\b|;|->)\s*"
_RHYTHM = (
    r"(?:\d ?x? ?/ ?w|\b(?:semi-?|tri-?|bi-?|\d-)?(?:weekly|monthly|fortnightly|daily)\b|\bevery\b|\bq ?\d"
    r"|\bq\.?[dw]\b|\b(?:once|twice|thrice|times|one|two|three|four|\d) (?:an?|per|each) (?:day|week|month)"
    r"|\b[tb]\.?i\.?[wd]\b|\beod\b)"
)
"""What names how often sessions are, before its spelling is made one."""
_NO_COURSE = rf"(?!\s*:?\s*(?:(?:phase|period|course|with|of|by)\s+)*(?:\d+ )?(?:{SESSION}\b|{_RHYTHM}))"
_SCALE = (
    r"(?:ham-?[da]|hdrs|madrs|qids|phq|bdi|caps|pcl|y-?bocs|lsas|gad|cgi|cadss|ymrs|bprs|ssi|vas|nrs)[-\w]*"
)
_ITEM = rf"(?:days? |weeks? |d|hours? )?{NUMBER} ?-?(?:{UNIT})?(?=\s*(?:$|[;,)]|and\b|&|\bthen\b))"
_TAIL = rf"(?:(?!\s*\bthen\b)(?:[^;,()]|\([^()]*\)|,(?=\s*(?:(?:and|&) )?{_ITEM})))*"
_RATINGS = (
    r"[,;.]?\s*(?:\b(?:and|then|with|an?)\s+)*"
    rf"(?:\b\d+[- ]?\w+ follow(?:ed)?[- ]?up\b(?! by){_NO_COURSE}|\bfollow[- ]?up\b{_NO_COURSE}"
    rf"|\bfollowed[- ](?:up|to|for|until|through)\b{_NO_COURSE}"
    r"|\b(?:observed|assessed|rated|evaluated) (?:to|for|until|at|up|on)\b"
    r"|(?:\b(?:the )?(?:primary|secondary|main) )?\b(?:outcomes?|ratings?|assessments?|evaluations?|visits?"
    rf"|{_SCALE})(?: \w+)? (?:at|on|after|until|through|to)\b){_TAIL}"
)
_CROSSED = (
    r"[,;.]?\s*(?:\b(?:and|then|with|an?)\s+)*"
    rf"\bcross(?:ed|ing)?[- ]?over to (?!\s*{_RHYTHM}){_TAIL}"
)
_LABEL = (
    r"(^|[;,]\s*|\bthen\s+|->\s*)(?:acute|induction|continuation|maintenance|loading|optimi[sz]ation|extension"
    r"|consolidation)(?: phase| period| course| treatment)?"
    r"\s*(?::|(?=\d|x ?\d|weekly|monthly|every|once|twice))\s*"
)
_SOME_ONLY = r"\b(?:if|unless|in case of)\b"
_TOLERATED = r"\b(?:if|as|when) (?:well[- ])?tolerated\b"
_CONDITION = rf"{_SOME_ONLY}(?:(?!{_RHYTHM})[^;,()])*"
_DOSE_CLAUSE = (
    r",?\s*(?:\b(?:with|and)\s+)?(?:\bdos(?:e|es|age|ing) (?:(?:is|are|was|were|may be|could be|can be) )?"
    r"(?:rais|increas|escalat|titrat|adjust|reduc|lower|doubl|chang|incre)\w*"
    r"|\b(?:up-?)?titrat\w+|\b(?:rais|increas|escalat)ed\b)"
    rf"(?:(?!{_RHYTHM})[^;,()])*?(?:{_SOME_ONLY}|{_TOLERATED})(?:(?!{_RHYTHM})[^;,()])*"
)
_IF = rf"{_SOME_ONLY}|\b(?:for|in|only) (?:non-?)?(?:responders|remitters)\b|\buntil (?:remission|response)\b"
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_WEEKS = (
    r"(\d+(?:\s*(?:,\s*and|,|and|&|-|to)\s*(?:weeks? ?)?\d+(?![/\d]|\s*(?:infusion|session|dose|in\b|x\b)))*)"
)
_IN_WEEKS = re.compile(
    rf"({NUMBER})\s*(?:x\b|times\b|{SESSION})?\s*(?:in|during)\s*(?:the )?weeks?\s*{_WEEKS}"
)
_LENGTH = (
    rf"(?:for |over )?{RANGE} ?-?{UNIT}|(?:up to|max(?:imum)?(?: of)?) \d+(?: {SESSION})?"
    rf"|(?:total )?\d+ {SESSION}"
)
_APART = (
    rf"\b(\d+) {SESSION},? (?:given |at )?({RANGE}) ?-?({UNIT}) ?(?:apart|intervals?)(?=.*(?:\bthen\b|;))"
)


_WORD_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
                 "nine": 9, "ten": 10, "twelve": 12}  # fmt: skip
_WEEKDAY = r"(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)(?:days?|nesdays?|sdays?|rsdays?|urdays?)?"
_DOSE = (
    rf"{NUMBER}(?:\s*(?:-|/|or|\+)\s*{NUMBER})*\s*(?:mg|mcg|ug|g|%)(?:/kg)?(?:/(?:hour|hr|h|min|day|d)\b)?"
)
_WEEKDAYS = ((4, 4), (3, 3), (2, 2), (1, 1))
_SPELLINGS = (
    *((rf"\b{word}\b", str(number)) for word, number in _WORD_NUMBERS.items()),
    (r"\bthrice\b", "3 times"),
    (r"\b3 times (?:daily|a day|per day)", "tid"),
    (r"\b(?:2 times|twice) (?:daily|a day|per day)", "bid"),
    (r"\bfor an? (?=week|month)", "for 1 "),
    (rf"(?:{SESSION[:-1]}) )\d+ (?:on |at )?(?=d(?:ay)? ?\d)", ""),
    (rf"(?:iv |slow )?bolus (?:of )?{NUMBER} ?(?:\+|then|followed by)", " "),
    (rf"(?:bolus (?:of )?)?{_DOSE}(?: (?:iv )?bolus)?(?: (?:\+|then|followed by) (?=\d|$))?", " "),
    (rf"\bover (?:about )?{NUMBER} ?-?(?:min|mins|minutes?|h|hr|hours?)\b(?! ?apart)", " "),
    (rf"\b{NUMBER} ?-?(?:min|mins|minutes?)\b", " "),
    (rf"\b{NUMBER}[- ]?(?:h|hr|hour)s?[- ](?=(?:iv |long )?(?:infusion|inhalation|session))", " "),
    *(
        (rf"\b{_WEEKDAY}(?:\s*(?:/|,|&|-|and|, and)\s*{_WEEKDAY}){{{many - 1}}}\b(?:s\b)?", f"{count}/week")
        for many, count in _WEEKDAYS
    ),
    (r"\bt\.?i\.?w\b\.?", "3/week"),
    (r"\bb\.?i\.?w\b\.?", "2/week"),
    (r"\bb\.i\.d\.?", "bid"),
    (r"\bt\.i\.d\.?", "tid"),
    (r"\bq\.?o\.?d\b\.?|\beod\b", "every other day"),
    (r"(?:for |on )?(\d+) (?:consecutive|successive) days", r"daily for \1 days"),
    (r"\bfor up to\b|\b(?:up to )?(?:a )?max(?:imum)?(?: of)?(?= \d)", "up to"),
    (r"\((weeks? \d+ ?(?:-|to) ?\d+)\)", r"\1"),
    (rf"\b(\d+) (?:(?:once|1)[- ])?(weekly|daily|monthly) {SESSION}", r"\2 x\1"),
    (rf"\b(\d+) (?:twice|2 times)[- ](?:weekly|a week) ({SESSION})", r"2/week up to \1 \2"),
    (rf"\b(\d+) 3 times[- ](?:weekly|a week) ({SESSION})", r"3/week up to \1 \2"),
)
"""Replacements that bring schedules to one spelling, in this order."""


class Prepared(NamedTuple):
    """A schedule without what is no session, and what is told of that."""

    text: str
    notes: tuple[str, ...]


def prepared(schedule: str) -> Prepared:
    """Return the words of a schedule that speak of sessions.

    >>> prepared("2/wk for 4 wk then followed to 8 wk").text
    '2/wk for 4 wk'
    """
    notes: list[str] = []
    text = re.sub(r"(?<=[a-z]{4})\. (?=[a-z])", "; ", schedule)
    text = _without(_RATINGS, text, "ratings are no sessions", notes)
    text = _without(_CROSSED, text, "what an arm gets after it has crossed over is not given", notes)
    ahead = re.search(r"\bafter (?:an? |the )?(?:\w+ ){0,2}\w*ketamine\b", text)
    if ahead:
        notes.append(f"what came before ({ahead[0]!r}) is not simulated")
    text = _without_therapy(text, notes)
    text = _with_middles(_one_spelling(text, notes), notes)
    text = re.sub(rf"\bfirst {SESSION} (?:on )?(?=day)", "", text)
    text = re.sub(r"\bbaseline\b(?=\s*(?:,|;|and|&))", "day 0", text)
    text = re.sub(r"\b(day \d+)(?::| single(?: \w+)?)(?=\s*(?:,|;|then))", r"\1", text)
    text = re.sub(r"\b(\d+) ?(?:years?|yrs?)\b", lambda found: f"{12 * int(found[1])} months", text)
    for word, number in _ORDINALS.items():
        text = re.sub(rf"\b(?:the )?{word} week\b", f"week {number}", text)
    text = re.sub(r"\b(\d+) ?x(?= (?:over|in|within|during)\b)", r"\1 infusions", text)
    text = re.sub(_APART, r"every \2 \3 x\1", text)
    text = re.sub(_LABEL, r"\1", text)
    text = re.sub(r"\bindividuali[sz]ed(?= (?:weekly|monthly|every|q\d|\d))", "", text)
    text = _without(_DOSE_CLAUSE, text, "doses are those of their own columns", notes)
    while tolerated := re.search(_TOLERATED, text):
        text = re.sub(r"\(\s*\)", "", _to_everybody(text, tolerated, notes))
    text = re.sub(r"\b(?:if|when) (?:clinically )?(?:needed|required|necessary)\b", "as needed", text)
    text = re.sub(r"\(([^()]*)\)", lambda found: _inside(found[1], notes), text)
    pieces = re.split(f"({_PIECE})", text)
    return Prepared(
        _joined([_piece(piece, notes, not place) for place, piece in enumerate(pieces)]), tuple(notes)
    )


def _without(pattern: str, text: str, why: str, notes: list[str]) -> str:
    """Return a schedule without the words of a pattern, which are told."""
    notes += [f"{found[0].strip(' ,;.')!r} is left out: {why}" for found in re.finditer(pattern, text)]
    return re.sub(pattern, "", text)


def _inside(words_inside: str, notes: list[str]) -> str:
    """Return parentheses of which only what some people get is left out."""
    if not re.search(_SOME_ONLY, words_inside):
        return f"({words_inside})"
    if re.match(_SOME_ONLY, words_inside) and not re.search(
        rf"\bdays? ?\d|\bd\d|{SESSION}|{_RHYTHM}", words_inside
    ):
        notes.append(f"{words_inside!r}: the sessions are given to everybody")
    else:
        notes.append(f"'({words_inside})' is for some people only and is left out")
    return ""


def _piece(piece: str, notes: list[str], is_first: bool = False) -> str:
    """Return a phase without a taper that has no rhythm, and without sessions that only some get."""
    tapered = re.search(r"\btaper\w*(?: down)?(?: to)?", piece)
    if tapered and not re.search(_REPEATED, re.sub(_LASTS, " ", piece[tapered.end() :])):
        notes.append(f"{piece.strip()!r} gives no rhythm and is left out")
        return piece[: tapered.start()].rstrip(" ,")
    if tapered:
        piece = piece[: tapered.start()] + piece[tapered.end() :]
    while some := re.search(_CONDITION, piece):
        piece = _without_condition(piece, some, notes, is_first)
    condition = re.search(_IF, piece)
    return piece if condition is None else _to_everybody(piece, condition, notes)


def _to_everybody(piece: str, condition: re.Match[str], notes: list[str]) -> str:
    notes.append(f"{condition[0].strip()!r}: the sessions are given to everybody")
    return f"{piece[: condition.start()].rstrip(' ,')} {piece[condition.end() :]}".strip(" ,")


def _without_condition(piece: str, some: re.Match[str], notes: list[str], is_first: bool) -> str:
    """Return a phase without a condition, or without the sessions that it alone stands for.

    A rhythm before the condition, and the first sessions of a schedule, are given to everybody.
    """
    start = piece.rfind(",", 0, some.start()) + 1
    before = piece[start : some.start()]
    if re.search(_RHYTHM, before) or (is_first and not start):
        return _to_everybody(piece, some, notes)
    end = piece.find(",", some.end())
    alone = not before.strip() and not re.search(rf"\d|{SESSION}", piece[some.start() : end])
    end = len(piece) if end < 0 or alone or not start else end
    notes.append(f"{piece[start:end].strip()!r} is for some people only and is left out")
    return piece[: max(start - 1, 0)] + piece[end:]


_LASTS = rf"\b(?:over|for|within|during) (?:the )?(?:[a-z]+ )?(?:{RANGE})? ?-?{UNIT}"
_REPEATED = rf"{_RHYTHM}|week|wk|month|\d ?/|\d ?{SESSION}"

_EXPLAINED = rf"\b(bi-?weekly|\d-weekly)\b([^;,()]*)\((?:i\.?e\.?,? )?((?:\d ?x? ?)?{_RHYTHM}[^();,]*)\)"
_RHYTHMS = (
    (r"\bmon(?:day)?s? ?(?:-|to|through) ?fri(?:day)?s?\b", "5/week"),
    (r"\b(?:daily,? ?)?(?:x ?)?(\d) ?d(?:ays?)? ?(?:/|a |per |each )w(?:ee)?k\b", r"\1/week"),
    (r"\bsemi-?weekly\b", "twice weekly"),
    (r"\s\+\s*(?=\d+ ?(?:x ?)?/ ?w|weekly|once|twice|thrice|monthly)", "; "),
    (r"\bfor (?:the )?first (\d+) (?=w|m|d)", r"for \1 "),
    (r"\bfor (?:the )?first (?=week|month)", "for 1 "),
    (r"\b(?:weekly|monthly|daily) on (?=days? \d+ ?,)", ""),
    (r"(\d)\s*[;,]\s*(?:and |then )+(?:on )?days? (?=\d)", r"\1, "),
    (r"\(n ?= ?(\d+)\)", r"x\1"),
)


def _one_spelling(text: str, notes: list[str]) -> str:
    """Return a schedule with rhythms in words that are read; ambiguous words are told."""
    for pattern, made in _RHYTHMS:
        text = re.sub(pattern, made, text)
    text = re.sub(rf"({_RHYTHM}[^;,()]*)\(bi-?weekly\)", r"\1", text)
    explained = re.finditer(_EXPLAINED, text)
    notes += [f"{found[1]!r} is read as {found[3]!r}, as the schedule says" for found in explained]
    text = re.sub(_EXPLAINED, r"\3\2", text)
    for word in re.findall(r"\bbi-?weekly\b|\b\d-weekly\b", text):
        many = "2" if word.startswith("bi") else word[0]
        notes.append(f"{word!r} is read as every {many} weeks")
        text = text.replace(word, f"every {many} weeks")
    option = re.search(r"[,;]?\s*(?:with )?(?:an? |the )?option(?:al)?\b[^;]*", text)
    if option:
        notes.append(f"{option[0].strip(' ,;')!r} is left out")
        text = text[: option.start()] + text[option.end() :]
    return text


def _with_middles(text: str, notes: list[str]) -> str:
    """Return a schedule with the middle of ranges of sessions ("4-6 infusions", "weekly x 4 to 6")."""
    between = r"(\d+) ?(?:-|to) ?(\d+)"
    pattern = rf"\b(?<![\d,./-]){between}(?= {SESSION}\b)|\bx ?{between}(?![\d/]| ?-?(?:{UNIT}))"
    for found in reversed(list(re.finditer(pattern, text))):
        low, high = (int(each) for each in (found[1] or found[3], found[2] or found[4]))
        many = (low + high + 1) // 2
        notes.append(f"{found[0]}: {many} sessions are taken")
        text = f"{text[: found.start()]}{'' if found[1] else 'x'}{many}{text[found.end() :]}"
    return text


def _joined(pieces: list[str]) -> str:
    text = "".join(pieces)
    return re.sub(r"(?:\s|,|;|->|\bthen\b)+$", "", re.sub(r"^(?:\s|,|;|\bthen\b)+", "", text))


def _without_therapy(text: str, notes: list[str]) -> str:
    therapy = words().beside_therapy
    found = re.search(rf"\s*(?:\+|\bwith\b|\bplus\b|\band\b)\s*(?:\w+ )?({therapy})\b[^;]*", text)
    if found is None:
        return text
    notes.append(f"{found[1]} beside it {NOT_SIMULATED}")
    return text[: found.start()] + text[found.end() :]


def spelled(text: str) -> str:
    """Return a schedule without doses and lengths of sessions, with numbers as digits and one word a rhythm.

    >>> spelled("75 mg mon/wed/fri for two weeks, 40-min infusion")
    '3/week for 2 weeks, infusion'
    """
    for pattern, made in _SPELLINGS:
        text = re.sub(pattern, made, text)
    return " ".join(text.split()).strip(" ,;+")


def in_weeks(text: str, days_of_week: dict[int, tuple[float, ...]]) -> tuple[float, ...] | None:
    """Return the days of "3 infusions in week 1, 1 in weeks 2, 3 and 4"; None for anything else.

    Raises
    ------
    NotPredictedError
        A week before the first, or a range of weeks that falls.
    """
    rest = re.sub(_IN_WEEKS, "", text)
    if rest == text or re.sub(r"and|then|[\s,;&]", "", rest):
        return None
    days: list[float] = []
    for found in _IN_WEEKS.finditer(text):
        within = days_of_week.get(round(float(found[1])))
        if within is None:
            return None
        for week in _weeks(found[2]):
            days += [WEEK_D * (week - 1) + day for day in within]
    return tuple(sorted(set(days)))


def _weeks(text: str) -> list[int]:
    found: list[int] = []
    for piece in re.split(r"\s*(?:,\s*and|,|and|&)\s*", text):
        ends = [int(number) for number in re.findall(r"\d+", piece)]
        if ends and (ends[0] < 1 or ends[-1] < ends[0]):
            raise NotPredictedError(f"weeks {piece!r} of a schedule are not read: weeks rise from 1")
        found += range(ends[0], ends[-1] + 1) if ends else ()
    return found


def out_of_parentheses(text: str) -> str:
    """Return a schedule with lengths and numbers of sessions out of their parentheses.

    >>> out_of_parentheses("3x/wk (up to 12)")
    '3x/wk up to 12'
    """
    return re.sub(rf"\(({_LENGTH})\)", r"\1", text)


def unread_of(schedule: str, read: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is told of parentheses of which nothing is read; `read` are the patterns that are."""
    known = "|".join(
        (*read, rf"^(?:{_LENGTH}|x ?\d+)$", rf"^(?:about |~)?{NUMBER}[ -]?(?:min|h)\w*$", r"^\w?$")
    )
    return tuple(
        f"'({inside})' in the schedule is left out"
        for inside in re.findall(r"\(([^)]*)\)", schedule)
        if not re.search(known, inside)
    )
