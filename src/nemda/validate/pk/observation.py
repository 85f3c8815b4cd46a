"""One row of the table of kinetic observations, as text in one spelling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nemda.validate.outcome import NotApplicableError
from nemda.validate.pk.text import mean_number, normal


@dataclass(frozen=True)
class Observation:
    """What a row says; all text except `study_id` and `quantity_text` is `nemda.validate.pk.text.normal`.

    `remarks` are note, population and conditions together, where a study says what it did; `source` is
    the citation with the study's name.
    """

    study_id: str
    quantity_text: str
    compound: str
    dosed: str
    dose: str
    dose_unit: str
    route: str
    duration: str
    population: str
    quantity: str
    time: str
    value: str
    unit: str
    note: str
    source: str
    unit_text: str
    verified: str

    @property
    def cautions(self) -> tuple[str, ...]:
        """Return what a reader should know of the observed number itself."""
        found: list[str] = []
        if self.verified == "no":
            found.append("the observed number is from memory")
        if "secondary" in self.note:
            found.append("the observed number is a secondary copy")
        if "conflict" in self.note:
            found.append("other studies contradict the observed number")
        return tuple(found)

    @property
    def remarks(self) -> str:
        """Return population and note as one text."""
        return f"{self.population}; {self.note}"

    def observed(self) -> float:
        """Return the observed number, in the row's unit.

        Raises
        ------
        NotApplicableError
            The cell holds no number above 0.
        """
        value = mean_number(self.value)
        if value is None or value <= 0 or value > 1e15:
            raise NotApplicableError(f"the value {self.value!r} is no number above 0")
        return value


def observation(cells: Mapping[str, str]) -> Observation:
    """Return a row of the table as an observation."""
    text = {name: normal(cell) for name, cell in cells.items()}
    return Observation(
        study_id=cells["study_id"],
        quantity_text=cells["quantity"],
        compound=text["compound_measured"],
        dosed=text["dosed_compound"],
        dose=text["dose"],
        dose_unit=text["dose_unit"],
        route=text["route"],
        duration=text["duration_min"],
        population=text["population"],
        quantity=text["quantity"],
        time=text["time_min"],
        value=text["value"],
        unit=text["unit"],
        note=text["note"],
        source=f"{text['study_id']}; {text['citation']}",
        unit_text=cells["unit"],
        verified=text["verified"],
    )
