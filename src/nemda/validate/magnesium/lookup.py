"""Rows that arithmetic or a table answers: reference intakes, definitions of units, what a food holds.

A recommended intake is 1.2 times the average requirement (a requirement that varies by 10% between people,
two standard deviations up), so either follows from the other where the shipped table has it; the rest of
the reference intakes are inputs.
"""

from __future__ import annotations

import re

from nemda.evidence.tables import magnesium
from nemda.magnesium.foods import GRAMS_PER_LITER, find_foods
from nemda.magnesium.reference import Band, band_of, requirement_cv
from nemda.magnesium.stoichiometry import MEQ_PER_MMOL, MG_PER_MMOL, elemental_share
from nemda.validate.magnesium.prediction import Prediction, UnpredictableError
from nemda.validate.magnesium.row import NUMBER, Row, first

SPREADS = 2.0
"""How many standard deviations above the average requirement a recommended intake lies."""
INPUT = "a reference intake is an input, not an observation"
IN_MMOL = {
    "mmol": 1.0,
    "mol": 1000.0,
    "meq": 1 / MEQ_PER_MMOL,
    "mg": 1 / MG_PER_MMOL,
    "g": 1000 / MG_PER_MMOL,
}
IN_LITERS = {"l": 1.0, "dl": 0.1, "ml": 0.001, "": 1.0}


def predict_lookup(row: Row) -> Prediction | None:
    """Return the prediction of a row on references, units or foods, or None where it is on something else."""
    if row.section == "reference_intake":
        return _reference(row)
    if row.section == "unit":
        return _unit(row)
    if re.search(r"^food|^content|^water", row.section):
        return _food(row)
    return None


def _reference(row: Row) -> Prediction:
    names = {"rda": "EAR", "ear": "RDA"}
    other = names.get(row.item.split(" ")[0])
    band = band_of(row.subject)
    if other is None or band is None:
        raise UnpredictableError(INPUT)
    factor = 1 + SPREADS * requirement_cv()
    for one in magnesium():
        if one.section != "reference_intake" or one.item != other or one.value is None:
            continue
        wider = band_of(one.population_or_condition)
        if wider is not None and _within(band, wider):
            wanted = one.value * (factor if other == "EAR" else 1 / factor)
            return Prediction(
                (wanted,), note=f"{other} of {one.value:g} mg and a spread of {requirement_cv():.0%}"
            )
    raise UnpredictableError(f"{INPUT}, and the table has no {other} of this group to derive it from")


def _within(band: Band, wider: Band) -> bool:
    same = band.state == wider.state and band.is_female == wider.is_female
    return same and wider.low_y <= band.low_y and band.high_y <= wider.high_y


def _unit(row: Row) -> Prediction:
    said = row.item.replace("magnesium ", "")
    found = re.fullmatch(r"(g|mg|mmol|mol|meq)(?:/(l|dl|ml))? per (g|mg|mmol|mol|meq)(?:/(l|dl|ml))?", said)
    if found is None:
        raise UnpredictableError("not a definition of the form 'mg per mmol'")
    to, to_volume, of, of_volume = (part or "" for part in found.groups())
    value = IN_MMOL[of] / IN_MMOL[to] / IN_LITERS[of_volume] * IN_LITERS[to_volume]
    salt = re.search(r"mgso4[.·]?7h2o|sul(?:f|ph)ate", row.subject)
    if salt is not None and of in {"g", "mg"}:
        value *= elemental_share("MgSO4.7H2O")
    return Prediction((value,), note="atomic mass 24.305 and two charges")


def _food(row: Row) -> Prediction:
    if re.search(r"phytate|oxalate|calcium|zinc|iron", row.item):
        raise UnpredictableError("what a food holds beside magnesium is an input")
    name = re.sub(r"^(?:magnesium|mg)\b\s*(?:content)?\s*(?:in|of)?\s*|\bmagnesium\b", "", row.item).strip(
        " ,"
    )
    found = find_foods(name)
    if not found:
        raise UnpredictableError(f"no such food in the table: {name!r}")
    grams = first(rf"({NUMBER})\s*g\b", row.words)
    liters = first(rf"({NUMBER})\s*l\b", row.words)
    if "/l" in row.unit or liters is not None:
        amount = (liters or 1.0) * GRAMS_PER_LITER
    else:
        amount = 100.0 if "100" in row.unit or grams is None else grams
    return Prediction((found[0].magnesium_mg_per_g * amount,), note=f"{amount:g} g of {found[0].name}")
