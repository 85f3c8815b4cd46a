"""The times at which a course is told in numbers: those of trials, and those of the published outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from nemda.report.arms import ShownArm
from nemda.trial.endpoints import ASSESSED_AFTER_H, SAME_TIME_H
from nemda.trial.results import Observed
from nemda.units import HOURS_PER_DAY

STANDARD_H = (2.0, 24.0, 72.0, 168.0, 336.0, 504.0, 672.0, 1344.0, 2016.0, 4368.0, 8736.0)
"""Visits of ketamine trials: 2 h, a day, three days, weeks 1 to 4, 8 and 12, half a year, a year."""


class Visit(NamedTuple):
    """A simulated time: its place among the output times, and hours after the first dose."""

    place: int
    after_h: float

    @property
    def label(self) -> str:
        """The time in words, such as "24 h" or "day 7"."""
        return time_label(self.after_h)


def time_label(after_h: float) -> str:
    """Return hours in words: up to two days as hours, later as days.

    >>> time_label(24), time_label(168)
    ('24 h', 'day 7')
    """
    return f"{after_h:.3g} h" if after_h < 2 * HOURS_PER_DAY else f"day {after_h / HOURS_PER_DAY:.4g}"


def visits(arm: ShownArm, observed: Iterable[Observed] = ()) -> tuple[Visit, ...]:
    """Return the visits of an arm, rising.

    They are the standard times, a day after the last session, the end, and the exact times of published
    MADRS.
    """
    end_h = _end_h(arm)
    near = [time for time in (*STANDARD_H, _judged_h(arm)) if 0 < time <= end_h]
    exact = [
        row.time_h
        for row in observed
        if row.scale == "MADRS" and row.arm == arm.name and row.time_h is not None and 0 < row.time_h <= end_h
    ]
    found = {visit_at(arm, time) for time in (*near, end_h)}
    found |= {visit for time in exact if abs((visit := visit_at(arm, time)).after_h - time) <= SAME_TIME_H}
    return tuple(sorted(found))


def visit_at(arm: ShownArm, after_h: float) -> Visit:
    """Return the simulated time of an arm that is nearest to a time after the first dose."""
    after = arm.time_h - arm.first_dose_h
    place = int(np.argmin(np.abs(after - after_h)))
    return Visit(place, float(after[place]))


def headline_times(arms: Sequence[ShownArm]) -> tuple[float, ...]:
    """Return the times (h after the first dose) of the main numbers, which every arm reaches.

    They are a day after the first dose, a day after the last session of the longest course, and the end.
    """
    end_h = min(_end_h(arm) for arm in arms)
    wanted = {HOURS_PER_DAY, max(_judged_h(arm) for arm in arms), end_h}
    return tuple(sorted(time for time in wanted if time <= end_h))


def main_visits(all_visits: tuple[Visit, ...], most: int = 4) -> tuple[Visit, ...]:
    """Return at most `most` visits from a day on: the first, the last, and some evenly between them."""
    late = [visit for visit in all_visits if visit.after_h >= HOURS_PER_DAY] or list(all_visits)
    if len(late) <= most:
        return tuple(late)
    places = np.round(np.linspace(0, len(late) - 1, most)).astype(int)
    return tuple(late[place] for place in places)


def _end_h(arm: ShownArm) -> float:
    return float(arm.time_h[-1]) - arm.first_dose_h


def _judged_h(arm: ShownArm) -> float:
    last_h = arm.sessions_h[-1] - arm.first_dose_h if arm.sessions_h else 0.0
    return last_h + ASSESSED_AFTER_H
