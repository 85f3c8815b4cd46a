"""Where a study took its blood and for how long: the site, and the window its half-life was seen in.

A multi-compartment level has no one half-life: what a study reports is the slope over the last part of
what it sampled. One rule for all rows gives the window (see `tables/conventions.toml`), unless a row
states it. Plasma is venous unless the row says arterial or comes from a group that sampled arteries in
all its ketamine studies (`tables/arterial.toml`).
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from nemda.validate.outcome import NotApplicableError
from nemda.validate.pk.conventions import convention
from nemda.validate.pk.observation import Observation
from nemda.validate.pk.quantities import read_quantity
from nemda.validate.pk.text import RANGE, TIME_UNIT, has, hours_of, mean_of

SHORTEST_H, LONGEST_H = 2.0, 240.0
"""A sampled time outside of these is one of something else."""

VENOUS, ARTERIAL = "venous", "arterial"


@cache
def arterial_groups() -> tuple[str, ...]:
    """Return the names with which the studies of groups that sampled arteries begin."""
    file = files("nemda.validate.pk").joinpath("tables", "arterial.toml")
    content: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(group["begins_with"] for group in content["group"])


def sampling_site(row: Observation) -> str:
    """Return ``venous`` or ``arterial``."""
    said = f"{row.remarks}; {row.quantity}; {row.compound}"
    if has(said, r"arterial(?:i[sz]ed)?") and not has(said, "venous"):
        return ARTERIAL
    if has(said, "venous"):
        return VENOUS
    if re.match("|".join(arterial_groups()), row.source):
        return ARTERIAL
    return VENOUS


def sampled_h(row: Observation, study_h: float | None) -> float:
    """Return for how long (h) a study sampled: as the row says, or as long as its own rows reach.

    Else the usual time: in surgical patients, in volunteers before 2000, and since (`conventions.toml`).
    """
    said = _said_h(row)
    if said is not None:
        return said
    if study_h is not None:
        return study_h
    if has(row.population, r"surg\w+|an[a]?esthe\w+|operat\w+|perioperative|intraoperative"):
        return convention("sampled_after_surgery")
    year = re.search(r"\b(19|20)\d\d\b", row.source)
    return convention("sampled_before_2000" if year and year[1] == "19" else "sampled")


def reach_h(row: Observation) -> float | None:
    """Return the latest time (h) that a row itself shows to have been sampled, or None."""
    try:
        quantity = read_quantity(row.quantity, "", row.time)
    except NotApplicableError:
        return None
    last_h = quantity.start_h if quantity.kind == "level" else quantity.stop_h
    return last_h if SHORTEST_H <= last_h <= LONGEST_H else None


def _said_h(row: Observation) -> float | None:
    found = re.search(
        rf"(?:sampl\w+|blood|follow(?:ed)?(?:-| )?up|measured|observed)[^;,]{{0,20}}?"
        rf"(?:to|for|until|over|during|0-)\s*(?:0-)?({RANGE})\s*-?\s*({TIME_UNIT})",
        f"{row.quantity}; {row.remarks}",
    )
    if found is None:
        return None
    hours = hours_of(mean_of(found[1]) or 0.0, found[2])
    return hours if SHORTEST_H <= hours <= LONGEST_H else None
