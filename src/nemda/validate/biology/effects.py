"""From a course to what a paper reports: size of a change, its direction, its times, half concentrations."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.validate.biology.conventions import convention
from nemda.validate.biology.courses import Arms, arms_of
from nemda.validate.biology.directions import Direction
from nemda.validate.biology.protocol import Protocol
from nemda.validate.biology.readouts import Readout
from nemda.validate.biology.times import Window

_POINTS = {"madrs_change", "dissociation", "systolic_rise"}
"""Outputs in points or mmHg, of which two are a little, and not shares of something."""
RUNGS = 13
"""Concentrations of a ladder."""


def dead_band(names: Sequence[str]) -> float:
    """Return the change of an output that counts as none, in its unit."""
    if _POINTS.intersection(names):
        return convention("dead_band_points")
    return convention("dead_band_occupancy" if "pyramidal_occupancy" in names else "dead_band")


def change_of(arms: Arms, readout: Readout, window: Window) -> float:
    """Return the mean change over a window: relative to the control, or the difference where that is 0."""
    drug, control = arms.mean(window.start_h, window.end_h)
    return _changed(drug, control, readout) / _whole(arms, readout)


def peak_change(arms: Arms, readout: Readout, window: Window) -> float:
    """Return the change of largest size within a window."""
    inside = (arms.time_h >= window.start_h) & (arms.time_h <= window.end_h)
    if not inside.any():
        return change_of(arms, readout, window)
    changes = [
        _changed(float(drug), float(control), readout) / _whole(arms, readout)
        for drug, control in zip(arms.drug[inside], arms.control[inside], strict=True)
    ]
    return max(changes, key=abs)


def direction_of(change: float, band: float) -> Direction:
    """Return the direction of a change, none inside the dead band."""
    if abs(change) <= band:
        return "no change"
    return "increase" if change > 0 else "decrease"


def end_of_effect(arms: Arms, readout: Readout, band: float) -> float:
    """Return the last time (h) at which an effect is outside the dead band; 0 where it never is."""
    outside = np.flatnonzero(np.abs(_course_of(arms, readout)) > band)
    return float(arms.time_h[outside[-1]]) if outside.size else 0.0


def onset_of_effect(arms: Arms, readout: Readout, band: float) -> float:
    """Return the first time (h) at which half of the largest effect is there; infinite without an effect."""
    size = np.abs(_course_of(arms, readout))
    reached = np.flatnonzero(size >= 0.5 * size.max())
    return float(arms.time_h[reached[0]]) if size.max() > band else math.inf


def time_of_peak(arms: Arms, readout: Readout) -> float:
    """Return the time (h) at which an effect is largest."""
    return float(arms.time_h[np.argmax(np.abs(_course_of(arms, readout)))])


def half_life(arms: Arms) -> float:
    """Return the half-life (h) of a level: log-linear from its peak down to a tenth of it."""
    peak = int(np.argmax(arms.drug))
    level, time = arms.drug[peak:], arms.time_h[peak:]
    kept = level >= 0.1 * level[0]
    stop = int(np.argmin(kept)) if not kept.all() else level.size
    if stop < 3 or level[0] <= 0:
        return math.nan
    slope = float(np.polyfit(time[:stop], np.log(level[:stop]), 1)[0])
    return math.log(2) / -slope if slope < 0 else math.nan


def half_concentration(
    protocol: Protocol, names: tuple[str, ...], readout: Readout, window: Window, between: tuple[float, float]
) -> float:
    """Return the free concentration (umol/L) of half an effect over a ladder of baths.

    As papers do, a Hill curve is fitted to the rising part of the ladder, whose ends are `between`. NaN where
    the change never leaves the dead band.
    """
    compound = protocol.bath[0][0]
    levels = np.geomspace(*between, RUNGS)
    changes = np.array([
        change_of(arms_of(protocol._replace(bath=((compound, float(level)),)), names), readout, window)
        for level in levels
    ])  # fmt: skip
    top = int(np.argmax(np.abs(changes)))
    if abs(changes[top]) <= dead_band(names):
        return math.nan
    return _hill_half(levels[: top + 1], np.abs(changes[: top + 1]))


def _hill_half(level: Float[ndarray, " rung"], size: Float[ndarray, " rung"]) -> float:
    """Return the half level of the Hill curve nearest to the sizes, on a grid of halves and exponents."""
    halves, exponents = np.geomspace(level[0] / 3, level[-1] * 3, 200), np.linspace(0.5, 4.0, 15)
    curve = 1 / (1 + (halves[:, None, None] / level) ** exponents[:, None])
    height = (curve @ size) / (curve**2).sum(axis=-1)
    misfit = ((size - height[..., None] * curve) ** 2).sum(axis=-1)
    return float(halves[np.unravel_index(np.argmin(misfit), misfit.shape)[0]])


def _course_of(arms: Arms, readout: Readout) -> np.ndarray:
    if readout.change == "difference":
        return readout.sense * (arms.drug - arms.control) / _whole(arms, readout)
    return readout.sense * (arms.drug / arms.control - 1)


def _whole(arms: Arms, readout: Readout) -> float:
    """Return the largest level of a readout that is judged as a share of its own peak, else 1."""
    peak = float(np.abs(arms.drug).max()) if readout.of_peak else 1.0
    return peak if peak > 0 else 1.0


def _changed(drug: float, control: float, readout: Readout) -> float:
    if readout.change == "difference" or control == 0:
        return readout.sense * (drug - control)
    return readout.sense * (drug / control - 1)
