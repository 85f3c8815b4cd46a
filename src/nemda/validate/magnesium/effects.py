"""Rows on mood, on animals and on receptors."""

from __future__ import annotations

import re
from typing import cast

from nemda.magnesium.ketamine import (
    Site,
    bench_half_block,
    combination_index,
    ketamine_needed,
    order_effect,
)
from nemda.magnesium.mood import gad7_change, infusion_change, phq9_change
from nemda.magnesium.parameters import value
from nemda.magnesium.rodent import activity_regained, least_magnesium, works
from nemda.magnesium.scenarios import scenario
from nemda.receptor.magnesium import magnesium_half_block, magnesium_variant
from nemda.receptor.parameters import parameter_table
from nemda.units import HOURS_PER_WEEK
from nemda.validate.magnesium.prediction import Prediction, UnpredictableError
from nemda.validate.magnesium.row import NUMBER, Row, first

BENCH_MV = -70.0
"""Membrane potential of the bench where a row names none (mV)."""
OTHER_SCALES = r"ham-?d|hdrs|madrs|bdi|qids|\bces-?d|stai|\bsds\b"
BOUND = "reading 'upper bound' (open label, no placebo); the default reading is none"


def predict_effects(row: Row) -> Prediction | None:
    """Return the prediction of a row on mood, animals or receptors, or None where it is on something else."""
    by_section = {"mood": _mood, "preclinical": _animal, "receptor": _receptor}
    predict = by_section.get(row.section)
    return None if predict is None else predict(row)


def _mood(row: Row) -> Prediction | None:
    weeks = first(rf"({NUMBER})\s*(?:wk|weeks?)", row.words)
    dose = first(rf"({NUMBER})\s*mg\b", row.words)
    if re.search(r"\biv\b", row.words):
        hours = first(rf"({NUMBER})\s*h\b", row.words) or 24.0
        change = infusion_change(hours)
        return (
            Prediction((change,), note="barrier closed")
            if row.is_numeric
            else Prediction(direction=round(change))
        )
    if re.search(r"^placebo|(?:with|by|on|after|under) placebo", row.item):
        raise UnpredictableError("what placebo does is in the room of trials, not in that of magnesium")
    if re.search(OTHER_SCALES, row.item):
        raise UnpredictableError(
            "the room has the one effect that was seen, on PHQ-9 and GAD-7, and no other scale"
        )
    if weeks is None or dose is None:
        return None
    hours = weeks * HOURS_PER_WEEK
    is_own = dose == value("adjunct_dose")
    if row.number is None:
        # An improvement is a fall of the score.
        return Prediction(direction=1 if phq9_change(hours, dose, "upper bound").value < 0 else 0, note=BOUND)
    if "gad" in row.item:
        return Prediction((gad7_change(hours, dose, "upper bound"),), note=BOUND, fitted=is_own)
    if "phq" in row.item:
        return Prediction((phq9_change(hours, dose, "upper bound").value,), note=BOUND, fitted=is_own)
    return None


def _animal(row: Row) -> Prediction | None:
    if re.search(r"order effect$", row.item) and row.number is not None:
        return Prediction((order_effect(),), note="the two orders' own ratios, multiplied")
    if "ed50 ratio" in row.item:
        is_first = re.search(r"mg first|magnesium first", row.item) is not None
        found = ketamine_needed("magnesium first" if is_first else "ketamine first")
        shown = found.value if is_first else 1 / found.value
        return Prediction((shown,), note="an input by order, not a mechanism", fitted=True)
    if re.search(r"swim stress", row.item):
        found = scenario("stress")
        is_right = found.serum > 1 and found.brain < 1
        return Prediction(direction=1 if is_right else -1, note="scenario of stress: serum up, brain down")
    pair = re.search(rf"imipramine\s*({NUMBER}).*?mg\s*({NUMBER})\s*mg/kg", row.item)
    if pair is not None:
        imipramine, magnesium = float(pair[1]), float(pair[2])
        alone = works(imipramine, 0.0) or works(0.0, magnesium)
        both = works(imipramine, magnesium)
        gain = activity_regained(imipramine, magnesium)
        note = f"{gain:.0%} of immobility gone together; alone {'not ' if not alone else ''}enough"
        # Cutting immobility is a fall.
        return Prediction(direction=-1 if both and not alone else 0, note=note)
    alone = re.search(rf"(?:mg|magnesium)\s*({NUMBER})\s*mg/kg\s*alone", row.item)
    if alone is not None:
        # Cutting immobility is a fall.
        return Prediction(
            direction=-1 if works(0.0, float(alone[1])) else 0, note="swim test, magnesium alone"
        )
    other = re.search(r"(\w+)\s*\d[\d.]*\s*mg/kg\s*\+|\+\s*(\w+)\s*\d[\d.]*\s*mg/kg", row.item)
    if other is not None and "ed50" not in row.item:
        raise UnpredictableError("the swim test of this room knows magnesium and imipramine, no other pair")
    if row.unit == "mg/kg mg" or (row.unit.startswith("mg/kg") and re.search(r"\bmg\b", row.item)):
        return Prediction((least_magnesium(),), note="least dose of magnesium that works alone")
    return None


def _receptor(row: Row) -> Prediction | None:
    site = re.search(r"(?:nr1/|nr|glun1?/?(?:glun)?|n)2([abcd])\b", row.words)
    if site is None:
        return None
    if re.search(r"combination index|interaction index", row.item):
        index = combination_index()
        return Prediction((index,), note="two sites at half block; one pore would give 1")
    voltage = first(r"(-\s*\d+)\s*mv", row.words) or BENCH_MV
    level = first(rf"({NUMBER})\s*mm\b(?!ol)", row.words)
    if (
        row.unit == "%"
        and level is not None
        and re.search(r"(?:mg|magnesium)\S* block|block\w* by (?:mg|mag)", row.item)
    ):
        half = _magnesium_half(site[1], voltage)
        return Prediction((100 * level / (level + half),), note=f"receptor room at {voltage:g} mV")
    if "ic50" not in row.item:
        return None
    name = site[1]
    first_named = row.item.split("/")[0]
    if "ketamine" in row.unit or "ketamine" in first_named:
        half = bench_half_block(cast("Site", f"2{name}"), 0.0, voltage)
        note = f"bench at {voltage:g} mV without magnesium"
        if name in {"a", "b"}:
            published = value(f"hollmann_ketamine_2{name}")
            note += f"; the interaction with ketamine uses {published:g} umol/L"
        return Prediction((half,), note=note)
    if re.search(r"\bmg|magnesium", row.item):
        half = _magnesium_half(name, voltage)
        return Prediction(
            (half * (1000 if "um" in row.unit else 1),), note=f"receptor room at {voltage:g} mV"
        )
    return None


def _magnesium_half(subtype: str, voltage_mv: float) -> float:
    """Return the magnesium (mmol/L) that halves the current of one GluN2 subtype at a voltage."""
    variant = magnesium_variant(parameter_table(), f"glun2{subtype}")
    return float(magnesium_half_block(voltage_mv, variant.half_block_0mv, variant.voltage_slope))
