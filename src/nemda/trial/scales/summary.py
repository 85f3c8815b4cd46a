"""A simulated arm on another scale, day by day, with the error of the cross-walk beside it.

A cross-walk carries no scatter of its own, so converted scores of people differ less than ratings on that
scale would: the SD to expect in a trial is sqrt(SD^2 + error^2). Means have no such error beyond that of the
cross-walk itself. Wrong if trials that rated both scales report other spreads than these.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from jaxtyping import Float
from numpy import ndarray

from nemda.engine.endpoints import responded
from nemda.trial.endpoints import at_time, baseline
from nemda.trial.intervals import Proportion, Spread, spread, wilson
from nemda.trial.scales.convert import Converted, convert
from nemda.trial.scales.library import find_scale
from nemda.units import HOURS_PER_DAY

if TYPE_CHECKING:
    from xarray import Dataset


class ScaleDay(NamedTuple):
    """One day on a scale: converted scores, their change from baseline, who responds on it (half gone).

    `person_error_sd` is the SD (points) of one person's rating about the converted score, and `rated_sd`
    the SD between people to expect in ratings.
    """

    day: float
    score: Spread
    change: Spread
    response: Proportion
    person_error_sd: float
    rated_sd: float


def scale_days(result: Dataset, scale: str, days: Iterable[float]) -> tuple[ScaleDay, ...]:
    """Return an arm on a scale on these days, each of which must be an output time.

    Raises
    ------
    DataError
        The scale is unknown, or the result has no such day.
    """
    find_scale(scale)
    start = convert(baseline(result), "madrs", scale)
    return tuple(
        _day(day, convert(at_time(result, "madrs", day * HOURS_PER_DAY), "madrs", scale), start.value)
        for day in days
    )


def _day(day: float, converted: Converted, start: Float[ndarray, " person"]) -> ScaleDay:
    scores = converted.value
    score, error_sd = spread(scores), float(converted.error_sd.mean())
    return ScaleDay(
        day=day,
        score=score,
        change=spread(scores - start),
        response=wilson(int(responded(scores, start).sum()), scores.size),
        person_error_sd=error_sd,
        rated_sd=math.hypot(score.sd, error_sd),
    )
