"""Predictions on pain: of single stimuli, of an injury, long-standing, and its summation in the cord."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.mechanism.catalog import simulation_parameters
from nemda.validate.acute.groups import Course
from nemda.validate.acute.judge import Prediction
from nemda.validate.acute.row import NUMBER, AcuteRow
from nemda.validate.outcome import NotApplicableError

SCALES = (
    (re.compile(r"^%|percent|\bmm\b|0 ?(?:-|to) ?100"), 100.0),
    (re.compile(r"\bcm\b|nrs|vas|0 ?(?:-|to) ?10\b|points?"), 10.0),
)
"""How many units a pain that fills the scale has."""

_SUMMED = re.compile(r"wind-?up|temporal summation|hyperalgesi|allodyni")
_INJURY = re.compile(
    r"ongoing|capsaicin|post-?operative|after surgery|emergency|trauma|fracture|colic|acute pain|burn"
)
_ENANTIOMERS = (re.compile(r"\bs-|\besket"), re.compile(r"\br-|\barket"))
_CHRONIC = re.compile(r"chronic|crps|complex regional|neuropath|fibromyalg|phantom")


def pain_change(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return the change of a pain (units of the scale, or %), at the row's time or level, else at its lowest.

    Raises
    ------
    NotApplicableError
        The row speaks of norketamine alone, of a threshold in physical units, or of a score whose start is
        not said.
    """
    if re.search(r"norket", row.effect):
        raise NotApplicableError(
            "the norketamine part alone, which no dose gives; it is a switch of the model"
        )
    scale = next((units for pattern, units in SCALES if pattern.search(row.unit)), None)
    if scale is None or "threshold" in row.effect:
        raise NotApplicableError("a pain is predicted as a share of its scale, not in physical units")
    if re.search(r"\b(?:score|intensity)\b", row.effect) and not _is_change(row):
        raise NotApplicableError("a score without the score before the dose; only its change is predicted")
    left = _left(row)
    value = scale * float(np.mean([_at(row, arm, left(arm)) for arm in arms]))
    said = re.search(r"reduction|decrease|relief|fall|lower", row.effect) and (row.value or 0.0) > 0
    direction = "decrease" if value < 0 else "increase" if value > 0 else "no change"
    notes = () if scale == 100.0 and row.unit.startswith("%") else ("a pain that fills the scale",)
    return Prediction(-value if said else value, direction, notes)


def potency_ratio(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return the ratio of the half-levels of both enantiomers, the potency of the first named over the other.

    Raises
    ------
    NotApplicableError
        The row compares anything else: the model has no other pair of half-levels of one effect. Pains of
        different stimuli share one, which leaves them out before.
    """
    del arms
    places = [found.start() for found in (each.search(row.effect) for each in _ENANTIOMERS) if found]
    if len(places) < len(_ENANTIOMERS):
        raise NotApplicableError("of ratios of potency only that of S- and R-ketamine is predicted")
    ratio = 1 / simulation_parameters()["r_ketamine_potency"].value
    value = ratio if places[0] < places[1] else 1 / ratio
    return Prediction(
        value, "increase" if value > 1 else "decrease", ("at the effect site, for all effects",)
    )


def _is_change(row: AcuteRow) -> bool:
    words = r"change|reduction|decrease|relief|difference|fall|lower|analges"
    return row.unit.startswith("%") or re.search(words, row.effect) is not None


def _at(row: AcuteRow, arm: Course, left: Float[ndarray, " time"]) -> float:
    """Return the change (share of the pain) that the row asks for."""
    level = re.search(rf"at ({NUMBER}) ng/ml", row.effect)
    if level is not None:
        reached = np.flatnonzero(arm.mean("ketamine_venous") >= float(level[1]))
        if not reached.size:
            raise NotApplicableError(f"{level[1]} ng/mL are not reached by this dose")
        return float(left[reached[0]]) - 1
    if row.time_min:
        return float(np.interp(row.time_min / 60, arm.time_h, left)) - 1
    return float(left.min()) - 1


def _left(row: AcuteRow) -> Callable[[Course], Float[ndarray, " time"]]:
    """Return how the mean of a pain is read: summation, long-standing, ongoing, or of single stimuli."""
    if _SUMMED.search(row.effect):
        return lambda arm: arm.mean("hyperalgesia_area")
    if _CHRONIC.search(row.effect):
        return lambda arm: arm.mean("chronic_pain")
    if _INJURY.search(f"{row.effect}; {row.note}"):
        return lambda arm: arm.mean("ongoing_pain")
    return lambda arm: 1 - arm.mean("analgesia")
