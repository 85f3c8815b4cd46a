"""Exposure of a signal, exact from its modes: area, peak, time of the peak, terminal half-life.

Areas and half-lives are formulas of the modes; the peak is found on a grid and refined to rounding,
because a sum of exponentials has no closed form for its maximum. Samples of a study see less: a
sparse schedule misses the peak and a short one cuts the area, so compare like with like.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ModelError
from nemda.model.drive import Drive

GRID_POINTS = 96
"""Points per segment that bracket a peak; absorption and distribution phases are far wider."""

REFINEMENTS = 60
"""Golden-section steps; each leaves 0.618 of the bracket, so 60 leave 3e-13 of it."""

NEGLIGIBLE = 1e-9
"""Modes whose part of the last segment is below this share of the largest do not set the half-life."""


class Peak(NamedTuple):
    """The largest level of each person and when it occurs (first time where equal)."""

    level: Float[ndarray, " person"]
    time_h: Float[ndarray, " person"]


def area_under_curve(
    drive: Drive, name: str, start_h: float = 0.0, stop_h: float = math.inf
) -> Float[ndarray, " person"]:
    """Return the exact integral of a signal over [start_h, stop_h] (unit of the signal times h).

    In each segment: sum of weight (plateau T + amplitude (1 - exp(-rate T)) / rate).

    Raises
    ------
    ModelError
        The signal is unknown, the limits are not in order, or an input never ends.
    """
    weight = _weight(drive, name)
    _check_limits(start_h, stop_h)
    total = np.zeros(drive.people)
    ends = np.append(drive.edge_h[1:], math.inf)
    for segment, (edge_h, end_h) in enumerate(zip(drive.edge_h, ends, strict=True)):
        low, high = max(start_h, edge_h) - edge_h, min(stop_h, end_h) - edge_h
        if high <= low:
            continue
        plateau, amplitude = drive.plateau[segment], drive.amplitude[segment]
        if math.isinf(high):
            if np.any(weight * plateau != 0):
                raise ModelError("An input never ends, so its area has no limit.", where=name)
            tail = amplitude * np.exp(-drive.rate * low) / drive.rate
            total += np.einsum("mp,mp->p", weight, tail)
            continue
        held = plateau * (high - low)
        decayed = amplitude * np.exp(-drive.rate * low) * _decayed(drive.rate, high - low)
        total += np.einsum("mp,mp->p", weight, held + decayed)
    return total


def peak(drive: Drive, name: str, start_h: float, stop_h: float) -> Peak:
    """Return the largest level of a signal over [start_h, stop_h] (h, finite) and its time.

    Raises
    ------
    ModelError
        The signal is unknown or the limits are not finite and in order.
    """
    weight = _weight(drive, name)
    _check_limits(start_h, stop_h)
    if math.isinf(stop_h):
        raise ModelError("A peak is sought over a finite time.", where="stop_h", got=stop_h)
    level = np.full(drive.people, -math.inf)
    time_h = np.full(drive.people, start_h)
    inner = drive.edge_h[(drive.edge_h > start_h) & (drive.edge_h < stop_h)]
    limits = np.array([start_h, *inner, stop_h])
    for low, high in pairwise(limits):
        found = _peak_within(drive, weight, float(low), float(high))
        higher = found.level > level
        level = np.where(higher, found.level, level)
        time_h = np.where(higher, found.time_h, time_h)
    return Peak(level, time_h)


def terminal_half_life(drive: Drive, name: str) -> Float[ndarray, " person"]:
    """Return ln 2 over the slowest rate (h) with which a signal falls after the last dose.

    Raises
    ------
    ModelError
        The signal is unknown or is zero after the last dose.
    """
    part = np.abs(_weight(drive, name) * drive.amplitude[-1])
    largest = part.max(axis=0, initial=0.0)
    if np.any(largest == 0):
        raise ModelError("A signal that is zero has no half-life.", where=name)
    seen = part > NEGLIGIBLE * largest
    return math.log(2.0) / np.where(seen, drive.rate, math.inf).min(axis=0)


def fitted_half_life(
    drive: Drive, name: str, start_h: float, stop_h: float, points: int = 13
) -> Float[ndarray, " person"]:
    """Return ln 2 over the log-linear slope (h) of a signal at equally spaced times from start to stop.

    What a study sees that samples this window; at late windows it becomes `terminal_half_life`.

    Raises
    ------
    ModelError
        The signal is unknown, the limits are not finite and in order, or it does not fall in between.
    """
    _weight(drive, name)
    _check_limits(start_h, stop_h)
    if math.isinf(stop_h) or points < 2:
        raise ModelError("A slope needs a finite window and two points.", got=(stop_h, points))
    times = np.linspace(start_h, stop_h, points)
    levels = drive.at(times)[drive.names.index(name)]
    if np.any(levels <= 0):
        raise ModelError("A signal that is zero has no half-life.", where=name)
    centered = (times - times.mean())[:, None]
    slope = (centered * np.log(levels)).sum(axis=0) / (centered**2).sum()
    if np.any(slope >= 0):
        raise ModelError("The signal does not fall in this window.", where=name, got=(start_h, stop_h))
    return math.log(2.0) / -slope


def mean_residence_time(drive: Drive, name: str) -> Float[ndarray, " person"]:
    """Return the mean time (h) at which a signal is seen: integral of t C over integral of C.

    For one dose that entered at once this is the mean residence time; an infusion adds half its length.

    Raises
    ------
    ModelError
        The signal is unknown, zero, or an input never ends.
    """
    weight = _weight(drive, name)
    area = area_under_curve(drive, name)
    if np.any(area <= 0):
        raise ModelError("A signal that is zero has no mean time.", where=name)
    total = np.zeros(drive.people)
    for segment, edge_h in enumerate(drive.edge_h):
        plateau, amplitude = drive.plateau[segment], drive.amplitude[segment]
        # Integrals over the segment of t = edge + s: those of 1 and of s, for exp(-rate s) and for 1.
        if segment + 1 == drive.edge_h.size:
            once, by_time, held, held_by_time = 1.0 / drive.rate, 1.0 / drive.rate**2, 0.0, 0.0
        else:
            length = float(drive.edge_h[segment + 1]) - edge_h
            once = _decayed(drive.rate, length)
            by_time = (once - length * np.exp(-drive.rate * length)) / drive.rate
            held, held_by_time = length, 0.5 * length**2
        moments = amplitude * (edge_h * once + by_time) + plateau * (edge_h * held + held_by_time)
        total += np.einsum("mp,mp->p", weight, moments)
    return total / area


def _weight(drive: Drive, name: str) -> Float[ndarray, "mode person"]:
    if name not in drive.names:
        raise ModelError("Unknown signal.", expected=", ".join(drive.names), got=repr(name))
    return drive.weight[drive.names.index(name)]


def _check_limits(start_h: float, stop_h: float) -> None:
    if not 0 <= start_h < stop_h:
        raise ModelError("Limits in hours must rise from 0 or later.", got=(start_h, stop_h))


def _decayed(rate: ndarray, elapsed_h: float) -> ndarray:
    """Return (1 - exp(-rate t)) / rate, which is t where the rate is 0."""
    flat = np.full_like(rate, elapsed_h)
    return np.divide(-np.expm1(-rate * elapsed_h), rate, out=flat, where=rate != 0)


def _peak_within(drive: Drive, weight: ndarray, low_h: float, high_h: float) -> Peak:
    """Return the largest level in [low_h, high_h], which lies within one segment."""
    segment = int(drive.segment_of(np.array([low_h]))[0])
    edge_h = drive.edge_h[segment]
    plateau, amplitude = drive.plateau[segment], drive.amplitude[segment]

    def level_at(time_h: ndarray) -> ndarray:
        decay = np.exp(-drive.rate * (time_h - edge_h))
        return np.einsum("mp,mp->p", weight, plateau + amplitude * decay)

    # Denser near the start of the segment, where levels turn fastest.
    grid = low_h + (high_h - low_h) * np.linspace(0.0, 1.0, GRID_POINTS) ** 3
    levels = np.stack([level_at(np.full(drive.people, time)) for time in grid])
    best = levels.argmax(axis=0)
    left = grid[np.maximum(best - 1, 0)]
    right = grid[np.minimum(best + 1, GRID_POINTS - 1)]
    golden = (math.sqrt(5.0) - 1.0) / 2.0
    for _ in range(REFINEMENTS):
        first = right - golden * (right - left)
        second = left + golden * (right - left)
        rising = level_at(first) < level_at(second)
        left = np.where(rising, first, left)
        right = np.where(rising, right, second)
    middle = 0.5 * (left + right)
    refined = level_at(middle)
    on_grid = levels[best, np.arange(drive.people)]
    return Peak(np.maximum(refined, on_grid), np.where(refined >= on_grid, middle, grid[best]))
