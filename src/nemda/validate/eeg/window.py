"""When a row looks: minutes or hours since the dose or the end of an infusion, or after the drug.

Block falls with the level, so that hours after a dose are predicted like minutes; after a day none is left,
and a change that is still there is one of synapses. "Within 24 h" begins with the dose, "up to 7 d" of an
effect that lasts begins where the drug ends. What would falsify the rule: block a day after a dose.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from nemda.units import HOURS_PER_DAY, MINUTES_PER_HOUR
from nemda.validate.eeg.conventions import convention
from nemda.validate.eeg.reading import State
from nemda.validate.eeg.row import EEGRow
from nemda.validate.outcome import NotApplicableError
from nemda.validate.pk.text import NUMBER, TIME_UNIT, hours_of

SHORTEST_MIN = 1e-3
"""A moment is a window of this length."""

_SPAN = re.compile(rf"(?<![\w.])({NUMBER})(?:\s*(?:-|to|and)\s*({NUMBER}))?\s*-?\s*({TIME_UNIT})")
_NO_TIME = r"blocks?\b|windows?\b|epochs?\b|bins?\b"
"""What a length of time may belong to instead of saying when."""
_LASTING = r"\bdays?\b|\bd\b|sustained|delayed|first night|\bweeks?\b|\bmonths?\b|next morning"
"""Words for a time at which no drug is left."""
_LATER = r"post-?\s?infusion|post-?\s?dose|\bhours\b|after (?:the )?infusion"
_UP_TO = re.compile(
    r"(?<!after )(?<!after the )(?:up to|until|within|throughout|over|first|next|following)\s+"
    r"(?:the\s+)?(?:(?:first|next|following)\s+)?(?:days?\s+)?$"
)
"""Words right before a time that is the end of a window and not a moment."""
_AFTER_LAST = (
    r"(?:after|post|since)[- ]*(?:the )?(?:last|final|end of|completion|sixth|6th|eighth|8th|fourth|4th)"
)
_AFTER_STOP = r"after (?:the )?(?:end|stop|infusion)|post-?\s?infusion|after .* (?:stop|end)"


class Said(NamedTuple):
    """From when to when (h) a row looks; a moment is twice the same, and `up_to` a time is from 0 on."""

    start_h: float
    stop_h: float
    up_to: bool


class LastingError(NotApplicableError):
    """A change that outlasts the drug at its receptors in a way that the EEG model does not have."""


def said_min(row: EEGRow, duration_h: float, starts_h: tuple[float, ...]) -> tuple[float, float] | None:
    """Return start and stop (min since the start of the dose) of the window a row says; None if it does not.

    With several doses a time longer than the pause between two belongs to the course and is not read.
    """
    said = f"{row.shared.time}; {row.condition}"
    found = _hours(row)
    if len(starts_h) > 1 and found is not None and found.stop_h >= starts_h[1] - starts_h[0]:
        found = None
    if found is None and duration_h > 0 and re.search(r"\bend of (?:the )?infusion", said):
        return duration_h * MINUTES_PER_HOUR, duration_h * MINUTES_PER_HOUR + SHORTEST_MIN
    offset = duration_h if re.search(_AFTER_STOP, said) else 0.0
    if found is None and len(starts_h) == 1 and re.search(_LATER, said):
        found = Said(convention("after_infusion"), convention("after_infusion"), up_to=False)
    if found is None:
        return None
    start, stop = ((one + offset) * MINUTES_PER_HOUR for one in (found.start_h, found.stop_h))
    return start, max(stop, start + SHORTEST_MIN)


def lasting_h(row: EEGRow, state: State, starts_h: tuple[float, ...]) -> tuple[float, float] | None:
    """Return start and stop (h since the first dose) of a window in which no drug is left; None otherwise.

    Such a row looks a day or more after the drug, or names such a time in words; "up to" a later time it
    looks from a day on. After the first of several doses the drug is back, so that of these only what comes
    after the last one counts.
    """
    said = f"{row.shared.time}; {row.condition}; {row.band}"
    if state == "recovery" or re.search(r"washout|recovery", row.shared.time):
        return None
    if len(starts_h) > 1 and not re.search(_AFTER_LAST, f"{row.shared.time}; {row.condition}"):
        return None
    last = max(starts_h)
    after, found = convention("lasting_after"), _hours(row)
    if found is None:
        return (last + after, last + convention("lasting_until")) if re.search(_LASTING, said) else None
    begins = after if found.up_to and found.stop_h > after else found.start_h
    if begins < after:
        return None
    return last + begins, last + max(found.stop_h, begins + SHORTEST_MIN / MINUTES_PER_HOUR)


def _hours(row: EEGRow) -> Said | None:
    """Return the first time that a row says."""
    for text in (row.shared.time, row.condition):
        day = re.search(r"\bdays? (\d+)(?:\s*(?:-|to|and)\s*(\d+))?", text)
        if day is not None:
            return _said(text[: day.start(1)], *(float(one) * HOURS_PER_DAY for one in day.groups() if one))
        for found in _SPAN.finditer(text):
            if re.match(rf"\s*-?\s*(?:{_NO_TIME})", text[found.end() :]):
                continue
            spanned = (hours_of(float(one), found[3]) for one in found.groups()[:2] if one)
            return _said(text[: found.start()], *spanned)
    return None


def _said(before: str, first_h: float, last_h: float | None = None) -> Said:
    """Return a moment, or a span; a moment after words like "within" is the end of a span from 0 on."""
    if last_h is not None:
        return Said(first_h, last_h, up_to=False)
    up_to = _UP_TO.search(before) is not None
    return Said(0.0 if up_to else first_h, first_h, up_to)
