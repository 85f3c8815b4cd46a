"""Predictions on levels, thresholds of planes, and pain."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.mechanism.catalog import simulation_parameters
from nemda.pk.molar import molar_mass
from nemda.validate.acute.groups import Course
from nemda.validate.acute.judge import Prediction
from nemda.validate.acute.row import NUMBER, AcuteRow
from nemda.validate.outcome import NotApplicableError

FIRST_SAMPLE_MIN = 5.0
"""A highest level after a bolus is read from the first sample on, five minutes after it (grade C)."""

PAIN_SCALE_CM = 10.0
_PLANES = (
    (re.compile(r"awak|waking|recovery of consc"), "awakening_level"),
    (re.compile(r"surg"), "surgical_level"),
)


def plasma_level(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return the mean venous level at the row's time, else the highest from the first sample on (ng/mL)."""
    norketamine = "norket" in row.effect
    name = "norketamine_venous" if norketamine else "ketamine_venous"
    values: list[float] = []
    for arm in arms:
        if row.time_min:
            values.append(float(arm.at(name, row.time_min / 60).mean()))
            continue
        later = arm.time_h >= FIRST_SAMPLE_MIN / 60
        values.append(float(arm.values[name][:, later].max(axis=1).mean()))
    return Prediction(_in_unit(float(np.mean(values)), row.unit), "increase", ("venous plasma",))


def plane_level(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return the median racemic level of a plane (umol/L or ng/mL)."""
    del arms
    name = next((name for pattern, name in _PLANES if pattern.search(row.effect)), None)
    if name is None:
        raise NotApplicableError(f"no plane is read in {row.effect!r}")
    level = simulation_parameters()[name].value
    return Prediction(_in_unit(level * molar_mass("ketamine"), row.unit), "increase", ("median of people",))


def _in_unit(ng_ml: float, unit: str) -> float:
    if re.match(r"(?:u(?:mol/l|m)|nmol/ml)\b", unit):
        return ng_ml / molar_mass("ketamine")
    return ng_ml


def pain_change(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return the change of ongoing pain (cm or % of the scale) when plasma first holds the row's level."""
    if re.search(r"norket", row.effect):
        raise NotApplicableError(
            "the norketamine part alone, which no dose gives; it is a switch of the model"
        )
    level = re.search(rf"at ({NUMBER}) ng/ml", row.effect)
    left = _pain_left(row.effect)
    values: list[float] = []
    for arm in arms:
        if level is None:
            values.append(float(left(arm).min()) - 1)
            continue
        reached = np.flatnonzero(arm.mean("ketamine_venous") >= float(level[1]))
        if not reached.size:
            raise NotApplicableError(f"{level[1]} ng/mL are not reached by this dose")
        values.append(float(left(arm)[reached[0]]) - 1)
    scale = 100.0 if row.unit.startswith("%") else PAIN_SCALE_CM
    value = scale * float(np.mean(values))
    if re.search(r"reduction|decrease|relief|fall", row.effect) and (row.value or 0.0) > 0:
        return Prediction(-value, "decrease", ("a pain that fills the scale",))
    return Prediction(value, "decrease" if value < 0 else "increase", ("a pain that fills the scale",))


def _pain_left(effect: str) -> Callable[[Course], Float[ndarray, " time"]]:
    """Return how the mean of a pain is read: ongoing, long-standing, or of single stimuli."""
    if re.search(r"ongoing|capsaicin|post-?operative", effect):
        return lambda arm: arm.mean("ongoing_pain")
    if re.search(r"chronic|crps|neuropath", effect):
        return lambda arm: arm.mean("chronic_pain")
    return lambda arm: 1 - arm.mean("analgesia")


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
    elif re.search(r"sedat|moaa", row.effect):
        level = table["sedation_half"].value
    else:
        raise NotApplicableError(f"no effect with a half-level is read in {row.effect!r}")
    if not re.search(r"s-ket|esket", row.compound):
        level *= 2 / (1 + table["r_ketamine_potency"].value)
    return Prediction(
        _in_unit(level * molar_mass("ketamine"), row.unit), "increase", ("of a typical person",)
    )
