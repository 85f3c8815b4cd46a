"""What a study would report of the levels of a course: peaks, areas, half-lives, bioavailability.

Areas and peaks are exact; a half-life is the slope over the last part of the time that the study
sampled, because the last exponential of a model is often too small to be seen (see
`nemda.validate.pk.sampling`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from nemda.model.drive import Drive
from nemda.pk.metrics import area_under_curve, fitted_half_life, mean_residence_time, peak
from nemda.regimen import Dose
from nemda.validate.outcome import NotApplicableError
from nemda.validate.pk.compounds import Analyte
from nemda.validate.pk.conventions import convention
from nemda.validate.pk.quantities import Kind, Quantity
from nemda.validate.pk.scenario import Course

JUST_BEFORE_H = 1e-6
"""A level at the end of an infusion, or before the next dose, is asked for this much earlier."""


@dataclass(frozen=True)
class Seen:
    """For how long (h) a study sampled, and whether its times count from the end of the dose."""

    sampled_h: float
    from_stop: bool = False


def exposure(course: Course, analyte: Analyte, quantity: Quantity, seen: Seen) -> float:
    """Return a quantity of an analyte: umol/L, umol h/L, h, a fraction, L/h or L.

    Raises
    ------
    NemdaError
        The quantity has no value for this course, or the model has no such level.
    """
    signals = analyte.signals(course.site)
    values = [_COMPUTE[quantity.kind](course, signal, quantity, seen) for signal in signals]
    return math.fsum(values) / len(values)


def _level(course: Course, signal: str, quantity: Quantity, seen: Seen) -> float:
    time_h = quantity.start_h + (course.stop_h if seen.from_stop else 0.0)
    if course.is_endless and (seen.from_stop or quantity.start_h <= 0):
        raise NotApplicableError("the length of the infusion is not stated")
    # At the very end of an infusion the sample is taken before it stops.
    return _at(
        course.drive(), signal, max(time_h - JUST_BEFORE_H, 0.0) if time_h == course.stop_h else time_h
    )


def _at(drive: Drive, signal: str, time_h: float) -> float:
    _known(drive, signal)
    return float(drive.at(np.array([time_h]))[drive.names.index(signal), 0, 0])


def _known(drive: Drive, signal: str) -> None:
    if signal not in drive.names:
        raise NotApplicableError(f"the model has no level {signal}")


def _span(course: Course, quantity: Quantity) -> tuple[Drive, float, float]:
    """Return the levels and the limits (h) in which a peak is sought, or of one interval at steady state."""
    if quantity.is_repeated:
        return course.repeated()
    if course.is_endless:
        raise NotApplicableError("the length of the infusion is not stated")
    start_h = convention("first_sample") if course.route == "iv" and course.stop_h == 0 else 0.0
    return course.drive(), start_h, course.stop_h + convention("peak_search")


def _peak(course: Course, signal: str, quantity: Quantity, seen: Seen) -> float:
    _ = seen
    drive, start_h, stop_h = _span(course, quantity)
    _known(drive, signal)
    return float(peak(drive, signal, start_h, stop_h).level[0])


def _peak_time(course: Course, signal: str, quantity: Quantity, seen: Seen) -> float:
    drive, start_h, stop_h = _span(course, quantity)
    _known(drive, signal)
    begun_h = start_h if quantity.is_repeated else course.stop_h if seen.from_stop else 0.0
    return float(peak(drive, signal, start_h, stop_h).time_h[0]) - begun_h


def _area(course: Course, signal: str, quantity: Quantity, seen: Seen) -> float:
    if quantity.is_repeated:
        drive, start_h, stop_h = course.repeated()
    else:
        if course.is_endless:
            raise NotApplicableError("the length of the infusion is not stated")
        drive, start_h = course.drive(), quantity.start_h
        stop_h = seen.sampled_h if quantity.is_last_seen else quantity.stop_h
    _known(drive, signal)
    return float(area_under_curve(drive, signal, start_h, stop_h)[0])


def _half_life(course: Course, signal: str, quantity: Quantity, seen: Seen) -> float:
    _ = quantity
    if course.is_endless:
        course = course.shortened(convention("surgical_infusion"))
    drive = course.drive()
    _known(drive, signal)
    stop_h = course.stop_h + seen.sampled_h
    start_h = course.stop_h + seen.sampled_h * (1.0 - convention("terminal_part"))
    return float(fitted_half_life(drive, signal, start_h, stop_h)[0])


def _plateau(course: Course, signal: str, quantity: Quantity, seen: Seen) -> float:
    if course.stop_h > 0 and course.interval_h is None:
        return _end(course, signal, quantity, seen)
    return _average(course, signal, quantity, seen)


def _end(course: Course, signal: str, quantity: Quantity, seen: Seen) -> float:
    _ = quantity, seen
    if course.stop_h == 0:
        raise NotApplicableError("the end of an infusion without its length")
    return _at(course.drive(), signal, course.stop_h - JUST_BEFORE_H)


def _trough(course: Course, signal: str, quantity: Quantity, seen: Seen) -> float:
    if course.is_endless or (course.interval_h is None and course.stop_h > 0):
        return _end(course, signal, quantity, seen)
    drive, _, stop_h = course.repeated()
    return _at(drive, signal, stop_h - JUST_BEFORE_H)


def _average(course: Course, signal: str, quantity: Quantity, seen: Seen) -> float:
    if course.interval_h is None and course.stop_h > 0:
        return _end(course, signal, quantity, seen)
    drive, start_h, stop_h = course.repeated()
    _known(drive, signal)
    return float(area_under_curve(drive, signal, start_h, stop_h)[0]) / (stop_h - start_h)


def _bioavailability(course: Course, signal: str, quantity: Quantity, seen: Seen) -> float:
    _ = quantity, seen
    if course.route == "iv":
        raise NotApplicableError("the bioavailability of an intravenous dose is 1 by definition")
    into_vein = replace(course, doses=(_bolus(course),), route="iv")
    whole, part = (
        _area(each, signal, Quantity("area"), seen) / each.total_mg() for each in (into_vein, course)
    )
    return part / whole


def _bolus(course: Course) -> Dose:
    first = course.doses[0]
    return replace(first, route="iv", start_h=0.0, duration_h=0.0, formulation=None)


def _clearance(course: Course, signal: str, quantity: Quantity, seen: Seen) -> float:
    if not signal.startswith("ketamine"):
        raise NotApplicableError("the clearance of a metabolite needs its own dose")
    return _dosed_umol(course, signal) / _area(course, signal, quantity._replace(is_repeated=False), seen)


def _volume(course: Course, signal: str, quantity: Quantity, seen: Seen) -> float:
    rate = math.log(2.0) / _half_life(course, signal, quantity, seen)
    return _clearance(course, signal, quantity, seen) / rate


def _volume_at_rest(course: Course, signal: str, quantity: Quantity, seen: Seen) -> float:
    return _clearance(course, signal, quantity, seen) * _residence(course, signal, quantity, seen)


def _residence(course: Course, signal: str, quantity: Quantity, seen: Seen) -> float:
    _ = quantity, seen
    if course.is_endless or len(course.doses) > 1:
        raise NotApplicableError("a residence time needs one dose")
    drive = course.drive()
    _known(drive, signal)
    return float(mean_residence_time(drive, signal)[0]) - course.stop_h / 2.0


def _dosed_umol(course: Course, signal: str) -> float:
    from nemda.drugs import compounds
    from nemda.pk.molar import umol

    share = compounds()[course.doses[0].compound].enantiomers
    form = signal.split("_")[1]
    part = 1.0 if share is None or form not in {"s", "r"} else getattr(share, form)
    return float(umol(np.array(course.total_mg() * part), "ketamine"))


_COMPUTE: Mapping[Kind, Callable[[Course, str, Quantity, Seen], float]] = {
    "level": _level, "peak": _peak, "peak_time": _peak_time, "area": _area, "half_life": _half_life,
    "plateau": _plateau, "end": _end, "trough": _trough, "average": _average,
    "bioavailability": _bioavailability, "clearance": _clearance, "volume": _volume,
    "volume_at_rest": _volume_at_rest, "residence": _residence,
}  # fmt: skip
