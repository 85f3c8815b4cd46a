"""Times to response or relapse in two arms: log-rank test (SciPy) and Cox hazard ratio (statsmodels)."""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from nemda.trial.statistics.library import statsmodels


class Hazard(NamedTuple):
    """Hazard of the first arm relative to the second, with the p value of the log-rank test."""

    ratio: float
    p: float


class Times(NamedTuple):
    """When each person had the event, or was last seen without it (same unit throughout)."""

    time: Float[ndarray, " person"]
    event: Bool[ndarray, " person"]


UNKNOWN = Hazard(float("nan"), float("nan"))


def hazard_ratio(first: Times, second: Times) -> Hazard:
    """Return ratio and test; unknown where one arm has nobody at risk or no event."""
    if not (first.event.any() and second.event.any()):
        return UNKNOWN
    from scipy.stats import CensoredData, logrank

    groups = [
        CensoredData(uncensored=one.time[one.event], right=one.time[~one.event]) for one in (first, second)
    ]
    with np.errstate(invalid="ignore", divide="ignore"):  # everybody has the event at once: p is unknown
        p = float(logrank(groups[0], groups[1]).pvalue)
    time = np.concatenate([first.time, second.time])
    arm = np.repeat([1.0, 0.0], [first.time.size, second.time.size])
    event = np.concatenate([first.event, second.event]).astype(float)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # separation of the arms is seen in the ratio itself
        model = statsmodels("duration.hazard_regression").PHReg(
            time, arm[:, None], status=event, ties="efron"
        )
        try:
            ratio = float(np.exp(model.fit(disp=0).params[0]))
        except np.linalg.LinAlgError:
            return Hazard(float("nan"), p)  # the arms are separated, so no finite ratio fits
    return Hazard(ratio, p)


def first_time(
    hit: Bool[ndarray, "person visit"], seen: Bool[ndarray, "person visit"], visits: Float[ndarray, " visit"]
) -> Times:
    """Return the first visit at which `hit`, else the last one seen; people never seen are left out."""
    event: ndarray = np.any(hit & seen, axis=1)
    first = (hit & seen).argmax(axis=1)
    last = seen.shape[1] - 1 - seen[:, ::-1].argmax(axis=1)
    known: ndarray = np.any(seen, axis=1)
    return Times(visits[np.where(event, first, last)][known], event[known])
