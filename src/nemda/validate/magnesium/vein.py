"""Rows on what becomes of magnesium given into a vein: levels, area, clearance, half-life, pressure.

Women who are pregnant are read by the three published models, which were made in them; everybody else by the
body of this room (pools and kidney), with the eGFR of the row.
"""

from __future__ import annotations

import re

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.magnesium.course import Infusion, course
from nemda.magnesium.infusion import find_infusion_model, half_life, pressure_fall, serum_course
from nemda.magnesium.parameters import value
from nemda.magnesium.person import Person
from nemda.magnesium.stoichiometry import MEQ_PER_MMOL, MG_PER_MMOL
from nemda.units import HOURS_PER_DAY
from nemda.validate.magnesium.amounts import Drips, drips
from nemda.validate.magnesium.prediction import Prediction, UnpredictableError
from nemda.validate.magnesium.row import NUMBER, Row, first, usual_absorption

OBSTETRIC = r"pregnan|eclampsia|obstetric|labou?r\b|preterm|tocoly|partum"
FOLLOWED_H = 2 * HOURS_PER_DAY
PHASE_H = (2.0, 8.0)
"""Between which hours after a dose the fall of serum is read as its half-life."""
DOSE = Drips((Infusion(0.0, 1 / 3, 16 * MG_PER_MMOL),), None)
"""The dose with which clearance and half-life are read where the row has none: 4 g of sulfate."""


def predict_vein(row: Row) -> Prediction | None:
    """Return the prediction of a row on an infusion, or None where it is on something else."""
    if row.section != "iv_pk":
        return None
    text, given = row.words, drips(row.words, _weight(row))
    if re.search(r"\bim\b|intramuscular|into (?:a|the) muscle", text):
        raise UnpredictableError("a dose into a muscle is not in the room")
    name = model_for(row)
    if name is not None and re.search(r"volume of distribution|^volume", row.item):
        model = find_infusion_model(name)
        return Prediction(
            (model.volume + (model.peripheral_volume or 0.0),), note=f"model {name}, both volumes"
        )
    if re.search(r"half-?life", text):
        return _half_life(row, given or DOSE)
    if re.search(r"^clearance|total clearance|plasma clearance", row.item):
        return _clearance(row, given or DOSE)
    if given is None:
        return None
    if re.search(r"\bauc|area under|\barea\b", text):
        return _area(row, given)
    if "mmhg" in row.unit:
        return _pressure(row, given)
    is_level = re.search(r"mmol/l|mg/dl|meq/l|mg/l", row.unit)
    return _level(row, given) if is_level and re.search(r"serum|plasma|level|cmax|peak|conc", text) else None


def _person(row: Row) -> Person:
    egfr = first(rf"(?:egfr|gfr|clearance)\s*(?:of\s*)?({NUMBER})", row.words) or Person().egfr_ml_min
    return Person(egfr_ml_min=egfr, weight_kg=_weight(row))


def _weight(row: Row) -> float:
    return first(rf"({NUMBER})\s*kg\b", re.sub(r"/\s*kg", "/", row.words)) or Person().weight_kg


def model_for(row: Row) -> str | None:
    """Return the published model of a row's women, or None for people who are not pregnant."""
    if not re.search(OBSTETRIC, row.words):
        return None
    if "brazil" in row.words:
        return "dasilva2020"
    return "chinese2024" if re.search(r"\bchin", row.words) else "lu2002"


def _serum(
    row: Row, given: Drips, hours: float
) -> tuple[Float[ndarray, " time"], Float[ndarray, " time"], str]:
    """Return times (h), serum (mmol/L) and who it is."""
    name = model_for(row)
    time = np.linspace(0.0, hours, 40 * max(1, round(hours)) + 1)
    if name is not None:
        return time, serum_course(find_infusion_model(name), given.infusions, time), f"model {name}"
    person, usual = _person(row), usual_absorption()
    found = course(
        person, hours, (), given.infusions, usual_absorbed_mg_day=usual, steady_absorbed_mg_day=usual
    )
    who = f"body model, eGFR {person.egfr_ml_min:g} mL/min"
    return time, np.interp(time, found.time_h, found.serum), who


def _end(given: Drips) -> float:
    return max(one.stop_h for one in given.infusions)


def _level(row: Row, given: Drips) -> Prediction:
    hours = max(given.read_h or 0.0, _end(given))
    time, serum, who = _serum(row, given, hours)
    peak = re.search(r"peak|cmax|maximum|highest", row.words) is not None and given.read_h is None
    at = given.infusions[0].stop_h if given.read_h is None else given.read_h
    level = float(serum.max()) if peak else float(np.interp(at, time, serum))
    where = "peak" if peak else f"at {at:.3g} h"
    if re.search(r"\b(?:rise|increase|increment|change|delta|above baseline)\b", row.item):
        level, where = level - float(serum[0]), f"{where}, above the start"
    if re.search(r"ioni[sz]ed|free", row.item):
        level, where = level * value("ionized_share"), f"{where}, ionized share {value('ionized_share'):g}"
    return Prediction((in_unit(level, row.unit),), note=f"{who}, {where}")


def _area(row: Row, given: Drips) -> Prediction:
    hours = first(rf"0\s*-\s*({NUMBER})\s*h?", row.words) or HOURS_PER_DAY
    stop = max(hours, _end(given))
    time, serum, who = _serum(row, given, stop)
    kept = time <= hours + 1e-9
    above = re.search(r"above|baseline|rise|excess|delta", row.words) is not None
    area = float(np.trapezoid(serum[kept] - (serum[0] if above else 0.0), time[kept]))
    return Prediction((in_unit(area, row.unit),), note=f"{who}, 0 to {hours:g} h")


def _clearance(row: Row, given: Drips) -> Prediction:
    time, serum, who = _serum(row, given, FOLLOWED_H)
    dose = sum(one.amount_mg for one in given.infusions) / MG_PER_MMOL
    liters = dose / float(np.trapezoid(serum - serum[0], time))
    scale = 1000 / 60 if "ml/min" in row.unit else 1.0
    note = f"{who}: dose over the area above baseline in {FOLLOWED_H:g} h"
    return Prediction((liters * scale / (_weight(row) if "/kg" in row.unit else 1.0),), note=note)


def _half_life(row: Row, given: Drips) -> Prediction:
    name = model_for(row)
    scale = 60.0 if "min" in row.unit else 1.0
    if name is not None:
        return Prediction((half_life(find_infusion_model(name)) * scale,), note=f"model {name}")
    time, serum, who = _serum(row, given, FOLLOWED_H)
    first_h, last_h = PHASE_H
    rise = np.interp(np.array(PHASE_H), time, serum) - serum[0]
    hours = float(np.log(2) * (last_h - first_h) / np.log(rise[0] / rise[1]))
    return Prediction((hours * scale,), note=f"{who}: fall between {first_h:g} and {last_h:g} h")


def _pressure(row: Row, given: Drips) -> Prediction | None:
    name = model_for(row)
    if name is None:
        return None
    part = "diastolic" if re.search(r"diastolic|\bdbp\b", row.words) else "systolic"
    model = find_infusion_model(name)
    time, serum, who = _serum(row, given, max(given.read_h or 0.0, _end(given), 4.0))
    fall = pressure_fall(serum, model.baseline, time, part)
    found = float(fall.max()) if given.read_h is None else float(np.interp(given.read_h, time, fall))
    is_negative = row.number is not None and row.number < 0
    return Prediction(
        (-found if is_negative else found,), note=f"{who}, {part} by the indirect effect of Lu 2002"
    )


def in_unit(level_mmol_l: float, unit: str) -> float:
    """Return a level of mmol/L in the unit of a row."""
    if "meq" in unit:
        return level_mmol_l * MEQ_PER_MMOL
    if "mg" in unit:
        return level_mmol_l * MG_PER_MMOL / (10 if "dl" in unit else 1)
    return level_mmol_l
