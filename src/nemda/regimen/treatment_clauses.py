"""The part of a phase that says what is given: amount, compound, route, preparation, duration.

Conventions: a plain compound name means the form its label states (base for ketamine, esketamine
and midazolam), a salt name is converted to base; an intravenous dose without "over" is a bolus; a
bare "saline" is 40 min intravenous and a bare "placebo" one nasal spray, as their cards say. After
"then", a phase with the same compound (named or not) keeps what it does not restate, and a new route
drops the old preparation and duration; a phase with another compound says everything itself.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from nemda.drugs import (
    ROUTES,
    Compound,
    Route,
    Substance,
    compounds,
    find_formulation,
    find_route,
    find_substance,
)
from nemda.errors import DrugError, RegimenError
from nemda.regimen.dose import Treatment, Unit, check_amount, check_formulation, check_route
from nemda.regimen.draft import (
    Amount,
    Draft,
    Hours,
    NamedFormulation,
    NamedRoute,
    NamedSubstance,
    number_at,
    only_once,
    take_number,
)
from nemda.regimen.measures import HOURS, MILLIGRAMS, PERCENT
from nemda.regimen.tokens import Cursor, Token

_PER = frozenset({"/", "per"})
_KILOGRAM = frozenset({"kg", "kilogram"})
_UNITS_TEXT = "a unit of mass: mg, mg/kg, mcg, g, or a rate such as mcg/kg/min"


def read_amount(cursor: Cursor, draft: Draft) -> Draft:
    """Read "0.5 mg/kg", "84 mg", "500 mcg", "50%" or a rate such as "10 mcg/kg/min"."""
    first = cursor.index
    number = take_number(cursor, "an amount")
    if cursor.take_word(PERCENT):
        token = cursor.since(first)
        only_once(cursor, draft.amount, token, "amount")
        return replace(draft, amount=Amount(number, "%", False, token))
    factor = _take_mass(cursor, cursor.tokens[first])
    unit: Unit = "mg"
    per_hour: Fraction | None = None
    while cursor.take_word(_PER):
        token = cursor.take()
        if token.word in _KILOGRAM and unit == "mg":
            unit = "mg/kg"
        elif token.word in HOURS and per_hour is None:
            per_hour = 1 / HOURS[token.word]
        else:
            raise cursor.fault(token, "A unit that makes no sense here.", expected=_UNITS_TEXT)
    token = cursor.since(first)
    only_once(cursor, draft.amount, token, "amount")
    value = number * factor * (per_hour or 1)
    return replace(draft, amount=Amount(value, unit, per_hour is not None, token))


def _take_mass(cursor: Cursor, number: Token) -> Fraction:
    token = cursor.peek()
    if token.word in MILLIGRAMS:
        cursor.take()
        return MILLIGRAMS[token.word]
    if token.text == "," and number_at(cursor.peek(1)) is not None:
        raise cursor.fault(number, "A number without a unit.", hint="write decimals with a point: 0.5")
    if token.word in HOURS:
        raise cursor.fault(
            token, "A time without a word that says what it means.",
            expected="'over' (length of an infusion), 'for' (length of the schedule) or 'at'",
        )  # fmt: skip
    if token.word in {"ml", "cc", "l", "iu", "units"}:
        raise cursor.fault(token, "A dose is a mass, not a volume.", expected=_UNITS_TEXT)
    raise cursor.fault(token, f"The amount {number.text} has no unit.", expected=_UNITS_TEXT)


def read_compound(cursor: Cursor, draft: Draft) -> Draft:
    """Read the name of a compound."""
    token = cursor.take()
    only_once(cursor, draft.substance, token, "compound")
    return replace(draft, substance=NamedSubstance(find_substance(token.text), token))


def read_route(cursor: Cursor, draft: Draft) -> Draft:
    """Read a route."""
    token = cursor.take()
    only_once(cursor, draft.route, token, "route")
    return replace(draft, route=NamedRoute(find_route(token.text), token))


def read_formulation(cursor: Cursor, draft: Draft) -> Draft:
    """Read a preparation; what it means is settled once the route is known."""
    token = cursor.take()
    only_once(cursor, draft.formulation, token, "preparation")
    return replace(draft, formulation=NamedFormulation(token.text, token))


def read_over(cursor: Cursor, draft: Draft) -> Draft:
    """Read "over 40 min"."""
    first = cursor.index
    cursor.take()
    number = take_number(cursor, "a duration, as in 'over 40 min'")
    unit = cursor.take_word(HOURS)
    if unit is None:
        raise cursor.fault(cursor.peek(), "A duration without a unit.", expected="min or h")
    token = cursor.since(first)
    only_once(cursor, draft.duration, token, "duration")
    if number == 0:
        raise cursor.fault(token, "A duration of 0.", hint="write 'bolus' for a dose that enters at once")
    return replace(draft, duration=Hours(number * HOURS[unit.word], token))


def read_bolus(cursor: Cursor, draft: Draft) -> Draft:
    """Read "bolus" or "push": a duration of 0."""
    token = cursor.take()
    only_once(cursor, draft.duration, token, "duration")
    return replace(draft, duration=Hours(Fraction(0), token))


def read_infusion(cursor: Cursor, draft: Draft) -> Draft:
    """Read "infusion": the phase must then say over how long."""
    return replace(draft, infusion=cursor.take())


def inherit(draft: Draft, earlier: Draft) -> Draft:
    """Return a phase after "then"; if its compound is the same, what it does not restate is filled in."""
    if not (
        draft.substance is None or earlier.substance is None or _same(draft.substance, earlier.substance)
    ):
        return draft
    same_route = draft.route is None
    return replace(
        draft,
        substance=draft.substance or earlier.substance,
        amount=draft.amount or earlier.amount,
        route=draft.route or earlier.route,
        formulation=draft.formulation or (earlier.formulation if same_route else None),
        duration=draft.duration or (earlier.duration if same_route else None),
        infusion=draft.infusion or (earlier.infusion if same_route else None),
    )


def _same(first: NamedSubstance, second: NamedSubstance) -> bool:
    return first.substance == second.substance


def treatment_of(cursor: Cursor, draft: Draft) -> Treatment:
    """Return what a phase gives.

    Raises
    ------
    RegimenError
        A part is missing or makes no sense for the compound.
    """
    if draft.substance is None:
        dosable = ", ".join(key for key, card in compounds().items() if card.dosable)
        raise cursor.fault(cursor.peek(), "Which compound?", expected=f"one of {dosable}")
    substance, token = draft.substance
    compound = substance.compound
    route, duration = _route_and_duration(cursor, draft, compound)
    try:
        check_route(compound, route, float(duration))
    except (DrugError, RegimenError) as error:
        place = draft.route.token if draft.route and compound.dosable else token
        raise cursor.fault(place, error.what, expected=str(error.expected)) from error
    formulation = _formulation(cursor, draft.formulation, compound, route, duration)
    amount, unit = _amount(cursor, draft, substance, token, duration)
    return Treatment(compound.key, amount, unit, route, float(duration), formulation)


def _formulation(
    cursor: Cursor, named: NamedFormulation | None, compound: Compound, route: Route, duration: Fraction
) -> str | None:
    if named is None:
        return None
    try:
        key = find_formulation(route, named.text).key
        check_formulation(compound, route, key, float(duration))
    except (DrugError, RegimenError) as error:
        raise cursor.fault(named.token, error.what, expected=str(error.expected), hint=error.hint) from error
    return key


def _route_and_duration(cursor: Cursor, draft: Draft, compound: Compound) -> tuple[Route, Fraction]:
    usual = compound.usual_session
    if draft.route is not None:
        route = draft.route.route
    elif usual is not None:
        route = usual.route
    else:
        expected = "a route: " + ", ".join(compound.routes or ROUTES)
        raise cursor.fault(cursor.peek(), f"By which route is {compound.key} given?", expected=expected)
    if draft.duration is not None:
        return route, draft.duration.hours
    if draft.infusion is not None:
        raise cursor.fault(draft.infusion, "An infusion over how long?", expected="as in 'over 40 min'")
    if usual is not None and route == usual.route:
        return route, Fraction(usual.duration_h).limit_denominator(3600)
    return route, Fraction(0)


def _amount(
    cursor: Cursor, draft: Draft, substance: Substance, token: Token, duration: Fraction
) -> tuple[float, Unit]:
    compound = substance.compound
    if draft.amount is None:
        if compound.kind != "inert":
            raise cursor.fault(token, f"How much {compound.key}?", expected="an amount, as in '0.5 mg/kg'")
        return 0.0, "mg"
    percent = draft.amount.unit == "%"
    value = draft.amount.value * (1 if percent else Fraction(substance.base_per_mg))
    if draft.amount.is_rate:
        if duration == 0:
            expected = "a duration, as in '10 mcg/kg/min ... over 40 min'"
            raise cursor.fault(draft.amount.token, "A rate needs a duration.", expected=expected)
        value *= duration
    try:
        check_amount(compound, float(value), draft.amount.unit)
    except RegimenError as error:
        expected = None if error.expected is None else str(error.expected)
        raise cursor.fault(draft.amount.token, error.what, expected=expected, hint=error.hint) from error
    return float(value), draft.amount.unit
