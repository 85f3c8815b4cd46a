"""The rules of the screening table in the words of a person: "kidney function (eGFR) of 20 mL/min, below 30".

The table writes conditions as a computer reads them (`egfr_ml_min < 30`). What would falsify the form: a
rule on magnesium whose sentence says something else than its condition.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from nemda.errors import PeopleError
from nemda.magnesium.person import CONDITIONS

NOUNS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "egfr_ml_min": ("kidney function (eGFR)", "mL/min"),
        "creatinine_clearance_ml_min": ("creatinine clearance", "mL/min"),
        "hr_bpm": ("heart rate", "/min"),
        "sbp_mmHg": ("systolic pressure", "mmHg"),
        "serum_mg_mmol_l": ("serum magnesium", "mmol/L"),
        "supplemental_mg_per_day": ("magnesium from supplements", "mg a day"),
        "diet_mg_mg_day": ("magnesium from food and water", "mg a day"),
    }
)
FLAGS: Mapping[str, str] = MappingProxyType(
    {
        "bradycardia": "slow heart or disordered conduction",
        "av_block": "heart block",
        "bowel_obstruction": "bowel obstruction",
        "hypersensitivity_mg": "hypersensitivity to magnesium",
        "diarrhoea": "diarrhea",  # evidence: the table's own spelling
        "iv_mg_planned": "magnesium into a vein around ketamine",
    }
)
COMPARED: Mapping[str, str] = MappingProxyType(
    {"<": "below", ">": "above", ">=": "at or above", "<=": "at or below", "between": "between"}
)
OTHER_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "heart block": "av_block", "atrioventricular block": "av_block", "slow heart": "bradycardia",
        "conduction disorder": "cardiac_conduction_disorder", "ileus": "bowel_obstruction",
        "bowel obstruction": "bowel_obstruction", "obstruction": "bowel_obstruction",
        "allergy": "hypersensitivity", "pregnancy": "pregnant", "breastfeeding": "lactating",
        "breast-feeding": "lactating", "diarrhoea": "diarrhea",  # evidence: a spelling that people type
    }
)  # fmt: skip
MEASURED: tuple[tuple[str, str], ...] = (
    (r"renal|kidney|dialysis|\bckd\b", "give the kidney function: --egfr 20, or egfr: 20 in a plan"),
    (r"hypotension|low (?:blood )?pressure", "give the pressure: --systolic 85, or systolic: 85 in a plan"),
    (r"hypermagnes|hypomagnes|low magnesium", "give the level: --serum 0.6, or serum: 0.6 in a plan"),
)
"""Conditions that are a number here, and how to give it."""


def words_of(variable: str, comparison: str, given: float | None, threshold: str) -> str:
    """Return a rule that fired as a sentence part, with what was given and the limit it crosses."""
    if variable in FLAGS:
        return FLAGS[variable]
    noun, unit = NOUNS.get(variable, (variable.replace("_", " "), ""))
    value = "" if given is None else f" of {given:.4g} {unit}".rstrip()
    limit = threshold.replace("-", " and ") if comparison == "between" else threshold
    return f"{noun}{value}, {COMPARED.get(comparison, comparison)} {limit}"


def condition_name(text: str) -> str:
    """Return the condition of `nemda.magnesium.person.CONDITIONS` that a person's words mean.

    Raises
    ------
    PeopleError
        None is meant, or what is meant is given as a number.
    """
    words = " ".join(text.lower().replace("_", " ").split())
    known = {name.replace("_", " "): name for name in CONDITIONS} | dict(OTHER_WORDS)
    if words in known:
        return known[words]
    hint = next((advice for pattern, advice in MEASURED if re.search(pattern, words)), None)
    raise PeopleError(
        "Unknown condition.", where="conditions", got=repr(text), expected=", ".join(CONDITIONS), hint=hint
    )
