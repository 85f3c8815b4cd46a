"""What an arm is given: compounds by the names of the drugs room, amounts, route and length of a session.

Whatever compound has a card and a way of dosing can be an arm; there is no list of compounds here. A
range of doses stands for its middle (flexible doses), "50 or 100" and "28/56/84" for equal shares of the arm.
What is given beside a drug and is not simulated is told, never dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from nemda.drugs import Compound, Route
from nemda.regimen import Dose, Regimen
from nemda.regimen.dose import Unit
from nemda.trial.rows.amounts import BOLUS_MIN, MASS, Amount, Mass, amounts_of, bolus_of, mass_of
from nemda.trial.rows.arm_row import ArmRow
from nemda.trial.rows.compounds import HOME, NOT_SIMULATED, at_home, bare, card_of, is_inert, key_of, parts_of
from nemda.trial.rows.conduct import is_pooled
from nemda.trial.rows.magnesium_arm import is_magnesium
from nemda.trial.rows.refusal import NotPredictedError
from nemda.trial.rows.schedule import Schedule
from nemda.trial.rows.session import INFUSION_MIN, length_h, length_in_words, route_of, route_word
from nemda.trial.rows.text import NUMBER, has, numbers, plain
from nemda.trial.rows.words import words
from nemda.units import HOURS_PER_DAY, MINUTES_PER_HOUR

POOLED_COMPARATORS = {"saline": 0.75, "midazolam": 0.25}
"""Shares in a control that pools both (grade C: a quarter is assumed, as for wilkinson2018_ipd)."""
USUAL_DOSE = {
    "midazolam": Mass(0.045, "mg/kg"), "ketamine": Mass(0.5, "mg/kg"), "escitalopram": Mass(10.0, "mg"),
    "citalopram": Mass(20.0, "mg"), "sertraline": Mass(100.0, "mg"), "fluoxetine": Mass(20.0, "mg"),
    "bupropion": Mass(150.0, "mg"),
}  # fmt: skip
"""Doses where a row gives only the name: those of murrough2013 and of most trials of ketamine; usual daily
doses of antidepressants (escitalopram: hu2016; the others assumed)."""


class Given(NamedTuple):
    """One treatment of a session: a compound, its amount per session, route and length.

    `per_day`: the amount is for a day; `home`: taken every day, whenever the sessions are.
    """

    compound: str
    amount: float
    unit: Unit
    route: Route
    duration_h: float
    kind: str
    per_day: bool = False
    home: bool = False


class Portion(NamedTuple):
    """Treatments that are given together, and the share of the arm that gets them."""

    givens: tuple[Given, ...]
    share: float


def notes_of_inert(row: ArmRow) -> tuple[str, ...]:
    """Return what is told of a session without any compound of the mood model."""
    if not is_magnesium(row.compound):
        return _notes_of_control(row.compound)
    return ("magnesium: no effect on mood where blind, its upper bound where open (nemda.magnesium)",)


def _notes_of_control(compound: str) -> tuple[str, ...]:
    """Return what is told of a control that is no inert treatment with sessions of its own."""
    if has(compound, r"active (?:placebo|control|comparator)"):
        return ("an active placebo without a name is taken to do nothing",)
    if has(compound, r"wait(?:ing)?[ -]?list|tau|treatment as usual|no treatment"):
        return (f"{compound}: sessions without a drug at the times of the other arm",)
    return ()


def portions_of(row: ArmRow) -> tuple[tuple[Portion, ...], tuple[str, ...]]:
    """Return the treatments of an arm with their shares, and what was assumed.

    Raises
    ------
    NotPredictedError
        The compound, its dose or its route is not read.
    """
    names = [name for name in POOLED_COMPARATORS if has(row.compound, name)]
    if len(names) == len(POOLED_COMPARATORS):
        made = [
            Portion(_given(row._replace(compound=name, dose="", unit="mg/kg"))[0], POOLED_COMPARATORS[name])
            for name in names
        ]
        return tuple(made), ("three quarters of the control on saline, a quarter on midazolam (assumed)",)
    if not row.dose:
        row = _with_named_dose(row)
    parts, beside = parts_of(row)
    notes = [f"{part} beside it {NOT_SIMULATED}" for part in beside]
    kept = tuple(part for part in parts if part not in beside)
    choices = re.split(r"\s*(?:\bor\b|/)\s*", row.dose)
    if len(choices) > 1 and len(kept) == 1 and not is_titrated(row) and _all_numbers(choices):
        each = [_given(row._replace(compound=kept[0], dose=dose)) for dose in choices]
        told = f"equal shares of the arm on {', '.join(choices)} {row.unit}"
        found = [*notes, told, *(note for _, one in each for note in one)]
        return tuple(Portion(one, 1 / len(each)) for one, _ in each), tuple(dict.fromkeys(found))
    givens, told = _together(row, parts, beside)
    added, more = _of_arm_name(row, givens)
    more = () if beside else more  # told by the compound already
    return (Portion((*givens, *added), 1.0),), tuple(dict.fromkeys((*notes, *told, *more)))


def _with_named_dose(row: ArmRow) -> ArmRow:
    """Return a row without a dose with the one that its compound or arm names ("ketamine 0.5 mg/kg")."""
    for text in (row.compound, plain(row.arm)):
        found = re.search(rf"({NUMBER}(?:\s*[-/]\s*{NUMBER})*)\s*({MASS})(?![a-z])", text)
        if found and "%" not in found[2]:
            return row._replace(dose=found[1], unit=found[2])
    return row


def _all_numbers(texts: list[str]) -> bool:
    return all(re.fullmatch(NUMBER, text) for text in texts)


def _together(
    row: ArmRow, parts: Sequence[str], beside: Sequence[str]
) -> tuple[tuple[Given, ...], tuple[str, ...]]:
    """Return what the parts of a treatment give; the only dose of several belongs to the first drug."""
    kept = [part for part in parts if part not in beside]
    amounts = dict.fromkeys(parts, Amount("", ""))
    if len(parts) > 1:
        given = [part for part in parts if not is_inert(part)]
        listed = parts if len(numbers(row.dose)) == len(parts) else tuple(given)
        found = amounts_of(row, max(len(listed), 1))
        owners = listed if len(found) > 1 else _owner(row, kept)
        amounts.update(dict(zip(owners, found, strict=False)))
    else:
        amounts[parts[0]] = Amount(row.dose, row.unit)
    notes: list[str] = []
    givens: list[Given] = []
    for part in kept:
        dose, unit = amounts[part]
        one, told = _given(row._replace(compound=part, dose=dose, unit=unit), beside=len(kept) > 1)
        givens += one
        notes += told
    drugs = tuple(one for one in givens if one.kind != "inert")
    sessions = tuple(one for one in givens if one.kind == "inert")[:1]
    if all(one.home for one in drugs) and route_word(row.route) not in {None, "oral"}:
        return (*sessions, *drugs), tuple(notes)  # a placebo spray beside pills is still a session
    return drugs or sessions, tuple(notes)


def _owner(row: ArmRow, parts: Sequence[str]) -> tuple[str, ...]:
    """Return the part that the only dose of a row belongs to: of 0 the inert one, else the first drug."""
    if numbers(row.dose) and max(numbers(row.dose)) == 0:
        return tuple(part for part in parts if is_inert(part))[:1]
    return tuple(sorted((part for part in parts if not is_inert(part)), key=at_home))[:1]


def _of_arm_name(row: ArmRow, givens: Sequence[Given]) -> tuple[tuple[Given, ...], tuple[str, ...]]:
    """Return what the name of an arm adds to its compound ("naltrexone 50 mg + ketamine"), with notes."""
    pieces = re.split(r"\s*(?:\+|\bplus\b|\bwith\b)\s*", plain(row.arm))
    known = {given.compound for given in givens}
    added: list[Given] = []
    notes: list[str] = []
    for piece in pieces if len(pieces) > 1 else ():
        key = key_of(bare(piece))
        started = key in HOME and has(f"{row.population} | {row.design}", key)  # read with the people
        if key and key not in known and not is_inert(piece) and not started:
            named = _with_named_dose(row._replace(compound=piece, arm="", dose="", unit=""))
            try:
                more, told = _given(named._replace(compound=bare(piece)), beside=True)
            except NotPredictedError:
                more, told = (), (f"{piece} beside it {NOT_SIMULATED}",)
            added += more
            notes += told
        elif re.fullmatch(f"{words().beside_drugs}|{words().beside_therapy}", bare(piece)):
            notes.append(f"{bare(piece)} beside it {NOT_SIMULATED}")
    return tuple(added), tuple(notes)


def _given(row: ArmRow, beside: bool = False) -> tuple[tuple[Given, ...], tuple[str, ...]]:
    """Return what one compound gives: usually one treatment, two where a bolus comes before an infusion."""
    if is_inert(row.compound) or is_magnesium(row.compound):
        return (_inert(row),), notes_of_inert(row)
    notes: list[str] = []
    card, base_per_mg = card_of(row.compound)
    route = route_of(row, card, notes, beside)
    duration_h = length_h(row, card, route, notes)
    pair = bolus_of(row) if route == "iv" and not beside else None
    if pair is not None:
        first, second = (_mass(card, amount, notes) for amount in pair)
        notes.append(
            f"a bolus over {BOLUS_MIN:g} min, then the infusion for {duration_h * MINUTES_PER_HOUR:g} min"
        )
        return (
            Given(
                card.key,
                first.amount * base_per_mg,
                first.unit,
                route,
                BOLUS_MIN / MINUTES_PER_HOUR,
                card.kind,
            ),
            _one(card, second, route, duration_h, base_per_mg),
        ), tuple(notes)
    mass = _usual_of_pooled(row, card, notes) or _mass(card, Amount(row.dose, row.unit), notes)
    return (_one(card, mass, route, duration_h, base_per_mg),), tuple(notes)


def _one(card: Compound, mass: Mass, route: Route, duration_h: float, base_per_mg: float) -> Given:
    total = mass.amount * (1.0 if mass.unit == "%" else base_per_mg) * (duration_h if mass.per_h else 1.0)
    return Given(card.key, total, mass.unit, route, duration_h, card.kind, mass.per_day, card.key in HOME)


def _inert(row: ArmRow) -> Given:
    route: Route = "nasal" if route_word(row.route) == "nasal" else "iv"
    given = row.duration_min or length_in_words(row) or INFUSION_MIN
    length = given / MINUTES_PER_HOUR if route == "iv" else 0.0
    return Given("placebo" if route == "nasal" else "saline", 0.0, "mg", route, length, "inert")


def _usual_of_pooled(row: ArmRow, card: Compound, notes: list[str]) -> Mass | None:
    """Return the usual dose where a pooled analysis gives a range of trials that holds it, else None."""
    usual, ends = USUAL_DOSE.get(card.key), numbers(row.dose)
    if not is_pooled(row) or usual is None or len(ends) != 2:
        return None
    low, high = (mass_of(Amount(f"{end:g}", row.unit), []) for end in sorted(ends))
    if low is None or high is None or {low.unit, high.unit} != {usual.unit} or low.per_h or low.per_day:
        return None
    if not low.amount <= usual.amount <= high.amount:
        return None
    notes.append(f"doses of {row.dose} {row.unit} between trials: the usual {usual.amount:g} is taken")
    return usual


def _mass(card: Compound, amount: Amount, notes: list[str]) -> Mass:
    found = mass_of(amount, notes)
    if found is None and card.key in USUAL_DOSE and not numbers(amount.dose):
        usual = USUAL_DOSE[card.key]
        notes.append(f"no dose is given: {usual.amount:g} {usual.unit} {card.key} is assumed")
        return usual
    if found is None:
        raise NotPredictedError(f"no dose of {card.key} is given")
    return found


def is_titrated(row: ArmRow) -> bool:
    """Return whether a row gives doses that are raised from session to session."""
    rises = re.search(r"titrat|escalat|ascending|rising|increasing", _said(row))
    return len(numbers(row.dose)) >= 2 and rises is not None


def _said(row: ArmRow) -> str:
    return f"{row.schedule} | {row.design} | {row.note} | {row.arm.lower()} | {row.dose} | {row.unit}"


def rising(regimen: Regimen, row: ArmRow) -> Regimen:
    """Return a regimen whose doses rise over its sessions: through the listed ones, or in equal steps."""
    listed = sorted(numbers(row.dose))
    starts = sorted({dose.start_h for dose in regimen.doses})
    low, high = listed[0], listed[-1]
    step = re.search(
        rf"({NUMBER}) (?:mg/kg |mg )?(?:steps|increments)|(?:steps|increments) of ({NUMBER})", _said(row)
    )
    if step and len(listed) == 2 and float(step[1] or step[2]) > 0:
        size = float(step[1] or step[2])
        listed = [low + size * index for index in range(round((high - low) / size))] + [high]
    if len(starts) < 2 or low + high <= 0:
        return regimen
    if len(listed) > 2:
        steps = [listed[min(index, len(listed) - 1)] for index in range(len(starts))]
    else:
        steps = [low + (high - low) * index / (len(starts) - 1) for index in range(len(starts))]
    factor = {start: 2 * step / (low + high) for start, step in zip(starts, steps, strict=True)}
    return Regimen(tuple(replace(dose, amount=dose.amount * factor[dose.start_h]) for dose in regimen.doses))


def regimen_of(givens: tuple[Given, ...], schedule: Schedule, end_d: float = 0.0) -> Regimen:
    """Return the doses of treatments on the days of a schedule; a daily placebo is one session.

    Antidepressants that are taken at home beside sessions are given every day up to `end_d`.
    """
    doses: list[Dose] = []
    for given in givens:
        alone = given.kind == "inert" and schedule.daily
        days = schedule.days[:1] if alone else schedule.days
        times = 1 if alone else schedule.per_day
        if given.home and not schedule.daily:
            days, times = tuple(float(day) for day in range(max(1, int(end_d)))), 1
        amount = given.amount / times if given.per_day else given.amount
        doses += [
            Dose(
                given.compound,
                amount,
                given.unit,
                given.route,
                (day + part / times) * HOURS_PER_DAY,
                given.duration_h,
            )
            for day in days
            for part in range(times)
        ]
    return Regimen(tuple(doses))
