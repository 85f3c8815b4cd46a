"""What people get beside the treatment of an arm: which drug, how much, when, and whether it can act.

A drug beside is named by the compound ("rapamycin + ketamine"), by the arm ("ketamine then riluzole") or by
words about people and design ("on lithium", "pretreated with sirolimus 6 mg 2 h before"). The words are data
(``compounds_beside.toml``). One whose card has a path to mood is dosed; any other is told with the reason.
Wrong if a drug that only some people took is given to all of an arm.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from nemda.drugs import Route, compounds
from nemda.mechanism.catalog import simulation_parameters
from nemda.trial.rows.amounts import MASS, Amount, amounts_of, mass_of
from nemda.trial.rows.arm_row import ArmRow
from nemda.trial.rows.compounds import JOINTS, NOT_SIMULATED, bare, card_of, is_inert, key_of
from nemda.trial.rows.compounds_reach import targets_missed, targets_reached
from nemda.trial.rows.refusal import NotPredictedError
from nemda.trial.rows.schedule import schedule_of, without_drug
from nemda.trial.rows.schedule_words import WEEK_D
from nemda.trial.rows.session import route_word
from nemda.trial.rows.text import NUMBER, RANGE, middle, numbers, plain
from nemda.units import HOURS_PER_DAY

TAKING = (
    r"(?:on|taking|receiving|using|maintained on|stable on|treated with|adjunct(?:ive)? to|add-on to|added to"
    r"|continued|background|concomitant|users? of) (?:stable |ongoing |adjunctive |chronic |daily |oral )*"
)
AHEAD = r"(?:pre-?treat\w*|pre-?medicat\w*|pre-?dos\w*)(?: with)? (?:a single (?:oral )?dose of )?"
NOT = (
    r"(?:\bnot|\bno|failed|without|never|free of|no longer|off|excluding|except|washed out of)\s+(?:\w+\s+)?$"
)
ARM_JOINTS = r"\s*(?:\+|&|\bplus\b|\bwith\b|\bafter\b|\bthen\b|\bfollowed by\b|->)\s*"
_HOURS = {"min": 1 / 60, "h": 1.0, "d": 24.0, "w": 168.0}
_TIME = r"(min|h|d|w)[a-z]*"
BEFORE = rf"({RANGE}) ?-?{_TIME} (?:before|prior|pre\b|ahead|earlier)"
FROM = (
    rf"(?:from|starting|started|beginning) ({RANGE}) ?{_TIME}(?: (?:after|later))?|({RANGE}) ?{_TIME} after"
)
FROM_DAY = rf"\b(?:from|starting|started|beginning) (?:on |at )?(day|week|wk) ?({NUMBER})"
DAILY = r"/ ?d(?:ay)?\b|\bdaily\b|\bper day\b|\bq\.?d\b|\bb\.?i\.?d\b|\btwice a day\b|\ba day\b"
TWICE = r"\bb\.?i\.?d\b|\btwice (?:daily|a day)"
SUSPENSION = r"(?:extended|prolonged|sustained)[- ]release|\bxr\b|depot|inject|vivitrol|long-acting"
JOINED = r"(?:\bwith\b|\bplus\b|\bthen\b|\bfollowed by\b|\+|&)"
"""What joins a drug to the sessions of a schedule ("2/wk x4wk with lithium")."""
USUAL_COURSE_D = 28.0
"""How long a rhythm without an end lasts before a drug that follows it (assumed)."""
LONGEST_LEAD_H = 24.0
"""A drug taken longer ahead is given as if its levels stood when the course begins."""


class Kind(NamedTuple):
    """One entry of the file of words (see there)."""

    name: str
    words: str
    card: str
    background: bool
    usual_mg_day: float
    switch: str
    told: str
    reason: str
    asleep: bool
    only_beside: bool


class Beside(NamedTuple):
    """A drug beside: what is dosed (mg of base or mg/kg), when (h), or why it is not (`reason`).

    `lead_h` is how long before each session it is given, `from_h` when a daily drug starts, `background`
    whether its levels stand when the course begins. `note` is what the row tells of it.
    """

    kind: Kind
    amount: float
    per_kg: bool
    route: Route
    per_day: int
    lead_h: float
    from_h: float
    background: bool
    reason: str
    note: str


@cache
def kinds() -> tuple[Kind, ...]:
    """Return the drugs of the file."""
    with (files("nemda.trial.rows") / "compounds_beside.toml").open("rb") as stream:
        content: Mapping[str, Mapping[str, Any]] = tomllib.load(stream)
    return tuple(
        Kind(
            name, entry["words"], entry.get("card", ""), bool(entry.get("background", False)),
            float(entry.get("usual_mg_day", 0.0)), entry.get("switch", ""), entry.get("told", ""),
            entry.get("reason", ""), bool(entry.get("asleep", False)), bool(entry.get("only_beside", False)),
        )
        for name, entry in content.items()
    )  # fmt: skip


def beside_of(row: ArmRow) -> tuple[ArmRow, tuple[Beside, ...]]:
    """Return a row without the drugs beside its treatment, and these.

    Raises
    ------
    NotPredictedError
        The doses of several compounds cannot be told apart, or the treatment is a drug of which the program
        knows only what it does to others.
    """
    itself = kind_of(row.compound)
    if itself is not None and itself.only_beside:
        raise NotPredictedError(f"{row.compound} alone is not simulated: only what it does to a treatment")
    alone, found = _of_compound(row)
    arm_names, more = _of_arm_name(alone)
    alone = alone._replace(arm=arm_names)
    for name, kind in (*more, *_in_words(row)):
        if all(kind.name != other.name for _, other, _ in found):
            found.append((name, kind, Amount("", "")))
    options = _options(row, read := [kind for _, kind, _ in found])
    schedule = alone.schedule
    for kind in (*read, *(one.kind for one in options)):
        schedule = without_drug(schedule, kind.words, JOINED)
    last_d = schedule_of(schedule, "", USUAL_COURSE_D).days[-1] if found and schedule else -1.0
    ends_h = HOURS_PER_DAY * (last_d + 1.0)
    given = tuple(_beside(row, *one, ends_h if _follows(row, one[1]) else 0.0) for one in found)
    return alone._replace(schedule=schedule), (*given, *options)


_ANY_AMOUNT = rf"(?: {NUMBER} ?[a-z]+(?:/[a-z]+)?)?"


def _option(row: ArmRow, kind: Kind) -> str:
    """Return the name of a drug that a schedule leaves open ("with or without lithium"), else nothing."""
    drug = rf"\b({kind.words})\b"
    found = re.search(
        rf"(?:\bwith or without|\+ ?/ ?-|±|\b[a-z]+{_ANY_AMOUNT} or|\b[a-z]+ ?/) ?(?:[a-z]+ )?{drug}"
        rf"|{drug}{_ANY_AMOUNT}(?: or (?!\d)| ?/ ?(?!d\b|day))[a-z]",
        row.schedule,
    )
    return "" if found is None else found[1] or found[2]


def _options(row: ArmRow, read: list[Kind]) -> tuple[Beside, ...]:
    """Return the drugs that a schedule leaves open, as told and not given."""
    return tuple(
        _told(_nothing_of(kind._replace(asleep=False)), name, "the schedule leaves open who gets it")
        for kind in kinds()
        if kind not in read
        and (name := _option(row, kind))
        and not re.search(rf"\b(?:{kind.words})\b", row.compound)
    )


def _follows(row: ArmRow, kind: Kind) -> bool:
    """Return whether a drug comes after the sessions ("weekly x4 then lithium")."""
    return re.search(rf"\b(?:then|followed by) (?:\w+ )?(?:{kind.words})\b", row.schedule) is not None


Named = tuple[str, Kind]


def _of_compound(row: ArmRow) -> tuple[ArmRow, list[tuple[str, Kind, Amount]]]:
    """Return a row whose compound holds only the treatment, and the drugs beside it with their amounts."""
    parts = [part for part in re.split(JOINTS, row.compound) if part]
    beside = [kind_of(part) for part in parts]
    mains = [part for part, kind in zip(parts, beside, strict=True) if kind is None]
    given = [part for part in parts if not is_inert(part)]
    if len(parts) < 2 or not any(map(_is_session, mains)):
        return row, []
    own = _routes(row.route, parts, given)
    treatment = [main for main in mains if not is_inert(main)][:1] or mains[:1]
    if not any(beside):
        return row._replace(route=own[treatment[0]]), []
    listed = parts if len(numbers(row.dose)) == len(parts) else given
    found = amounts_of(row, max(len(listed), 1))
    owners = dict.fromkeys(parts, Amount("", ""))
    owners |= dict.fromkeys(treatment, found[0]) if len(found) == 1 else dict(zip(listed, found, strict=True))
    kept = [owners[main] for main in mains]
    alone = row._replace(
        compound=" + ".join(mains),
        dose=" + ".join(one.dose for one in kept if one.dose),
        unit=" + ".join(one.unit for one in kept if one.unit),
        route=own[treatment[0]],
    )
    return alone, [
        (part, kind, owners[part]) for part, kind in zip(parts, beside, strict=True) if kind is not None
    ]


def _is_session(main: str) -> bool:
    """Return whether a part is a treatment of sessions, beside which others are given; pills are no such."""
    if is_inert(main):
        return "placebo" not in main and main not in {"none", "control"}
    key = key_of(main)
    return bool(key) and set(compounds()[key].routes) != {"oral"}


def _routes(route: str, parts: list[str], given: list[str]) -> dict[str, str]:
    """Return the route of each part: one by one where there are as many, else that of the session.

    "PO + IV" of a pill beside an infusion is not read as an infusion that is swallowed.
    """
    pieces = [piece for piece in re.split(r"\s*(?:\+|;|,|&|\band\b)\s*", route) if piece]
    session = next((one for one in pieces if route_word(one) not in {None, "oral"}), route)
    found = dict.fromkeys(parts, route if len(pieces) < 2 else session)
    for owners in (given, parts):
        if len(pieces) == len(owners) > 1:
            found |= dict(zip(owners, pieces, strict=True))
    return found


def kind_of(part: str) -> Kind | None:
    """Return which drug beside a name is, without amounts and qualifiers; None for any other treatment."""
    for name in dict.fromkeys((part.strip(), bare(part))):
        for kind in kinds():
            if re.fullmatch(kind.words, name):
                return kind
    return None


def _of_arm_name(row: ArmRow) -> tuple[str, list[Named]]:
    """Return the name of an arm without the drugs beside that its compound does not name, and these."""
    pieces = re.split(ARM_JOINTS, plain(row.arm))
    kept: list[str] = []
    found: list[Named] = []
    for piece in pieces:
        kind = kind_of(re.sub(r"\s*pre-?(?:treat|med)\w*", "", piece))
        own = kind is not None and re.search(rf"\b(?:{kind.words})\b", row.compound) is not None
        alone = len(pieces) == 1 and not _names_only_beside(row) and not re.search(AHEAD, piece)
        if kind is None or own or alone:
            kept.append(piece)
        else:
            found.append((bare(re.sub(r"\s*pre-?(?:treat|med)\w*", "", piece)), kind))
    return (" + ".join(kept), found) if found else (row.arm, [])


def _names_only_beside(row: ArmRow) -> bool:
    """Return whether an arm of sessions is called after the drug that only it gets beside them."""
    return _is_session(row.compound) and not is_inert(row.compound)


def _in_words(row: ArmRow) -> list[Named]:
    """Return the drugs that words about people, design or schedule say everybody takes."""
    said = f"{row.population} | {row.design} | {row.schedule}"
    ahead = "" if re.search("placebo", f"{row.compound} {row.arm.lower()}") else f" | {row.note}"
    found: list[Named] = []
    listed = rf"(?:(?:{'|'.join(kind.words for kind in kinds())})(?:, and |, | and ))*"
    for kind in kinds():
        if re.search(rf"\b(?:{kind.words})\b", row.compound):
            continue
        taken = re.search(rf"\b{TAKING}{listed}({kind.words})\b(?! ?/| or\b)", said) or re.search(
            rf"\b{AHEAD}({kind.words})\b", said + ahead
        )
        own = re.search(rf"(?:^|[;,] ?)({kind.words})\b[^;,]*{NUMBER}", row.schedule)
        joined = re.search(rf"{JOINED} ?(?:\w+ )?({kind.words})\b(?! ?/| or\b)", row.schedule)
        one = taken or (None if _option(row, kind) else own or joined)
        if one is not None and not re.search(NOT, one.string[: one.start()]):
            found.append((one[1], kind))
    return found


def _beside(row: ArmRow, name: str, kind: Kind, amount: Amount, after_h: float = 0.0) -> Beside:
    said = _said(row, kind)
    daily = kind.background or re.search(DAILY, f"{said} | {amount.unit}") is not None
    before, later = re.search(BEFORE, said), re.search(FROM, said)
    lead_h = 0.0 if before is None else (middle(before[1]) or 0.0) * _HOURS[before[2]]
    day = re.search(FROM_DAY, said)
    from_h = after_h if day is None else _begins_h(day[1], float(day[2]))
    if later is not None and before is None:
        from_h = (middle(later[1] or later[3]) or 0.0) * _HOURS[later[2] or later[4]]
    words = f"{row.population} | {row.design}"
    background = day is None and not from_h and kind.background
    background = background or re.search(rf"\b{TAKING}(?:{kind.words})\b", words) is not None
    far = lead_h > LONGEST_LEAD_H
    empty = _nothing_of(kind, background)
    reason = _why_not(kind)
    if reason:
        return _told(empty, name, reason)
    notes: list[str] = []
    mass = mass_of(amount if numbers(amount.dose) else _amount_near(said, kind), notes)
    if mass is None and kind.usual_mg_day:
        notes.append(f"no dose is given: {kind.usual_mg_day:g} mg a day is assumed")
        mg, per_kg, unit_of_base = kind.usual_mg_day, False, card_of(kind.card)[1]
    elif mass is None:
        return _told(empty, name, "no dose of it is given")
    else:
        mg, per_kg = mass.amount, mass.unit == "mg/kg"
        unit_of_base = card_of(name)[1] if _has_card(name) else card_of(kind.card)[1]
        daily = daily or mass.per_day
    card = compounds()[kind.card]
    route = _route(row, kind, said)
    suspension = route == "im"
    per_day = 0 if suspension or not (daily or background) else 2 if re.search(TWICE, said) else 1
    base_mg = mg * (1.0 if suspension else unit_of_base)
    notes.append(
        "every 28 days from the first session on"
        if suspension
        else _when(per_day, lead_h, from_h, background or (far and per_day > 0))
    )
    notes.append(", ".join(targets_reached(card.key)))
    if kind.switch:
        notes.append(_reading(kind))
    if kind.told:
        notes.append(kind.told)
    note = f"{name} beside it, {mg:g} {'mg/kg' if per_kg else 'mg'} {route}: {'; '.join(notes)}"
    return Beside(
        kind, base_mg / max(per_day, 1), per_kg, route, per_day,
        0.0 if far or per_day else lead_h, from_h, (background or far) and per_day > 0, "", note,
    )  # fmt: skip


def _begins_h(unit: str, number: float) -> float:
    """Return when (h) a day or week begins: day 0 is the first, and so is week 1 ("from week 2": day 7)."""
    return HOURS_PER_DAY * (number if unit == "day" else WEEK_D * max(number - 1.0, 0.0))


def _nothing_of(kind: Kind, background: bool = False) -> Beside:
    return Beside(kind, 0.0, False, "oral", 1, 0.0, 0.0, background, "", "")


def _told(empty: Beside, name: str, reason: str) -> Beside:
    return empty._replace(reason=reason, note=f"{name} beside it {NOT_SIMULATED} ({reason})")


def _why_not(kind: Kind) -> str:
    """Return why a drug cannot act; nothing for one that can."""
    if not kind.card:
        return kind.reason
    if not targets_reached(kind.card):
        return f"no path leads to mood from {', '.join(targets_missed(kind.card))}"
    return ""


def _reading(kind: Kind) -> str:
    value = simulation_parameters()[kind.switch].value
    if value == 0:
        return (
            f"disputed arrow: the reading with {kind.switch} 0 is used, in which it leaves mood as it is; "
            f"the other reading is {kind.switch} 1"
        )
    return f"disputed arrow: the reading with {kind.switch} {value:g} is used"


def reading_of_card(key: str) -> str:
    """Return which reading of its disputed arrow is used of a drug; nothing where none is disputed."""
    return next((_reading(kind) for kind in kinds() if kind.card == key and kind.switch), "")


def _said(row: ArmRow, kind: Kind) -> str:
    """Return the clauses of a row that speak of a drug, and its cells of route and dose words."""
    texts = (row.compound, plain(row.arm), row.population, row.design, row.schedule, row.note)
    clauses = [clause for text in texts for clause in re.split(r"[;|]|\. ", text)]
    own = [clause for clause in clauses if re.search(rf"\b(?:{kind.words})\b", clause)]
    return " | ".join(own)


def _amount_near(said: str, kind: Kind) -> Amount:
    """Return the amount that a text gives for a drug: the first mass after its name, or just before it."""
    after = re.search(rf"(?:{kind.words})\b[^|+]{{0,25}}?({RANGE}) ?({MASS})(?![a-z])", said)
    ahead = re.search(rf"({RANGE}) ?({MASS}) (?:of )?(?:oral )?(?:{kind.words})\b", said)
    found = after or ahead
    return Amount("", "") if found is None or "%" in found[2] else Amount(found[1], found[2])


def _has_card(name: str) -> bool:
    try:
        card_of(name)
    except NotPredictedError:
        return False
    return True


def _route(row: ArmRow, kind: Kind, said: str) -> Route:
    """Return how a drug is given: by injection where its own words or the routes of the row say so."""
    card = compounds()[kind.card]
    if "im" in card.routes and re.search(SUSPENSION, said):
        return "im"
    return "oral" if "oral" in card.routes else card.routes[0]


def _when(per_day: int, lead_h: float, from_h: float, background: bool) -> str:
    if per_day:
        begins = (
            "before the study" if background else f"{from_h:g} h on" if from_h else "the first session on"
        )
        return f"{'twice daily' if per_day == 2 else 'daily'} from {begins}"
    if lead_h:
        return (
            f"{lead_h:g} h before each session"
            if lead_h <= LONGEST_LEAD_H
            else "days ahead: with the first session"
        )
    return "with each session"
