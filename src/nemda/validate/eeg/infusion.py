"""Doses given as a rate ("0.25 mg/kg/h", "10 ug/kg/min"), alone or after a bolus, of people and of animals.

What would falsify the rule: a pump whose drug enters faster than the depot of its route lets it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from nemda.experiment import Species
from nemda.pk.rodent import Animal, AnimalDose
from nemda.regimen import Dose, Regimen
from nemda.units import HOURS_PER_DAY, MINUTES_PER_HOUR
from nemda.validate.biology.dosing import route_of
from nemda.validate.eeg.conventions import convention
from nemda.validate.eeg.row import EEGRow
from nemda.validate.pk.text import NUMBER, first_time_h

_RATE = re.compile(rf"({NUMBER})\s*(ug|mcg|mg)\s*/\s*kg\s*(?:/|per )\s*(min|h)\w*")
_BEFORE = re.compile(rf"({NUMBER})\s*mg/kg(?!\s*(?:/|per ))")
_LENGTH = re.compile(rf"(?:over|for|during)\s+({NUMBER})\s*(min|h)\w*")


class Part(NamedTuple):
    """An amount (mg/kg) that starts at a time (h) and lasts (h); 0 is at once."""

    amount_mg_kg: float
    start_h: float
    duration_h: float


class Rated(NamedTuple):
    """The parts of a dose given as a rate, its whole length (h), the route, and what was assumed."""

    parts: tuple[Part, ...]
    length_h: float
    route: str
    assumed: tuple[str, ...]

    def regimen(self, compound: str) -> Regimen:
        """Return the regimen of people.

        Raises
        ------
        RegimenError
            Nothing can be infused by this route.
        """
        return Regimen(
            tuple(
                Dose(compound, one.amount_mg_kg, "mg/kg", self.route, one.start_h, one.duration_h)  # pyright: ignore[reportArgumentType]  checked by Dose
                for one in self.parts
            )
        )

    def animal_doses(self, compound: str) -> list[AnimalDose]:
        """Return the doses of animals; what a pump gives by another route than a vein enters the depot."""
        return [
            AnimalDose(compound, one.amount_mg_kg, self.route, one.start_h, one.duration_h)  # pyright: ignore[reportArgumentType]  checked by who asks
            for one in self.parts
        ]


def rated_dose(row: EEGRow, animal: Animal | None = None) -> Rated | None:
    """Return a dose given as a rate to people or an animal; None where a row says no rate.

    An amount per body weight before the rate is a bolus at the start, or an infusion where a length is
    said before the rate. Without a route it is by vein.
    """
    dose = row.shared.dose
    rate = _RATE.search(dose)
    if rate is None:
        return None
    per_hour = MINUTES_PER_HOUR if rate[3] == "min" else 1.0
    mg_kg_h = float(rate[1]) * (1.0 if rate[2] == "mg" else 1e-3) * per_hour
    before = _BEFORE.search(dose[: rate.start()])
    loading = 0.0 if before is None else _length_h(dose[before.end() : rate.start()]) or 0.0
    route, assumed = _route(row, animal or "human")
    length = _length_h(dose[rate.end() :])
    if length is None:
        said = first_time_h(row.shared.time)
        length = said if said is not None and 0 < said < HOURS_PER_DAY else None
    if length is None:
        length = convention("rate_length") / MINUTES_PER_HOUR
        assumed = (*assumed, f"infused for {length * MINUTES_PER_HOUR:g} min, because no length is said")
    parts = [Part(mg_kg_h * length, loading, length)]
    if before is not None:
        parts.insert(0, Part(float(before[1]), 0.0, loading))
    return Rated(tuple(parts), loading + length, route, assumed)


def _route(row: EEGRow, species: Species) -> tuple[str, tuple[str, ...]]:
    route, _, notes = route_of(row.shared, species)
    if any("says no route" in one for one in notes):
        return "iv", ("iv, because the row says no route",)
    return route, ()


def _length_h(text: str) -> float | None:
    found = _LENGTH.search(text)
    return None if found is None else float(found[1]) / (MINUTES_PER_HOUR if found[2] == "min" else 1.0)
