"""What an exposure counts for harm that builds up: days of use of the usual recreational size.

equivalents = days of use in the last 180 x (amount a day / recreational amount a day)^exponent

A recreational exposure of unknown amount has the ratio 1 by definition, because the odds per day were seen at
that amount; a known amount, as in a clinic, is divided by an amount that nobody knows, so its ratio is wide.
What would falsify it: equal harm at a tenth of the amount, which is the exponent 0 inside the prior.

People of one pattern use on different days. A share of people is therefore a mean over people within each
draw of what is not known, so that its interval holds what is not known and not how people differ.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.people.streams import normals
from nemda.risk.exposure import DAYS_PER_WEEK, WEEKS_PER_MONTH, Exposure
from nemda.risk.priors import DRAWS, SEED, draws, value

PEOPLE = 41
"""People of a pattern, at equal steps of rank: enough that a share is right to a thousandth."""


def days_of_people(exposure: Exposure) -> Float[ndarray, " person"]:
    """Return days of use in the window of people at equal steps of rank."""
    from scipy.special import ndtri

    deviate = ndtri((np.arange(PEOPLE) + 0.5) / PEOPLE)
    return _in_window(exposure, deviate)


def equivalents_of_people(exposure: Exposure) -> Float[ndarray, "draw person"]:
    """Return days of use of the recreational size in the window, for each draw and each of some people."""
    days = np.tile(days_of_people(exposure), (DRAWS, 1))
    return days if exposure.mg_per_day is None else days * _ratio(exposure.mg_per_day)[:, None]


def use_days(exposure: Exposure) -> Float[ndarray, " draw"]:
    """Return days of use in the window, one person per draw."""
    deviate = normals(SEED, f"risk/days/{exposure.label}", 0, DRAWS)
    return _in_window(exposure, deviate)


def equivalents(exposure: Exposure) -> Float[ndarray, " draw"]:
    """Return days of use of the recreational size in the window."""
    days = use_days(exposure)
    if exposure.mg_per_day is None:
        return days
    return days * _ratio(exposure.mg_per_day)


def _in_window(exposure: Exposure, deviate: Float[ndarray, "*shape"]) -> Float[ndarray, "*shape"]:
    per_week = np.minimum(exposure.days_per_week * np.exp(exposure.days_spread * deviate), DAYS_PER_WEEK)
    window = min(value("window_days"), exposure.months * WEEKS_PER_MONTH * DAYS_PER_WEEK)
    return per_week / DAYS_PER_WEEK * window


def _ratio(mg_per_day: float) -> Float[ndarray, " draw"]:
    return (mg_per_day / draws("recreational_mg_per_day")) ** draws("dose_exponent")
