"""Judging a row that says a number: a size, a time, or a concentration."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from nemda.mechanism.catalog import simulation_parameters
from nemda.validate.biology.courses import BEHAVIOR, arms_of
from nemda.validate.biology.effects import (
    change_of,
    dead_band,
    end_of_effect,
    half_concentration,
    half_life,
    onset_of_effect,
    peak_change,
    time_of_peak,
)
from nemda.validate.biology.judge import AFTER_H, Verdict, modeled, outputs_of, row_windows
from nemda.validate.biology.observed import Interval, Number, accepted_interval, interval_of
from nemda.validate.biology.protocol import Protocol
from nemda.validate.biology.reading import BATH_NAMES, Study, UnreadableError
from nemda.validate.biology.readouts import Readout
from nemda.validate.biology.row import Row
from nemda.validate.biology.times import Window
from nemda.validate.pk.text import HOURS_IN, NUMBER

_TIME_UNIT = re.compile(r"(?:seconds?|secs?|s|minutes?|mins?|hours?|hrs?|hr|h|days?|d|weeks?|wk|w)")
_LONGEST_H = 24.0 * 40
_ENDS = r"duration|last|persist|up to|gone|loss|until|sustain|outlast|later|still|disappear|elevated|return"
_ONSETS = r"onset|begin|first|latency|appears|raised later"
OF_CONTROL = re.compile(
    r"(?:%|percent) (?:of )?(?:the )?"
    r"(?:baseline|basal|controls?|ctrl|vehicle|saline|sham|wild|untreated|pre-?|naive)"
)
"""Units in which no change is 100."""
_PEAKS = r"peak|maxim|tmax"


def judge_numbers(row: Row, study: Study, numbers: Sequence[Number]) -> Verdict:
    """Return the verdict on a row whose value is one or several numbers.

    Raises
    ------
    NemdaError
        The unit is not understood, the model lacks the readout, or the experiment cannot be run.
    """
    named = modeled(row)
    if named[0].people:
        raise UnreadableError("a count of people in animals or without a dose")
    own = named if len(named) == len(numbers) > 1 else (named[0],) * len(numbers)
    units = _units(row, numbers)
    predicted = [
        _predicted(row, study, readout, number, unit, place, len(numbers))
        for place, (readout, number, unit) in enumerate(zip(own, numbers, units, strict=True))
    ]
    if not all(math.isfinite(value) for value in predicted):
        raise UnreadableError("the model gives no finite number for this readout")
    neutral = _neutral(units[0], numbers[0])
    sign = (
        None
        if neutral is None
        else _side(predicted[0], neutral, units[0]) == _side(numbers[0].value, neutral, units[0])
    )
    return verdict_of(row, numbers, predicted, sign, study.assumed)


def verdict_of(
    row: Row, numbers: Sequence[Number], predicted: Sequence[float], sign: bool | None, notes: tuple[str, ...]
) -> Verdict:
    """Return the verdict on numbers and their predictions, in the row's own unit.

    A prediction inside the interval of a number has no wrong sign: such a number leaves the sign open.
    """
    if len(numbers) == 1:
        intervals = [accepted_interval(numbers[0], row)]
    else:
        intervals = [interval_of(number, "") for number in numbers]
    within = all(one.holds(value) for one, value in zip(intervals, predicted, strict=True))
    sign = None if within and sign is False else sign
    if len(numbers) == 1:
        return Verdict(
            numbers[0].value, predicted[0], _ends(intervals[0]), within, sign,
            _distance(numbers[0].value, predicted[0], intervals[0]), notes, row.unit_text,
        )  # fmt: skip
    return Verdict(
        tuple(one.value for one in numbers), tuple(predicted), _ends(intervals[0]), within, sign, None, notes,
        row.unit_text,
    )  # fmt: skip


def _ends(interval: Interval) -> tuple[float | None, float | None]:
    low, high = (end if math.isfinite(end) else None for end in interval)
    return low, high


def _distance(observed: float, predicted: float, interval: Interval) -> float | None:
    half = (interval.high - interval.low) / 2
    return (predicted - observed) / half if math.isfinite(half) and half > 0 else None


def _units(row: Row, numbers: Sequence[Number]) -> list[str]:
    said = [part.strip() for part in row.unit.split(";")]
    shared = said if len(said) == len(numbers) else [row.unit] * len(numbers)
    return [
        f"% {unit}" if number.unit == "%" and unit.startswith("of ") else number.unit or unit
        for number, unit in zip(numbers, shared, strict=True)
    ]


def _predicted(
    row: Row, study: Study, readout: Readout, number: Number, unit: str, place: int, numbers: int
) -> float:
    names = outputs_of(readout)
    protocol = study.usual
    time = _TIME_UNIT.fullmatch(re.sub(r"\s*\(.*\)", "", unit))
    if time is not None and not number.is_pair:
        return _time(row, protocol, readout, names, place, numbers) / HOURS_IN[unit[0]]
    windows = row_windows(row, study)
    if numbers > 1 and numbers == len(windows):  # one number for each of several times
        windows = windows[place : place + 1]
    if numbers > 1 and numbers == len(study.protocols):  # or for each of several doses
        protocol = study.protocols[place]
    if re.search(r"[ei]?c50", f"{unit}; {row.readout}"):
        return _half_concentration(row, study, readout, number, windows[0])
    if readout.share_of_loss or "of lost" in unit:
        return 100.0 * _share_of_loss(protocol, names, windows[0])
    change = _size(row, protocol, readout, names, windows)
    return in_unit(change, unit, number)


def _half_concentration(row: Row, study: Study, readout: Readout, number: Number, window: Window) -> float:
    """Return the concentration of half an effect: free in a bath, total in the plasma of a person.

    The ladder has the range that the row says was tried, else a hundredth to a hundredfold of its number.
    """
    names, protocol, unbound = outputs_of(readout), study.usual, 1.0
    if not protocol.bath:
        compound = protocol.doses[0].compound if protocol.doses else ""
        if protocol.species != "human" or compound not in BATH_NAMES or number.value <= 0:
            raise UnreadableError("a half concentration outside of a bath and of human plasma")
        unbound = simulation_parameters()["ketamine_unbound_fraction"].value
        protocol = Protocol("human", bath=((BATH_NAMES[compound], 1.0),), stress=protocol.stress)
    tried = re.search(rf"({NUMBER})\s*(?:-|to)\s*({NUMBER})\s*um", row.dose) if study.is_bath else None
    about = number.value * unbound
    between = (float(tried[1]), float(tried[2])) if tried else (about / 100, about * 100)
    if not 0 < between[0] < between[1]:
        raise UnreadableError(f"no range of concentrations is read in {row.dose!r}")
    return half_concentration(protocol, names, readout, window, between) / unbound


def _size(
    row: Row, protocol: Protocol, readout: Readout, names: tuple[str, ...], windows: Sequence[Window]
) -> float:
    if protocol.is_drug_free:
        ill, well = arms_of(protocol, names), arms_of(protocol._replace(stress=0.0), names)
        return change_of(ill._replace(control=well.drug), readout, windows[0])
    reader = peak_change if re.search(_PEAKS, f"{row.readout}; {row.time}") else change_of
    if re.search(_PEAKS, row.readout):  # how high it rises; when is another question
        windows = [Window(0.0, 2.0 * window.end_h) for window in windows[:1]]
    found = [
        reader(arms_of(protocol.lasting(window.end_h + AFTER_H), names), readout, window)
        for window in windows
    ]
    return found[0] if reader is peak_change else sum(found) / len(found)


def in_unit(change: float, unit: str, number: Number) -> float:
    """Return a relative change in the unit of a row.

    Raises
    ------
    UnreadableError
        The unit is none of a change.
    """
    if number.is_pair or re.search(r"fold|ratio|^x$|times", unit):
        return 1.0 + change
    if OF_CONTROL.search(unit):
        return 100.0 * (1.0 + change)
    if "%" in unit:
        return -100.0 * change if re.search(r"reduc|decreas|fall|loss|inhib", unit) else 100.0 * change
    if re.search(r"points?|mmhg", unit):
        return change
    if re.search(r"hedges|cohen|\bsmd\b", unit):
        raise UnreadableError(
            "a standardized effect: animals of an experiment do not differ from one another"
        )
    raise UnreadableError(f"the unit {unit!r} is no size, time or concentration of a change")


def _time(
    row: Row, protocol: Protocol, readout: Readout, names: tuple[str, ...], place: int, numbers: int
) -> float:
    """Return the time (h) that a row asks for: of the peak, of the onset, or until the effect has gone."""
    if protocol.is_drug_free:
        raise UnreadableError("no drug is given, so no effect begins or ends")
    if readout.name == "half_life":
        return half_life(arms_of(_levels_known(protocol), names))
    text = _segment(row.readout, place, numbers) + f"; {row.unit}" * ("(" in row.unit)
    arms, band = arms_of(protocol.lasting(_LONGEST_H), names), dead_band(names)
    for pattern, reader in ((_PEAKS, None), (_ONSETS, onset_of_effect), (_ENDS, end_of_effect)):
        if re.search(pattern, text):
            return time_of_peak(arms, readout) if reader is None else reader(arms, readout, band)
    if re.search(_ENDS, row.time):
        return end_of_effect(arms, readout, band)
    if names == (BEHAVIOR,):
        raise UnreadableError("seconds of a test: the chain has the share of symptoms that is taken away")
    raise UnreadableError(f"which time is meant is not read in {row.readout!r}")


def _levels_known(protocol: Protocol) -> Protocol:
    if protocol.species == "human":
        raise UnreadableError("kinetics of people are those of nemda validate pk")
    return protocol


def _segment(text: str, place: int, numbers: int) -> str:
    parts = [part for part in re.split(r"[;/,]|\band\b", text) if part.strip()]
    return parts[place] if 1 < numbers == len(parts) else text


def _share_of_loss(protocol: Protocol, names: tuple[str, ...], window: Window) -> float:
    """Return the share of what stress has cost that a drug gives back."""
    stressed = protocol if protocol.stress > 0 else protocol._replace(stress=1.0)
    drug, vehicle = arms_of(stressed.lasting(window.end_h + AFTER_H), names).mean(*window[:2])
    healthy = arms_of(Protocol(protocol.species), names).mean(0.0, 1.0)[0]
    if healthy - vehicle <= 0:
        raise UnreadableError("stress costs nothing of this readout, so nothing can be given back")
    return (drug - vehicle) / (healthy - vehicle)


def _neutral(unit: str, number: Number) -> float | None:
    if number.is_pair or re.search(r"fold|ratio", unit):
        return 1.0
    if OF_CONTROL.search(unit):
        return 100.0
    return 0.0 if "%" in unit and "of lost" not in unit else None


def _side(value: float, neutral: float, unit: str) -> int:
    band = 0.05 * (100.0 if "%" in unit else 1.0)
    return 0 if abs(value - neutral) <= band else (1 if value > neutral else -1)
