"""Predictions on bladder, dependence, cognition, liver, seizures and long courses, from the risk room."""

from __future__ import annotations

import re

import numpy as np

from nemda.engine.profile.call import pk
from nemda.risk import Exposure, cognition, dependence, liver, seizure
from nemda.risk import bladder as urinary
from nemda.risk.events import any_event, complaint_share, label_sessions, named_complaint, serious_event
from nemda.risk.exposure import TYPICAL_KG, pattern
from nemda.risk.priors import Estimate, value
from nemda.risk.screening import flags
from nemda.validate.longterm.acute import label_peaks
from nemda.validate.longterm.judge import Prediction
from nemda.validate.longterm.people import LABEL, STOPPED, exposure_in, months_in
from nemda.validate.longterm.row import LongRow
from nemda.validate.outcome import NotApplicableError

ICPI_MAXIMUM, OABSS_MAXIMUM = 16.0, 15.0
ONE_YEAR_PEOPLE = 802
"""People of the one-year study of esketamine (SUSTAIN-2), where a row gives no number."""

DAYS = {"once": 1, "twice": 2, "thrice": 3, "three times": 3, "weekly": 1, "daily": 7}
COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4}
USUAL_MG_H, USUAL_H = 15.0, 72.0
"""Middle of 10 to 20 mg/h, and the least length of a long infusion, where a row does not say (grade C)."""


HIGHER = 1.25
"""An exposure is higher beyond the usual limit of bioequivalence."""

DEFICIT = 0.25
"""A difference of shares that two groups of 30 people show, as in Morgan 2010: 1.96 sqrt(0.5 / 30)."""

ADDED = re.compile(
    r"\bnew\b|\badded\b|incident|(?:above|over) (?:placebo|baseline)|excess|emergent|attributable|de novo"
)


def symptoms(row: LongRow) -> Prediction:
    """Return the share (%) of people with urinary symptoms, or of those in whom the exposure added them."""
    _in_percent(row)
    exposure, notes = _using(row)
    found = urinary.bladder(exposure)
    if ADDED.search(row.item):
        return _share(found.attributable, *notes, "added by the exposure")
    return _share(found.symptoms, *notes)


def _share(found: Estimate, *notes: str) -> Prediction:
    """Return a share as percent, with what is not known of it among the notes."""
    return Prediction(
        100 * found.mean, (*notes, f"90% interval {100 * found.low:.2g} to {100 * found.high:.2g}")
    )


def _using(row: LongRow) -> tuple[Exposure, tuple[str, ...]]:
    """Return the exposure of people who still use."""
    if STOPPED.search(row.who):
        raise NotApplicableError("what stays after stopping has no number; improving and getting worse have")
    return exposure_in(row.who)


def _in_percent(row: LongRow) -> None:
    if row.value is not None and row.unit != "%":
        raise NotApplicableError(f"a share of people cannot be in {row.unit!r}")


def odds_per_day(row: LongRow) -> Prediction:
    """Return the rise of the odds (%) of urinary symptoms with each day of use."""
    del row
    return Prediction(100 * float(np.expm1(value("urinary_odds_per_day"))), ("rests on urinary frequency",))


def dependent(row: LongRow) -> Prediction:
    """Return the share (%) of users who are dependent."""
    _in_percent(row)
    exposure, notes = _using(row)
    if exposure.days_per_week == 0:
        return Prediction(0.0, notes)
    share = dependence.dependent_share(exposure)
    if share is None:
        raise NotApplicableError(dependence.CLINIC_EVIDENCE)
    return _share(share, *notes, "the level rests on the 17% of recent users")


def withdrawal(row: LongRow) -> Prediction:
    """Return whether what a row says of symptoms on stopping agrees with those that users report.

    A row that says that there is none of them is right where the symptom is not among them.

    Raises
    ------
    NotApplicableError
        The row asks for a share, names none of the symptoms that are known, or speaks of a clinic or of
        people who never used.
    """
    if row.value is not None:
        raise NotApplicableError("of withdrawal a list of symptoms is known, and no share of people")
    exposure, notes = exposure_in(row.who)
    if exposure.setting == "clinic":
        raise NotApplicableError(dependence.CLINIC_WITHDRAWAL)
    if exposure.days_per_week == 0:
        raise NotApplicableError("people who never used have nothing to stop")
    women = re.search(r"\b(?:women|females?)\b", f"{row.who}; {row.item}") is not None
    known = dependence.withdrawal_names(of_women=women)
    named = [name for name in dependence.withdrawal_names() if name in row.item]
    if not named:
        raise NotApplicableError(f"no known symptom of withdrawal is read in {row.item!r}")
    right = all((name in known) != _denied(name, row.item) for name in named)
    return Prediction(
        "yes" if right else "no", (*notes, f"listed: {', '.join(known)}", "rests on this survey")
    )


def _denied(name: str, item: str) -> bool:
    """Return whether an item says that a symptom is not there."""
    before = r"\b(?:no|not|never|without|neither|nor|absence of|lack of|free of)\b"
    return (
        re.search(rf"{before}[^,;.]*{name}|{name}[^,;.]* (?:absent|not seen|not found|denied)", item)
        is not None
    )


def daily_users_fail(row: LongRow) -> Prediction:
    """Return whether daily users are more often dependent than recent ones."""
    del row
    daily, recent = (dependence.dependent_share(pattern(name)) for name in ("daily users", "recent users"))
    worse = daily is not None and recent is not None and daily.mean > recent.mean
    return Prediction("yes" if worse else "no", ("dependence rises with days of use",))


def after_stopping(row: LongRow) -> Prediction:
    """Return the share (%) of symptomatic people who improve, or get worse, when they stop."""
    if re.search(r"worse|deteriorat", row.item):
        return _share(urinary.worse_after_stopping(), "rests on this survey")
    exposure, notes = exposure_in(row.population)
    note = (
        "rests on the same kind of people"
        if exposure.label in {"recent users", "rehabilitation"}
        else "mixed"
    )
    return _share(urinary.improved_after_stopping(exposure), *notes, note)


def onset(row: LongRow) -> Prediction:
    """Return the mean time to the first symptoms (months, or years where said)."""
    months = urinary.onset_months().mean
    return Prediction(months / 12 if row.unit.startswith("y") else months, ("rests on this survey",))


def index_mean(row: LongRow) -> Prediction:
    """Return the mean of a urinary scale; scales other than the index by the same share of their maximum."""
    exposure, notes = _using(row)
    found = urinary.bladder(exposure).icsi
    if re.search(r"icpi|problem", row.item):
        return Prediction(found / urinary.ICSI_MAXIMUM * ICPI_MAXIMUM, (*notes, "the index as a share of 16"))
    if re.search(r"oab|overactive", row.item):
        return Prediction(
            found / urinary.ICSI_MAXIMUM * OABSS_MAXIMUM, (*notes, "the index as a share of 15")
        )
    return Prediction(found, (*notes, "the mean in rehabilitation sets the scale"))


def cystitis_cases(row: LongRow) -> Prediction:
    """Return the expected cases of an index as in interstitial cystitis that an exposure adds."""
    exposure, notes = _using(row)
    if row.unit == "%":
        return _share(urinary.bladder(exposure).severe, *notes)
    if row.unit not in {"cases", "patients", "people", "persons", "events"}:
        raise NotApplicableError(f"cases of cystitis cannot be in {row.unit!r}")
    people = row.people or ONE_YEAR_PEOPLE
    mean, low, high = (people * each for each in urinary.bladder(exposure).severe)
    return Prediction(mean, (*notes, f"{people} people", f"90% interval {low:.2g} to {high:.2g}"))


def no_threshold(row: LongRow) -> Prediction:
    """Return that the model knows no threshold."""
    del row
    return Prediction("not found", (urinary.NO_THRESHOLD,))


def weekly_amount(row: LongRow) -> Prediction:
    """Return what reaches the body in a week (g, or mg where said), from dose, weight and days in words."""
    dose = re.search(r"(\d+(?:\.\d+)?)\s*(mg/kg|mg)", row.exposure)
    often = next((days for word, days in DAYS.items() if word in row.exposure), None)
    if dose is None or often is None:
        raise NotApplicableError(f"no dose and days are read in {row.exposure!r}")
    weight = re.search(r"(\d+(?:\.\d+)?)\s*kg", row.exposure.replace("mg/kg", ""))
    kg = float(weight[1]) if weight else TYPICAL_KG
    mg = float(dose[1]) * (kg if dose[2] == "mg/kg" else 1.0) * often
    return Prediction(mg / 1000 if row.unit.startswith("g") else mg, ("as given, into a vein",))


def cognitive(row: LongRow) -> Prediction:
    """Return the share (%) with cognitive complaints, or whether an exposure brings deficits."""
    exposure, notes = _using(row)
    if row.value is not None:
        _in_percent(row)
        return _share(cognition.cognitive_complaints(exposure), *notes, "the slope rests on the offenders")
    added = cognition.cognitive_attributable(exposure)
    return Prediction("yes" if added.mean > DEFICIT else "no", (*notes, f"{added.mean:.0%} more complain"))


def liver_injured(row: LongRow) -> Prediction:
    """Return the share (%) of people with liver injury after the long infusions that the words describe."""
    courses, notes = _liver_courses(row.exposure)
    first, last = liver.first_and_last(courses)
    _in_percent(row)
    share = last if len(courses) > 1 else first
    return _share(share, *notes)


def _liver_courses(text: str) -> tuple[list[liver.LiverCourse], tuple[str, ...]]:
    hours = re.search(r"(\d+(?:\.\d+)?)\s*h\b", text)
    rate = re.search(r"(\d+(?:\.\d+)?)(?:\s*-\s*(\d+(?:\.\d+)?))?\s*mg/h", text)
    count = next((number for word, number in COUNTS.items() if re.search(rf"\b{word}\b", text)), 1)
    apart = re.search(r"(\d+(?:\.\d+)?)\s*(days?|weeks?|months?) apart", text)
    lasting = re.search(r"long|continuous|prolonged|days", text) is not None and "infusion" in text
    long_enough = lasting if hours is None else float(hours[1]) >= liver.LONG_H
    if not long_enough:
        raise NotApplicableError(
            f"no long infusion is read in {text!r}, and for short doses the liver has no number"
        )
    length = float(hours[1]) if hours else USUAL_H
    per_kg = re.search(r"(\d+(?:\.\d+)?)\s*mg/kg/h", text)
    mg_h = (float(rate[1]) + float(rate[2] or rate[1])) / 2 if rate else USUAL_MG_H
    mg_h = float(per_kg[1]) * TYPICAL_KG if per_kg else mg_h
    unit = {"d": 1.0, "w": 7.0, "m": 30.4}
    gap = float(apart[1]) * unit[apart[2][0]] if apart else 0.0
    notes = () if rate or per_kg else (f"{USUAL_MG_H:g} mg/h, because no rate is said",)
    grams = mg_h * length / liver.MG_PER_G
    return [liver.LiverCourse(place * gap, length / 24, grams) for place in range(count)], notes


def liver_restriction(row: LongRow) -> Prediction:
    """Return the odds ratio of liver injury with restricted against liberal amounts."""
    del row
    return Prediction(liver.restriction_odds_ratio().mean, ("two- to fivefold less, assumed",))


def liver_signal(row: LongRow) -> Prediction:
    """Return whether the model has a liver risk at repeated long infusions."""
    risk = liver.liver_injury([liver.LiverCourse(0.0, 4.0, 1.5), liver.LiverCourse(16.0, 4.0, 1.5)])
    return Prediction(row.words if risk.low > 0.01 else "absent", ("repeated infusions of days",))


def hepatic_exposure(row: LongRow) -> Prediction:
    """Return whether a person with this Child-Pugh class has a higher exposure than one without."""
    found = re.search(r"child-pugh ([abc])", row.who)
    if found is None:
        raise NotApplicableError("no Child-Pugh class is read")
    score = {"a": 1.0, "b": 2.0, "c": 3.0}[found[1]]
    spray = LABEL.split(" twice")[0]
    sick, well = (
        float(pk(spray, hours=48, weight_kg=TYPICAL_KG, child_pugh=each)["auc"].mean("person")[0])
        for each in (score, 0.0)
    )  # fmt: skip
    return Prediction(
        "yes" if sick > HIGHER * well else "no", (f"area {sick / well:.2f} of that of a healthy liver",)
    )


def status_ends(row: LongRow) -> Prediction:
    """Return the share (%) of episodes of status epilepticus that end, at the rate that is said."""
    said = re.search(r"(\d+(?:\.\d+)?)(?:\s*(?:-|to)\s*(\d+(?:\.\d+)?))?\s*mg/kg/h", row.who)
    rate = None if said is None else float(said[2] or said[1])
    return _share(seizure.status_controlled(rate), "the mean of both series")


def no_seizures(row: LongRow) -> Prediction:
    """Refuse rates of seizures: none is known at antidepressant doses.

    Raises
    ------
    NotApplicableError
        Always, with the range of the evidence.
    """
    del row
    raise NotApplicableError(seizure.BOTH_WAYS)


def theophylline(row: LongRow) -> Prediction:
    """Return what the screening rules ask for with theophylline."""
    del row
    return Prediction("avoid" if any(flag.stops for flag in flags("theophylline")) else "allowed", ("SR072",))


def course_events(row: LongRow) -> Prediction:
    """Return the share (%) of people with any, or any serious, adverse event of a long course."""
    months = _months(row)
    _in_percent(row)
    _of_the_label(row)
    if re.search(r"discontinu|withdr[ae]w|drop|lead|led to|severe", row.item):
        raise NotApplicableError("who leaves a study over an event, or has a severe one, has no rate")
    if re.search(r"serious|\bsae", row.item):
        share = serious_event(months)
    else:
        share = any_event(months, np.asarray(label_peaks()))
    return _share(share, f"{months:g} months", "rests on 46.9 months of esketamine")


def course_complaint(row: LongRow) -> Prediction:
    """Return the share (%) of people who report a complaint in a long course of esketamine."""
    named = named_complaint(row.item)
    if named is None:
        raise NotApplicableError(f"no complaint is read in {row.item!r}")
    months = _months(row)
    _of_the_label(row)
    sessions = label_sessions(months)
    share = complaint_share(named, np.asarray(label_peaks()), sessions)
    return Prediction(100 * share, (f"{sessions} sessions of 84 mg in {months:g} months",))


def _of_the_label(row: LongRow) -> None:
    if not re.search(r"esketamine|spravato|nasal|spray", row.who):
        raise NotApplicableError("long courses have numbers for the label's spray of esketamine alone")


def _months(row: LongRow) -> float:
    months = months_in(row.exposure) or months_in(row.population)
    if months is None:
        raise NotApplicableError("how long the course was is not said")
    return months
