"""The targets: rows of the evidence tables as experiments, each with what it gave and how sure that is.

A sign ("up", "none", "down") is what a study of a known size called significant; a number has its standard
error. What a row does not say and the table had to assume is written with it. Wrong if a target gives
another sign or number than its row.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, cast

from nemda.errors import ExperimentError
from nemda.hypothesis.arm import KEYS, ArmOfStudy, read_arm
from nemda.hypothesis.explanation import table_text
from nemda.hypothesis.readouts import Readout, readouts

Sign = Literal["up", "none", "down"]
SIGNS: tuple[Sign, ...] = ("up", "none", "down")


@dataclass(frozen=True)
class Target:
    """One thing seen.

    `against` is the arm whose value is subtracted, where there is one. `error` is the standard error in the
    unit of the readout: of the number, or of the comparison that gave the sign.
    """

    name: str
    arm: ArmOfStudy
    against: ArmOfStudy | None
    readout: Readout
    observed: float | Sign
    error: float
    source: str
    assumed: str

    @property
    def words(self) -> str:
        """What was measured, in a few words."""
        against = f" minus {self.against.words}" if self.against else ""
        moments = self.arm.times_h
        when = f"{moments[0]:g} h" if len(moments) == 1 else f"{moments[0]:g}-{moments[-1]:g} h"
        return f"{self.arm.words}{against}: {self.readout.name} at {when}"


@dataclass(frozen=True)
class WorkSeen:
    """A work that no evidence table lists yet."""

    key: str
    text: str
    doi: str
    url: str


@cache
def targets() -> tuple[Target, ...]:
    """Return the shipped targets in the order of the file.

    Raises
    ------
    ExperimentError
        The file is malformed.
    """
    return read_targets(table_text("targets"), "targets.toml")


@cache
def works_seen() -> Mapping[str, WorkSeen]:
    """Return the works that the targets cite beyond the evidence tables."""
    works = cast("dict[str, dict[str, str]]", tomllib.loads(table_text("targets"))["works"])
    return {key: WorkSeen(key, **entry) for key, entry in works.items()}


def read_targets(text: str, where: str) -> tuple[Target, ...]:
    """Return the targets of a TOML text; the table ``works`` is left out.

    Raises
    ------
    ExperimentError
        An entry lacks something, or names an unknown readout or sign.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ExperimentError("The file is not TOML.", where=where, got=str(error)) from error
    content.pop("works", None)
    return tuple(_target(name, entry, f"{where}: {name}") for name, entry in content.items())


def _target(name: str, entry: dict[str, Any], where: str) -> Target:
    known = readouts()
    observed = entry.get("observed")
    number = isinstance(observed, int | float) and not isinstance(observed, bool)
    if entry.get("readout") not in known or not (number or observed in SIGNS) or "source" not in entry:
        raise ExperimentError(
            "A target needs a known readout, what was observed, and a source.", where=where,
            expected=f"readout: {', '.join(known)}; observed: {', '.join(SIGNS)} or a number",
            got=f"readout {entry.get('readout')!r}, observed {observed!r}",
        )  # fmt: skip
    readout = known[entry["readout"]]
    own = {key: entry[key] for key in KEYS if key in entry}
    other = read_arm({**own, **entry["against"]}, where) if "against" in entry else None
    error = float(entry.get("error", readout.error))
    if error <= 0:
        raise ExperimentError("An error is positive.", where=where, got=error)
    return Target(
        name=name,
        arm=read_arm(own, where),
        against=other,
        readout=readout,
        observed=float(cast("float", observed)) if number else cast("Sign", observed),
        error=error,
        source=entry["source"],
        assumed=entry.get("assumed", ""),
    )
