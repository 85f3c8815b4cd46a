"""One row of the table of biological findings, as text in one spelling."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from nemda.validate.pk.text import normal

_SILENT = re.compile(r"[;,][^;,]*\bnot (?:reported|stated|measured|tested|shown)\b[^;,]*")

_WHILE_THERE = re.compile(r"[\w-]+ during (?:the )?(?:drug|bath|wash-?in),?\s*")


_PER_KG = re.compile(r"(?<=g)\s*[*. ]?\s*kg\s*(?:\^?\s*-\s*1|\(-1\))")
_ARROWS = str.maketrans(
    {"↑": " increase ", "↓": " decrease ", "↔": " no change ", "⇑": " increase ", "⇓": " decrease "}
)


NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "ten": 10,
    "twelve": 12,
}  # fmt: skip
_WORDS = re.compile(rf"\b({'|'.join(NUMBER_WORDS)})(?=[ -](?:min|h|hr|hour|d|day|w|week)s?\b)")


@dataclass(frozen=True)
class Row:
    """What a row says; all text but the three ending in ``_text`` is `nemda.validate.pk.text.normal`."""

    topic: str
    species: str
    preparation: str
    compound: str
    dose: str
    route: str
    readout: str
    time: str
    value: str
    unit: str
    dispersion: str
    note: str
    verified: str
    topic_text: str
    readout_text: str
    unit_text: str

    @property
    def given(self) -> str:
        """Return what was given and how, as one text."""
        return f"{self.compound}; {self.dose}; {self.route}"

    @property
    def place(self) -> str:
        """Return all that says where something was measured."""
        return f"{self.preparation}; {self.readout}; route {self.route}"

    @property
    def subject(self) -> str:
        """Return species and preparation as one text."""
        return f"{self.species}; {self.preparation}"


def row_of(cells: Mapping[str, str]) -> Row:
    """Return a row of the table from its cells by column; arrows are words, and "mg kg-1" is "mg/kg".

    Clauses that say that something was not reported say nothing of it, and are left out; so is what was seen
    during a drug in a row that is about its washing out.
    """
    text = {name: _PER_KG.sub("/kg", normal(cell.translate(_ARROWS))) for name, cell in cells.items()}
    text["time"] = _WORDS.sub(lambda found: str(NUMBER_WORDS[found[1]]), text["time"])
    text["readout"] = _SILENT.sub("", text["readout"])
    if "washout" in text["time"]:
        text["readout"] = _WHILE_THERE.sub("", text["readout"])
    return Row(
        topic=text["topic"],
        species=text["species"],
        preparation=text["preparation_region"],
        compound=text["compound"],
        dose=text["dose_or_conc"],
        route=text["route"],
        readout=text["readout"],
        time=text["time"],
        value=text["value"],
        unit=text["unit"],
        dispersion=text["dispersion"],
        note=text["note"],
        verified=text["verified"],
        topic_text=cells["topic"],
        readout_text=cells["readout"],
        unit_text=cells["unit"],
    )
