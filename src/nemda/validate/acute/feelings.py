"""Predictions on what is felt: dissociation, perception, psychotic symptoms, sedation and complaints."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.pressure import session_scores
from nemda.mechanism.complaints import Complaint, complaints, course_share, session_chance
from nemda.mechanism.episodes import EPISODE_CADSS
from nemda.validate.acute.groups import Course
from nemda.validate.acute.judge import Prediction
from nemda.validate.acute.people import sessions_of
from nemda.validate.acute.row import AcuteRow
from nemda.validate.outcome import NotApplicableError

NO_CHANGE_POINTS = 2.0
_SCORES = (
    (re.compile(r"cadss|dissociative states"), "dissociation", 1.0),
    (re.compile(r"\bvas\b|psychedelic|altered perception|perceptual"), "perceptual_change", 100.0),
    (re.compile(r"bprs|panss|psychos|positive symptom"), "psychotomimetic", 1.0),
)


def mean_score(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return the mean score at the row's time, else at the end of the dosing or the peak of the mean."""
    name, scale = next(((n, s) for p, n, s in _SCORES if p.search(row.effect)), (None, 1.0))
    if name is None:
        raise NotApplicableError(f"no score is read in {row.effect!r}")
    values = [
        scale
        * float(
            np.interp(row.time_min / 60, arm.time_h, arm.mean(name)) if row.time_min else arm.mean(name).max()
        )
        for arm in arms
    ]
    rises = all(high >= low for low, high in zip(values[::2], values[1::2], strict=False))
    value = float(np.mean(values))
    direction = "increase" if value > NO_CHANGE_POINTS and rises else "no change"
    return Prediction(value, direction, () if row.time_min else ("at the peak of the mean",))


def episode_share(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return the share (%) of people whose CADSS passes 4."""
    sessions, notes = sessions_of(row)
    shares: list[float] = []
    for arm in arms:
        peak = arm.values["dissociation"].max(axis=1)
        each = [session_scores(arm.people, peak, session) > EPISODE_CADSS for session in range(sessions)]
        shares.append(100 * float(np.any(each, axis=0).mean()))
    return Prediction(float(np.mean(shares)), "increase", (f"CADSS above {EPISODE_CADSS:g}", *notes))


def sedated_share(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return the share (%) of people at or below a depth of the MOAA/S in a session."""
    name = _depth(row.effect)
    shares = [100 * float(arm.values[name].max(axis=1).mean()) for arm in arms]
    return Prediction(float(np.mean(shares)), "increase", ("in one session",))


def _depth(effect: str) -> str:
    """Return the variable of the depth that an effect names; any sedation where it names none."""
    if re.search(r"moaa\S* ?(?:=|of|<=)? ?0|loss of consc|unrespons", effect):
        return "unresponsive"
    limit = re.search(r"(<=|<|below|at most)\s*(\d)", effect)
    if limit is None:
        return "sedation"
    score = int(limit[2]) - (limit[1] in {"<", "below"})
    names = {4: "sedation", 3: "moderate_sedation", 2: "deep_sedation", 0: "unresponsive"}
    if score not in names:
        raise NotApplicableError(f"no chance of a MOAA/S of {score} or less is kept")
    return names[score]


def complaint_share(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return the share (%) of people who report a complaint in the row's number of sessions."""
    sessions, notes = sessions_of(row)
    severe = re.search(r"severe|serious", row.effect) is not None
    if re.search(r"\bany\b", row.effect) and severe:
        parts = [
            _share(one, arms, sessions, severe=True) for one in complaints().values() if one.severe_share
        ]
        return Prediction(100 * float(1 - np.prod(1 - np.array(parts))), "increase", notes)
    named = complaint_in(row.effect)
    if named is None:
        raise NotApplicableError(f"no complaint is read in {row.effect!r}")
    if severe and named.severe_share is None:
        raise NotApplicableError(f"no source says how much of {named.name} is severe")
    return Prediction(100 * _share(named, arms, sessions, severe=severe), "increase", notes)


def complaint_in(effect: str) -> Complaint | None:
    """Return the complaint that an effect names."""
    return next((one for one in complaints().values() if re.search(one.pattern, effect)), None)


def _share(one: Complaint, arms: Sequence[Course], sessions: int, *, severe: bool) -> float:
    shares = [course_share(session_chance(one, _peak(arm)), sessions) for arm in arms]
    return float(np.mean(shares)) * ((one.severe_share or 0.0) if severe else 1.0)


def _peak(arm: Course) -> Float[ndarray, " person"]:
    return arm.values["active_level"].max(axis=1)
