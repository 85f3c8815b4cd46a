"""Ischemia and head injury: the brain's own glutamate, how much it kills, and what helps in time.

A scenario is a rise of extracellular glutamate for a time, with or without energy; injury follows from
the load equation. Measured levels disagree a hundredfold by method (2 umol/L at rest by microdialysis,
0.025 by receptors in slices), so both readings are run; the dialysate taken as the level at the cell is
an upper bound. A guard works from the time it is present: late is too late. No clinical protection by
NMDA antagonists has held up in people, and this module claims none. Wrong if injury does not grow with
the duration of ischemia.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from nemda.errors import ParameterError
from nemda.synapse.condition import Condition, magnesium_factor, pore_block
from nemda.synapse.load import Exposure, injury_of_exposures
from nemda.synapse.parameters import value_of


@dataclass(frozen=True)
class Scenario:
    """A rise of glutamate to `glutamate` (umol/L) for `duration_min`; `energy` says if cells have any."""

    name: str
    meaning: str
    reading: str
    glutamate: float
    duration_min: float
    energy: bool
    source: str
    grade: str
    note: str


@cache
def _content() -> Mapping[str, Any]:
    return tomllib.loads((resources.files("nemda.synapse") / "data" / "scenarios.toml").read_text("utf-8"))


@cache
def scenarios() -> tuple[Scenario, ...]:
    """Return every scenario under every reading of the resting level."""
    content = _content()
    found: list[Scenario] = []
    for name, entry in content.items():
        if name == "readings":
            continue
        common = {key: entry[key] for key in ("meaning", "duration_min", "energy", "source", "grade", "note")}
        if "concentration" in entry:
            found.append(Scenario(name, reading="", glutamate=entry["concentration"], **common))
            continue
        for reading, level in content["readings"].items():
            found.append(Scenario(name, reading=reading, glutamate=entry["fold"] * level["basal"], **common))
    return tuple(found)


def scenario(name: str, reading: str = "microdialysis") -> Scenario:
    """Return a scenario by name (``"ischemia"``, ``"trauma"``) and reading of the resting level.

    Raises
    ------
    ParameterError
        No such scenario or reading.
    """
    for one in scenarios():
        if one.name == name and one.reading in (reading, ""):
            return one
    known = ", ".join(f"{one.name} {one.reading}".strip() for one in scenarios())
    raise ParameterError("Unknown scenario.", where="scenario", expected=known, got=f"{name} {reading}")


def injury_of_scenario(
    harm: Scenario, guard: Condition | None = None, from_min: float = 0.0, duration_min: float | None = None
) -> float:
    """Return the doomed share (0 to 1); `guard` surrounds the cells from `from_min` after the start.

    Raises
    ------
    ParameterError
        `from_min` or `duration_min` is negative.
    """
    lasting = harm.duration_min if duration_min is None else duration_min
    if lasting < 0 or from_min < 0:
        raise ParameterError(
            "Times cannot be negative.", where="from_min, duration_min", got=(from_min, lasting)
        )
    before = min(from_min, lasting)
    phases = (
        Exposure("glutamate", harm.glutamate, before),
        Exposure("glutamate", harm.glutamate, lasting - before, guarded=guarded_share(guard)),
    )
    return injury_of_exposures(phases, harm.energy)


def guarded_share(guard: Condition | None) -> float:
    """Return by which share a condition lowers influx into an overloaded (depolarized) cell, at least 0."""
    if guard is None:
        return 0.0
    open_share = magnesium_factor(guard, value_of("voltage_of_overload"))
    return max(0.0, 1 - open_share * (1 - pore_block(guard)))
