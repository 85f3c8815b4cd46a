"""What an outcome row asks for: quantity, scale, time, thresholds and looks, read from its words.

Response is a fall of at least half unless the note gives another share; remission is the score of
scales.csv for the scale, or the one the note gives. A blank time is 24 h after a single session or after
the last of several.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from nemda.engine.endpoints import RESPONSE_FALL
from nemda.trial.rows.arm_row import ArmRow, OutcomeRow
from nemda.trial.rows.cohort import MODERATE_MADRS
from nemda.trial.rows.convention import RATES, convention_of
from nemda.trial.rows.definitions import REMISSION, SCALE_WORD, TOLD
from nemda.trial.rows.elsewhere import AT_END_OF_COURSE, reading_of
from nemda.trial.rows.reading_scales import (
    ESKETAMINE_REMISSION_MADRS,
    ScaleReading,
    is_nasal_esketamine,
    scale_reading,
)
from nemda.trial.rows.refusal import NotPredictedError
from nemda.trial.rows.scenario import Planned
from nemda.trial.rows.text import NUMBER, has, plain
from nemda.trial.rows.times import AFTER_H, named_session, time_in_note
from nemda.trial.rows.words import words
from nemda.units import HOURS_PER_DAY, HOURS_PER_WEEK

SIX_WEEKS_H = 6 * HOURS_PER_WEEK
RELAPSE_HORIZON_H = 26 * HOURS_PER_WEEK
"""How long people are followed for relapse where a row gives no time (assumed)."""
POINT_QUANTITIES = {"mean", "change_from_baseline", "diff_vs_control", "percent_change", "null_result"}
RATE_QUANTITIES = RATES
QUANTITIES = POINT_QUANTITIES | RATE_QUANTITIES | {
    "odds_ratio", "relative_risk", "risk_difference", "nnt", "hazard_ratio", "time_to_relapse", "correlation",
    "moderator_beta_bmi", "slope", "p_value",
    "infusions_to_response", "infusions_to_remission", "onset_of_superiority", "fraction_of_6wk_effect",
    "fraction_of_remitters",
}  # fmt: skip
RATED_ONCE = (POINT_QUANTITIES | {"response_rate", "remission_rate", "odds_ratio", "relative_risk",
              "risk_difference", "nnt", "p_value"})  # fmt: skip
"""Quantities of one rating, whose note may name the session that it follows."""
RATIOS = {"odds_ratio", "relative_risk", "risk_difference", "nnt"}
ONSET_LOOKS_H = (0.67, 1.33, 1.83, 3.83, 24.0)
"""When trials of one infusion rate: 40, 80, 110 and 230 min, and a day (luckenbaugh2014, zarate2006)."""
DISSOCIATION = r"cadss\S*|dissociat\w*"
EFFECT_SIZE = r"cohen|hedges|smd|\bd\b|\bes\b|\bg\b|effect size|pre-post"
EFFECT_SIZE_SCALE = r"cohen|hedges|smd|effect size"
"""The same in the cell of the scale, where a letter alone belongs to a name ("HAM-D 17", "HADS-D")."""


class Measure(NamedTuple):
    """What is read from the arms; times in h after the first session of the study.

    `looks_h` are the times at which an event (relapse, response at any time) is looked for, `fall` the
    share of the baseline that counts as response (`fall_points` points, where it is defined so), `remission`
    the highest score of remission. `steps`: the looks are the ratings after the steps of a titration. The
    row's number is `factor` times that of the program (`nemda.trial.rows.convention`).
    """

    quantity: str
    reading: ScaleReading
    time_h: float
    looks_h: tuple[float, ...]
    fall: float
    remission: float
    event: str
    effect_size: bool
    mean_time: bool
    relapse_score: float | None
    needed_looks: int
    notes: tuple[str, ...]
    factor: float = 1.0
    fall_points: float = 0.0
    steps: bool = False


def measure_of(row: OutcomeRow, arm: ArmRow, planned: Planned, nasal_esketamine: bool = False) -> Measure:
    """Return what a row asks for; `nasal_esketamine` says whether its study gives that to some arm.

    Raises
    ------
    NotPredictedError
        The scale or the quantity is none that the model gives.
    """
    if row.quantity not in QUANTITIES:
        name = row.quantity.replace("_", " ") or "a quantity without a name"
        raise NotPredictedError(f"{name} is not simulated")
    reading = _reading(row, arm)
    if row.quantity in {"correlation", "slope"} and not has(f"{row.unit} {row.note}", DISSOCIATION):
        raise NotPredictedError("correlations are simulated with dissociation (CADSS) only")
    notes = [reading.note] if reading.note else []
    time_h = _time(row, planned, notes)
    if reading.indication in AT_END_OF_COURSE:
        time_h = planned.course_h[-1] + AFTER_H
        notes.append("states 24 h after the course stand for the time after it, as in the trial of the fit")
    convention = convention_of(row, lower_is_better=reading.indication not in AT_END_OF_COURSE)
    notes += convention.notes
    notes += [each.strip() for each in row.note.split(";") if TOLD.strip() in each]
    if row.quantity in RATIOS and not re.search("respon|remi", f"{row.unit} {plain(row.scale)} {row.note}"):
        notes.append(f"{row.quantity.replace('_', ' ')}: of response (assumed)")
    nasal = nasal_esketamine or is_nasal_esketamine(arm.compound, arm.route)
    return Measure(
        quantity=row.quantity,
        reading=reading,
        time_h=time_h,
        looks_h=_looks(row, planned, time_h),
        fall=_fall(row),
        remission=_remission(row, nasal, reading, notes),
        event=_event(row),
        effect_size=_is_effect_size(row),
        mean_time="mean" in row.dispersion_type.lower(),
        relapse_score=_relapse_score(reading, planned, notes),
        needed_looks=2 if re.search(r">=? ?2 days|on 2 days", row.note) else 1,
        notes=tuple(notes),
        factor=convention.factor,
        fall_points=_fall_points(row),
        steps=_is_titrated(row, planned),
    )


def _is_effect_size(row: OutcomeRow) -> bool:
    return (
        re.search(EFFECT_SIZE, row.unit) is not None
        or re.search(EFFECT_SIZE_SCALE, plain(row.scale)) is not None
    )


def _reading(row: OutcomeRow, arm: ArmRow) -> ScaleReading:
    reading = scale_reading(row.scale)
    if not _is_scale(row.scale):
        reading = scale_reading(arm.scale) or reading
    if reading is None:
        raise NotPredictedError(
            f"{row.scale} is no scale that the program reads: it predicts scores of depression"
        )
    if re.match(r"b?ssi\b|bss\b|.*suicid", plain(row.scale)) and _event(row) == "remission":
        note = "remission of ideation by the transfer of suicidality (nemda.indication)"
        reading = reading._replace(indication="suicidality", note=note)
    if reading.indication in AT_END_OF_COURSE and (_event(row) == "relapse" or "relapse" in plain(row.scale)):
        raise NotPredictedError("relapse of use is not simulated")
    if not reading.indication:
        return reading
    return reading._replace(evidence=reading_of(reading.indication, arm.population))


def _relapse_score(reading: ScaleReading, planned: Planned, notes: list[str]) -> float | None:
    """Return the score of relapse in randomized withdrawal; None where losing response is the relapse."""
    if not planned.scenario.begins_h:
        return None
    notes.append(f"relapse: back in the moderate band, MADRS {MODERATE_MADRS:g} or more (assumed)")
    return float(reading.of_madrs(np.array([MODERATE_MADRS]))[0])


def _is_scale(name: str) -> bool:
    return not re.fullmatch(r"response|remission|smd|hedges g|cohen d|relapse|depression.*|", plain(name))


def _time(row: OutcomeRow, planned: Planned, notes: list[str]) -> float:
    if row.time_h is not None and row.time_h < 0:
        raise NotPredictedError("the time lies before the first dose")
    session = named_session(row.note, planned.course_h) if row.quantity in RATED_ONCE else None
    if row.time_h is not None:
        if session is None or not session.counts(row.time_h):
            return row.time_h
        notes.append(f"{session.words}: the time counts from that session")
        return session.start_h + row.time_h
    said = _said_time(row, planned)
    if said is not None:
        notes.append(f"no time given: {said[1]}")
        return said[0]
    if _event(row) == "relapse":
        return _relapse_time(row, planned, notes)
    notes.append("no time given: 24 h after the last session")
    return planned.course_h[-1] + AFTER_H


def _said_time(row: OutcomeRow, planned: Planned) -> tuple[float, str] | None:
    """Return the time (h) that a note gives instead of the cell, and what is told of it.

    What is looked for over a time (relapse) is not meant by a session without a time after it.
    """
    session = named_session(row.note, planned.course_h)
    if session is not None and (row.quantity in RATED_ONCE or session.lag_h is not None):
        lag_h = AFTER_H if session.lag_h is None else session.lag_h
        return session.start_h + lag_h, f"{session.words}, {lag_h:g} h after its start"
    said = time_in_note(row.note)
    return (
        None if said is None else (said[0], f"{said[1]} of the note is {said[0]:g} h after the first session")
    )


def _relapse_time(row: OutcomeRow, planned: Planned, notes: list[str]) -> float:
    """Return until when (h) relapse is looked for where neither the cell nor a clause of the note says it."""
    course_h, withdrawn = planned.course_h[-1], bool(planned.scenario.begins_h)
    within_h = _within(row.note)
    if within_h is None and row.quantity == "time_to_relapse" and withdrawn:
        weeks = _weekly(0.0, course_h + AFTER_H)[-1] / HOURS_PER_WEEK
        notes.append(f"no time given: relapse within {weeks:g} weeks, as long as there are sessions")
        return course_h + AFTER_H
    weeks = (RELAPSE_HORIZON_H if within_h is None else within_h) / HOURS_PER_WEEK
    since = "" if withdrawn else " after the course"
    notes.append(f"no time given: relapse within {weeks:g} weeks{since}")
    if row.quantity == "time_to_relapse" and not withdrawn:
        return course_h + AFTER_H
    return weeks * HOURS_PER_WEEK if withdrawn else course_h + weeks * HOURS_PER_WEEK


def _within(note: str) -> float | None:
    """Return the time (h) within which a note counts relapses, from the end of the course."""
    found = re.search(rf"(?:first|within) ({NUMBER}) (days?|weeks?|months?)(?: after| of|,|;|$)", note)
    return None if found is None else float(found[1]) * words().days[found[2]] * HOURS_PER_DAY


def _event(row: OutcomeRow) -> str:
    text = f"{row.unit} {plain(row.scale)} {row.note}"
    if row.quantity in {"relapse_rate", "time_to_relapse"} or "sustained" in row.quantity:
        return "relapse"
    if row.quantity == "hazard_ratio":
        return "response" if "response" in text or "remission" in text else "relapse"
    if row.quantity in {"remission_rate", "abstinence_rate", "fraction_of_remitters"} or has(
        text, "remission"
    ):
        return "remission"
    return "response"


def _looks(row: OutcomeRow, planned: Planned, time_h: float) -> tuple[float, ...]:
    """Return times (h) at which an event is looked for; the first is when it is decided who can have it."""
    first = planned.course_h[-1] + AFTER_H
    if _event(row) == "relapse":
        if planned.scenario.begins_h:
            return _weekly(0.0, time_h)
        told = row.time_h is not None or _said_time(row, planned) is not None
        within_h = _within(row.note)
        end = time_h if told else first + RELAPSE_HORIZON_H
        if within_h is not None:
            end = first + within_h
        return _visits(first, max(end, first + HOURS_PER_WEEK))
    if row.quantity.startswith("infusions_to"):
        return tuple(start + AFTER_H for start in planned.course_h)
    if row.quantity == "onset_of_superiority":
        return ONSET_LOOKS_H
    if row.quantity == "fraction_of_6wk_effect":
        return (time_h, SIX_WEEKS_H)
    if row.quantity == "fraction_of_remitters":
        return (time_h, max(first, time_h))
    if _is_titrated(row, planned):
        return tuple(start + AFTER_H for start in planned.course_h)
    if row.quantity == "hazard_ratio":
        return _daily(HOURS_PER_DAY, max(time_h, 4 * HOURS_PER_WEEK))
    window = re.search(rf"window ({NUMBER})-({NUMBER}) h", row.note)
    if window:
        return _daily(float(window[1]), float(window[2]))
    if has(row.note, "any time|at some point|ever|best|lowest|within \\d+ ?(?:wk|weeks?|d|days?)"):
        return _daily(HOURS_PER_DAY, max(time_h, HOURS_PER_WEEK if row.time_h is None else HOURS_PER_DAY))
    return (time_h,)


def _is_titrated(row: OutcomeRow, planned: Planned) -> bool:
    """Return whether a row counts who was well after any step of a titration."""
    return (
        planned.titrated
        and row.quantity in {"response_rate", "remission_rate"}
        and has(row.note, "(?:at )?any dose|at some dose|any step|any time|ever")
    )


def _daily(first_h: float, last_h: float) -> tuple[float, ...]:
    """Return looks every day for 60 days, then every week."""
    days = max(0, int((last_h - first_h) / HOURS_PER_DAY + 1e-6))
    close = [first_h + HOURS_PER_DAY * day for day in range(min(days, 60) + 1)]
    far = close[-1] + HOURS_PER_WEEK
    while far <= last_h:
        close.append(far)
        far += HOURS_PER_WEEK
    return tuple(close)


def _visits(first_h: float, last_h: float) -> tuple[float, ...]:
    """Return visits twice a week for 12 weeks, then every week, and the last time itself."""
    half_weeks = [first_h + HOURS_PER_WEEK / 2 * index for index in range(25)]
    weeks = [half_weeks[-1] + HOURS_PER_WEEK * index for index in range(1, 53)]
    return (*(time for time in (*half_weeks, *weeks) if time < last_h), last_h)


def _weekly(first_h: float, last_h: float) -> tuple[float, ...]:
    weeks = max(1, int((last_h - first_h) / HOURS_PER_WEEK))
    return tuple(first_h + HOURS_PER_WEEK * week for week in range(weeks + 1))


def _fall(row: OutcomeRow) -> float:
    found = re.search(r">=? ?(\d\d) ?%(?: fall| threshold| reduction| decrease| improvement)", row.note)
    return float(found[1]) / 100 if found and row.quantity != "relapse_rate" else RESPONSE_FALL


def _fall_points(row: OutcomeRow) -> float:
    found = re.search(r">=? ?(\d+)[ -]points? (?:fall|reduction|decrease|improvement|drop)", row.note)
    return float(found[1]) if found and row.quantity != "relapse_rate" else 0.0


def _remission(row: OutcomeRow, nasal: bool, reading: ScaleReading, notes: list[str]) -> float:
    found = re.search(REMISSION, row.note)
    if found and row.quantity in {"remission_rate", "odds_ratio", "relative_risk"}:
        named = re.search(SCALE_WORD, found[0])
        other = scale_reading(named[0]) if named else None
        cut = re.search(rf"<(=?) ?({NUMBER})", found[0])
        if cut and (other is None or other.key == reading.key):
            return float(cut[2]) - (0.0 if cut[1] else 1.0)
    if reading.indication in {"suicidality", *AT_END_OF_COURSE}:
        return 0.0  # these forms give the chance to be well
    if reading.key == "madrs" and reading.factor == 1 and nasal:
        if "remi" in f"{row.quantity} {row.arm.lower()} {row.unit} {plain(row.scale)} {row.note}":
            notes.append("remission up to MADRS 12, as in trials of nasal esketamine")
        return ESKETAMINE_REMISSION_MADRS
    return reading.remission
