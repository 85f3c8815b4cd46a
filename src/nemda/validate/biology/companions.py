"""Rows on people under a drug that is no form of ketamine: they take it as in `nemda simulate`.

A companion drug with kinetics (memantine, dextromethorphan, nitrous oxide, lanicemine) is dosed as the row
says, and the mean of a readout is compared with that of the same people without it. Units: mg, percent of
inspired gas, hours after the first dose. Wrong if the people who took it differ from those of the preset.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np

from nemda.drugs.cards import compounds
from nemda.validate.biology.clauses import claims_of
from nemda.validate.biology.cohort import Cohort, cohort_course, preset_of
from nemda.validate.biology.conventions import convention
from nemda.validate.biology.courses import Arms
from nemda.validate.biology.dosing import amounts_mg_kg, dose_times, percent_of_gas, route_of
from nemda.validate.biology.effects import change_of, dead_band, direction_of, peak_change
from nemda.validate.biology.judge import Verdict, missed_change, modeled, outputs_of
from nemda.validate.biology.numeric import in_unit, verdict_of
from nemda.validate.biology.observed import Number
from nemda.validate.biology.reading import UnreadableError, species_of, subjects_of
from nemda.validate.biology.readouts import Readout
from nemda.validate.biology.row import Row
from nemda.validate.biology.times import Window, windows_of
from nemda.validate.pk.text import normal


def is_companion(row: Row) -> bool:
    """Return whether people get one drug with kinetics that is no form of ketamine."""
    if _named(row) is None:
        return False
    try:
        return species_of(row)[0] == "human"
    except UnreadableError:
        return False


def judge_companion(row: Row, numbers: Sequence[Number]) -> Verdict:
    """Return the verdict on a row about people under a companion drug.

    Raises
    ------
    NemdaError
        The readout, the dose or the unit is not modeled.
    """
    readout = modeled(row)[0]
    cohort, notes = _cohort(row)
    window = windows_of(row.time, is_bath=False)[-1]
    change = _change(cohort, readout, window)
    notes += (f"{convention('people_simulated'):g} simulated people, preset {cohort.preset}",)
    band = dead_band(outputs_of(readout))
    if numbers:
        value = in_unit(change, numbers[0].unit or row.unit, numbers[0])
        if value < 0 < numbers[0].value and re.search(r"decrease|fall|reduction|improvement", row.readout):
            value = -value
        sign = direction_of(value, band) == direction_of(numbers[0].value, band)
        return verdict_of(row, numbers[:1], (value,), sign, notes)
    said = claims_of(row, 1)
    if not said:
        raise UnreadableError(f"no direction is read in {row.value!r}")
    direction = said[0].direction
    if direction in {"no change", "no increase"} and band == convention("dead_band"):
        band = max(band, missed_change(subjects_of(row), "measurement_spread"))
    found = direction_of(change, band)
    right = found == direction or (direction == "no increase" and found == "decrease")
    return Verdict(direction, found, band, right, right, None, (*notes, f"{change:+.2g}"), row.unit_text)


def _change(cohort: Cohort, readout: Readout, window: Window) -> float:
    names = outputs_of(readout)
    cohort = cohort.lasting(window.end_h + 1.0)
    drug, control = cohort_course(cohort), cohort_course(Cohort(cohort.preset, weeks=cohort.weeks))
    if any(name not in drug.values for name in names):
        raise UnreadableError(f"{readout.label} is not kept for simulated people")
    means = [sum(one.values[name].mean(axis=0) for name in names) for one in (drug, control)]
    flat = np.interp(drug.time_h, control.time_h, means[1])
    reader = peak_change if window.is_wide else change_of
    return reader(Arms(drug.time_h, np.asarray(means[0]), flat), readout, window)


def _cohort(row: Row) -> tuple[Cohort, tuple[str, ...]]:
    key = _named(row)
    if key is None:
        raise UnreadableError(f"no kinetics of {row.compound!r}")
    card = compounds()[key]
    if card.is_gas:
        amount, assumed = percent_of_gas(row)
    else:
        (amount, *_), assumed = amounts_mg_kg(row, "human")
    route, duration_h, how = route_of(row, "human")
    if route not in card.routes:
        route, how = card.routes[0], (f"{card.routes[0]}, as the drug is given",)
    if route not in {"iv", "inhaled"}:
        duration_h = 0.0
    elif route == "iv" and "infus" not in row.given and any("infused" in one for one in how):
        duration_h, how = convention("usual_bolus"), ("injected, because no infusion is named",)
    elif duration_h == 0:
        duration_h = convention("usual_infusion")
    return Cohort(preset_of(row), key, amount, route, duration_h, dose_times(row)), assumed + how


def _named(row: Row) -> str | None:
    """Return the only companion drug that a row gives; None beside ketamine or another drug."""
    if re.search(r"ketamine|\+", row.compound):
        return None
    found = [key for key, pattern in _patterns().items() if pattern.search(row.compound)]
    return found[0] if len(found) == 1 else None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    known = {key: one for key, one in compounds().items() if one.is_companion and one.has_kinetics}
    return {
        key: re.compile("|".join(
            rf"(?<![a-z]){re.escape(normal(name))}(?![a-z])" for name in (key, *one.names)
        ))
        for key, one in known.items()
    }  # fmt: skip
