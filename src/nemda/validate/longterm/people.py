"""Which exposure a row speaks of, from its words: a recreational pattern, or a dose in a clinic."""

from __future__ import annotations

import re
from dataclasses import replace

from nemda.regimen import Dose, parse
from nemda.risk import Exposure, exposure_of, pattern, recreational
from nemda.risk.events import label_sessions
from nemda.risk.exposure import WEEKS_PER_MONTH, bioavailability, continued
from nemda.validate.outcome import NotApplicableError

PATTERNS = (
    (r"rehabilit|treatment cent|users? in treatment|in treatment for|detox", "rehabilitation"),
    (r"\bdaily\b", "daily users"),
    (r"infrequent|occasional", "recent users"),
    (r"offender|prison|frequent|heavy|chronic|dependent", "heavy users"),
    (r"recreational|recent|lifetime|past[- ]year|clubber|abus|misuse|non-?medical|\busers\b", "recent users"),
)
ANCHORS = {
    "recent users": "days of use of people who answered a survey",
    "heavy users": "days of use assumed for frequent users",
    "rehabilitation": "days of use assumed for people in rehabilitation",
    "daily users": "use every day",
}
OFTEN = (
    (r"thrice (?:a week|weekly)|three times (?:a|per) week|3 times (?:a|per) week|3x", 3.0),
    (r"twice (?:a week|weekly)|two times (?:a|per) week|2x", 2.0),
    (r"fortnightly|every other week|biweekly", 0.5),
    (r"monthly|once a month", 0.23),
    (r"weekly|once (?:a|per) week", 1.0),
    (r"\bdaily\b|every day|per day", 7.0),
)
EVERY = {"two": 2.0, "three": 3.0, "four": 4.0, "2": 2.0, "3": 3.0, "4": 4.0}
NEVER = re.compile(r"\bnever\b|non-?users|(?<!vs )(?<!versus )(?<!than )\bcontrols\b")
USE = re.compile(
    r"offender|prison|rehabilit|detox|treatment cent|recreational|clubber|abus|misus|street|\busers?\b"
)
"""Words for use outside of a clinic, which 'in treatment' does not make a clinic."""
STOPPED = re.compile(r"\bex-?\s?users?|former|abstinen|abstain|after stopping|quit")
LABEL = "84 mg esketamine nasal twice weekly for 4 weeks"
INFUSION = "0.5 mg/kg ketamine iv over 40 min"
COURSE = "twice weekly for 4 weeks"
ROUTES = (
    (r"\bim\b|intramus", "im"),
    (r"\bsc\b|subcut", "sc"),
    (r"sublingual|buccal|lozenge|troche", "sublingual tablet"),
    (r"\boral\b|\bpo\b|tablet|capsule", "oral"),
    (r"\biv\b|intraven|infus", "iv over 40 min"),
    (r"nasal|spray|esketamine", "nasal"),
)
"""Routes of a clinic in the words of a regimen; the first that is named counts."""

_RANGE = r"(\d+(?:\.\d+)?)(?:\s*(?:-|to)\s*(\d+(?:\.\d+)?))?\s*"
_AMOUNT = re.compile(rf"{_RANGE}(mg/kg|mg)\b(?!/)")
_A_DAY = re.compile(rf"{_RANGE}(g|grams?|mg)\s*(?:/|a |per )\s*(day|week)\b")
_LASTING = re.compile(r"\bfor (\d+(?:\.\d+)?) (month|year)s?\b")
_CLINIC = re.compile(r"clinic|therap|esketamine|trial|infusion|telehealth|label|patient")


def exposure_in(text: str) -> tuple[Exposure, tuple[str, ...]]:
    """Return the exposure that words of population and exposure name, and what was assumed.

    Raises
    ------
    NotApplicableError
        Neither a pattern of use nor a clinic is read.
    """
    if NEVER.search(text):
        return recreational(0.0, 0.0), ("people who never used",)
    for words, name in PATTERNS:
        outside = USE.search(text) or not re.search(r"clinic|therap|trial|patient|esketamine|infusion", text)
        if re.search(words, text) and outside:
            return _of_amount(text, pattern(name), ANCHORS[name])
    if not _CLINIC.search(text):
        raise NotApplicableError(f"no exposure is read in {text!r}")
    sentence = clinic_dose(text)
    sprayed = "nasal" in sentence
    months = months_in(text) or 12.0
    found = continued(exposure_of(parse(f"{sentence} {COURSE}")), months)
    often = days_in(text)
    if often is None and sprayed:
        often = label_sessions(months) / (months * WEEKS_PER_MONTH)
        words = "sessions as in the label"
    else:
        words = "twice a week" if often is None else f"{often:.2g} days a week"
    if often is not None:
        found = replace(found, days_per_week=min(often, 7.0))
    return found, (f"{sentence}, {words}, going on for {months:g} months",)


def clinic_dose(text: str) -> str:
    """Return the dose of a clinic that words name, where they name none the label's or the usual one.

    Raises
    ------
    NotApplicableError
        A route is named whose amount is not said and has no usual one.
    """
    route = next((name for words, name in ROUTES if re.search(words, text)), "iv over 40 min")
    amount = _AMOUNT.search(text)
    compound = _compound(text, route)
    if amount is None:
        usual = {
            ("esketamine", "nasal"): LABEL.partition(" twice")[0],
            ("ketamine", "iv over 40 min"): INFUSION,
        }
        if (compound, route) not in usual:
            raise NotApplicableError(f"how much {compound} is given by the route {route!r} is not said")
        return usual[compound, route]
    middle = (float(amount[1]) + float(amount[2] or amount[1])) / 2
    return f"{middle:g} {amount[3]} {compound} {route}"


def _compound(text: str, route: str) -> str:
    """Return the compound of a clinic: as named, and in a spray without a name the licensed esketamine."""
    if re.search(r"esketamine|\bs-?ketamine", text):
        return "esketamine"
    named = re.search(r"racemic|racemate|(?<![\w-])ketamine", text) is not None
    return "esketamine" if route == "nasal" and not named else "ketamine"


def _of_amount(text: str, users: Exposure, note: str) -> tuple[Exposure, tuple[str, ...]]:
    """Return a pattern of use with the length and the amount a day that words name, taken into the nose.

    An amount a week says that there is use in every week: the days are then those of heavy users.
    """
    lasting = _LASTING.search(text)
    if lasting is not None:
        users = replace(users, months=float(lasting[1]) * (12.0 if lasting[2] == "year" else 1.0))
    told = _A_DAY.search(text)
    if told is None:
        return users, (note,)
    if told[4] == "week" and users.days_per_week < 1:
        weekly = pattern("heavy users")
        users = replace(users, days_per_week=weekly.days_per_week, days_spread=weekly.days_spread)
    middle = (float(told[1]) + float(told[2] or told[1])) / 2 * (1.0 if told[3] == "mg" else 1000.0)
    a_day = middle / users.days_per_week if told[4] == "week" else middle
    reached = a_day * bioavailability(Dose("ketamine", a_day, "mg", "nasal", 0.0))
    return replace(users, mg_per_day=reached), (note, f"{a_day / 1000:.2g} g a day into the nose")


def days_in(text: str) -> float | None:
    """Return the days a week that words name, None where they name none."""
    for words, days in OFTEN:
        if re.search(words, text):
            return days
    every = re.search(r"every (\w+) weeks", text)
    return 1.0 / EVERY[every[1]] if every and every[1] in EVERY else None


def months_in(text: str) -> float | None:
    """Return the months that words say (a median before a maximum), None where they say none."""
    found = re.search(r"(\d+(?:\.\d+)?)\s*(months?|years?|y\b|weeks?)", text)
    if found is None:
        return None
    per = {"m": 1.0, "y": 12.0, "w": 12 / 52.18}
    return float(found[1]) * per[found[2][0]]
