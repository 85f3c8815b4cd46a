"""Rows on serum, urine, pools and what becomes of a dose into a vein."""

from __future__ import annotations

import math
import re

from nemda.magnesium.course import Infusion, balanced_serum, course
from nemda.magnesium.forms import find_form, form_name
from nemda.magnesium.infusion import find_infusion_model
from nemda.magnesium.kidney import excretion, filtration, fractional_excretion
from nemda.magnesium.meals import Meal, absorbed, supplement_item
from nemda.magnesium.parameters import value
from nemda.magnesium.person import Person
from nemda.magnesium.pools import apparent_volume, pools, slow_half_time
from nemda.magnesium.stoichiometry import MEQ_PER_MMOL, MG_PER_MMOL
from nemda.units import HOURS_PER_DAY
from nemda.validate.magnesium.amounts import LOADING_H, daily, of_magnesium
from nemda.validate.magnesium.prediction import Prediction
from nemda.validate.magnesium.row import NUMBER, Row, first, usual_absorption
from nemda.validate.magnesium.vein import in_unit, model_for, predict_vein

LOADING_G = 4.0
"""A loading dose of magnesium sulfate where a row names none."""
SPANS_D = {"hours": (0.0, 1.0), "days": (1.0, 7.0), "weeks": (7.0, 91.0), "months": (30.0, 365.0)}
USED = "one of the inputs of the pools"


def predict_body(row: Row) -> Prediction | None:
    """Return the prediction of a row on balance, pools or an infusion, or None where it is neither."""
    if row.section not in {"pool", "kinetics", "iv_pk"}:
        return None
    if (infused := predict_vein(row)) is not None:
        return infused
    text = of_magnesium(row.words)
    for pattern, predict in _PREDICTORS:
        if re.search(pattern, text):
            return predict(row)
    return None


def typical_serum(person: Person | None = None, absorbed_mg: float | None = None) -> float:
    """Return serum (mmol/L) in balance with what is absorbed a day (mg; the usual diet by default)."""
    return balanced_serum(person or Person(), usual_absorption() if absorbed_mg is None else absorbed_mg)


def _eaten(row: Row) -> tuple[float, str]:
    """Return what is absorbed a day (mg) on the diet and the supplement of a row, and which diet that is."""
    supplement = re.search(
        rf"({NUMBER})\s*mg(?:/d(?:ay)?)?\s*(?:\w+\s+)?(?:supplement|tablet)", row.words
    ) or re.search(rf"supplement\w*\s*(?:of\s*)?({NUMBER})\s*mg", row.words)
    added = 0.0
    words = row.words
    if supplement is not None:
        added = absorbed_by_form(words, float(supplement[1]))
        words = words.replace(supplement[0], " ")
    intake = daily(words)
    diet = "the surveyed diet" if intake is None else f"{intake:g} mg a day"
    return usual_absorption(intake) + added, diet + (f" and {supplement[1]} mg" if supplement else "")


def absorbed_by_form(words: str, amount_mg: float) -> float:
    """Return what is absorbed (mg) of a supplement of the salt that words name, or else of citrate."""
    named = (form_name(word) for word in re.findall(r"\w+", words))
    form = next((name for name in named if name is not None), "citrate")
    return absorbed(Meal(0.0, (supplement_item(form, amount_mg),))).mg.value


def _person(row: Row) -> Person:
    return Person(egfr_ml_min=first(rf"egfr\s*(?:of\s*)?({NUMBER})", row.words) or Person().egfr_ml_min)


def _serum(row: Row) -> Prediction | None:
    name = model_for(row)
    if name is not None and daily(row.words) is None:
        level = find_infusion_model(name).baseline
        return Prediction((in_unit(level, row.unit),), note=f"the start of model {name}")
    if re.search(r"\b(?:rise|increase|change)\b", row.item):
        added = daily(row.words)
        if added is None:
            return None
        more = absorbed_by_form(row.words, added)
        person = _person(row)
        before, after = typical_serum(person), typical_serum(person, usual_absorption() + more)
        note = f"balance with {added:g} mg a day beside the surveyed diet"
        return Prediction((in_unit(after - before, row.unit),), note=note)
    eaten, diet = _eaten(row)
    level = typical_serum(_person(row), eaten)
    return Prediction((in_unit(level, row.unit),), note=f"in balance with {diet}")


def _urine(row: Row) -> Prediction:
    eaten, diet = _eaten(row)
    amount = eaten / MG_PER_MMOL if "mmol" in row.unit else eaten
    return Prediction((amount,), note=f"in balance, urine carries away what is absorbed of {diet}")


def _filtered(row: Row) -> Prediction:
    person, (eaten, diet) = _person(row), _eaten(row)
    share = fractional_excretion(typical_serum(person, eaten), filtration(person.egfr_ml_min))
    return Prediction((100 * float(share),), note=f"eGFR {person.egfr_ml_min:g} mL/min, {diet}")


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
    whole = 1.0 if "/kg" in row.unit else value("reference_weight")
    return Prediction((value("exchangeable") * scale * whole,), note=USED, fitted=True)


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


_PREDICTORS = (
    (r"recovered in urine|urinary recovery", _recovered),
    (r"volume of distribution", _volume),
    (r"protein bound|protein binding", _bound),
    (r"filtered load|fractional excretion", _filtered),
    (r"urine output|urinary (?:output|excretion)|urin\w+ (?:mg|magnesium)|magnesium excretion", _urine),
    (r"half-time pool", _half_time),
    (r"time to (?:follow|balance|new)|diet change|half-time of (?:the )?stores", _diet_change),
    (r"turnover of", _turnover),
    (r"rapid exchange", _rapid_share),
    (r"exchangeable pool", _exchangeable),
    (r"^serum (?:range|magnesium|level|mg)|^serum;", _serum),
)
