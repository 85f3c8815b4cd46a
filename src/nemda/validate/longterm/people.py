"""Which exposure a row speaks of, from its words: a recreational pattern, or a dose in a clinic."""

from __future__ import annotations

import re
from dataclasses import replace

from nemda.regimen import parse
from nemda.risk import Exposure, exposure_of, pattern, recreational
from nemda.risk.events import label_sessions
from nemda.risk.exposure import WEEKS_PER_MONTH, continued
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
INFUSIONS = "0.5 mg/kg ketamine iv over 40 min twice weekly for 4 weeks"
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
            return pattern(name), (ANCHORS[name],)
    if not _CLINIC.search(text):
        raise NotApplicableError(f"no exposure is read in {text!r}")
    sprayed = re.search(r"esketamine|nasal|spray", text) is not None
    sentence = LABEL if sprayed else INFUSIONS
    months = months_in(text) or 12.0
    found = continued(exposure_of(parse(sentence)), months)
    often = days_in(text)
    if often is None and sprayed:
        often = label_sessions(months) / (months * WEEKS_PER_MONTH)
        words = "sessions as in the label"
    else:
        words = "twice a week" if often is None else f"{often:.2g} days a week"
    if often is not None:
        found = replace(found, days_per_week=min(often, 7.0))
    return found, (f"{sentence.partition(' twice')[0]}, {words}, going on for {months:g} months",)


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
