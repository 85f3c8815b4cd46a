"""From the row of an arm to what is simulated: regimens with shares, people, setting and switches.

A scenario is a value: two rows that say the same are simulated once. What the row leaves open is
assumed by rules that hold for every row, and each assumption is told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from nemda.drugs import compounds
from nemda.engine.setting import Setting
from nemda.errors import NemdaError
from nemda.regimen import Dose, Regimen, sessions
from nemda.trial.rows.arm_row import ArmRow
from nemda.trial.rows.cohort import Cohort, cohort_of
from nemda.trial.rows.compounds import HOME, NOT_SIMULATED, card_of, is_inert
from nemda.trial.rows.compounds_beside import Beside, beside_of
from nemda.trial.rows.compounds_reach import targets_missed, targets_reached
from nemda.trial.rows.conduct import (
    ANTIDEPRESSANT,
    BLIND,
    BLIND_RATERS,
    WITHDRAWAL,
    Conduct,
    conduct_of,
    is_pooled,
)
from nemda.trial.rows.dosing import Given, is_titrated, portions_of, regimen_of, rising
from nemda.trial.rows.magnesium_arm import daily_magnesium_mg
from nemda.trial.rows.refusal import NotPredictedError
from nemda.trial.rows.scenario_beside import Pills, lead_of, pills_of, with_beside
from nemda.trial.rows.schedule import Schedule, schedule_of
from nemda.trial.rows.text import NUMBER, has, plain
from nemda.units import HOURS_PER_DAY

USUAL_NEW_DRUG = ("escitalopram", 10.0)
"""Taken where "a new antidepressant" is not named: hu2016 is the trial of the tables that names one."""
DAILY_MG = {"escitalopram": 10.0, "citalopram": 20.0, "sertraline": 100.0, "fluoxetine": 20.0,
            "paroxetine": 20.0, "duloxetine": 60.0, "venlafaxine": 150.0}  # fmt: skip
"""Usual daily doses (mg) of antidepressants that are started with a study and have no dose in the row."""
POOLED_SCHEDULE = "twice weekly x 4 wk"
"""Where a pooled analysis names none: the usual course of trials of nasal esketamine (assumed)."""
SHAM, SHAM_SCHEDULE = r"\bsham\b", "twice weekly x 6 wk"
"""Placebo arms of treatments of all kinds, pills and stimulation among them (jones2021): six weeks as in
trials of antidepressants, with visits between those for pills and those for stimulation (assumed)."""
DURING_ECT = (
    r"\b(?:receiving|undergoing|during|add-on to|adjunct(?:ive)? to|an[a]?esthe\w+ for|plus|with) "
    r"(?:an? |the |acute |maintenance )*(?:course of )?(?:ect|electroconvulsive therapy)\b(?!-)"
)
TWICE_A_DAY = "bid|b\\.i\\.d\\.?|twice (?:daily|a day)"
INDUCTION = ((4, (0.0, 3.0)), (4, (0.0,)))
"""Weeks and days of a course before randomized withdrawal: twice weekly, then weekly (sustain2)."""


class Scenario(NamedTuple):
    """What is simulated for an arm; `begins_h` is when the arms part, 0 unless a course comes before."""

    portions: tuple[tuple[Regimen, float], ...]
    preset: str
    baseline: tuple[float, float]
    age_y: tuple[float, float] | None
    setting: Setting
    changes: tuple[tuple[str, float], ...]
    begins_h: float

    @property
    def covariates(self) -> dict[str, tuple[float, float]]:
        """Covariates of the people that differ from their preset: mean and SD by name."""
        found = {"baseline_madrs": self.baseline}
        return found if self.age_y is None else {**found, "age_y": self.age_y}

    @property
    def sessions_h(self) -> tuple[float, ...]:
        """Starts of all sessions with the drug or its comparator (h), rising."""
        return tuple(sorted({start for regimen, _ in self.portions for start in sessions(regimen)}))


class Planned(NamedTuple):
    """A scenario with what was assumed, the days of its course, and whether it holds no drug."""

    scenario: Scenario
    notes: tuple[str, ...]
    course_h: tuple[float, ...]
    inert: bool
    conduct: Conduct
    cohort: Cohort
    titrated: bool = False
    magnesium_mg_d: float = 0.0

    @property
    def enriched(self) -> bool:
        """Whether people were let in because an earlier dose had helped them."""
        return self.cohort.enriched


def scenario_of(
    row: ArmRow,
    end_h: float,
    partner: ArmRow | None = None,
    pills: tuple[Pills, ...] = (),
    ahead: bool = True,
) -> Planned:
    """Return what is simulated for an arm up to `end_h` after its first dose.

    `partner` is the arm with the drug where the row is a comparator: a course before randomized
    withdrawal is a course of its drug. `pills` are taken in some arm of the study: one that gets nothing
    beside its treatment gets placebos at these times where it is blind. Without `ahead`, drugs that are
    given before a session are given with it.

    Raises
    ------
    NotPredictedError
        The row is not read, or names what the program cannot give.
    """
    conduct, cohort = conduct_of(row), cohort_of(row)
    if not row.compound:
        raise NotPredictedError("the row names no treatment")
    if re.search(DURING_ECT, f"{row.population} | {row.design} | {row.arm.lower()} | {row.schedule}"):
        raise NotPredictedError("people get ECT with it, which is not simulated")
    said, (row, others) = row, beside_of(row)
    conduct = conduct._replace(asleep=conduct.asleep or any(one.kind.asleep for one in others))
    written = one_of_crossover(row) or (_pooled_schedule(row) if is_pooled(row) else "")
    schedule = schedule_of(written, f"{row.arm.lower()} {row.note}", end_h / HOURS_PER_DAY)
    if schedule.daily and schedule.per_day == 1 and has(f"{row.dose} {row.unit}", TWICE_A_DAY):
        schedule = schedule._replace(per_day=2)
    portions, dose_notes = portions_of(row)
    try:
        regimens = [
            (regimen_of(part.givens, schedule, end_h / HOURS_PER_DAY), part.share) for part in portions
        ]
        titrated = is_titrated(row)
        if titrated:
            regimens = [(rising(regimen, row), share) for regimen, share in regimens]
    except NemdaError as error:
        raise NotPredictedError(error.what) from error
    switched = _switch(row, portions[0].givens, schedule, partner)
    if switched is not None:
        regimens = [(switched, 1.0)]
    begins_h = conduct.induction_d * HOURS_PER_DAY
    if begins_h > 0:
        source = row if not is_inert(row.compound) or partner is None else partner
        regimens = _after_induction(regimens, _induction(source, conduct.induction_d), begins_h)
    notes = [
        *([f"no schedule is given: {written} is assumed"] if written and not said.schedule else []),
        *_of_cohort(cohort, others),
        *schedule.notes,
        *dose_notes,
        *([_told_induction(conduct.induction_d)] if begins_h > 0 else []),
        *_told_blinding(said, conduct),
        *(["a daily placebo is one session"] if schedule.daily and is_inert(row.compound) else []),
    ]
    if conduct.new_drug and not _holds_antidepressant(regimens):
        regimens = [
            (_with_new_drug(regimen, conduct.new_drug, end_h + begins_h, notes, said=said), s)
            for regimen, s in regimens
        ]
    if titrated:
        notes.append(f"dose {row.dose} {row.unit}: raised in equal steps from session to session")
    if conduct.later_drug and schedule.days:
        regimens = [
            (_with_new_drug(regimen, "antidepressant", end_h + begins_h, notes, schedule.days[-1]), s)
            for regimen, s in regimens
        ]
    notes = [note for note in notes if not _is_overruled(note, titrated, bool(conduct.new_drug))]
    notes += [one.note for one in others] + _without_path(regimens)
    regimens, more, moved_h = _beside(
        regimens, others, () if conduct.known else pills, schedule.days, begins_h, end_h, ahead
    )
    notes += more
    begins_h += moved_h
    acting = any(not one.reason for one in others)
    inert = not acting and all(given.kind == "inert" for part in portions for given in part.givens)
    scenario = Scenario(
        portions=tuple(regimens),
        preset=cohort.preset,
        baseline=(round(cohort.baseline[0], 2), round(cohort.baseline[1], 2)),
        age_y=cohort.age_y,
        setting=Setting(),
        changes=_changes(cohort, conduct, inert),
        begins_h=begins_h,
    )
    days = schedule.days
    return Planned(
        scenario, tuple(dict.fromkeys(notes)), tuple(d * HOURS_PER_DAY for d in days), inert, conduct, cohort,
        titrated, daily_magnesium_mg(row) if conduct.known else 0.0,
    )  # fmt: skip


Regimens = list[tuple[Regimen, float]]


def _beside(
    regimens: Regimens, others: tuple[Beside, ...], pills: tuple[Pills, ...], days: Sequence[float],
    begins_h: float, end_h: float, ahead: bool,
) -> tuple[Regimens, list[str], float]:  # fmt: skip
    """Return regimens with what is given beside, notes, and by how much (h) that moves the course."""
    own = pills_of(others)
    placebos = () if own else pills
    if not own and not placebos and all(one.reason for one in others):
        return regimens, [], 0.0
    if begins_h > 0 or not ahead:
        others = tuple(one._replace(lead_h=0.0) for one in others)
        placebos = tuple(dict.fromkeys(one._replace(lead_h=0.0) for one in placebos))
        pills = ()
    moved_h = lead_of((*pills_of(others), *placebos, *pills))
    found = [
        (
            with_beside(
                _later(regimen, Regimen(()), moved_h) if moved_h else regimen, others, placebos, days,
                begins_h + moved_h, moved_h, begins_h + moved_h + end_h,
            ),
            share,
        )
        for regimen, share in regimens
    ]  # fmt: skip
    notes = ["placebo pills at the times of the other arm's drug are assumed"] if placebos else []
    return found, notes, moved_h


def _without_path(regimens: Regimens) -> list[str]:
    """Return what is told of treatments none of whose targets reaches mood in the model."""
    keys = sorted({dose.compound for regimen, _ in regimens for dose in regimen.doses})
    return [
        f"{key}: no path leads to mood from {', '.join(targets_missed(key))}"
        for key in keys
        if compounds()[key].is_companion and compounds()[key].kind == "drug" and not targets_reached(key)
    ]


def _of_cohort(cohort: Cohort, others: tuple[Beside, ...]) -> tuple[str, ...]:
    """Return what is told of people, without drugs they take that are read as given beside."""
    if not others:
        return cohort.notes
    return tuple(
        note
        for note in cohort.notes
        if not (note.startswith("not simulated: ") and any(has(note, one.kind.words) for one in others))
    )


def pool(planned: Sequence[Planned], sizes: Sequence[int]) -> Planned:
    """Return several arms as one, each with its share of the people; baseline as their mean."""
    total = sum(sizes)
    first = planned[0]
    shares = [size / total for size in sizes]
    scenario = first.scenario._replace(
        portions=tuple(
            (regimen, share * part)
            for one, share in zip(planned, shares, strict=True) for regimen, part in one.scenario.portions
        ),
        baseline=(
            round(sum(s * one.scenario.baseline[0] for one, s in zip(planned, shares, strict=True)), 2),
            round(sum(s * one.scenario.baseline[1] for one, s in zip(planned, shares, strict=True)), 2),
        ),
    )  # fmt: skip
    notes = tuple(dict.fromkeys(note for one in planned for note in one.notes))
    return first._replace(scenario=scenario, notes=notes)


def _is_overruled(note: str, titrated: bool, starts_drug: bool) -> bool:
    """Return whether a note of a single cell is no longer true of the whole arm."""
    return (titrated and note.endswith("its middle is taken")) or (
        starts_drug and NOT_SIMULATED in note and has(note, ANTIDEPRESSANT)
    )


def one_of_crossover(row: ArmRow) -> str:
    """Return the schedule of an arm; "2 infusions 2 weeks apart" of a crossover are one of each treatment."""
    said = f"{row.design} | {row.schedule}"
    listed = re.match(r"(?:study )?(?:days? |d)?\d+ ?[,;&]", row.schedule)
    if (
        listed is None
        and has(said, "cross-?over")
        and re.search(r"\bapart\b|separated|wash-?out|interval", row.schedule)
    ):
        return "single"
    return row.schedule


def _pooled_schedule(row: ArmRow) -> str:
    return SHAM_SCHEDULE if re.search(SHAM, row.compound) else POOLED_SCHEDULE


def _holds_antidepressant(regimens: list[tuple[Regimen, float]]) -> bool:
    """Return whether a compound of the arm already is the antidepressant that its people start."""
    return any(dose.compound in HOME for regimen, _ in regimens for dose in regimen.doses)


def _changes(cohort: Cohort, conduct: Conduct, inert: bool) -> tuple[tuple[str, float], ...]:
    changes: dict[str, float] = {"nonresistance": cohort.nonresistance, "crisis": cohort.crisis}
    if conduct.asleep:
        changes["unblinding_switch"] = 0.0
    if conduct.known and not inert and not conduct.asleep:
        changes["treatment_known"] = 1.0
    return tuple(
        sorted((name, value) for name, value in changes.items() if value or name == "unblinding_switch")
    )


def _switch(
    row: ArmRow, givens: tuple[Given, ...], schedule: Schedule, partner: ArmRow | None
) -> Regimen | None:
    """Return the doses of an arm that ends on the drug ("midazolam ... (ketamine on 11)")."""
    found = re.search(r"\((\w*ketamine) on (?:day )?(\d+)", row.schedule)
    if found is None or partner is None:
        return None
    other = portions_of(partner)[0][0].givens
    drug = regimen_of(other, Schedule((float(found[2]),), False, ()))
    return Regimen((*regimen_of(givens, schedule).doses, *drug.doses))


def _told_blinding(row: ArmRow, conduct: Conduct) -> list[str]:
    """Return what is told of a design that does not say whether people knew what they got."""
    design = re.sub(BLIND_RATERS, " ", row.design)
    said = has(design, f"{BLIND}|{WITHDRAWAL}|single[- ]blind|double[- ]dummy")
    if conduct.known or conduct.asleep or said or is_pooled(row):
        return []
    who = "only raters are said to be blind" if design != row.design else "the design does not say who knew"
    return [f"{who}: blind is assumed"]


def _told_induction(days: float) -> str:
    return (
        f"{days / 7:g} weeks of the drug before the arms part: by its own rhythm where daily, else twice"
        " weekly, weekly after four weeks (assumed); scores at entry are those before them"
    )


def _after_induction(regimens: Regimens, before: Regimens, by_h: float) -> Regimens:
    """Return regimens after a course: each dose after its own, or the arms of a comparator after all."""
    if len(before) == len(regimens):
        pairs = zip(regimens, before, strict=True)
        return [(_later(regimen, first, by_h), share) for (regimen, share), (first, _) in pairs]
    return [
        (_later(regimen, first, by_h), share * part) for regimen, share in regimens for first, part in before
    ]


def _induction(row: ArmRow, days: float) -> Regimens:
    portions = portions_of(row)[0]
    own = schedule_of(row.schedule, f"{row.arm.lower()} {row.note}", days)
    if own.daily:
        every = own._replace(days=tuple(float(day) for day in range(int(days))))
        return [(regimen_of(part.givens, every, days), part.share) for part in portions]
    times: list[float] = []
    start = 0.0
    for weeks, of_week in INDUCTION:
        times += [start + 7 * week + day for week in range(weeks) for day in of_week]
        start += 7 * weeks
    while start < days:
        times.append(start)
        start += 7.0
    given = Schedule(tuple(t for t in times if t < days), False, ())
    return [(regimen_of(part.givens, given, days), part.share) for part in portions]


def _later(regimen: Regimen, before: Regimen, by_h: float) -> Regimen:
    moved = tuple(
        Dose(d.compound, d.amount, d.unit, d.route, d.start_h + by_h, d.duration_h, d.formulation)
        for d in regimen.doses
    )
    return Regimen((*before.doses, *moved))


def _with_new_drug(
    regimen: Regimen,
    name: str,
    end_h: float,
    notes: list[str],
    from_d: float = 0.0,
    said: ArmRow | None = None,
) -> Regimen:
    known = name if name in DAILY_MG else USUAL_NEW_DRUG[0]
    daily_mg = _written_mg(said, known) or DAILY_MG[known]
    try:
        card, _ = card_of(known)
        doses = tuple(
            Dose(card.key, daily_mg, "mg", "oral", day * HOURS_PER_DAY)
            for day in range(int(from_d), max(int(from_d) + 1, int(end_h // HOURS_PER_DAY)))
        )
    except NemdaError:
        notes.append(f"the new antidepressant ({name}) is not simulated: no card")
        return regimen
    taken = f"the new antidepressant is taken to be {known} {daily_mg:g} mg a day"
    notes.append(taken if known != name else f"{known} {daily_mg:g} mg a day is started")
    return Regimen((*regimen.doses, *doses))


def _written_mg(row: ArmRow | None, name: str) -> float | None:
    """Return the daily dose (mg) that a row writes behind the name of an antidepressant."""
    text = "" if row is None else " | ".join((row.population, row.design, plain(row.arm), row.note))
    found = re.search(rf"\b{name} ({NUMBER}) ?mg", text)
    return float(found[1]) if found and float(found[1]) > 0 else None
