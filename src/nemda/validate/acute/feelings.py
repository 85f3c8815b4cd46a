"""Predictions on what is felt: dissociation, perception, psychotic symptoms, sedation and complaints."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.pressure import session_scores
from nemda.mechanism.catalog import simulation_parameters
from nemda.mechanism.complaints import Complaint, complaints, course_share, session_chance
from nemda.mechanism.episodes import EPISODE_CADSS
from nemda.risk.emergence import emergence_reaction
from nemda.validate.acute.companions import companion_of
from nemda.validate.acute.groups import Course
from nemda.validate.acute.judge import Prediction
from nemda.validate.acute.people import sessions_of
from nemda.validate.acute.reports import report_in
from nemda.validate.acute.row import NUMBER, AcuteRow
from nemda.validate.outcome import NotApplicableError

NO_CHANGE_POINTS = 2.0
HIGH = "drug high"
_SCORES = (
    (re.compile(r"cadss|dissociative states"), "dissociation"),
    (re.compile(r"\bhigh\b|drug effect|intoxicat|\bdrunk"), HIGH),
    (re.compile(r"\bvas\b|psychedelic|altered perception|perceptual"), "perceptual_change"),
    (re.compile(r"bprs|panss|psychos|positive symptom"), "psychotomimetic"),
)
_SCALES = ((re.compile(r"\bcm\b|0 ?(?:-|to) ?10\b"), 10.0), (re.compile(r"[01] ?(?:-|to) ?1\b"), 1.0))
"""Units of a whole visual analog scale; 100 where a row does not say."""


def mean_score(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return the mean score at the row's time, else at the end of the dosing or the peak of the mean."""
    name = next((n for p, n in _SCORES if p.search(row.effect)), None)
    if name is None:
        raise NotApplicableError(f"no score is read in {row.effect!r}")
    relative = row.unit.startswith("%") and companion_of(row) is None
    if relative and name in {"dissociation", "psychotomimetic"}:
        raise NotApplicableError("a score is predicted in points, and its change only between sessions")
    scale = 1.0
    if name in {"perceptual_change", HIGH}:
        scale = next((units for pattern, units in _SCALES if pattern.search(row.unit)), 100.0)
    values = [scale * _at(row, arm, _score(arm, name)) for arm in arms]
    rises = all(high >= low for low, high in zip(values[::2], values[1::2], strict=False))
    value = float(np.mean(values))
    direction = "increase" if value > NO_CHANGE_POINTS and rises else "no change"
    return Prediction(value, direction, () if row.time_min else ("at the peak of the mean",))


def _at(row: AcuteRow, arm: Course, mean: Float[ndarray, " time"]) -> float:
    return float(np.interp(row.time_min / 60, arm.time_h, mean) if row.time_min else mean.max())


def _score(arm: Course, name: str) -> Float[ndarray, " time"]:
    """Return the mean of a score over time; the drug high is the share of dissociation at a level."""
    if name != HIGH:
        return arm.mean(name)
    table = simulation_parameters()
    odds = np.maximum(arm.values["active_level"], 0.0) / table["dissociation_half"].value
    share = odds ** table["dissociation_exponent"].value
    return (share / (1 + share)).mean(axis=0)


def episode_share(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return the share (%) of people whose CADSS passes the row's limit, or 4."""
    sessions, notes = sessions_of(row)
    said = re.search(rf"(>=|>|above|over|at least) ?({NUMBER})", row.effect)
    limit = float(said[2]) if said else EPISODE_CADSS
    reaches = np.greater_equal if said and said[1] in {">=", "at least"} else np.greater
    shares: list[float] = []
    for arm in arms:
        peak = arm.values["dissociation"].max(axis=1)
        each = [reaches(session_scores(arm.people, peak, session), limit) for session in range(sessions)]
        shares.append(100 * float(np.any(each, axis=0).mean()))
    return Prediction(float(np.mean(shares)), "increase", (f"CADSS above {limit:g}", *notes))


def sedated_share(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return the share (%) of people at or below a depth of the MOAA/S, at the row's time or in its sessions.

    The sessions of one person are alike as they are for complaints.
    """
    if not row.unit.startswith("%") and row.value is not None:
        mean = float(np.mean([_lowest(row, arm) for arm in arms]))
        return Prediction(mean, "decrease", ("mean score",))
    name = _depth(row.effect)
    if row.time_min:
        now = [100 * float(arm.at(name, row.time_min / 60).mean()) for arm in arms]
        return Prediction(float(np.mean(now)), "increase", (f"at {row.time_min:g} min of one session",))
    sessions, notes = sessions_of(row)
    shares = [100 * course_share(arm.values[name].max(axis=1), sessions) for arm in arms]
    return Prediction(float(np.mean(shares)), "increase", notes)


def _lowest(row: AcuteRow, arm: Course) -> float:
    """Return the mean score at the row's time, else at its lowest."""
    mean = arm.mean("moaas")
    return float(np.interp(row.time_min / 60, arm.time_h, mean) if row.time_min else mean.min())


def _depth(effect: str) -> str:
    """Return the variable of the depth that an effect names; any sedation where it names none."""
    if re.search(r"moaa\S* ?(?:=|of|<=)? ?0|loss of consc|unrespons", effect):
        return "unresponsive"
    limit = re.search(r"(<=|<|below|at most)\s*(\d)", effect)
    lower = re.search(r"(\d) or (?:less|lower|below)", effect)
    if limit is not None:
        score = int(limit[2]) - (limit[1] in {"<", "below"})
    elif lower is not None:
        score = int(lower[1])
    else:
        return "sedation"
    names = {4: "sedation", 3: "moderate_sedation", 2: "deep_sedation", 0: "unresponsive"}
    if score not in names:
        raise NotApplicableError(f"no chance of a MOAA/S of {score} or less is kept")
    return names[score]


def complaint_share(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return the share (%) of people who report a complaint in the row's number of sessions."""
    sessions, notes = sessions_of(row)
    report = report_in(row.effect)
    severe = re.search("severe|serious", row.effect) is not None or (report is not None and report.severe)
    if re.search(r"\bany\b", row.effect) and severe:
        parts = [
            _share(one, arms, sessions, severe=True) for one in complaints().values() if one.severe_share
        ]
        return Prediction(100 * float(1 - np.prod(1 - np.array(parts))), "increase", notes)
    if row.unit and not re.match(r"%|percent|patients|people|users|participants", row.unit):
        raise NotApplicableError(f"a complaint is predicted as a share of people, not in {row.unit!r}")
    named = complaint_in(row.effect) if report is None else complaints()[report.complaint]
    if named is None:
        raise NotApplicableError(f"no complaint is read in {row.effect!r}")
    if report is not None:
        notes = (*notes, report.said)
    if severe and named.severe_share is None:
        raise NotApplicableError(f"no source says how much of {named.name} is severe")
    return Prediction(100 * _share(named, arms, sessions, severe=severe), "increase", notes)


def still_share(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return the share (%) of people who are dissociated (CADSS above 4) or sedated at the row's time."""
    if row.time_min is None:
        raise NotApplicableError("who still has a complaint, at a time that is not said")
    hours = row.time_min / 60
    if re.search(r"dissoc|cadss", row.effect):
        shares = [
            float((session_scores(arm.people, arm.at("dissociation", hours), 0) > EPISODE_CADSS).mean())
            for arm in arms
        ]
    elif re.search(r"sedat|drows|somnol|moaa", row.effect):
        shares = [float(arm.at("sedation", hours).mean()) for arm in arms]
    else:
        raise NotApplicableError("of complaints only dissociation and sedation have a course over a session")
    return Prediction(100 * float(np.mean(shares)), "increase", (f"at {row.time_min:g} min",))


def reaction_on_waking(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return the share (%) of people with a reaction on waking, of all who get the dose."""
    del row
    shares = [emergence_reaction(arm.values["unconscious_plane"].max(axis=1)).mean for arm in arms]
    return Prediction(
        100 * float(np.mean(shares)), "increase", ("the share of reactions rests on the label",)
    )


def complaint_in(effect: str) -> Complaint | None:
    """Return the complaint that an effect names."""
    return next((one for one in complaints().values() if re.search(one.pattern, effect)), None)


def _share(one: Complaint, arms: Sequence[Course], sessions: int, *, severe: bool) -> float:
    shares = [course_share(session_chance(one, _peak(arm)), sessions) for arm in arms]
    return float(np.mean(shares)) * ((one.severe_share or 0.0) if severe else 1.0)


def _peak(arm: Course) -> Float[ndarray, " person"]:
    return arm.values["active_level"].max(axis=1)
