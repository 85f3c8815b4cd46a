"""Co-drugs and the rise of pressure: a share of the outflow where a source has a number, else refused.

Claim: clonidine, 5 ug/kg by mouth 90 min before, turned the peak rise of mean pressure at induction from
55% to 39% and that of heart rate from 46% to 20% (Doak & Duke 1993, 42 people): about half of the outflow,
by which this model gives 0.75 and 0.38 of the rises, against 0.71 and 0.43 seen. For beta blockers,
stimulants and MAO inhibitors sources name a direction only; no size is guessed. Falsified by: a trial in
which half of the outflow gives other rises.
"""

from __future__ import annotations

import difflib
import tomllib
from functools import cache
from importlib import resources
from typing import NamedTuple

from nemda.errors import ParameterError


class PressorCompanion(NamedTuple):
    """A co-drug: direction of its effect, and the share of outflow removed (None without a number)."""

    name: str
    direction: str
    share: float | None
    grade: str
    source: str
    note: str


@cache
def pressor_companions() -> dict[str, PressorCompanion]:
    """Return the co-drugs by name."""
    file = resources.files("nemda.mechanism") / "data" / "pressor_companions.toml"
    return {
        name: PressorCompanion(
            name, entry["direction"], entry.get("share"), entry["grade"], entry["source"], entry["note"]
        )
        for name, entry in tomllib.loads(file.read_text("utf-8")).items()
    }


def sympatholytic_share(name: str) -> float:
    """Return the share of sympathetic outflow that a co-drug removes, for the signal `sympatholytic`.

    Raises
    ------
    ParameterError
        The co-drug is unknown, or its sources give a direction and no number.
    """
    known = pressor_companions()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        raise ParameterError(
            "Unknown co-drug.", where="sympatholytic", expected=", ".join(known), got=name,
            hint=f"did you mean {near[0]}?" if near else None,
        )  # fmt: skip
    found = known[name]
    if found.share is None:
        raise ParameterError(
            "Direction only: no size of this co-drug's effect on pressure is known.", where=name,
            got=found.direction, hint="set the signal sympatholytic yourself to explore a size",
        )  # fmt: skip
    return found.share
