"""Other drugs and manipulations that a row names, as signals of an experiment or as changed parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from nemda.validate.biology.conventions import biology_table, convention, conventions
from nemda.validate.outcome import Status


class Intervention(NamedTuple):
    """A signal held at `share`, or a genotype; without either `why` it cannot be run, with `status`.

    `is_level` where the share is a level (umol/L) by convention, which a level stated for a bath replaces.
    """

    name: str
    pattern: re.Pattern[str]
    signal: str
    share: float
    dose_unit: str
    genotype: tuple[tuple[str, float], ...]
    why: str
    status: Status
    is_level: bool = False

    @property
    def can_be_run(self) -> bool:
        """Whether the chain has something that stands for it."""
        return bool(self.signal or self.genotype)


@cache
def interventions() -> tuple[Intervention, ...]:
    """Return every intervention of the table."""
    table: Mapping[str, dict[str, Any]] = biology_table("interventions")
    return tuple(
        Intervention(
            name=name,
            pattern=re.compile(rf"(?<![a-z0-9])(?:{entry['pattern']})(?![a-z])"),
            signal=entry.get("signal", ""),
            share=convention(entry["level"]) if "level" in entry else 1.0,
            dose_unit=entry.get("dose_unit", ""),
            genotype=tuple(entry.get("genotype", {}).items()),
            why=entry.get("why", f"{name.replace('_', ' ')} is not modeled"),
            status=entry.get("status", "missing"),
            is_level="level" in entry and "umol/L" in conventions()[entry["level"]].unit,
        )
        for name, entry in table.items()
    )


def interventions_in(text: str) -> tuple[Intervention, ...]:
    """Return the interventions that a normal text names, in the order of the table."""
    return tuple(one for one in interventions() if one.pattern.search(text))
