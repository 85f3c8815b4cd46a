"""Time to an event when some people are never seen to have it: the Kaplan-Meier estimate.

S(t) = product over event times t_i <= t of (1 - d_i / n_i), with d_i events among n_i still at risk; a
person censored at t_i is at risk at t_i (Kaplan and Meier 1958, DOI 10.1080/01621459.1958.10501452).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray


class SurvivalCurve(NamedTuple):
    """The share without the event, from each event time on; before the first it is 1."""

    time: Float[ndarray, " event"]
    surviving: Float[ndarray, " event"]


def kaplan_meier(time: Float[ndarray, " person"], event: Bool[ndarray, " person"]) -> SurvivalCurve:
    """Return the estimate from each person's last time and whether it is the event (else censored)."""
    times = np.unique(time[event])
    at_risk = np.array([np.count_nonzero(time >= t) for t in times], dtype=float)
    events = np.array([np.count_nonzero(event & (time == t)) for t in times], dtype=float)
    return SurvivalCurve(times.astype(float), np.cumprod(1.0 - events / at_risk))


def time_to_share(curve: SurvivalCurve, share: float) -> float | None:
    """Return when `share` of the people have had the event, or None where that is not reached.

    With a share of 0.5 this is the median: the first time at which at most half are without it.
    """
    # shares such as 1 - 0.95 carry a rounding of the last digit
    reached = np.flatnonzero(curve.surviving <= 1.0 - share + 1e-12)
    return float(curve.time[reached[0]]) if reached.size else None
