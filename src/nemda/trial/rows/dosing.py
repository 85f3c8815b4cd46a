"""What an arm is given: compounds by the names of the drugs room, amounts, route and length of a session.

Whatever compound has a card and a way of dosing can be an arm; there is no list of compounds here. A
range of doses stands for its middle (titrated and flexible doses), "50 or 100" and "saline/midazolam"
for a mixture. Blank durations and routes follow the usual session of the card.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from nemda.drugs import Compound, Route, find_route, find_substance
from nemda.errors import NemdaError
from nemda.regimen import Dose, Regimen
from nemda.regimen.dose import Unit
from nemda.regimen.measures import mass_unit
from nemda.trial.rows.arm_row import ArmRow
from nemda.trial.rows.magnesium_arm import is_magnesium
from nemda.trial.rows.refusal import NotPredictedError
from nemda.trial.rows.schedule import Schedule
from nemda.trial.rows.text import NUMBER, has, middle, numbers
from nemda.units import HOURS_PER_DAY, MINUTES_PER_HOUR

INERT = (
    "saline|placebo|sham|dextrose|vehicle|lactose|water|no treatment|none|wait(?:ing)?[ -]?list|tau|control"
)
INFUSION_MIN = 40.0
"""Infusion of ketamine where a row gives no length: that of most trials of the table."""
POOLED_COMPARATORS = {"saline": 0.75, "midazolam": 0.25}
"""Shares in a control that pools both (grade C: a quarter is assumed, as for wilkinson2018_ipd)."""
USUAL_DOSE = {
    "midazolam": (0.045, "mg/kg"), "ketamine": (0.5, "mg/kg"), "escitalopram": (10.0, "mg"),
    "citalopram": (20.0, "mg"), "sertraline": (100.0, "mg"), "fluoxetine": (20.0, "mg"),
    "bupropion": (150.0, "mg"),
}  # fmt: skip
"""Doses where a row gives only the name: those of murrough2013 and of most trials of ketamine; usual daily
doses of antidepressants (escitalopram: hu2016; the others assumed)."""
NO_DRUG = "ect|electroconvulsive|tms|rtms|psilocybin|psychotherapy|cbt|mindfulness|exercise|light"
_QUALIFIERS = (
    r"\b(?:racemic|intravenous|intranasal|oral|nasal|iv|in|subcutaneous|adjunctive|low[- ]dose"
    r"|pooled|hydrochloride|hcl|spray|infusion|gas)\b"
)
_ALIASES = {"(es)ketamine": "ketamine", "s-ketamine": "esketamine", "(s)-ketamine": "esketamine",
            "r-ketamine": "arketamine", "(r)-ketamine": "arketamine", "n2o": "nitrous oxide",
            "dcs": "d-cycloserine", "axs-05": "dextromethorphan-bupropion", "ssri": "escitalopram",
            "ssris": "escitalopram", "ssri/switch/augment": "citalopram",
            "dxm": "dextromethorphan"}  # fmt: skip


class Given(NamedTuple):
    """One treatment of a session: a compound, its amount per session, route and length."""

    compound: str
    amount: float
    unit: Unit
    route: Route
    duration_h: float
    kind: str
    per_day: bool = False


class Portion(NamedTuple):
    """Treatments that are given together, and the share of the arm that gets them."""

    givens: tuple[Given, ...]
    share: float


def is_inert(compound: str) -> bool:
    """Return whether the name of a compound stands for a session without drug."""
    return has(compound, INERT) and not has(compound, "midazolam|ketamine|esketamine")


def notes_of_inert(row: ArmRow) -> tuple[str, ...]:
    """Return what is told of a session without any compound of the mood model."""
    if not is_magnesium(row.compound):
        return ()
    return ("magnesium: no effect on mood where blind, its upper bound where open (nemda.magnesium)",)


def card_of(name: str) -> tuple[Compound, float]:
    """Return the card that a compound of a row means, and mg of base per written mg.

    Raises
    ------
    NotPredictedError
        There is no card of this name, or it cannot be dosed.
    """
    for text in (name, _ALIASES.get(name, name), re.sub(_QUALIFIERS, " ", name)):
        bare = " ".join(text.split())
        try:
            found = find_substance(_ALIASES.get(bare, bare))
        except NemdaError:
            continue
        if not found.compound.dosable:
            raise NotPredictedError(f"no kinetics of {found.compound.key} in the program")
        return found.compound, float(found.base_per_mg)
    what = "no drug" if has(name, NO_DRUG) else "no compound of the program"
    raise NotPredictedError(f"{name or 'nothing'} is {what}")


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
            Portion(_given(row._replace(compound=name, dose="", unit="mg/kg"))[:1], POOLED_COMPARATORS[name])
            for name in names
        ]
        return tuple(made), ("three quarters of the control on saline, a quarter on midazolam (assumed)",)
    choice = re.fullmatch(rf"({NUMBER})\s*(?:or|/)\s*({NUMBER})", row.dose)
    parts = _parts(row.compound)
    if choice and len(parts) == 1:
        each = [_given(row._replace(dose=dose))[:1] for dose in choice.groups()]
        return tuple(Portion(one, 1 / len(each)) for one in each), ("half of the arm on each dose",)
    notes: list[str] = []
    givens: list[Given] = []
    doses = numbers(row.dose)
    for index, part in enumerate(parts):
        dose = f"{doses[index]:g}" if len(parts) > 1 and len(doses) == len(parts) else row.dose
        alone = row._replace(compound=part, dose=dose if len(parts) == 1 or len(doses) == len(parts) else "")
        one, told = _given(alone)
        givens.append(one)
        notes += told
    drugs = [one for one in givens if one.kind != "inert"]
    return (Portion(tuple(drugs or givens[:1]), 1.0),), tuple(notes)


def _parts(compound: str) -> tuple[str, ...]:
    """Return the compounds that are given together: "dextromethorphan-bupropion", "placebo + fluoxetine"."""
    compound = _ALIASES.get(compound, compound)
    if is_inert(compound) and "+" not in compound:
        return (compound,)
    try:
        card_of(compound)
    except NotPredictedError:
        parts = [part.strip() for part in re.split(r"\s*(?:\+|;)\s*|(?<=[a-z]{4})[-/](?=[a-z]{4})", compound)]
        if len(parts) > 1:
            return tuple(part for part in parts if part)
    return (compound,)


def _given(row: ArmRow) -> tuple[Given, tuple[str, ...]]:
    notes: list[str] = []
    duration_min = row.duration_min
    if is_inert(row.compound) or is_magnesium(row.compound):
        route: Route = "nasal" if row.route in {"in", "intranasal", "nasal"} else "iv"
        name = "placebo" if route == "nasal" else "saline"
        length = (row.duration_min or INFUSION_MIN) / MINUTES_PER_HOUR if route == "iv" else 0.0
        return Given(name, 0.0, "mg", route, length, "inert"), notes_of_inert(row)
    card, base_per_mg = card_of(row.compound)
    route = _route(row, card, notes)
    amount, unit, rate = _amount(row, card, notes)
    duration_h = _duration_h(row, card, route, duration_min, notes)
    total = amount * base_per_mg * (duration_h if rate else 1.0)
    per_day = re.search(r"/\s*d(?:ay)?\b", row.unit) is not None
    return Given(card.key, total, unit, route, duration_h, card.kind, per_day), tuple(notes)


def _route(row: ArmRow, card: Compound, notes: list[str]) -> Route:
    first = row.route.split("/")[0].strip()
    try:
        found = find_route(first)
    except NemdaError:
        found = card.usual_session.route if card.usual_session else card.routes[0]
        notes.append(f"route {row.route or 'not given'}: {found} is taken")
    if found not in card.routes and card.kind != "drug":
        notes.append(f"no kinetics of {card.key} given {found}: {card.routes[0]} is taken")
        return card.routes[0]
    if found not in card.routes:
        raise NotPredictedError(f"no kinetics of {card.key} given {found}")
    return found


def _amount(row: ArmRow, card: Compound, notes: list[str]) -> tuple[float, Unit, bool]:
    unit = re.sub(r"\s*(?:elemental|base|at end|/\s*(?:day|d|session|dose))\b", "", row.unit).strip()
    rate = bool(re.search(r"/\s*h\b", unit))
    per_70_kg = "/70kg" in unit.replace(" ", "")
    unit = re.sub(r"/\s*h\b|/\s*70\s*kg", "", unit).strip()
    dose = middle(row.dose)
    if len(numbers(row.dose)) > 1:
        notes.append(f"dose {row.dose} {unit}: its middle is taken")
    if dose is None and card.key in USUAL_DOSE:
        dose, unit = USUAL_DOSE[card.key]
        notes.append(f"no dose is given: {dose:g} {unit} {card.key} is assumed")
    if dose is not None and dose > 0 and re.match("%|vol|percent", unit):
        return dose, "%", False
    found = mass_unit(unit)
    if dose is None or dose <= 0:
        raise NotPredictedError(f"no dose of {card.key} is given")
    if found is None:
        raise NotPredictedError(f"the unit {row.unit!r} of a dose is not read")
    factor, per_kg = found
    return float(dose * factor), "mg/kg" if per_kg and not per_70_kg else "mg", rate


def _duration_h(
    row: ArmRow, card: Compound, route: Route, duration_min: float | None, notes: list[str]
) -> float:
    if route not in {"iv", "inhaled"} and not (route == "sc" and duration_min):
        return 0.0
    if duration_min is not None:
        return duration_min / MINUTES_PER_HOUR
    usual = card.usual_session
    if usual is not None and usual.route == route and usual.duration_h > 0:
        notes.append(f"a session of {usual.duration_h * MINUTES_PER_HOUR:g} min is assumed")
        return usual.duration_h
    notes.append(f"an infusion of {INFUSION_MIN:g} min is assumed")
    return INFUSION_MIN / MINUTES_PER_HOUR


def is_titrated(row: ArmRow) -> bool:
    """Return whether a row gives a range of doses that are raised from session to session."""
    words = f"{row.schedule} | {row.design} | {row.note}"
    return len(numbers(row.dose)) == 2 and re.search(r"titrat|escalat|ascending|rising", words) is not None


def rising(regimen: Regimen, row: ArmRow) -> Regimen:
    """Return a regimen whose doses rise in equal steps over its sessions, from low to high."""
    low, high = sorted(numbers(row.dose))
    starts = sorted({dose.start_h for dose in regimen.doses})
    if len(starts) < 2 or low + high <= 0:
        return regimen
    steps = [low + (high - low) * index / (len(starts) - 1) for index in range(len(starts))]
    factor = {start: 2 * step / (low + high) for start, step in zip(starts, steps, strict=True)}
    return Regimen(tuple(_scaled(dose, factor[dose.start_h]) for dose in regimen.doses))


def _scaled(dose: Dose, factor: float) -> Dose:
    return Dose(
        dose.compound,
        dose.amount * factor,
        dose.unit,
        dose.route,
        dose.start_h,
        dose.duration_h,
        dose.formulation,
    )


def regimen_of(givens: tuple[Given, ...], schedule: Schedule) -> Regimen:
    """Return the doses of treatments on the days of a schedule; a daily placebo is one session."""
    doses: list[Dose] = []
    for given in givens:
        alone = given.kind == "inert" and schedule.daily
        days = schedule.days[:1] if alone else schedule.days
        times = 1 if alone else schedule.per_day
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
