"""Predictions on pressure and heart rate: mean changes, and shares of people over a threshold."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from nemda.validate.acute.groups import Course
from nemda.validate.acute.judge import Prediction
from nemda.validate.acute.people import sessions_of
from nemda.validate.acute.row import NUMBER, AcuteRow
from nemda.validate.outcome import NotApplicableError

READ_EVERY_H, READ_UNTIL_H = 0.5, 2.0
"""When a cuff reads: every half hour for two hours, as the label has it at 40, 60 and 90 min (grade C)."""

SEVERE_SYSTOLIC = 180.0
"""Severe hypertension where a row only names it: systolic pressure of 180 mmHg or more (the cut of SR085)."""

REPEATS = 6
"""So many courses of each person are drawn, because passing a limit is rare."""

HIGHEST_RISE = 45.0
"""A number above this is a reading, where a row does not say whether it is a change (grade C)."""

NO_CHANGE_MMHG = 2.0
_SIGNS = (
    (re.compile(r"\b(?:sbp|systolic)"), "systolic_rise"),
    (re.compile(r"\b(?:dbp|diastolic)"), "diastolic_rise"),
    (re.compile(r"\b(?:map|mean (?:arterial|blood) pressure|bp)\b"), "mean_rise"),
    (re.compile(r"\b(?:hr|heart rate|pulse)\b"), "heart_rate_rise"),
)


def mean_change(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return the mean change of a sign at the row's time, else at its peak; % of rest where said."""
    name = next((name for pattern, name in _SIGNS if pattern.search(row.effect)), None)
    if name is None:
        raise NotApplicableError(f"no vital sign is read in {row.effect!r}")
    values: list[float] = []
    for arm in arms:
        course, rest = _rise(arm, name), _rest(arm, name)
        if is_level(row):
            course = course + rest[:, None]
        if row.unit.startswith("%"):
            course = 100 * course / rest[:, None]
        mean = course.mean(axis=0)
        values.append(float(np.interp(row.time_min / 60, arm.time_h, mean) if row.time_min else mean.max()))
    value = float(np.mean(values))
    direction = "no change" if abs(value) < NO_CHANGE_MMHG else "increase" if value > 0 else "decrease"
    return Prediction(value, direction, () if row.time_min else ("at the peak of the mean",))


def is_level(row: AcuteRow) -> bool:
    """Return whether a row gives the reading itself and no change of it."""
    changes = re.search(r"change|rise|increase|elevation|delta|fall", row.effect) is not None
    return not changes and not row.unit.startswith("%") and (row.value or 0.0) > HIGHEST_RISE


def _rise(arm: Course, name: str) -> Float[ndarray, "person time"]:
    if name == "mean_rise":
        return (arm.rise("systolic_rise") + 2 * arm.rise("diastolic_rise")) / 3
    return arm.values[name] if name == "heart_rate_rise" else arm.rise(name)


def _rest(arm: Course, name: str) -> Float[ndarray, " person"]:
    systolic, diastolic = arm.people["systolic_mmHg"], arm.people["diastolic_mmHg"]
    rests = {
        "systolic_rise": systolic, "diastolic_rise": diastolic, "mean_rise": (systolic + 2 * diastolic) / 3,
        "heart_rate_rise": arm.people["heart_rate_bpm"],
    }  # fmt: skip
    return rests[name]


def share_over(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return the share (%) of people, or of sessions, with a reading at or over a threshold."""
    sessions, notes = sessions_of(row)
    shares: list[float] = []
    for arm in arms:
        for again in range(REPEATS):
            first = again * sessions
            reached = [_over(row.effect, arm, session) for session in range(first, first + sessions)]
            shares.append(100 * float(np.any(reached, axis=0).mean()))
    value = float(np.mean(shares))
    return Prediction(value, "increase" if value > 0 else "no change", notes)


def _over(effect: str, arm: Course, session: int) -> Bool[ndarray, " person"]:
    """Return who passes the threshold at any reading of a session after the dose."""
    found = arm.readings(session, READ_EVERY_H, READ_UNTIL_H)
    systolic, diastolic = found.systolic[:, 1:].max(axis=1), found.diastolic[:, 1:].max(axis=1)
    both = re.search(rf"({NUMBER})\s*/\s*({NUMBER})", effect)
    if both:
        return (systolic >= float(both[1])) | (diastolic >= float(both[2]))
    if "severe" in effect and "hypertens" in effect:
        return systolic >= SEVERE_SYSTOLIC
    limit = re.search(rf"(?:>=|>|at least|over|above)\s*({NUMBER})", effect)
    if limit is None:
        raise NotApplicableError(f"no threshold is read in {effect!r}")
    rises = re.search(r"increase|rise|change", effect) is not None
    if re.search(r"\b(?:dbp|diastolic)", effect):
        read = found.diastolic_change[:, 1:].max(axis=1) if rises else diastolic
    else:
        read = found.systolic_change[:, 1:].max(axis=1) if rises else systolic
    return read >= float(limit[1])
