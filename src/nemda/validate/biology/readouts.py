"""What was measured: phrases of a row and the outputs of the model that stand for them.

The phrases are data (`tables/readouts.toml`). A phrase may name outputs that no mechanism has yet; the row
is then missing, and becomes predicted on the day a mechanism declares one of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from typing import Any, Literal, NamedTuple

from nemda.validate.biology.conventions import biology_table
from nemda.validate.outcome import Status

Change = Literal["ratio", "difference"]


class Readout(NamedTuple):
    """A phrase: `outputs` are alternatives, each a sum of names; `people` a count over people instead."""

    name: str
    pattern: re.Pattern[str]
    outputs: tuple[tuple[str, ...], ...]
    sense: int
    change: Change
    people: str
    share_of_loss: bool
    of_peak: bool
    where: str
    unless: str
    absent: Status
    why: str

    @property
    def label(self) -> str:
        """The name for people: ``spine formation``."""
        return self.name.replace("_", " ")

    def fits(self, place: str) -> bool:
        """Return whether the phrase means this readout where it was measured."""
        there = not self.where or re.search(self.where, place) is not None
        return there and not (self.unless and re.search(self.unless, place))

    def chosen(self, known: Collection[str]) -> tuple[str, ...] | None:
        """Return the first alternative of which the model has every name, or None."""
        return next((names for names in self.outputs if all(name in known for name in names)), None)


class Named(NamedTuple):
    """A readout and where in a text it stands."""

    readout: Readout
    start: int
    end: int


@cache
def readouts() -> tuple[Readout, ...]:
    """Return every readout of the table."""
    return tuple(_readout(name, entry) for name, entry in biology_table("readouts").items())


def _readout(name: str, entry: dict[str, Any]) -> Readout:
    outputs = tuple(
        tuple(part.strip() for part in alternative.split("+")) for alternative in entry.get("outputs", ())
    )
    return Readout(
        name=name,
        pattern=re.compile(rf"(?<![a-z0-9])(?:{entry['pattern']})(?![a-z0-9])"),
        outputs=outputs,
        sense=entry.get("sense", 1),
        change=entry.get("change", "ratio"),
        people=entry.get("people", ""),
        share_of_loss=entry.get("share_of_loss", False),
        of_peak=entry.get("of_peak", False),
        where=entry.get("where", ""),
        unless=entry.get("unless", ""),
        absent=entry.get("absent", "missing"),
        why=entry.get("why", f"no output of the chain stands for {name.replace('_', ' ')}"),
    )


def readouts_in(text: str, place: str = "") -> tuple[Named, ...]:
    """Return the readouts that a normal text names, in order; of overlapping ones the longest.

    `place` is what else is known of where it was measured; some phrases mean something there only.
    """
    found = [
        Named(readout, match.start(), match.end())
        for readout in readouts()
        if readout.fits(place)
        for match in readout.pattern.finditer(text)
        if match.end() > match.start()
    ]
    kept: list[Named] = []
    for named in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        if all(named.end <= other.start or named.start >= other.end for other in kept):
            kept.append(named)
    return tuple(sorted(kept, key=lambda one: one.start))
