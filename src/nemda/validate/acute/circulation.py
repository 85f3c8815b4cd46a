"""Predictions on pressure and heart rate: mean changes, and shares of people over a threshold."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from nemda.validate.acute.groups import Course
from nemda.validate.acute.judge import Prediction
from nemda.validate.acute.people import sessions_of
from nemda.validate.acute.row import NUMBER, AcuteRow
from nemda.validate.outcome import NotApplicableError

SEVERE_SYSTOLIC = 180.0
"""Severe hypertension where a row only names it: systolic pressure of 180 mmHg or more (the cut of SR085)."""

DRAWN = 60
"""So many sessions of each person are drawn at least, in whole courses, because passing a limit is rare."""

HIGHEST_RISE = 45.0
"""A number above this is a reading, where a row does not say whether it is a change (grade C)."""

NO_CHANGE_MMHG = 2.0
UNITS = re.compile(r"mm ?hg|bpm|beats|(?:1|l)?/ ?min|min-1|%|change|units?\b|l\b")
"""Units of a pressure, a rate, an output, or a share of rest."""

_SIGNS = (
    (re.compile(r"\b(?:sbp|systolic)"), "systolic_rise"),
    (re.compile(r"\b(?:dbp|diastolic)"), "diastolic_rise"),
    (re.compile(r"\b(?:map|mean (?:arterial|blood) pressure|bp)\b"), "mean_rise"),
    (re.compile(r"\b(?:hr|heart rate|pulse)\b"), "heart_rate_rise"),
    (re.compile(r"\bcardiac (?:output|index)\b"), "cardiac_output_rise"),
)


def mean_change(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return the mean change of a sign at the row's time, else at its peak; % of rest where said."""
    name = next((name for pattern, name in _SIGNS if pattern.search(row.effect)), None)
    if name is None:
        raise NotApplicableError(f"no vital sign is read in {row.effect!r}")
    if row.unit and not UNITS.match(row.unit):
        raise NotApplicableError(f"the mean of a sign cannot be in {row.unit!r}")
    if name == "cardiac_output_rise" and not row.unit.startswith("%"):
        raise NotApplicableError("cardiac output at rest is not simulated, only its rise as a share of it")
    highest = re.search(r"mean (?:of the )?max|maxim\w+ (?:mean )?(?:change|increase|rise)", row.effect)
    values: list[float] = []
    for arm in arms:
        if highest and name in {"systolic_rise", "diastolic_rise"} and not row.time_min:
            read = arm.readings(0)
            found = read.systolic_change if name == "systolic_rise" else read.diastolic_change
            values.append(float(found[arm.given(0), 1:].max(axis=1).mean()))
            continue
        course, rest = _rise(arm, name), _rest(arm, name)
        if is_level(row):
            course = course + rest[:, None]
        if row.unit.startswith("%"):
            course = 100 * course / rest[:, None]
        mean = course[arm.given(0)].mean(axis=0)
        values.append(float(np.interp(row.time_min / 60, arm.time_h, mean) if row.time_min else mean.max()))
    value = float(np.mean(values))
    direction = "no change" if abs(value) < NO_CHANGE_MMHG else "increase" if value > 0 else "decrease"
    peak = "mean of everybody's highest reading" if highest else "at the peak of the mean"
    return Prediction(value, direction, () if row.time_min else (peak,))


def is_level(row: AcuteRow) -> bool:
    """Return whether a row gives the reading itself and no change of it."""
    changes = re.search(r"change|rise|increase|elevation|delta|fall", row.effect) is not None
    return not changes and not row.unit.startswith("%") and (row.value or 0.0) > HIGHEST_RISE


def _rise(arm: Course, name: str) -> Float[ndarray, "person time"]:
    if name == "mean_rise":
        return (arm.rise("systolic_rise") + 2 * arm.rise("diastolic_rise")) / 3
    return arm.values[name] if name in {"heart_rate_rise", "cardiac_output_rise"} else arm.rise(name)


def _rest(arm: Course, name: str) -> Float[ndarray, " person"]:
    systolic, diastolic = arm.people["systolic_mmHg"], arm.people["diastolic_mmHg"]
    rests = {
        "systolic_rise": systolic, "diastolic_rise": diastolic, "mean_rise": (systolic + 2 * diastolic) / 3,
        "heart_rate_rise": arm.people["heart_rate_bpm"], "cardiac_output_rise": np.ones(arm.people.n),
    }  # fmt: skip
    return rests[name]


def share_over(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return the share (%) of people, or of sessions, with a reading at or over a threshold."""
    sessions, notes = sessions_of(row)
    value = 100 * float(np.mean([share_reaching(arm, sessions, partial(_over, row.effect)) for arm in arms]))
    return Prediction(value, "increase" if value > 0 else "no change", notes)


def share_reaching(
    arm: Course, sessions: int, reaches: Callable[[Course, int], Bool[ndarray, " person"]]
) -> float:
    """Return the share of people given a dose who reach something in any of so many given sessions.

    A session that is held counts for nobody, and as many more are offered.
    """
    shares: list[float] = []
    offered = arm.offered(sessions)
    for first in range(0, DRAWN, offered):
        each = range(first, first + offered)
        given = np.stack([arm.given(session) for session in each])
        reached = given & np.stack([reaches(arm, session) for session in each])
        shares.append(float(reached.any(axis=0).sum() / given.any(axis=0).sum()))
    return float(np.mean(shares))


def _over(effect: str, arm: Course, session: int) -> Bool[ndarray, " person"]:
    """Return who passes the threshold at any reading of a session after the dose."""
    limit = re.search(rf"(?:>=|>|at least|over|above)\s*({NUMBER})", effect)
    if re.search(r"\b(?:hr|heart rate|pulse)\b", effect):
        return _fast(effect, arm, limit)
    found = arm.readings(session)
    systolic, diastolic = found.systolic[:, 1:].max(axis=1), found.diastolic[:, 1:].max(axis=1)
    both = re.search(rf"({NUMBER})\s*/\s*({NUMBER})", effect)
    if both:
        return (systolic >= float(both[1])) | (diastolic >= float(both[2]))
    if "severe" in effect and "hypertens" in effect:
        return systolic >= SEVERE_SYSTOLIC
    if limit is None:
        if re.search(r"treat|medicat|rescue|interven", effect):
            raise NotApplicableError("whom a clinic treats is its own decision, without a limit in the row")
        raise NotApplicableError(f"no threshold is read in {effect!r}")
    rises = re.search(r"increase|rise|change", effect) is not None
    if re.search(r"\b(?:dbp|diastolic)", effect):
        read = found.diastolic_change[:, 1:].max(axis=1) if rises else diastolic
    else:
        read = found.systolic_change[:, 1:].max(axis=1) if rises else systolic
    return read >= float(limit[1])


def _fast(effect: str, arm: Course, limit: re.Match[str] | None) -> Bool[ndarray, " person"]:
    """Return whose heart rate, or its rise, passes a threshold: the same people in every session."""
    if limit is None:
        raise NotApplicableError(f"no threshold is read in {effect!r}")
    rise = arm.values["heart_rate_rise"].max(axis=1)
    rises = re.search(r"increase|rise|change", effect) is not None
    return (rise if rises else rise + arm.people["heart_rate_bpm"]) >= float(limit[1])
