"""Arms of magnesium: in blind trials no effect on mood, in open ones the upper bound of what it may do.

Both readings are those of nemda.magnesium.mood: blind trials found nothing (mehdi2017, ryszewska2018), the
bound is an open crossover (tarleton2017), which holds expectancy too, so it is taken for open arms only.
Wrong if a blind trial sees the bound.
"""

from __future__ import annotations

import re

from nemda.magnesium.absorption import Range
from nemda.magnesium.mood import gad7_change, phq9_change
from nemda.trial.rows.arm_row import ArmRow
from nemda.trial.rows.reading_scales import ScaleReading, scale_reading
from nemda.trial.rows.text import middle

USUAL_MG_D = 248.0
"""Where a row gives no dose (tarleton2017); the bound does not grow above it."""
MAGNESIUM = r"\bmagnesium\b|\bmg(?:so4|cl2?|o)\b"


def is_magnesium(compound: str) -> bool:
    """Return whether the name of a compound is a salt of magnesium."""
    return re.search(MAGNESIUM, compound) is not None


def daily_magnesium_mg(row: ArmRow) -> float:
    """Return the daily dose by mouth (mg) that can act under the upper bound; 0 for any other arm."""
    if not is_magnesium(row.compound) or row.route not in {"", "po", "oral"}:
        return 0.0
    dose = middle(row.dose)
    return USUAL_MG_D if dose is None else dose * (1000.0 if row.unit.startswith("g") else 1.0)


def magnesium_points(reading: ScaleReading, time_h: float, mg_day: float) -> Range:
    """Return the change on a scale (points) after so many hours of a daily dose, at the bound."""
    if "gad" in reading.note.lower():
        points = gad7_change(time_h, mg_day, "upper bound")
        return Range(points, points, points)
    phq9 = scale_reading("PHQ-9")
    factor = (phq9.madrs_per_point() if phq9 else 1.0) / reading.madrs_per_point()
    return Range(*(factor * points for points in phq9_change(time_h, mg_day, "upper bound")))
