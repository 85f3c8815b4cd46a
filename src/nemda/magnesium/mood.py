"""What magnesium does to mood, in both readings of the evidence.

Reading "upper bound": PHQ-9 falls by 6.0 (4.2 to 7.9) over six weeks of 248 mg a day as chloride, within two
weeks, in an open crossover without placebo (Tarleton 2017), so all of expectancy and natural change is in it.
Reading "none": 4 g of sulfate into a vein did nothing at 24 h in a double-blind crossover (Mehdi 2017, n =
12) and magnesium added to fluoxetine did nothing (Ryszewska 2018). The default is none. Nothing acts within
half an hour in either reading. What would falsify the bound: a placebo-controlled trial with a larger effect.
"""

from __future__ import annotations

import math
from typing import Literal

from nemda.errors import DataError
from nemda.magnesium.absorption import Range
from nemda.magnesium.parameters import value

Reading = Literal["none", "upper bound"]
READINGS: tuple[Reading, ...] = ("none", "upper bound")
HOURS_PER_WEEK_OF_TRIAL = 168.0


def phq9_change(hours: float, supplement_mg_day: float, reading: Reading = "none") -> Range:
    """Return the change of PHQ-9 (points) after so many hours of a daily supplement (elemental mg).

    -6.0 (1 - exp(-t / 0.72 weeks)) in the reading "upper bound", in proportion to the dose below the 248
    mg of the trial and no more above it. `low` is the stronger end of the interval.

    Raises
    ------
    DataError
        A time or dose is negative.
    """
    return _scaled(
        hours, supplement_mg_day, reading, ("adjunct_phq9", "adjunct_phq9_most", "adjunct_phq9_least")
    )


def gad7_change(hours: float, supplement_mg_day: float, reading: Reading = "none") -> float:
    """Return the change of GAD-7 (points), as `phq9_change`; the bound is -4.5."""
    name = "adjunct_gad7"
    return _scaled(hours, supplement_mg_day, reading, (name, name, name)).value


def infusion_change(hours: float) -> float:
    """Return the change of a depression score within a day of an infusion: none, as the blind trial saw.

    Raises
    ------
    DataError
        The time is negative.
    """
    if not hours >= 0:
        raise DataError("Time after an infusion is not negative.", where="hours", got=hours)
    return 0.0


def _scaled(hours: float, dose: float, reading: Reading, names: tuple[str, str, str]) -> Range:
    if not (hours >= 0 and dose >= 0):
        raise DataError("Time and dose are not negative.", where="hours, supplement", got=(hours, dose))
    if reading == "none":
        return Range(0.0, 0.0, 0.0)
    grown = -math.expm1(-hours / HOURS_PER_WEEK_OF_TRIAL / value("adjunct_time"))
    share = min(1.0, dose / value("adjunct_dose")) * grown
    middle, low, high = (share * value(name) for name in names)
    return Range(middle, low, high)
