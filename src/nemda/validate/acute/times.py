"""Predictions on time: when an effect peaks, how long it lasts, and when it is gone."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

from nemda.mechanism.episodes import EPISODE_CADSS
from nemda.mechanism.pressure import pressure_table
from nemda.validate.acute.groups import Course
from nemda.validate.acute.judge import Prediction
from nemda.validate.acute.row import AcuteRow
from nemda.validate.outcome import NotApplicableError

MINUTES_PER_HOUR = 60.0
GONE = {"dissociation": EPISODE_CADSS, "psychotomimetic": 1.0, "unconscious_plane": 0.5, "analgesia": 0.2}
"""Below this the mean of people counts as gone: the limit of an episode (CADSS), a point of the BPRS, half of
people awake, a fifth of the pain (grade C). A rise of pressure has gone within `cuff_error`."""

OF_PEAK = 0.5
"""What has no limit of its own, as sedation, counts as gone at half of its peak: half of those who had it."""

NEVER = "never reached by half of people"


def _variable(row: AcuteRow) -> str:
    words = row.effect
    if re.search(r"\bbp\b|\bsbp\b|\bhr\b|pressure|heart rate|hypertens|ha?emodynam", words):
        return "systolic_rise"
    if re.search(r"bprs|psychos|psychotom", words):
        return "psychotomimetic"
    if re.search(r"an(?:a)?esthes|unconscious|consciousness|awak|emergence|induction|recovery$", words):
        return "unconscious_plane"
    if re.search(r"side effect|adverse|dissoc|cadss|symptom", words):
        return "dissociation"
    if re.search(r"sedat|moaa", words):
        return "sedation"
    if re.search(r"analges|pain", words):
        return "analgesia"
    if re.search(r"plasma|serum|concentration|level", words):
        return "ketamine_venous"
    raise NotApplicableError(f"what is timed is not read in {row.effect!r}")


def cuff_error() -> float:
    """Return the error (mmHg) of the difference of two systolic readings, below which no rise is seen."""
    return math.sqrt(2) * pressure_table()["systolic_reading_sd"].value


def _fixed(name: str) -> float | None:
    return cuff_error() if name == "systolic_rise" else GONE.get(name)


def _limit(name: str, arm: Course) -> float:
    fixed = _fixed(name)
    return OF_PEAK * float(arm.mean(name).max()) if fixed is None else fixed


def _note(name: str, words: str) -> str:
    fixed = _fixed(name)
    return f"mean {name} {words} " + ("half of its peak" if fixed is None else f"{fixed:.2g}")


def duration(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return how long (min) the mean of people is at or over the limit, 0 where it never is.

    A dose of a range that does not bring the effect has no duration and is left out of the mean.
    """
    name = _variable(row)
    values: list[float] = []
    for arm in arms:
        over = arm.time_h[arm.mean(name) >= _limit(name, arm)]
        if over.size:
            values.append(float(over[-1] - over[0]) * MINUTES_PER_HOUR)
    notes = (_note(name, "at least"),)
    if 0 < len(values) < len(arms):
        notes = (*notes, "of the doses that bring it")
    return Prediction(float(np.mean(values)) if values else 0.0, "increase", notes)


def gone_after(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return when (min) the mean of people has fallen below the limit for good.

    Counted from the end of an infusion where the row says so, else from the dose.
    """
    name = _variable(row)
    from_end = re.search(r"after (?:the )?(?:end|infusion|stop)", row.said) is not None
    values: list[float] = []
    for arm in arms:
        over = arm.time_h[arm.mean(name) >= _limit(name, arm)]
        last = float(over[-1]) if over.size else 0.0
        values.append(max(0.0, last - (arm.end_h if from_end else 0.0)) * MINUTES_PER_HOUR)
    return Prediction(float(np.mean(values)), "increase", (_note(name, "below"),))


def onset(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return when (min after the start) the mean of people first reaches the limit."""
    name = _variable(row)
    values: list[float] = []
    for arm in arms:
        over = arm.time_h[arm.mean(name) >= _limit(name, arm)]
        if not over.size:
            raise NotApplicableError(f"{name}: {NEVER}")
        values.append(float(over[0]) * MINUTES_PER_HOUR)
    return Prediction(float(np.mean(values)), "increase", (_note(name, "at least"),))


def time_of_peak(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return when (min after the dose) the mean of people is highest."""
    name = _variable(row)
    values = [float(arm.time_h[int(arm.mean(name).argmax())]) * MINUTES_PER_HOUR for arm in arms]
    return Prediction(float(np.mean(values)), "increase", (f"mean {name}",))
