"""The shape of a response: peak, steady level, their ratio, rise time, and the area below.

All functions take one or many responses, time last. Responses are open probabilities or currents of one
sign; pass the absolute value of an inward current.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

RISE_FROM, RISE_TO = 0.1, 0.9
"""Usual limits of the rise time, as shares of the peak."""


def peak(response: Float[ndarray, "*batch time"]) -> Float[ndarray, "*batch"]:
    """Return the largest sampled value."""
    return np.asarray(response.max(axis=-1))


def time_to_peak_s(
    time_s: Float[ndarray, " time"], response: Float[ndarray, "*batch time"]
) -> Float[ndarray, "*batch"]:
    """Return when the largest sampled value is reached (s)."""
    return np.asarray(time_s[response.argmax(axis=-1)])


def steady_over_peak(response: Float[ndarray, "*batch time"]) -> Float[ndarray, "*batch"]:
    """Return the last value over the largest: 1 without desensitization, NaN for no response."""
    largest = peak(response)
    ratio = np.divide(response[..., -1], largest, out=np.full(largest.shape, np.nan), where=largest > 0)
    return np.asarray(ratio)


def rise_time_s(time_s: Float[ndarray, " time"], response: Float[ndarray, " time"]) -> float:
    """Return the time (s) from 10 to 90 % of the peak, interpolated linearly; NaN for no response."""
    top = int(response.argmax())
    if not response[top] > 0:
        return float("nan")
    rising = np.maximum.accumulate(response[: top + 1])
    low, high = np.interp([RISE_FROM * response[top], RISE_TO * response[top]], rising, time_s[: top + 1])
    return float(high - low)


def area(
    time_s: Float[ndarray, " time"], response: Float[ndarray, "*batch time"]
) -> Float[ndarray, "*batch"]:
    """Return the integral over time by trapezoids; for an exact one see `nemda.receptor.measure.openings`."""
    return np.asarray(np.trapezoid(response, time_s, axis=-1))
