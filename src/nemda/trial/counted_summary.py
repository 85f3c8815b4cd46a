"""The main numbers of an arm whose people were not kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nemda.engine.endpoints import ENDPOINTS
from nemda.errors import DataError
from nemda.regimen import sessions
from nemda.trial.counted import CountedResult
from nemda.trial.endpoints import SAME_TIME_H, assessment_h
from nemda.trial.intervals import Proportion, Spread, wilson
from nemda.trial.summary import PEAKS, DayResult, whole_days_h
from nemda.units import HOURS_PER_DAY

if TYPE_CHECKING:
    from xarray import Dataset

RESPONSE, REMISSION = (endpoint.name for endpoint in ENDPOINTS)


@dataclass(frozen=True)
class CountedSummary:
    """The main numbers of one arm; those of `nemda.trial.summary.ArmSummary` that need no single person.

    `highest` is the spread of a variable at the time when its median is highest, which is not the
    spread of people's own peaks. `error` is the greatest possible error (points) of a quantile of MADRS
    at any time.
    """

    name: str
    sentence: str
    n: int
    highest: Mapping[str, Spread]
    days: tuple[DayResult, ...]
    endpoint_day: float
    endpoint: DayResult
    error: float


def summarize_counted(result: CountedResult) -> CountedSummary:
    """Return the main numbers of an arm's statistics."""
    dataset, arm = result.dataset, result.arm
    end_h = float(dataset["time"].values[-1])
    judged_h = assessment_h(sessions(arm.regimen), end_h)
    return CountedSummary(
        name=arm.name,
        sentence=arm.sentence,
        n=arm.people.n,
        highest={kind.key: _highest(dataset, kind.variable) for kind in PEAKS},
        days=tuple(_day(dataset, time_h, arm.people.n) for time_h in whole_days_h(end_h)),
        endpoint_day=judged_h / HOURS_PER_DAY,
        endpoint=_day(dataset, judged_h, arm.people.n),
        error=float(dataset["quantile_error"].sel(variable="madrs").max()),
    )


def _day(dataset: Dataset, time_h: float, n: int) -> DayResult:
    index = _index(dataset, time_h)
    return DayResult(
        day=time_h / HOURS_PER_DAY,
        madrs=_spread(dataset, "madrs", index),
        change=_spread(dataset, "madrs_change", index),
        response=_share(dataset, RESPONSE, index, n),
        remission=_share(dataset, REMISSION, index, n),
    )


def _highest(dataset: Dataset, variable: str) -> Spread:
    median = dataset["quantiles"].sel(variable=variable, quantile=0.5).values
    return _spread(dataset, variable, int(np.argmax(median)))


def _spread(dataset: Dataset, variable: str, index: int) -> Spread:
    one = dataset.sel(variable=variable).isel(time=index)
    return Spread(float(one["mean"]), float(one["sd"]), *(float(number) for number in one["quantiles"]))


def _share(dataset: Dataset, endpoint: str, index: int, n: int) -> Proportion:
    return wilson(round(float(dataset["share"].sel(endpoint=endpoint).isel(time=index)) * n), n)


def _index(dataset: Dataset, time_h: float) -> int:
    times = dataset["time"].values
    index = int(np.argmin(np.abs(times - time_h)))
    if abs(times[index] - time_h) > SAME_TIME_H:
        raise DataError(
            "No output at this time.", where=f"hour {time_h:g}", got=f"the nearest is hour {times[index]:g}"
        )
    return index
