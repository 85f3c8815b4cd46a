"""Predictions on levels, thresholds of planes, and levels of half of an effect."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

from nemda.mechanism.catalog import simulation_parameters
from nemda.pk.molar import molar_mass
from nemda.validate.acute.groups import Course
from nemda.validate.acute.judge import Prediction
from nemda.validate.acute.row import AcuteRow
from nemda.validate.outcome import NotApplicableError

FIRST_SAMPLE_MIN = 5.0
"""A highest level after a bolus is read from the first sample on, five minutes after it (grade C)."""

_MEASURED = ((r"hydroxynorket|\bhnk\b", "hydroxynorketamine"), (r"norket", "norketamine"))
_PLANES = (
    (re.compile(r"awak|waking|recovery of consc"), "awakening_level"),
    (re.compile(r"surg"), "surgical_level"),
)


def plasma_level(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return the mean level at the row's time, else the highest from the first sample on (ng/mL).

    It is venous unless the row says arterial.
    """
    compound = next((c for pattern, c in _MEASURED if re.search(pattern, row.effect)), "ketamine")
    arterial = compound == "ketamine" and "arterial" in row.said
    name = f"{compound}_{'arterial' if arterial else 'venous'}"
    values: list[float] = []
    for arm in arms:
        if row.time_min:
            values.append(float(arm.at(name, row.time_min / 60).mean()))
            continue
        later = arm.time_h >= FIRST_SAMPLE_MIN / 60
        values.append(float(arm.values[name][:, later].max(axis=1).mean()))
    site = "arterial plasma" if arterial else "venous plasma"
    return Prediction(_in_unit(float(np.mean(values)), row.unit, compound), "increase", (site,))


def plane_level(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return the median racemic level of a plane (umol/L or ng/mL)."""
    del arms
    name = next((name for pattern, name in _PLANES if pattern.search(row.effect)), None)
    if name is None:
        raise NotApplicableError(f"no plane is read in {row.effect!r}")
    level = simulation_parameters()[name].value
    return Prediction(_in_unit(level * molar_mass("ketamine"), row.unit), "increase", ("median of people",))


def _in_unit(ng_ml: float, unit: str, compound: str = "ketamine") -> float:
    if re.match(r"(?:u(?:mol/l|m)|nmol/ml)\b", unit):
        return ng_ml / molar_mass(compound)
    if re.match(r"n(?:mol/l|m)\b", unit):
        return 1000 * ng_ml / molar_mass(compound)
    return ng_ml


def effect_site_half_life(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return the half-life (min) of equilibration with the effect site."""
    del arms
    rate = simulation_parameters()["ketamine_effect_site_rate"].value
    hours = math.log(2) / rate
    return Prediction(
        hours * (60 if row.unit.startswith("min") else 1), "increase", ("one rate for all effects",)
    )


def half_level(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return the level of half of an effect: S-ketamine, or racemate of the same activity."""
    del arms
    table = simulation_parameters()
    if re.search(r"pain|analg|nocicep", row.effect):
        level = table["analgesia_half"].value
    elif re.search(r"high|dissoc|cadss|psychedel|percept", row.effect):
        level = table["dissociation_half"].value
    elif re.search(r"\beeg\b|slow|median frequency", row.effect):
        raise NotApplicableError("a level of the EEG, which nemda validate eeg reads")
    elif re.search(r"sedat|moaa", row.effect):
        level = table["sedation_half"].value
    else:
        raise NotApplicableError(f"no effect with a half-level is read in {row.effect!r}")
    if not re.search(r"s-ket|esket", row.compound):
        level *= 2 / (1 + table["r_ketamine_potency"].value)
    return Prediction(
        _in_unit(level * molar_mass("ketamine"), row.unit), "increase", ("of a typical person",)
    )
