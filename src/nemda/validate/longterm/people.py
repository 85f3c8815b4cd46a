"""Which exposure a row speaks of, from its words: a recreational pattern, or a dose in a clinic."""

from __future__ import annotations

import re

from nemda.regimen import parse
from nemda.risk import Exposure, exposure_of, pattern, recreational
from nemda.risk.exposure import continued
from nemda.validate.outcome import NotApplicableError

PATTERNS = (
    (r"rehabilit|treatment cent|in treatment for", "rehabilitation"),
    (r"\bdaily\b", "daily users"),
    (r"infrequent|occasional", "recent users"),
    (r"offender|prison|frequent|heavy|chronic|dependent", "heavy users"),
    (r"recreational|recent|lifetime|past[- ]year|clubber|abuse|misuse|non-?medical", "recent users"),
)
ANCHORS = {
    "recent users": "days of use of people who answered a survey",
    "heavy users": "days of use assumed for frequent users",
    "rehabilitation": "days of use assumed for people in rehabilitation",
    "daily users": "use every day",
}
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
    if re.search(r"\bnever\b|non-?users|\bcontrols\b", text):
        return recreational(0.0, 0.0), ("people who never used",)
    for words, name in PATTERNS:
        if re.search(words, text) and not re.search(r"clinic|therap|trial", text):
            return pattern(name), (ANCHORS[name],)
    if not _CLINIC.search(text):
        raise NotApplicableError(f"no exposure is read in {text!r}")
    sentence = LABEL if re.search(r"esketamine|nasal|spray", text) else INFUSIONS
    months = months_in(text) or 12.0
    return continued(exposure_of(parse(sentence)), months), (f"{sentence}, going on for {months:g} months",)


def months_in(text: str) -> float | None:
    """Return the months that words say (a median before a maximum), None where they say none."""
    found = re.search(r"(\d+(?:\.\d+)?)\s*(months?|years?|y\b|weeks?)", text)
    if found is None:
        return None
    per = {"m": 1.0, "y": 12.0, "w": 12 / 52.18}
    return float(found[1]) * per[found[2][0]]
