"""Target-controlled infusion: from a wanted course of a level to the rates of the pump.

The pump keeps one rate for each update interval. Its rate is the largest that never lifts the level
above the target, now or later, were the pump to stop after this interval:

    r_i = min over k of (target_i - c_i[k]) / u[k],   k = 1 .. K,   0 <= r_i <= limit

with c_i[k] the level k intervals ahead from everything already given, u[k] the level k intervals after
the start of one interval at 1 mg/h, and K the interval in which u peaks (later ones cannot bind). For
a level that answers at once (plasma) K is 1 and the target is met at the end of every interval. For a
level that answers late (effect site) this is the rule of Shafer & Gregg 1992 (J Pharmacokinet Biopharm
20:147-169): plasma overshoots, so that the effect site peaks at its target as early as it can without
passing it. Everything is superposition of one unit response, so any model with linear kinetics will do,
and no equation is solved. What would falsify the form: levels of a person that do not double with the
rate.

A pump is set for one person or a typical one. It does not look ahead: each target is pursued from the
first update at or after its time on, and the last interval may end up to one update after the course.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import RegimenError
from nemda.model.drive import Drive
from nemda.pk.pump import Pump
from nemda.regimen import Dose, Regimen

UnitResponse = Callable[[Regimen], Drive]
"""Levels of one person under a regimen, such as ``lambda regimen: plasma_drive(regimen, weight, values)``."""

MOST_INTERVALS = 50_000
"""More update intervals than this is taken for a slip of units."""

REACHED = 0.05
"""A target counts as reached from 5% below it on."""


@dataclass(frozen=True)
class TargetCourse:
    """A course of targets as steps: `level` [step] is wanted from `time_h` [step] on, until `stop_h`.

    Levels are in the unit of the signal (umol/L for those of nemda) and may be 0: the pump waits.

    Raises
    ------
    RegimenError
        A level is negative or not finite, or the times do not start at 0 and rise up to `stop_h`.
    """

    time_h: tuple[float, ...]
    level: tuple[float, ...]
    stop_h: float

    def __post_init__(self) -> None:
        times = np.array([*self.time_h, self.stop_h], dtype=float)
        if len(self.time_h) != len(self.level) or not self.level:
            raise RegimenError(
                "One level for each time of a course of targets.", where="TargetCourse.level",
                expected=f"{len(self.time_h)} levels, at least one", got=len(self.level),
            )  # fmt: skip
        if not np.all(np.isfinite(times)) or times[0] != 0 or np.any(np.diff(times) <= 0):
            raise RegimenError(
                "Times of a course of targets start at 0 and rise.", where="TargetCourse.time_h",
                expected="0 first, stop_h last", got=times.tolist(), hint="times are hours",
            )  # fmt: skip
        for step, level in enumerate(self.level):
            if not (np.isfinite(level) and level >= 0):
                raise RegimenError(
                    "A target is a finite level, not negative.", where=f"TargetCourse.level[{step}]",
                    got=level,
                )  # fmt: skip

    def at(self, time_h: Float[ndarray, " time"]) -> Float[ndarray, " time"]:
        """Return the target in force at each time; a time of a step belongs to the new target."""
        step = np.searchsorted(
            np.array(self.time_h), np.asarray(time_h) + _same_instant(time_h), side="right"
        )
        return np.array(self.level, dtype=float)[step - 1]


@dataclass(frozen=True)
class Infusion:
    """What the pump gives, and what it reaches.

    `regimen` holds one infusion per run of intervals at one rate above 0. `start_h` and `rate_mg_per_h`
    are [interval]; `predicted` and `target` are the level at the end of each interval and the target
    that was in force during it, in the unit of the signal. `reached_h` [step] is when each target was
    first met to within 5%, counted from the start; NaN where it was not (a falling level takes its time).
    """

    regimen: Regimen
    start_h: Float[ndarray, " interval"]
    rate_mg_per_h: Float[ndarray, " interval"]
    predicted: Float[ndarray, " interval"]
    target: Float[ndarray, " interval"]
    reached_h: Float[ndarray, " step"]


def target_infusion(
    course: TargetCourse,
    unit_response: UnitResponse,
    signals: Sequence[str],
    *,
    compound: str,
    pump: Pump | None = None,
) -> Infusion:
    """Return the stepped intravenous infusion that brings the sum of `signals` to the course of targets.

    `signals` are names in the drive of `unit_response`: ``("ketamine_arterial",)`` for a plasma target,
    ``("ketamine_s_effect", "ketamine_r_effect")`` for an effect site. `compound` is the key of a card with
    kinetics; amounts are mg of base.

    Raises
    ------
    RegimenError
        The response is of several people, lacks a signal or stays at zero; the course is longer than
        the pump's updates can hold; or the level still stands below a target when that target ends.
    """
    pump = pump or Pump()
    intervals = _intervals(course.stop_h, pump.update_h)
    start_h = np.arange(intervals) * pump.update_h
    unit = _unit_levels(unit_response, signals, compound, pump.update_h, intervals)
    target = course.at(start_h)
    rate, predicted = _pursue(target, unit, pump.limit_mg_per_h)
    reached_h = _reached(course, pump, start_h, predicted)
    return Infusion(
        _regimen(compound, start_h, rate, pump.update_h), start_h, rate, predicted, target, reached_h
    )


def _same_instant(time_h: ndarray) -> ndarray:
    """Return how much a time may fall short of a step by rounding: far less than any pump resolves."""
    return 1e-9 * np.maximum(1.0, np.abs(time_h))


def _intervals(stop_h: float, update_h: float) -> int:
    intervals = int(np.ceil(stop_h / update_h - 1e-9))
    if intervals > MOST_INTERVALS:
        raise RegimenError(
            "Too many updates of the pump.", where="Pump.update_h", got=f"{intervals} updates",
            expected=f"at most {MOST_INTERVALS}", hint="update less often, or stop earlier",
        )  # fmt: skip
    return intervals


def _unit_levels(
    unit_response: UnitResponse, signals: Sequence[str], compound: str, update_h: float, intervals: int
) -> Float[ndarray, " interval"]:
    """Return the level at the end of each interval when the first one runs at 1 mg/h."""
    drive = unit_response(Regimen((Dose(compound, update_h, "mg", "iv", 0.0, update_h),)))
    if drive.people != 1:
        raise RegimenError(
            "A pump is set for one person.", where="unit_response", expected=1, got=drive.people
        )
    if missing := [name for name in signals if name not in drive.names] or not signals:
        raise RegimenError(
            "The model has no such signal.", where="signals", expected=", ".join(drive.names), got=missing
        )
    levels = drive.at((1 + np.arange(intervals)) * update_h)
    unit = np.sum([levels[drive.names.index(name), :, 0] for name in signals], axis=0)
    if not unit.max() > 0:
        raise RegimenError(
            "The pump does not reach this signal.", where="signals", got=", ".join(signals),
            hint="does the compound have this form, and does the infusion outlast the delay?",
        )  # fmt: skip
    return unit


def _pursue(
    target: Float[ndarray, " interval"], unit: Float[ndarray, " interval"], limit: float
) -> tuple[Float[ndarray, " interval"], Float[ndarray, " interval"]]:
    """Return the rate (mg/h) in each interval, and the level at the end of each."""
    peak = int(unit.argmax()) + 1
    rate = np.zeros_like(target)
    ahead = np.zeros(target.size + peak)
    unit = np.append(unit, np.zeros(peak))
    for interval, wanted in enumerate(target):
        room = (wanted - ahead[interval : interval + peak]) / unit[:peak]
        rate[interval] = min(max(float(room.min()), 0.0), limit)
        if rate[interval] > 0:
            ahead[interval:] += rate[interval] * unit[: ahead.size - interval]
    return rate, ahead[: target.size]


def _reached(
    course: TargetCourse, pump: Pump, start_h: ndarray, predicted: ndarray
) -> Float[ndarray, " step"]:
    """Return when each target was first within 5% (from above or below), NaN where never.

    Raises
    ------
    RegimenError
        A target is in force for no update, or the level still stands below it when it ends.
    """
    found = np.full(len(course.level), np.nan)
    step_of = np.searchsorted(np.array(course.time_h), start_h + _same_instant(start_h), side="right") - 1
    for step, level in enumerate(course.level):
        mine = np.flatnonzero(step_of == step)
        near = mine[np.abs(predicted[mine] - level) <= REACHED * level + 1e-12]
        if near.size:
            found[step] = start_h[near[0]] + pump.update_h
        elif not mine.size or predicted[mine[-1]] < level:
            raise RegimenError(
                "The target is not reached while it is in force.", where=f"TargetCourse.level[{step}]",
                expected=f"a level within {REACHED:.0%} of {level:g}",
                got=f"a pump of at most {pump.limit_mg_per_h:g} mg/h, updated every {pump.update_h:g} h",
                hint="raise the limit of the pump, ask for less, or hold the target longer",
            )  # fmt: skip
    return found


def _regimen(compound: str, start_h: ndarray, rate: ndarray, update_h: float) -> Regimen:
    """Return one infusion per run of intervals that share a rate above 0."""
    change = np.flatnonzero(np.append(True, np.diff(rate) != 0))
    runs = zip(change, np.append(change[1:], rate.size), strict=True)
    doses = [
        Dose(
            compound, float(rate[first] * (last - first) * update_h), "mg", "iv",
            float(start_h[first]), float((last - first) * update_h),
        )
        for first, last in runs
        if rate[first] > 0
    ]  # fmt: skip
    return Regimen(tuple(doses), label="target-controlled infusion")
