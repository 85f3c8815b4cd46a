"""Resting pressure by hypertension: what people() is told when its preset is not whom a clinic sees.

Presets follow trials, which turn people above 140/90 away. A clinic does not: US adults have 116/69 mmHg when
normotensive, 130/75 when treated and 146/85 when hypertensive and untreated (Wright 2011, 19,921 adults). The
source gives no SD; the one of a preset's source stands in its place. Falsified by: a resting pressure of a
clinic outside of these means.
"""

from __future__ import annotations

import difflib
import tomllib
from functools import cache
from importlib import resources
from typing import NamedTuple

from nemda.errors import PeopleError


class RestingPressure(NamedTuple):
    """Mean and SD of resting pressure (mmHg) in one group, with source, grade and note."""

    meaning: str
    systolic: tuple[float, float]
    diastolic: tuple[float, float]
    grade: str
    source: str
    note: str

    def overrides(self) -> dict[str, tuple[float, float]]:
        """Return what `nemda.people` takes to give people this resting pressure."""
        return {"systolic_mmHg": self.systolic, "diastolic_mmHg": self.diastolic}


@cache
def resting_pressures() -> dict[str, RestingPressure]:
    """Return the groups by name."""
    content = tomllib.loads((resources.files("nemda.people") / "resting.toml").read_text("utf-8"))
    return {
        name: RestingPressure(
            entry["meaning"], tuple(entry["systolic_mmHg"]), tuple(entry["diastolic_mmHg"]),
            entry["grade"], entry["source"], entry["note"],
        )
        for name, entry in content.items()
    }  # fmt: skip


def resting_pressure(group: str) -> RestingPressure:
    """Return the resting pressure of normotensive, treated, untreated or all adults.

    Raises
    ------
    PeopleError
        There is no such group.
    """
    known = resting_pressures()
    if group not in known:
        near = difflib.get_close_matches(group, known, n=1)
        raise PeopleError(
            "Unknown group of resting pressure.", where="hypertension", expected=", ".join(known), got=group,
            hint=f"did you mean {near[0]}?" if near else None,
        )  # fmt: skip
    return known[group]
