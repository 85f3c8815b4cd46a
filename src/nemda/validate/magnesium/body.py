"""Rows on serum, urine, pools and what becomes of a dose into a vein."""

from __future__ import annotations

import math
import re

import numpy as np

from nemda.magnesium.absorption import absorbed_daily
from nemda.magnesium.course import Infusion, balanced_serum, course
from nemda.magnesium.forms import find_form
from nemda.magnesium.infusion import find_infusion_model, half_life, serum_course
from nemda.magnesium.kidney import excretion, filtration, fractional_excretion
from nemda.magnesium.parameters import value
from nemda.magnesium.person import Person
from nemda.magnesium.pools import apparent_volume, pools, slow_half_time
from nemda.magnesium.stoichiometry import MEQ_PER_MMOL, MG_PER_MMOL
from nemda.units import HOURS_PER_DAY
from nemda.validate.magnesium.prediction import Prediction
from nemda.validate.magnesium.row import NUMBER, Row, first

LOADING_G, LOADING_H = 4.0, 1 / 3
"""A loading dose of magnesium sulfate where a row names none: 4 g over 20 minutes."""
SPANS_D = {"hours": (0.0, 1.0), "days": (1.0, 7.0), "weeks": (7.0, 91.0), "months": (30.0, 365.0)}
USED = "one of the inputs of the pools"


def predict_body(row: Row) -> Prediction | None:
    """Return the prediction of a row on balance, pools or an infusion, or None where it is neither."""
    if row.section not in {"pool", "kinetics", "iv_pk"}:
        return None
    text = row.words
    for pattern, predict in _PREDICTORS:
        if re.search(pattern, text):
            return predict(row)
    return None


def usual_absorption() -> float:
    """Return what a person of whom nothing is said absorbs a day (mg)."""
    return float(absorbed_daily(value("usual_intake_men")))


def typical_serum(person: Person | None = None) -> float:
    """Return serum (mmol/L) in balance with the usual diet."""
    return balanced_serum(person or Person(), usual_absorption())


def _serum(row: Row) -> Prediction:
    egfr = first(rf"egfr\s*({NUMBER})", row.words) or Person().egfr_ml_min
    return Prediction((typical_serum(Person(egfr_ml_min=egfr)),), note="in balance with the surveyed diet")


def _urine(row: Row) -> Prediction:
    del row
    return Prediction((usual_absorption(),), note="in balance, urine carries away what is absorbed")


def _filtered(row: Row) -> Prediction:
    del row
    share = fractional_excretion(typical_serum(), filtration(Person().egfr_ml_min))
    return Prediction((100 * float(share),), note="eGFR 100 mL/min, surveyed diet")


def _half_time(row: Row) -> Prediction | None:
    which = first(r"pool (\d)", row.item)
    names = {1.0: "fast", 2.0: "middle", 3.0: "cell"}
    if which not in names:
        return None
    return Prediction((value(f"{names[which]}_half_time"),), note=USED, fitted=True)


def _turnover(row: Row) -> Prediction:
    del row
    return Prediction((100 * value("store_turnover"),), note="half of the published bound")


def _rapid_share(row: Row) -> Prediction:
    del row
    whole = value("body_magnesium") / MG_PER_MMOL
    return Prediction(
        (100 * value("exchangeable") * value("reference_weight") / whole,), note="exchangeable over total"
    )


def _exchangeable(row: Row) -> Prediction:
    scale = MEQ_PER_MMOL if "meq" in row.unit else 1.0
    return Prediction((value("exchangeable") * scale,), note=USED, fitted=True)


def _diet_change(row: Row) -> Prediction | None:
    low, high = SPANS_D.get(row.value, (math.nan, math.nan))
    body, person = pools(Person().weight_kg), Person()
    serum, step = typical_serum(), 1e-4
    filtered = filtration(person.egfr_ml_min)
    slope = float(excretion(serum + step, filtered) - excretion(serum - step, filtered)) / (2 * step)
    found_d = slow_half_time(body, slope) / HOURS_PER_DAY
    note = f"stores follow with a half-time of {found_d:.0f} days"
    if row.number is not None:
        return Prediction((found_d if "day" in row.unit else found_d / 7,), note=note)
    return Prediction(direction=1 if low <= found_d < high else -1, note=note)


def _recovered(row: Row) -> Prediction:
    hours = first(rf"in\s*({NUMBER})\s*h", row.words) or HOURS_PER_DAY
    egfr = first(rf"egfr\s*({NUMBER})", row.words) or Person().egfr_ml_min
    person = Person(egfr_ml_min=egfr)
    dose = LOADING_G * 1000 * find_form("sulfate").elemental
    daily = usual_absorption()
    found = course(
        person,
        hours,
        (),
        [Infusion(0.0, LOADING_H, dose)],
        usual_absorbed_mg_day=daily,
        steady_absorbed_mg_day=daily,
    )
    share = (float(found.excreted[-1]) - daily * hours / HOURS_PER_DAY) / dose
    fitted = hours == HOURS_PER_DAY
    return Prediction((100 * share,), note=USED if fitted else "body model", fitted=fitted)


def _volume(row: Row) -> Prediction:
    weight = Person().weight_kg
    whole = apparent_volume(pools(weight))
    return Prediction(
        (whole / weight if "/kg" in row.unit else whole,), note="extracellular fluid and the fast pools"
    )


def _bound(row: Row) -> Prediction:
    del row
    return Prediction(
        (100 * (1 - value("filterable_share")),), note="from another text; it sets the filtered share"
    )


def _half_life(row: Row) -> Prediction:
    name = _model_for(row)
    return Prediction((half_life(find_infusion_model(name)),), note=f"model {name}")


def _level(row: Row) -> Prediction | None:
    """Return serum after a loading dose and an upkeep (g, g/h) at a time, by the model of the population."""
    load = first(rf"({NUMBER})\s*g\b(?!\s*/)", row.words)
    if load is None:
        return None
    upkeep = first(rf"({NUMBER})\s*g\s*/\s*h", row.words) or 0.0
    at_h = first(rf"(?:at|after)\s*({NUMBER})\s*h", row.words) or (HOURS_PER_DAY if upkeep else LOADING_H)
    share = find_form("sulfate").elemental * 1000
    drips = [Infusion(0.0, LOADING_H, load * share)]
    if upkeep and at_h > LOADING_H:
        drips.append(Infusion(LOADING_H, at_h, upkeep * (at_h - LOADING_H) * share))
    name = _model_for(row)
    level = float(serum_course(find_infusion_model(name), drips, np.array([at_h]))[0])
    return Prediction((_in_unit(level, row.unit),), note=f"model {name}, at {at_h:g} h")


def _in_unit(level_mmol_l: float, unit: str) -> float:
    if "meq" in unit:
        return level_mmol_l * MEQ_PER_MMOL
    return level_mmol_l * MG_PER_MMOL / 10 if "mg/dl" in unit else level_mmol_l


def _model_for(row: Row) -> str:
    if "brazil" in row.words:
        return "dasilva2020"
    return "chinese2024" if re.search(r"chin", row.words) else "lu2002"


_PREDICTORS = (
    (r"recovered in urine|urinary recovery", _recovered),
    (r"volume of distribution", _volume),
    (r"protein bound|protein binding", _bound),
    (r"filtered load|fractional excretion", _filtered),
    (r"urine output|urinary (?:output|excretion)", _urine),
    (r"half-time pool", _half_time),
    (r"time to follow|diet change", _diet_change),
    (r"turnover of", _turnover),
    (r"rapid exchange", _rapid_share),
    (r"exchangeable pool", _exchangeable),
    (r"half-?life", _half_life),
    (r"serum.*\d\s*g\b|level.*\d\s*g\b|\d\s*g\b.*(?:serum|level)", _level),
    (r"^serum (?:range|magnesium|level|mg)|^serum;", _serum),
)
