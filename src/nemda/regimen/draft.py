"""What has been read of one phase of a sentence: every part at most once, each with its place.

A phase is one treatment and one schedule ("84 mg esketamine nasal twice weekly for 4 weeks"). Its
parts may come in any order, so that "ketamine 0.5 mg/kg iv" and "0.5 mg/kg iv ketamine" both read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

from nemda.drugs import Route, Substance
from nemda.regimen.dose import Unit
from nemda.regimen.rhythm import Rhythm
from nemda.regimen.tokens import Cursor, Token


class Amount(NamedTuple):
    """An amount as written: mg or mg/kg, per hour if a rate."""

    value: Fraction
    unit: Unit
    is_rate: bool
    token: Token


class NamedSubstance(NamedTuple):
    """The compound that a name in the sentence means."""

    substance: Substance
    token: Token


class NamedRoute(NamedTuple):
    """The route that a word in the sentence means."""

    route: Route
    token: Token


class NamedFormulation(NamedTuple):
    """A preparation as written; what it means depends on the route."""

    text: str
    token: Token


class Hours(NamedTuple):
    """A length or a point of time (h)."""

    hours: Fraction
    token: Token


class HourList(NamedTuple):
    """Points of time (h) in rising order."""

    hours: tuple[Fraction, ...]
    token: Token


class Often(NamedTuple):
    """How often a dose is given."""

    rhythm: Rhythm
    token: Token


class Number(NamedTuple):
    """A number of doses."""

    number: int
    token: Token


@dataclass(frozen=True)
class Draft:
    """The parts of a phase read so far; None where the sentence has not said it."""

    amount: Amount | None = None
    substance: NamedSubstance | None = None
    route: NamedRoute | None = None
    formulation: NamedFormulation | None = None
    duration: Hours | None = None
    infusion: Token | None = None
    often: Often | None = None
    days: HourList | None = None
    times: HourList | None = None
    span: Hours | None = None
    number: Number | None = None
    begin: Hours | None = None


Part = Amount | NamedSubstance | NamedRoute | NamedFormulation | Hours | HourList | Often | Number


def only_once(cursor: Cursor, earlier: Part | None, token: Token, noun: str) -> None:
    """Raise `RegimenError` when a part of the phase is said a second time."""
    if earlier is not None:
        raise cursor.fault(
            token, f"A second {noun} in one phase.",
            expected=f"one {noun}; the first is {earlier.token.text!r}",
            hint="join phases with 'then' (one after the other) or 'and' (side by side)",
        )  # fmt: skip


_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NUMBER_WORDS = {word: Fraction(index + 1) for index, word in enumerate(_NUMBERS)}


def number_at(token: Token) -> Fraction | None:
    """Return the number that a token is ("12", "0.5", "six"), or None."""
    if token.kind == "number":
        return Fraction(token.text)
    return NUMBER_WORDS.get(token.word)


def take_number(cursor: Cursor, expected: str) -> Fraction:
    """Return the coming number and move past it.

    Raises
    ------
    RegimenError
        The coming token is not a number, or has a minus sign.
    """
    token = cursor.peek()
    if token.word == "-" and number_at(cursor.peek(1)) is not None:
        raise cursor.fault(
            token, "A number below 0.", expected=expected, hint="day 0 and hour 0 are the start"
        )
    number = number_at(token)
    if number is None:
        raise cursor.fault(token, "A number is missing.", expected=expected)
    cursor.take()
    return number


def with_number(cursor: Cursor, draft: Draft, number: Fraction, first: int) -> Draft:
    """Return the draft with the number of doses that was read from the token `first` on."""
    token = cursor.since(first)
    only_once(cursor, draft.number, token, "number of doses")
    if number.denominator != 1 or number < 1:
        raise cursor.fault(token, "A number of doses is a whole number above 0.")
    return replace(draft, number=Number(int(number), token))
