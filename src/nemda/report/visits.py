"""The times at which a course is told in numbers: those of trials, and those of the published outcomes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from nemda.report.arms import ShownArm
from nemda.trial.results import Observed
from nemda.units import HOURS_PER_DAY

STANDARD_H = (2.0, 24.0, 72.0, 168.0, 336.0, 504.0, 672.0, 1344.0, 2016.0, 4368.0, 8736.0)
"""Visits of ketamine trials: 2 h, a day, three days, weeks 1 to 4, 8 and 12, half a year, a year."""
NEAR = 0.25
"""A simulated time within this share of a visit's time stands for it; the label tells the true time."""
SAME_H = 1e-6


class Visit(NamedTuple):
    """A simulated time: its position on the time axis, and hours after the first dose."""

    index: int
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
    """Return the visits of an arm, rising: standard times, the end, and exact times of published MADRS."""
    after = arm.time_h - arm.first_dose_h
    wanted = {time: NEAR * time for time in (*STANDARD_H, float(after[-1])) if 0 < time <= after[-1]}
    wanted |= {
        row.time_h: SAME_H
        for row in observed
        if row.scale == "MADRS" and row.arm == arm.name and row.time_h is not None and row.time_h > 0
    }
    found = {
        index
        for time, tolerance in wanted.items()
        if abs(after[index := int(np.argmin(np.abs(after - time)))] - time) <= tolerance
    }
    return tuple(Visit(index, float(after[index])) for index in sorted(found))


def main_visits(all_visits: tuple[Visit, ...], most: int = 4) -> tuple[Visit, ...]:
    """Return at most `most` visits from a day on: the first, the last, and some evenly between them."""
    late = [visit for visit in all_visits if visit.after_h >= HOURS_PER_DAY] or list(all_visits)
    if len(late) <= most:
        return tuple(late)
    places = np.round(np.linspace(0, len(late) - 1, most)).astype(int)
    return tuple(late[place] for place in places)
