"""Predicted powers of a row: in dB on the published scale or as change, in percent, or as a direction."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
from numpy import ndarray

from nemda.cortex import EEG
from nemda.cortex.bands import bands, decibel
from nemda.cortex.populations import Region
from nemda.cortex.readouts import WHOLE_HZ, change_db, level_db, relative_power
from nemda.cortex.spectrum import driven_power, power_of, response_of
from nemda.validate.biology.directions import Direction, directions_in
from nemda.validate.biology.observed import Number
from nemda.validate.eeg.frequency import frequency_of, is_change, is_fall
from nemda.validate.eeg.reading import Band, bands_of, regions_of
from nemda.validate.eeg.row import EEGRow
from nemda.validate.eeg.study import Study
from nemda.validate.outcome import NotApplicableError

_POWER = r"power|amplitude|magnitude|current source density|\bcsd\b|wave activity|assr|oscillation"
_LEVEL = r"mean power|per state|absolute|level|baseline"
"""Words of a power as it is, on the scale of its recording; else decibels are those of a change."""
_RATIO = re.compile(rf"({'|'.join(bands())})\s*(?:/|:|to)\s*({'|'.join(bands())})[\w\s]*ratio")


def power_number(row: EEGRow, study: Study, number: Number) -> tuple[float, bool | None]:
    """Return the predicted number of a row and whether its direction is right (None where it has none).

    Raises
    ------
    NotApplicableError
        The unit has no counterpart in the model.
    """
    unit, text = row.shared.unit, row.shared.readout
    turn = -1.0 if is_fall(row) else 1.0
    if re.search(r"^hz\b", unit):
        return _frequency(row, study, number, turn)
    band = bands_of(row)[0][1]
    regions = regions_of(row)
    if re.search(r"(?:share|fraction|proportion|percent\w*|%) of (?:the )?time|time in", f"{text}; {unit}"):
        return _time_in(row, study), None
    if "relative" in text and re.search(r"^%|^percent|^fraction|^share", unit) and not _compared(row, number):
        shares = _mean(study, lambda eeg: _share(eeg, band, regions))
        return 100 * shares if re.search(r"%|percent", unit) else shares, None
    change = turn * _mean(study, lambda eeg: float(np.mean(_change(row, eeg, band, regions))))
    if re.search(r"log\s?10|log units?", unit):
        return change / 10, (change > 0) == (number.value > 0)
    if re.search(r"\bdb\b", unit):
        if (
            is_change(row)
            or number.is_pair
            or not re.search(_LEVEL, f"{text}; {row.shared.time}; {row.condition}")
        ):
            return change, (change > 0) == (number.value > 0)
        return _mean(study, lambda eeg: float(np.mean(level_db(eeg, band, regions[0])))), None
    ratio = 10 ** (turn * change / 10)
    if number.is_pair or re.search(r"\bfold\b|^x$|times|ratio", unit):
        return ratio, (ratio > 1) == (number.value > 1)
    if "%" in unit:
        if is_change(row) and not re.search(r"of (?:baseline|control)", f"{text}; {unit}"):
            return turn * 100 * (ratio - 1), (change > 0) == (number.value > 0)
        return 100 * ratio, (ratio > 1) == (number.value > 100)
    raise NotApplicableError(f"a unit that the model does not give: {row.shared.unit_text}")


def _compared(row: EEGRow, number: Number) -> bool:
    said = f"{row.shared.readout}; {row.shared.unit}"
    return is_change(row) or number.is_pair or re.search(r"of (?:baseline|control)", said) is not None


def _share(eeg: EEG, band: tuple[float, float], regions: tuple[Region, ...]) -> float:
    return float(np.mean([relative_power(eeg, band, one) for one in regions]))


def _change(row: EEGRow, eeg: EEG, band: tuple[float, float], regions: tuple[Region, ...]) -> ndarray:
    """Return the change (dB) of power, or of its share of the whole where a row speaks of relative power."""
    ratio = _RATIO.search(row.shared.readout)
    if ratio is not None:
        return change_db(eeg, ratio[1], regions) - change_db(eeg, ratio[2], regions)
    absolute = change_db(eeg, band, regions)
    if not re.search(r"relative", row.shared.readout):
        return absolute
    return absolute - change_db(eeg, WHOLE_HZ, regions)


def _time_in(row: EEGRow, study: Study) -> float:
    """Return the share of time (%) in the slow state, or in the active one where a row names gamma alone."""
    slow = 100 * _mean(study, lambda eeg: float(np.mean(eeg.alternation.slow_share)))
    return slow if re.search(r"slow|delta", f"{row.band}; {row.shared.readout}") else 100 - slow


def _frequency(row: EEGRow, study: Study, number: Number, turn: float) -> tuple[float, bool | None]:
    found = frequency_of(row, study)
    if found is None:
        raise NotApplicableError(f"no frequency of the model is read in {row.shared.readout!r}")
    if number.is_pair:
        return found.drug / found.rest, (found.change > 0) == (number.value > 1)
    if is_change(row):
        return turn * found.change, (turn * found.change > 0) == (number.value > 0)
    return found.drug, None


def power_words(row: EEGRow, study: Study) -> tuple[list[float], str, tuple[Direction, ...]]:
    """Return the changes (dB) that a row speaks of, in words as well, and the directions said of each.

    Directions are empty where the row says one for all.

    Raises
    ------
    NotApplicableError
        The row is not about power, or looks at the drug-free state.
    """
    text = f"{row.shared.readout}; {row.shared.value}"
    if not row.shared.readout.strip():
        raise NotApplicableError("the row says no readout")
    if not re.search(_POWER, text) and not _RATIO.search(text) and not re.search(r"rhythm|frequency", text):
        raise NotApplicableError(f"the model has no such readout: {row.shared.readout!r}")
    if (
        re.search(r"peak [\w\s-]*frequency|frequency of|bandwidth|phase", row.shared.readout)
        and "power" not in row.shared.readout
    ):
        raise NotApplicableError(
            "a peak of one frequency, which the resting gamma of the model does not have"
        )
    if study.state == "baseline":
        raise NotApplicableError("a drug-free state, which nothing is compared with")
    named = bands_of(row)
    regions = regions_of(row)
    said = _paired(row, named)
    changes = [float(np.mean(_change(row, eeg, band[1], regions))) for band in named for eeg in study.eegs]
    expected: tuple[Direction, ...] = tuple(one for one in said for _ in study.eegs)
    words = ", ".join(f"{one:+.2f} dB" for one in changes)
    return changes, words, expected


def driven_change(study: Study, frequency_hz: float, locking: bool = False) -> list[float]:
    """Return the change (dB) of the steady-state response to stimuli at a frequency, for each dose.

    With `locking` that of the response over all power at the frequency, which is what phase locking sees.
    """
    found: list[float] = []
    for eeg in study.eegs:
        response = response_of(eeg.cortex, eeg.blocks.with_rest(), np.array([frequency_hz]))
        driven, whole = driven_power(response)[:, 0], power_of(response)[:, 0]
        power = (driven / whole if locking else driven).mean(axis=1)
        found.append(float(np.mean(decibel(power[1:] / power[0]))))
    return found


def repeated_change(row: EEGRow, study: Study) -> tuple[float, tuple[str, ...]]:
    """Return by which share the effect of the last dose differs from that of the first.

    Raises
    ------
    NotApplicableError
        The row has one dose only.
    """
    if study.later is None:
        raise NotApplicableError("one dose, of which nothing can be stable")
    edges = [one[1] for one in bands_of(row)]
    regions = regions_of(row)
    first = float(np.mean([np.mean(change_db(study.eegs[-1], band, regions)) for band in edges]))
    last = float(np.mean([np.mean(change_db(study.later, band, regions)) for band in edges]))
    if re.search(r"baseline power", row.shared.readout):
        return 0.0, ("between sessions a week apart nothing is left of the drug",)
    if first == 0:
        raise NotApplicableError("no effect of the first dose that a later one could be compared with")
    return (last - first) / abs(first), (f"first dose {first:+.2f} dB, last dose {last:+.2f} dB",)


def _paired(row: EEGRow, bands: tuple[Band, ...]) -> tuple[Direction, ...]:
    """Return one direction per band where the value names bands ("theta up, alpha down")."""
    parts = [part for part in re.split(r"[,;]", row.shared.value) if directions_in(part)]
    found: dict[str, Direction] = {}
    for name, _ in bands:
        for part in parts:
            if re.search(rf"(?<![a-z]){name.split('/')[0]}", part):
                found[name] = directions_in(part)[0].direction
    if not found and len(parts) == len(bands) > 1:
        return tuple(directions_in(part)[0].direction for part in parts)
    return tuple(found[name] for name, _ in bands) if len(found) == len(bands) else ()


def _mean(study: Study, number: Callable[[EEG], float]) -> float:
    return float(np.mean([number(eeg) for eeg in study.eegs]))
