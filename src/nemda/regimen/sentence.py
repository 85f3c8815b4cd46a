"""The regimen sentence: a plan in words, read into a `Regimen`.

Grammar (parts of a phase in any order, each at most once; commas are free)::

    sentence  := plan { ("and" | "plus" | "with" | "&" | "+" | ";") plan }  side by side
    plan      := phase { ("then" | "followed by") phase }                  one after the other
    phase     := [amount unit] [compound] [route] [preparation] [duration] [schedule]
    unit      := mg | mcg | g  [/kg] [/min | /h]  |  %  (of a gas)
    duration  := "over" number time | "bolus" | "push"
    schedule  := often ("for" length | number "doses") ["at" times] ["starting on day" number]
               | "on days" list ["at" times]  |  "at" list
    often     := daily | weekly | twice weekly | three times a week | every 12 h | every other day ...

A phase without a schedule is one dose at hour 0; after "then" an infusion without one starts when the
dose before it ends, so that steps of a pump read "20 mg/h ... over 2 h then 10 mg/h over 4 h". An amount and
a compound alone are given as the plan after the joining word says ("45 mg dextromethorphan + 105 mg bupropion
oral twice daily", see `combination`). "no treatment" is the empty regimen. Meanings of the words are defined
where they are read: `rhythm` (weekly patterns), `timetable` ("then"), `treatment_clauses` (base and salt,
bolus, saline), `when_clauses` (days and hours).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

from nemda.drugs import PUMP_ROUTES, ROUTES, compounds, substances
from nemda.drugs.routes import ROUTE_NAMES
from nemda.errors import RegimenError
from nemda.regimen.combination import as_in, for_as_long_as, names_only_what
from nemda.regimen.dose import ONE_INSTANT_H, Dose, Regimen
from nemda.regimen.draft import Draft, number_at
from nemda.regimen.often_clauses import OFTEN_READERS, read_times
from nemda.regimen.timetable import Clock, times_of
from nemda.regimen.tokens import Cursor, Token
from nemda.regimen.treatment_clauses import (
    inherit,
    read_amount,
    read_bolus,
    read_compound,
    read_formulation,
    read_infusion,
    read_over,
    read_route,
    treatment_of,
)
from nemda.regimen.when_clauses import WHEN_READERS, read_number
from nemda.regimen.words import DOSE_NOUNS, TIMES_WORDS

NO_TREATMENT = "no treatment"
_THEN = frozenset({"then", "followed"})
_AND = frozenset({"and", "plus", "with", "&", "+", ";"})


_READERS: dict[str, Callable[[Cursor, Draft], Draft]] = {
    **OFTEN_READERS,
    **WHEN_READERS,
    "over": read_over,
    "bolus": read_bolus,
    "push": read_bolus,
    "infusion": read_infusion,
}


def parse(sentence: str) -> Regimen:
    """Return the regimen that a sentence describes; its label is the sentence.

    ``parse("0.5 mg/kg ketamine iv over 40 min twice weekly for 3 weeks")`` has six doses, on days
    0, 3, 7, 10, 14 and 17.

    Raises
    ------
    RegimenError
        The sentence cannot be read or makes no sense; the message points at the word.
    """
    label = " ".join(sentence.split())
    if label.casefold() == NO_TREATMENT:
        return Regimen((), label)
    cursor = Cursor(sentence)
    try:
        doses = _plans(cursor)
    except OverflowError as error:
        raise RegimenError("A number in the sentence is too large.", where=label) from error
    return Regimen(tuple(doses), label)


def _plans(cursor: Cursor) -> list[Dose]:
    """Return the doses of all plans side by side."""
    doses: list[Dose] = []
    waiting: list[Draft] = []
    beside: Draft | None = None
    while True:
        phases = _phases(cursor, beside)
        joiner = cursor.take_word(_AND)
        if joiner is not None and len(phases) == 1 and names_only_what(phases[0]):
            waiting.append(phases[0])
            continue
        for given in (*waiting, None):
            doses += _doses_of_plan(cursor, phases if given is None else as_in(cursor, given, phases))
        if joiner is None:
            return doses
        waiting, beside = [], phases[0] if joiner.word == "with" else None


def _phases(cursor: Cursor, beside: Draft | None) -> list[Draft]:
    """Return the phases of one plan; a schedule without an end goes on as long as that of `beside`."""
    phases = [for_as_long_as(_phase(cursor), beside)]
    while _take_then(cursor):
        phases.append(inherit(_phase(cursor), phases[-1]))
    return phases


def _doses_of_plan(cursor: Cursor, phases: list[Draft]) -> list[Dose]:
    doses, clock = _doses(cursor, phases[0], Clock())
    for phase in phases[1:]:
        more, clock = _doses(cursor, phase, clock)
        doses += more
    return doses


def _take_then(cursor: Cursor) -> bool:
    if cursor.peek().word in _AND and cursor.peek(1).word in _THEN:
        cursor.take()
    token = cursor.take_word(_THEN)
    if token is not None and token.word == "followed" and cursor.take_word({"by"}) is None:
        raise cursor.fault(cursor.peek(), "Followed by what?", expected="'followed by'")
    return token is not None


def _phase(cursor: Cursor) -> Draft:
    draft = Draft()
    first = cursor.index
    while not (cursor.peek().kind == "end" or cursor.peek().word in _THEN | _AND):
        if not cursor.take_word({",", "of"}):
            draft = _reader(cursor, draft)(cursor, draft)
    if all(token.text == "," for token in cursor.tokens[first : cursor.index]):
        raise cursor.fault(
            cursor.peek(), "A phase is missing.", expected="as in '0.5 mg/kg ketamine iv over 40 min'"
        )
    return draft


def _reader(cursor: Cursor, draft: Draft) -> Callable[[Cursor, Draft], Draft]:
    token = cursor.peek()
    if token.kind == "compound":
        return read_compound
    if token.kind == "route":
        return read_route
    if token.kind == "formulation":
        return read_formulation
    if token.word in _READERS:
        return _READERS[token.word]
    if number_at(token) is not None:
        after = cursor.peek(1).word
        if after in TIMES_WORDS and number_at(cursor.peek(2)) is None:
            return read_times
        return read_number if after in DOSE_NOUNS else read_amount
    raise _not_understood(cursor, draft, token)


def _not_understood(cursor: Cursor, draft: Draft, token: Token) -> RegimenError:
    if token.word in {"-", "−"} and number_at(cursor.peek(1)) is not None:
        return cursor.fault(token, "A number below 0.", expected="a positive number")
    dosable = ", ".join(key for key, card in compounds().items() if card.dosable)
    if draft.substance is None and draft.route is None:
        expected = f"a compound ({dosable}) or a route ({', '.join(ROUTES)})"
        return cursor.unknown(
            token, "Unknown compound or route.", expected=expected, names=[*substances(), *ROUTE_NAMES]
        )
    if draft.substance is None:
        return cursor.unknown(token, "Unknown compound.", expected=dosable, names=substances())
    if draft.route is None and draft.substance.substance.compound.usual_session is None:
        return cursor.unknown(token, "Unknown route.", expected=", ".join(ROUTES), names=ROUTE_NAMES)
    expected = "'over', 'on days', 'at', 'weekly', 'every', 'for', 'then' or the end"
    return cursor.unknown(
        token, "This is not understood.", expected=expected, names=[*_READERS, "then", "and"]
    )


def _doses(cursor: Cursor, draft: Draft, clock: Clock) -> tuple[list[Dose], Clock]:
    treatment = treatment_of(cursor, draft)
    compound, amount, unit, route, duration_h, formulation = treatment
    lasting = draft.duration.hours if draft.duration else Fraction(duration_h).limit_denominator(3600)
    times, after = times_of(cursor, draft, clock, lasting, pump=route in PUMP_ROUTES)
    _refuse_self_overlap(cursor, draft, times)
    doses = [Dose(compound, amount, unit, route, float(time), duration_h, formulation) for time in times]
    return doses, after


def _refuse_self_overlap(cursor: Cursor, draft: Draft, times: tuple[Fraction, ...]) -> None:
    spacing = min((later - earlier for earlier, later in pairwise(times)), default=None)
    if draft.duration is None or spacing is None:
        return
    if draft.duration.hours - spacing > ONE_INSTANT_H:
        raise cursor.fault(
            draft.duration.token, "Each dose would still run when the next one starts.",
            expected=f"a duration of at most {float(spacing):g} h",
            hint="'over' is the length of one infusion, 'for' the length of the schedule",
        )  # fmt: skip
