"""Whom a row speaks of, and in how many sessions, from its words.

Patients have the resting pressure of a survey of all adults without the day's share of its spread, which
the model adds, and their dose is held on a day on which they are above 140/90 mmHg before it (rules SR022 and
SR056), as trials and clinics do. The preset's own pressures are those of people of 37 years.
"""

from __future__ import annotations

import math
import re

from nemda.mechanism.pressure import pressure_table
from nemda.people.resting import resting_pressure
from nemda.validate.acute.groups import Who
from nemda.validate.acute.row import AcuteRow
from nemda.validate.outcome import NotApplicableError

NASAL_COURSE, CLINIC_COURSE = 8, 4
"""Sessions behind a share of patients where the row does not say: four weeks of the spray twice a week, and a
usual series of infusions in a clinic (both grade C)."""

OLDER_Y = 70.0
"""Age (years) of people who are only called old (grade C)."""

_OLDER = re.compile(
    r"(?:>=|over|above|older than)\s*([67]\d)\s*y|elderly|geriatric|old(?:er)? (?:adult|people|age)|"
    r"\baged? [67]\d\s*(?:years?|yrs?|y)?(?: of age)?\s*(?:\+|(?:and|or) (?:over|above|older))"
)
_AGED = re.compile(
    r"(?:mean|median) age:?(?: of)? (\d\d)(?:\.\d+)?\b|"
    r"\baged? (\d\d)\b(?!\.?\d*\s*(?:years?|yrs?|y)?(?: of age|[ -]old)?\s*"
    r"(?:\+|[-\u2010-\u2015]|to\b|through\b|until\b|"
    r"(?:and|or) (?:over|above|older|up|more|younger|under|below)))"
)
"""One age of people; a limit ("aged 18 or older") or a range ("aged 18-65") says who entered, not how old
they are."""

_PRESSED = re.compile(
    r"(?<!not )(?<!un)\btreated\b(?! with (?:\w+ )?(?:es|s-|ar)?ketamine)|(?<!no )antihypertensiv"
)
"""Words of people whose hypertension is treated, where it is named."""

NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "twelve": 12,
}  # fmt: skip
"""Small numbers in words."""

_COURSE = re.compile(
    rf"\b(\d+|{'|'.join(NUMBERS)})\s*(?:ketamine )?(?:sessions?|infusions?|doses|treatments?)\b(?! \()"
)
_PRESSURE = re.compile(r"\b(?:hyper|normo)tensive\b|(?:with|without) hypertension\b")
_SEX = re.compile(r"\b(?:wom[ae]n|females?|m[ae]n|males?)\b")
_CHILDREN = re.compile(r"\b(?:child(?:ren)?|pa?ediatric|infants?|neonat\w*|adolescen\w+|newborns?)\b")
_HEALTHY = re.compile(r"healthy|volunteer")


def who_of(row: AcuteRow) -> tuple[Who, tuple[str, ...]]:
    """Return the people of a row, and what had to be assumed."""
    words = f"{row.said}; {row.citation}"
    if _CHILDREN.search(f"{words}; {row.dose}"):
        raise NotApplicableError("children, whom no preset describes")
    if _HEALTHY.search(words):
        return Who("healthy"), ("healthy volunteers",)
    about: tuple[str, ...] = ()
    named: tuple[tuple[str, object], ...] = ()
    age_y = _age(row)
    if age_y is not None:
        named, about = (("age_y", age_y),), (f"people of {age_y:g} years",)
    sexes = {word.startswith(("w", "f")) for word in _SEX.findall(f"{row.effect}; {row.dose}")}
    if len(sexes) == 1:
        [female] = sexes
        named, about = (*named, ("female", float(female))), (*about, "women" if female else "men")
    group = _pressure_group(f"{row.effect}; {row.dose}")
    if group is not None:
        overrides = resting_pressure(group).overrides()
        return Who("trd", (*named, *overrides.items())), (*about, f"{group} people")
    return Who("trd", (*named, *clinic_pressure()), True), about


def _pressure_group(words: str) -> str | None:
    """Return the group of resting pressure that words name, None where they name none."""
    named = _PRESSURE.search(words)
    if named is None:
        return None
    if named[0].startswith(("normo", "without")):
        return "normotensive"
    return "treated" if _PRESSED.search(words) else "untreated"


def _age(row: AcuteRow) -> float | None:
    """Return the age (years) that a row names, that of older people where it calls them so, else None."""
    words = f"{row.effect}; {row.dose}; {row.note}"
    told = _AGED.search(words)
    if told is not None:
        return float(told[1] or told[2])
    named = _OLDER.search(f"{row.effect}; {row.dose}") or _OLDER.match(row.note)
    return OLDER_Y if named else None


def clinic_pressure() -> tuple[tuple[str, object], ...]:
    """Return mean and SD (mmHg) of resting pressure over days, for patients before anybody is put off.

    A survey reads everybody on one day, so its SD holds the SD of days.
    """
    days = pressure_table()
    surveyed = resting_pressure("clinic")
    return tuple(
        (name, (mean, math.sqrt(sd**2 - days[day].value ** 2)))
        for name, (mean, sd), day in (
            ("systolic_mmHg", surveyed.systolic, "systolic_day_sd"),
            ("diastolic_mmHg", surveyed.diastolic, "diastolic_day_sd"),
        )
    )


def sessions_of(row: AcuteRow) -> tuple[int, tuple[str, ...]]:
    """Return in how many sessions something could have been seen, and what had to be assumed."""
    words = f"{row.effect}; {row.unit}; {row.note}"
    week = re.search(r"(?:in |first )?week (\d+)\b|first week", row.effect)
    if week:
        count = 2 * int(week[1] or 1)
        return count, (f"{count} sessions",)
    said = _COURSE.search(f"{row.effect}; {row.unit}")
    if said:
        return NUMBERS.get(said[1]) or int(said[1]), ()
    if re.search(r"of (?:infusions|sessions|treatments)", row.unit) or re.search(
        r"single|first (?:dose|infusion|session|spray|treatment)", row.effect
    ):
        return 1, ()
    if row.route == "in" or re.search(r"nasal|spray", row.route):
        return NASAL_COURSE, (f"{NASAL_COURSE} sessions, four weeks of the spray",)
    if re.search(r"repeat|series|multiple", words):
        return CLINIC_COURSE, (f"{CLINIC_COURSE} sessions, a usual series",)
    return 1, ("one session",)
