"""The liver: injury by long infusions, above all by a second one soon after the first.

Claim: single infusions of days do not injure (0 of 101), a second of 100 h after 16 days did (3 of 6), and
small doses hours long are not reported to. Form: for each continuous course of d grams with earlier courses
c,

    hazard = single (d / 1.2)^exponent + repeat (d sum(c exp(-days since / memory)))^exponent
    P = 1 - exp(-hazard)

`single` is the hazard of 72 to 100 h at 1.2 g in all; `repeat` is solved from the series of six. Isomer, dose
and interval of the two series differ, so the two readings cannot be told apart by more than these. Falsified
by: injury by single short doses, or none by a third infusion of days a week later.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.risk.exposure import DAYS_PER_WEEK, WEEKS_PER_MONTH, Exposure
from nemda.risk.priors import DRAWS, Estimate, draws, estimate, value
from nemda.units import HOURS_PER_DAY

SERIES_GAP_DAYS = 16 - 100 / HOURS_PER_DAY
"""Days from the end of the first infusion of the series to the start of the second."""

MG_PER_G = 1000.0
LONG_H = 24.0
"""A course of at least so many hours is long; the series had 72 and 100."""

NO_THRESHOLD = (
    "no amount or interval is known to be safe; injury was seen after 1 to 2 g over 100 h, repeated"
)


class LiverCourse(NamedTuple):
    """A continuous course: day of its start, days it lasts, and grams that reach the body."""

    day: float
    days: float
    grams: float


def liver_injury(courses: Sequence[LiverCourse]) -> Estimate:
    """Return the share of people with injury (3 times the upper limit of normal) in any of the courses."""
    return estimate(_injured(courses))


def first_and_last(courses: Sequence[LiverCourse]) -> tuple[Estimate, Estimate]:
    """Return the share injured by the first course, and by all."""
    return estimate(_injured(courses[:1])), estimate(_injured(courses))


def liver_of_exposure(exposure: Exposure) -> Estimate | None:
    """Return the share injured over a steady exposure to long infusions, each a course.

    None where the amount is unknown, and for doses of hours: injury was seen with infusions of days, and no
    series says how that carries over.
    """
    if exposure.mg_per_day is None or exposure.days_per_week == 0 or exposure.longest_h < LONG_H:
        return None
    grams = exposure.mg_per_day / MG_PER_G
    count = max(1, round(exposure.days_per_week * exposure.months * WEEKS_PER_MONTH))
    gap = DAYS_PER_WEEK / exposure.days_per_week
    kept = np.exp(-gap / draws("liver_memory_days"))
    hazard = np.zeros(DRAWS)
    left = np.zeros(DRAWS)
    for _ in range(count):
        hazard += single_hazard(grams) + repeat_hazard() * (grams * left) ** draws("liver_dose_exponent")
        left = (left + grams) * kept
    return estimate(-np.expm1(-hazard))


def restriction_odds_ratio() -> Estimate:
    """Return the odds ratio of injury, restricted against liberal amounts given again and again in burns."""
    return estimate(draws("liver_liberal_ratio") ** -draws("liver_dose_exponent"))


def single_hazard(grams: float) -> Float[ndarray, " draw"]:
    """Return the hazard of a course without earlier ones."""
    relative = grams / value("liver_single_dose_g")
    return draws("liver_single_hazard") * relative ** draws("liver_dose_exponent")


def repeat_hazard() -> Float[ndarray, " draw"]:
    """Return the hazard of a repeated course per (gram squared)^exponent, from the series of six."""
    dose = value("liver_repeat_dose_g")
    left = dose * np.exp(-SERIES_GAP_DAYS / draws("liver_memory_days"))
    return -np.log1p(-draws("liver_repeat_injury")) / (dose * left) ** draws("liver_dose_exponent")


def _injured(courses: Sequence[LiverCourse]) -> Float[ndarray, " draw"]:
    memory, exponent = draws("liver_memory_days"), draws("liver_dose_exponent")
    hazard = np.zeros(DRAWS)
    for place, course in enumerate(courses):
        left = np.zeros(DRAWS)
        for earlier in courses[:place]:
            since = max(course.day - (earlier.day + earlier.days), 0.0)
            left += earlier.grams * np.exp(-since / memory)
        hazard += single_hazard(course.grams) + repeat_hazard() * (course.grams * left) ** exponent
    return -np.expm1(-hazard)
