"""Predictions on response, relapse and MADRS over courses, by simulating a group of people."""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nemda.engine.endpoints import remitted, responded
from nemda.engine.simulate import simulate
from nemda.people import people
from nemda.receptor.limits import ReceptorClaimWarning
from nemda.regimen import Regimen, parse, sessions
from nemda.trial.endpoints import Relapse, at_time, baseline, daily_looks_h, relapse
from nemda.trial.survival import time_to_share
from nemda.units import HOURS_PER_DAY, HOURS_PER_WEEK
from nemda.validate.longterm.judge import Prediction
from nemda.validate.longterm.people import INFUSION, months_in
from nemda.validate.longterm.row import LongRow
from nemda.validate.outcome import NotApplicableError

if TYPE_CHECKING:
    from xarray import Dataset

PEOPLE, SEED = 250, 20261122
"""So many that a share of 1% is seen, and one of 40% has a standard error of 3%."""

FOLLOWED_WEEKS = 12.0
WORSE_POINTS = 6.0
"""A rise of so many points of MADRS counts as getting worse (grade C)."""

HOME_DAYS = 7.0
"""Days after a session at home on which people are asked: before the next one (grade C)."""
INDUCTION_WEEKS, HOME_SESSIONS, MOST_SESSIONS = 4, 4, 24
COUNTS = {"one": 1, "single": 1, "two": 2, "three": 3, "four": 4, "six": 6, "eight": 8}
PER_WEEK = {"twice weekly": 2, "thrice weekly": 3, "three times": 3, "weekly": 1}


@lru_cache(maxsize=16)
def simulated(regimen: Regimen, preset: str, weeks: float) -> Dataset:
    """Return MADRS of a group at every day of relapse and every assessment."""
    end_h = weeks * HOURS_PER_WEEK
    starts = sessions(regimen)
    visits = {*daily_looks_h(starts, end_h), *(start + HOURS_PER_DAY for start in starts)}
    visits |= {HOURS_PER_DAY * day for day in range(int(min(weeks, FOLLOWED_WEEKS) * 7))}
    with warnings.catch_warnings():
        # a large dose by mouth passes the onset claim of the receptor; its level is still predicted
        warnings.simplefilter("ignore", ReceptorClaimWarning)
        return simulate(
            regimen,
            people(preset, PEOPLE, SEED),
            weeks,
            variables=["madrs"],
            visits_h=sorted(each for each in visits if each <= end_h),
        )


class Plan(NamedTuple):
    """The regimen and preset of people that a row names, what was assumed, and whether people are at home."""

    regimen: Regimen
    preset: str
    notes: tuple[str, ...]
    is_at_home: bool = False


def plan_in(row: LongRow) -> Plan:
    """Return what a row's words name: a course in a clinic, or tablets at home."""
    text = row.who
    preset = "mdd" if re.search(r"ketect|\bmdd\b|inpatient", text) else "trd"
    if re.search(r"continued|continuing|maintenance", text):
        raise NotApplicableError("relapse or response under maintenance is not read here")
    if re.search(r"sublingual|at[- ]home|telehealth|lozenge|troche", text):
        return _at_home(row)
    count = _count(f"{text}; {row.item}")
    if re.search(r"esketamine|nasal|spray", text):
        weeks = re.search(r"(\d+) weeks", row.exposure)
        sentence = _spray(int(weeks[1]) if weeks else count // 2 if count else INDUCTION_WEEKS)
        return Plan(parse(sentence), preset, (sentence, preset))
    often = next((n for word, n in PER_WEEK.items() if word in text), None)
    if count is None and (often is None or often == 1) and "course" not in text:
        raise NotApplicableError(f"no course is read in {text!r}")
    if count is None:
        count = {2: 4, 3: 6}.get(often or 3, 6)
    days = ", ".join(map(str, _days(count, often or 3)))
    sentence = INFUSION if count == 1 else f"{INFUSION} on days {days}"
    return Plan(parse(sentence), preset, (sentence, preset))


def _days(count: int, per_week: int) -> list[int]:
    """Return the days of so many sessions: Monday, Wednesday and Friday, twice, or once a week."""
    within = {1: (0,), 2: (0, 3), 3: (0, 2, 4)}[per_week]
    return [7 * (place // per_week) + within[place % per_week] for place in range(count)]


def _spray(weeks: int) -> str:
    """Return the label's schedule: twice a week for four weeks, then weekly."""
    first = f"84 mg esketamine nasal twice weekly for {min(weeks, INDUCTION_WEEKS)} weeks"
    return f"{first} then weekly for {weeks - INDUCTION_WEEKS} weeks" if weeks > INDUCTION_WEEKS else first


def _at_home(row: LongRow) -> Plan:
    """Return weekly tablets of the amount that is said, the middle of 300 to 450 mg where none is."""
    found = re.search(r"(\d+)(?:\s*-\s*(\d+))?\s*mg", row.who)
    low, high = (300.0, 450.0) if found is None else (float(found[1]), float(found[2] or found[1]))
    weeks = _count(row.who) or HOME_SESSIONS
    swallowed = "oral" in row.who and not re.search(r"sublingual|lozenge|troche|buccal", row.who)
    form = "oral" if swallowed else "sublingual tablet"
    sentence = f"{(low + high) / 2:g} mg ketamine {form} weekly for {weeks} weeks"
    assumed = "mdd; at home: tablets, and nobody resistant to treatment, assumed"
    return Plan(parse(sentence), "mdd", (sentence, assumed), is_at_home=True)


def _count(text: str) -> int | None:
    digits = re.search(r"(\d+)(?: [a-z]+)? (?:infusions?|sessions?|doses?|treatments?)\b", text)
    if digits:
        return min(max(int(digits[1]), 1), MOST_SESSIONS)
    found = re.search(rf"\b({'|'.join(COUNTS)})\b[^;]*(?:infusion|session|dose|treatment)", text)
    return COUNTS[found[1]] if found else None


def response(row: LongRow) -> Prediction:
    """Return the share (%) of people who respond, remit or are worse after the session that is named.

    In a clinic that is 24 h after it; at home, where nobody is seen the next day, a week after it.
    """
    regimen, preset, notes, is_at_home = plan_in(row)
    starts = sessions(regimen)
    which = re.search(r"after (\d+) (?:infusion|session|dose)", row.exposure)
    place = min(int(which[1]), len(starts)) if which else len(starts)
    found = simulated(regimen, preset, _weeks(regimen, FOLLOWED_WEEKS))
    after_days = HOME_DAYS if is_at_home else 1.0
    at_h = starts[place - 1] + after_days * HOURS_PER_DAY
    score, start = at_time(found, "madrs", at_h), baseline(found)
    if "remission" in row.item:
        who = remitted(score)
    elif re.search(r"worse|deteriorat", row.item):
        who = score >= start + WORSE_POINTS
    else:
        who = responded(score, start)
    return Prediction(100 * float(np.mean(who)), (*notes, f"{24 * after_days:g} h after session {place}"))


def madrs_change(row: LongRow) -> Prediction:
    """Return the mean change of MADRS on the day that is named."""
    regimen, preset, notes, is_at_home = plan_in(row)
    day = re.search(r"day (\d+)", f"{row.exposure}; {row.item}")
    last = sessions(regimen)[-1] / HOURS_PER_DAY + (HOME_DAYS if is_at_home else 1.0)
    at = float(day[1]) if day else last
    found = simulated(regimen, preset, _weeks(regimen, FOLLOWED_WEEKS))
    change = at_time(found, "madrs", HOURS_PER_DAY * at) - baseline(found)
    return Prediction(float(change.mean()), (*notes, f"day {at:g}"))


def relapse_time(row: LongRow) -> Prediction:
    """Return the median time (days) from the last session to relapse among those who were well."""
    regimen, preset, notes, _ = plan_in(row)
    found = simulated(regimen, preset, _weeks(regimen, FOLLOWED_WEEKS))
    when = _relapse(row, found, regimen)
    median = None if when is None else time_to_share(when.curve(), 0.5)
    if median is None:
        raise NotApplicableError("fewer than half relapse in the time simulated")
    return Prediction(median / (7 if row.unit.startswith("week") else 1), (*notes, f"median of {_who(row)}"))


def relapse_share(row: LongRow) -> Prediction:
    """Return the share (%) of responders who relapse within the months that are named."""
    months = months_in(row.item) or months_in(row.exposure)
    if months is None:
        raise NotApplicableError("within how long is not said")
    regimen, preset, notes, _ = plan_in(row)
    weeks = _weeks(regimen, months * 52.18 / 12)
    when = _relapse(row, simulated(regimen, preset, weeks), regimen)
    if when is None or not when.responders.any():
        raise NotApplicableError("nobody responds")
    curve = when.curve()
    share = 1.0 - float(curve.surviving[-1]) if curve.surviving.size else 0.0
    return Prediction(100 * share, (*notes, f"{_who(row)}, no maintenance"))


def _who(row: LongRow) -> str:
    return "remitters" if "remi" in f"{row.population} {row.item}" else "responders"


def _relapse(row: LongRow, found: Dataset, regimen: Regimen) -> Relapse | None:
    """Return the loss of response of responders, or of those among them who remitted where said."""
    when = relapse(found, sessions(regimen))
    if when is None or _who(row) == "responders":
        return when
    well = remitted(at_time(found, "madrs", sessions(regimen)[-1] + HOURS_PER_DAY))
    return Relapse(np.where(well, when.days, np.nan), when.relapsed & well)


def _weeks(regimen: Regimen, after: float) -> float:
    return float(np.ceil(sessions(regimen)[-1] / HOURS_PER_WEEK + after))
