"""Whom a row speaks of, and in how many sessions, from its words."""

from __future__ import annotations

import re

from nemda.people.resting import resting_pressure
from nemda.validate.acute.groups import Who
from nemda.validate.acute.row import AcuteRow

NASAL_COURSE, CLINIC_COURSE = 8, 4
"""Sessions behind a share of patients where the row does not say: four weeks of the spray twice a week, and a
usual series of infusions in a clinic (both grade C)."""

OLDER_Y, YOUNGER_Y = 70.0, 45.0
_OLDER = re.compile(r"(?:>=|over|above|older than)\s*(6\d)\s*y|elderly")
_CLINIC = re.compile(r"chart review|clinic\b|real[- ]world|naturalistic|routine care")
_HEALTHY = re.compile(r"healthy|volunteer")


def who_of(row: AcuteRow) -> tuple[Who, tuple[str, ...]]:
    """Return the people of a row, and what had to be assumed."""
    words = f"{row.said}; {row.citation}"
    if _HEALTHY.search(words):
        return Who("healthy"), ("healthy volunteers",)
    older = _OLDER.search(row.effect)
    if older:
        return Who("trd", (("age_y", OLDER_Y),)), (f"people of {OLDER_Y:g} years",)
    if _CLINIC.search(words):
        overrides = resting_pressure("clinic").overrides()
        return Who("trd", tuple(overrides.items())), ("resting pressure of an open clinic",)
    return Who(), ()


def sessions_of(row: AcuteRow) -> tuple[int, tuple[str, ...]]:
    """Return in how many sessions something could have been seen, and what had to be assumed."""
    words = f"{row.effect}; {row.unit}; {row.note}"
    week = re.search(r"(?:in |first )?week (\d+)\b|first week", row.effect)
    if week:
        count = 2 * int(week[1] or 1)
        return count, (f"{count} sessions",)
    said = re.search(r"(\d+)\s*(?:sessions|infusions|doses)\b(?! \()", row.effect)
    if said:
        return int(said[1]), ()
    if re.search(r"of (?:infusions|sessions|treatments)", row.unit) or re.search(
        r"single|first (?:dose|infusion)", row.effect
    ):
        return 1, ()
    if row.route in {"in", "nasal", "intranasal"}:
        return NASAL_COURSE, (f"{NASAL_COURSE} sessions, four weeks of the spray",)
    if re.search(r"repeat|series|multiple", words):
        return CLINIC_COURSE, (f"{CLINIC_COURSE} sessions, a usual series",)
    return 1, ("one session",)
