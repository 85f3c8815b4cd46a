"""Rows on mood, on animals and on receptors."""

from __future__ import annotations

import re

from nemda.magnesium.ketamine import Site, bench_half_block, ketamine_needed, order_effect
from nemda.magnesium.mood import gad7_change, infusion_change, phq9_change
from nemda.magnesium.parameters import value
from nemda.magnesium.rodent import activity_regained, least_magnesium, works
from nemda.magnesium.scenarios import scenario
from nemda.units import HOURS_PER_WEEK
from nemda.validate.magnesium.prediction import Prediction
from nemda.validate.magnesium.row import NUMBER, Row, first

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
    if weeks is None or dose is None:
        return None
    hours = weeks * HOURS_PER_WEEK
    if row.number is None:
        # An improvement is a fall of the score.
        return Prediction(direction=1 if phq9_change(hours, dose, "upper bound").value < 0 else 0, note=BOUND)
    if "gad" in row.item:
        return Prediction((gad7_change(hours, dose, "upper bound"),), note=BOUND, fitted=True)
    if "phq" in row.item:
        return Prediction((phq9_change(hours, dose, "upper bound").value,), note=BOUND, fitted=True)
    return None


def _animal(row: Row) -> Prediction | None:
    if re.search(r"order effect$", row.item) and row.number is not None:
        return Prediction((order_effect(),), note="the two orders' own ratios, multiplied")
    if "ed50 ratio" in row.item:
        is_first = re.search(r"mg first|magnesium first", row.item) is not None
        found = ketamine_needed("magnesium first" if is_first else "ketamine first")
        shown = found.value if is_first else 1 / found.value
        return Prediction((shown,), note="an input by order, not a mechanism", fitted=True)
    if re.search(r"swim stress$", row.item):
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
    if row.unit == "mg/kg mg" or (row.unit.startswith("mg/kg") and re.search(r"\bmg\b", row.item)):
        return Prediction((least_magnesium(),), note="least dose of magnesium that works alone")
    return None


def _receptor(row: Row) -> Prediction | None:
    site = re.search(r"(?:nr1/|glun|nr)2([ab])\b", row.words)
    if site is None or "ic50" not in row.item:
        return None
    name: Site = "2a" if site[1] == "a" else "2b"
    if "ketamine" in row.unit or "ketamine" in row.item.split("/")[0]:
        published = value(f"hollmann_ketamine_{name}")
        note = f"bench at -70 mV without magnesium; the interaction with ketamine uses {published:g} umol/L"
        return Prediction((bench_half_block(name, 0.0),), note=note)
    return None
