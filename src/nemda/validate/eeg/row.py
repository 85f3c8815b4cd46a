"""One row of the table of EEG findings, as text in one spelling.

The parts that all tables of findings share are a `nemda.validate.biology.row.Row`, so that doses, numbers and
intervals are read by the same rules.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from nemda.validate.biology.row import Row
from nemda.validate.pk.text import normal


@dataclass(frozen=True)
class EEGRow:
    """A row: `shared` are the columns of all tables of findings, the others are those of EEG alone."""

    shared: Row
    band: str
    condition: str
    concentration: str

    @property
    def everything(self) -> str:
        """Return all text that says what was done and measured."""
        row = self.shared
        return "; ".join(
            (row.species, row.preparation, row.compound, row.dose, row.route, self.band, self.condition,
             row.readout, row.time, row.value)
        )  # fmt: skip

    @property
    def place(self) -> str:
        """Return all text that may name a region."""
        return f"{self.shared.readout}; {self.band}; {self.shared.preparation}"


def row_of(cells: Mapping[str, str]) -> EEGRow:
    """Return a row of the table from its cells by column."""
    text = {name: normal(cell) for name, cell in cells.items()}
    text["change"] = _spelled(text["change"])
    text["dose_or_conc"] = re.sub(r"(?<![\d.,])0,(?=\d)", "0.", text["dose_or_conc"])
    shared = Row(
        topic=text["topic"], species=text["species"], preparation=text["preparation_region"],
        compound=text["compound"], dose=text["dose_or_conc"], route=text["route"], readout=text["readout"],
        time=text["time"], value=text["change"], unit=text["unit"], dispersion=text["dispersion"],
        note=text["note"], verified=text["verified"], topic_text=cells["topic"],
        readout_text=f"{cells['band']}: {cells['readout']}", unit_text=cells["unit"],
    )  # fmt: skip
    return EEGRow(shared, text["band"], text["condition"], text["concentration"])


def _spelled(value: str) -> str:
    """Return a value with arrows as words, and a way back to rest as no change."""
    for sign, word in (("↑", "increase"), ("↓", "decrease"), ("↔", "no change")):
        value = re.sub(rf"{sign}+", f" {word} ", value)
    value = re.sub(r"returns?(?:ed|ing)? to (?:baseline|rest)|back to (?:baseline|rest)", "no change", value)
    return " ".join(value.split())
