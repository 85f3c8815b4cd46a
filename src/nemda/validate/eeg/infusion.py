"""Doses given as a rate ("0.25 mg/kg/h", "10 ug/kg/min"), alone or after a bolus, as doses of a regimen."""

from __future__ import annotations

import re

from nemda.pk.rodent import AnimalDose
from nemda.regimen import Dose, Regimen
from nemda.units import HOURS_PER_DAY
from nemda.validate.eeg.conventions import convention
from nemda.validate.eeg.row import EEGRow
from nemda.validate.pk.text import NUMBER, first_time_h

MINUTES = 60.0
PARTS = 24
"""Small doses that stand for an infusion in animals."""
_RATE = re.compile(rf"({NUMBER})\s*(ug|mcg|mg)\s*/\s*kg\s*(?:/|per )\s*(min|h)\w*")
_BEFORE = re.compile(rf"({NUMBER})\s*mg/kg(?!\s*(?:/|per ))")
_LENGTH = re.compile(rf"(?:over|for|during)\s+({NUMBER})\s*(min|h)\w*")


def rated_regimen(row: EEGRow, compound: str) -> tuple[Regimen, float, tuple[str, ...]] | None:
    """Return the regimen of a dose given as a rate, its length (h) and what was assumed; None without one.

    An amount per body weight before the rate is a bolus at the start, or an infusion where a length is
    said before the rate.
    """
    dose = row.shared.dose
    rate = _RATE.search(dose)
    if rate is None:
        return None
    mg_kg_h = float(rate[1]) * (1.0 if rate[2] == "mg" else 1e-3) * (MINUTES if rate[3] == "min" else 1.0)
    before = _BEFORE.search(dose[: rate.start()])
    loading = 0.0 if before is None else _length_h(dose[before.end() : rate.start()]) or 0.0
    length, assumed = _length_h(dose[rate.end() :]), ()
    if length is None:
        said = first_time_h(row.shared.time)
        length = said if said is not None and 0 < said < HOURS_PER_DAY else None
    if length is None:
        length = convention("rate_length") / MINUTES
        assumed = (f"infused for {length * MINUTES:g} min, because no length is said",)
    doses = [Dose(compound, mg_kg_h * length, "mg/kg", "iv", loading, length)]  # pyright: ignore[reportArgumentType]  checked by Dose
    if before is not None:
        doses.insert(0, Dose(compound, float(before[1]), "mg/kg", "iv", 0.0, loading))  # pyright: ignore[reportArgumentType]  checked by Dose
    return Regimen(tuple(doses)), loading + length, assumed


def in_parts(regimen: Regimen) -> list[AnimalDose]:
    """Return the doses of animals, whose kinetics are of single doses: an infusion as many small ones."""
    found: list[AnimalDose] = []
    for dose in regimen.doses:
        parts = PARTS if dose.duration_h > 0 else 1
        step_h = dose.duration_h / parts
        found += [
            AnimalDose(dose.compound, dose.amount / parts, "iv", dose.start_h + part * step_h)
            for part in range(parts)
        ]
    return found


def _length_h(text: str) -> float | None:
    found = _LENGTH.search(text)
    return None if found is None else float(found[1]) / (MINUTES if found[2] == "min" else 1.0)
