"""Rows about people that need many of them: rates, mean scores, correlations, standardized differences.

The people of the row's description (healthy, depressed, resistant to treatment) are drawn with a fixed
seed and simulated in the row's own regimen, in care, as `nemda simulate` would. Rows on a comparison of
arms are the difference of two such groups; trials with their blinding, dropout and visits are judged by
the trial room and not here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

from nemda.validate.biology.clauses import claims_of, readouts_of
from nemda.validate.biology.cohort import Cohort, CohortCourse, cohort_course, preset_of
from nemda.validate.biology.conventions import biology_table, convention
from nemda.validate.biology.courses import known_outputs
from nemda.validate.biology.effects import direction_of
from nemda.validate.biology.interventions import interventions_in
from nemda.validate.biology.judge import Verdict
from nemda.validate.biology.numeric import verdict_of
from nemda.validate.biology.observed import Number
from nemda.validate.biology.reading import UnreadableError, species_of, study_of
from nemda.validate.biology.readouts import readouts_in
from nemda.validate.biology.row import Row
from nemda.validate.biology.times import Window, windows_of
from nemda.validate.pk.text import first_time_h

_DIFFERENCE = r"hedges|cohen|\bsmd\b"
_CORRELATIONS = (
    re.compile(r"(?:correlation|association) (?:of|between) (?P<first>.+?) (?:with|and|to) (?P<second>.+)"),
    re.compile(r"(?P<first>[^;]+?) (?:was |is |were )?(?:associated|correlated) with (?P<second>[^;]+)$"),
)
_COMPARATOR = re.compile(
    r"(?:vs\.?|versus|over|than|compared (?:with|to))\s*(midazolam|placebo|saline|vehicle)"
)
_RESPONSE = 0.5
_REMISSION_MADRS = 10.0
_FOLLOW_UP_H = 24.0 * 42
_END_H = 24.0


def needs_people(row: Row) -> bool:
    """Return whether a row is a count or a statistic over people."""
    try:
        if species_of(row)[0] != "human":
            return False
    except UnreadableError:
        return False
    if any(other.signal for other in interventions_in(row.compound)):
        return False  # one person with and without the other drug answers what many would
    return bool(
        _sides(row) is not None
        or re.search(_DIFFERENCE, row.unit)
        or any(one.people for one in readouts_of(row)[:1])
    )


def _sides(row: Row) -> tuple[str, str] | None:
    """Return what is correlated with what, where a row is about a correlation between people."""
    found = next((match for one in _CORRELATIONS if (match := one.search(row.readout))), None)
    return None if found is None else (found["first"], found["second"])


def judge_people(row: Row, numbers: Sequence[Number]) -> Verdict:
    """Return the verdict on a row about people.

    Raises
    ------
    NemdaError
        The statistic, the variable or the regimen is not modeled.
    """
    if re.search(_DIFFERENCE, row.unit):
        return _numbers(row, numbers, _group_difference(row), signed=True, cohort=None)
    cohort, window, notes = _cohort(row)
    sides = _sides(row)
    if sides is not None:
        first, second = (_values(row, cohort, side, window) for side in sides)
        if np.std(first) == 0 or np.std(second) == 0:
            raise UnreadableError("one of the two does not differ between simulated people")
        return _numbers(row, numbers, float(np.corrcoef(first, second)[0, 1]), True, cohort, notes)
    readout = readouts_of(row)[0]
    if readout.people == "madrs_change":
        return _score(row, numbers, cohort, window, notes)
    if not numbers:
        raise UnreadableError("a rate is compared with a number only")
    return _numbers(row, numbers, _rate(row, readout.people, cohort, window), False, cohort, notes)


def _numbers(
    row: Row, numbers: Sequence[Number], value: float, signed: bool, cohort: Cohort | None,
    notes: tuple[str, ...] = (),
) -> Verdict:  # fmt: skip
    if not math.isfinite(value):
        raise UnreadableError("the model gives no finite number for this statistic")
    who = (f"{convention('people_simulated'):g} simulated people",)
    if cohort is not None:
        who = (f"{convention('people_simulated'):g} simulated people, preset {cohort.preset}",)
        who += cohort_course(cohort).cautions
    band = convention("dead_band_r")
    if not numbers:
        said = claims_of(row, 1)
        if not said:
            raise UnreadableError(f"no number and no direction is read in {row.value!r}")
        right = said[0].direction == direction_of(value, band)
        words = direction_of(value, band)
        return Verdict(said[0].direction, words, band, right, right, None, (*who, *notes), row.unit_text)
    sign = None
    if signed:
        sign = direction_of(value, band) == direction_of(numbers[0].value, band)
    return verdict_of(row, numbers[:1], (value,), sign, (*who, *notes))


def _score(
    row: Row, numbers: Sequence[Number], cohort: Cohort, window: Window, notes: tuple[str, ...]
) -> Verdict:
    """Return the verdict on a mean change of a depression score, or on its difference to a comparator."""
    at = _at_h(window)
    change = float(cohort_course(cohort).at("madrs_change", at).mean())
    comparator = _COMPARATOR.search(f"{row.compound}; {row.readout}; {row.dose}")
    if comparator is not None:
        other = cohort._replace(compound={"vehicle": "placebo"}.get(comparator[1], comparator[1]))
        change -= float(cohort_course(other).at("madrs_change", at).mean())
    band = convention("dead_band_points")
    if not numbers:
        said = claims_of(row, 1)
        if not said:
            raise UnreadableError(f"no direction is read in {row.value!r}")
        found = direction_of(change, band)
        who = f"{convention('people_simulated'):g} simulated people, preset {cohort.preset}"
        size = f"{change:+.2g} points"
        right = said[0].direction == found
        return Verdict(said[0].direction, found, band, right, right, None, (who, size, *notes), row.unit_text)
    is_fall = re.search(r"decrease|fall|reduction|improvement", row.readout) is not None
    value = -change if is_fall and numbers[0].value > 0 else change
    return _numbers(row, numbers, value, True, cohort, notes)


def _rate(row: Row, what: str, cohort: Cohort, window: Window) -> float:
    course = cohort_course(cohort)
    last_h = max(cohort.starts_h)
    if what == "response":
        return 100.0 * float(course.responds(_at_h(window), _RESPONSE).mean())
    if what == "remission":
        return 100.0 * float((course.at("madrs", _at_h(window)) <= _REMISSION_MADRS).mean())
    if what in {"sensitivity", "specificity"}:
        early_h = first_time_h(row.readout, before=r"of (?:the )?") or _at_h(window)
        early, late = course.responds(early_h, _RESPONSE), course.responds(last_h + _END_H, _RESPONSE)
        group = late if what == "sensitivity" else ~late
        agree = early[group] if what == "sensitivity" else ~early[group]
        return 100.0 * float(agree.mean()) if agree.size else math.nan
    if what == "relapse":
        return _relapse_days(cohort, last_h)
    raise UnreadableError(f"the statistic {what!r} is not known")


def _relapse_days(cohort: Cohort, last_h: float) -> float:
    """Return the median time (days after the last dose) at which those who responded no longer do."""
    course = cohort_course(cohort.lasting(last_h + _FOLLOW_UP_H))
    responders = course.responds(last_h + _END_H, _RESPONSE)
    days = np.arange(1.0, _FOLLOW_UP_H / 24.0)
    if not responders.any():
        return math.nan
    lost = np.array([~course.responds(last_h + 24.0 * day, _RESPONSE)[responders] for day in days])
    first = np.where(lost.any(axis=0), days[np.argmax(lost, axis=0)], math.inf)
    return float(np.median(first))


def _values(row: Row, cohort: Cohort, text: str, window: Window) -> np.ndarray:
    """Return what a side of a correlation means, for everybody [person]."""
    course = cohort_course(cohort)
    at = first_time_h(text, before=r"(?:at\s+|\b)") or _at_h(window)
    if re.search(r"baseline|pre-?(?:treatment|dose|infusion)|before (?:the )?(?:drug|dose|infusion)", text):
        at = 0.0
    for entry in biology_table("cohort").values():
        if re.search(entry["pattern"], text):
            return _read(course, entry["variable"], entry.get("sense", 1), text, at, window)
    named = [one.readout for one in readouts_in(text, row.place)]
    if not named:
        raise UnreadableError(f"what is correlated is not read in {text!r}")
    names = named[0].chosen(known_outputs())
    if names is None:
        raise UnreadableError(named[0].why, named[0].absent)
    if not set(names) <= course.values.keys():
        raise UnreadableError(f"{named[0].label} is not kept for simulated people")
    return sum(
        (_read(course, name, 1, text, at, window) for name in names), start=np.zeros(course.baseline.size)
    )


def _read(course: CohortCourse, name: str, sense: int, text: str, at: float, window: Window) -> np.ndarray:
    if name not in course.values:
        raise UnreadableError(f"{name} is not kept for simulated people")
    if re.search(r"\bauc\b|area under", text):
        grid = np.linspace(0.0, window.end_h, 25)
        return sense * np.mean([course.at(name, float(hour)) for hour in grid], axis=0)
    value = course.at(name, at)
    if re.search(r"\b(?:change|rise|fall|increase|decrease)\b", text) and name != "madrs_change":
        value = value - course.at(name, 0.0)
    return sense * value


def _group_difference(row: Row) -> float:
    """Return the standardized difference between depressed and healthy people before any drug."""
    if row.compound not in {"", "none"}:
        raise UnreadableError("a standardized effect of a drug, which depends on who was measured")
    names = _variable(row)
    ill, well = (cohort_course(Cohort(preset)) for preset in (preset_of(row, ill=True), "healthy"))
    if not set(names) <= ill.values.keys():
        raise UnreadableError(f"{' and '.join(names)} is not kept for simulated people")
    first, second = (sum(one.at(name, 0.0) for name in names) for one in (ill, well))
    pooled = math.sqrt((np.var(first, ddof=1) + np.var(second, ddof=1)) / 2)
    if pooled == 0:
        raise UnreadableError("it does not differ between simulated people")
    return float((np.mean(first) - np.mean(second)) / pooled)


def _variable(row: Row) -> tuple[str, ...]:
    named = readouts_of(row)
    if not named:
        raise UnreadableError(f"no readout is read in {row.readout!r}")
    names = named[0].chosen(known_outputs())
    if names is None:
        raise UnreadableError(named[0].why, named[0].absent)
    return names


def _cohort(row: Row) -> tuple[Cohort, Window, tuple[str, ...]]:
    study = study_of(row)
    protocol = study.usual
    if not protocol.doses or protocol.held:
        raise UnreadableError("no dose of ketamine is given, so nothing changes the score")
    window = windows_of(row.time, is_bath=False)[-1]
    first = protocol.doses[0]
    starts = tuple(dose.start_h for dose in protocol.doses)
    cohort = Cohort(preset_of(row), first.compound, first.amount_mg_kg, first.route, first.duration_h, starts)
    hours = max(window.end_h, starts[-1] + _END_H) + 1.0
    return cohort.lasting(hours), window, study.assumed


def _at_h(window: Window) -> float:
    return window.end_h if window.is_limit else window.middle_h
