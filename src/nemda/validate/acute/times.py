"""Predictions on time: when an effect peaks, how long it lasts, and when it is gone."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from nemda.validate.acute.groups import Course
from nemda.validate.acute.judge import Prediction
from nemda.validate.acute.row import AcuteRow
from nemda.validate.outcome import NotApplicableError

MINUTES_PER_HOUR = 60.0
GONE = {
    "systolic_rise": 5.0, "dissociation": 4.0, "psychotomimetic": 1.0, "unconscious_plane": 0.5,
    "analgesia": 0.2,
}  # fmt: skip
"""Below this the mean of people counts as gone: the error of a cuff (mmHg), the limit of an episode (CADSS),
a point of the BPRS, half of people awake, a fifth of the pain (grade C)."""

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


def _limit(name: str, arm: Course) -> float:
    return GONE.get(name, OF_PEAK * float(arm.mean(name).max()))


def _note(name: str, words: str) -> str:
    return f"mean {name} {words} {GONE[name]:g}" if name in GONE else f"mean {name} {words} half of its peak"


def duration(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return how long (min) the mean of people is at or over the limit."""
    name = _variable(row)
    values: list[float] = []
    for arm in arms:
        over = arm.time_h[arm.mean(name) >= _limit(name, arm)]
        values.append(float(over[-1] - over[0]) * MINUTES_PER_HOUR if over.size else 0.0)
    return Prediction(float(np.mean(values)), "increase", (_note(name, "at least"),))


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
