"""Predictions on response, relapse and MADRS over courses, by simulating a group of people."""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING

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
from nemda.validate.longterm.people import months_in
from nemda.validate.longterm.row import LongRow
from nemda.validate.outcome import NotApplicableError

if TYPE_CHECKING:
    from xarray import Dataset

PEOPLE, SEED = 100, 20261122
FOLLOWED_WEEKS = 12.0
WORSE_POINTS = 6.0
"""A rise of so many points of MADRS counts as getting worse (grade C)."""

SIX = "0.5 mg/kg ketamine iv over 40 min on days 0, 2, 4, 7, 9, 11"
ONE = "0.5 mg/kg ketamine iv over 40 min"
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


def plan_in(row: LongRow) -> tuple[Regimen, str, tuple[str, ...]]:
    """Return the regimen and preset of people that a row's words name, and what was assumed."""
    text = row.who
    preset = "mdd" if re.search(r"ketect|\bmdd\b|inpatient", text) else "trd"
    home = re.search(r"sublingual|at[- ]home|telehealth", text)
    if home:
        amount = re.search(r"(\d+)\s*-\s*(\d+)\s*mg", f"{text}; 300-450 mg")
        assert amount is not None
        middle = (float(amount[1]) + float(amount[2])) / 2
        count = _count(text) or 4
        sentence = f"{middle:g} mg ketamine sublingual tablet weekly for {count} weeks"
        return (
            parse(sentence),
            "mdd",
            (sentence, "mdd; tablets, and nobody resistant to treatment, assumed at home"),
        )
    often = next((n for word, n in PER_WEEK.items() if word in text), None)
    if often is not None and often > 1:
        days = [0, 3, 7, 10] if often == 2 else [0, 2, 4, 7, 9, 11]
        sentence = f"{ONE} on days {', '.join(map(str, days))}"
    else:
        count = _count(f"{text}; {row.item}")
        if count is None and "course" not in text:
            raise NotApplicableError(f"no course is read in {text!r}")
        sentence = ONE if count == 1 else SIX
    return parse(sentence), preset, (sentence, preset)


def _count(text: str) -> int | None:
    digits = re.search(r"(\d+) (?:infusions?|sessions?|doses?)", text)
    if digits:
        return int(digits[1])
    found = re.search(rf"\b({'|'.join(COUNTS)})\b[^;]*(?:infusion|session|dose)", text)
    return COUNTS[found[1]] if found else None


def response(row: LongRow) -> Prediction:
    """Return the share (%) of people who respond, remit or are worse 24 h after the session that is named."""
    regimen, preset, notes = plan_in(row)
    starts = sessions(regimen)
    which = re.search(r"after (\d+) (?:infusion|session|dose)", row.exposure)
    place = min(int(which[1]), len(starts)) if which else len(starts)
    found = simulated(regimen, preset, _weeks(regimen, FOLLOWED_WEEKS))
    score, start = at_time(found, "madrs", starts[place - 1] + HOURS_PER_DAY), baseline(found)
    if "remission" in row.item:
        who = remitted(score)
    elif re.search(r"worse|deteriorat", row.item):
        who = score >= start + WORSE_POINTS
    else:
        who = responded(score, start)
    return Prediction(100 * float(np.mean(who)), (*notes, f"24 h after session {place}"))


def madrs_change(row: LongRow) -> Prediction:
    """Return the mean change of MADRS on the day that is named."""
    regimen, preset, notes = plan_in(row)
    day = re.search(r"day (\d+)", row.exposure)
    if day is None:
        raise NotApplicableError("no day is read")
    found = simulated(regimen, preset, _weeks(regimen, FOLLOWED_WEEKS))
    change = at_time(found, "madrs", HOURS_PER_DAY * float(day[1])) - baseline(found)
    return Prediction(float(change.mean()), notes)


def relapse_time(row: LongRow) -> Prediction:
    """Return the median time (days) from the last session to relapse among those who were well."""
    regimen, preset, notes = plan_in(row)
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
    regimen, preset, notes = plan_in(row)
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
