"""When a row looks: minutes or hours since the dose or the end of an infusion, or after the drug.

Block falls with the level, so that hours after a dose are predicted like minutes; after a day none is left,
and a change that is still there is one of synapses. What would falsify the rule: block a day after a dose.
"""

from __future__ import annotations

import re

from nemda.units import HOURS_PER_DAY
from nemda.validate.eeg.conventions import convention
from nemda.validate.eeg.reading import State
from nemda.validate.eeg.row import EEGRow
from nemda.validate.outcome import NotApplicableError
from nemda.validate.pk.text import NUMBER, TIME_UNIT, hours_of

MINUTES = 60.0
SHORTEST_MIN = 1e-3
"""A moment is a window of this length."""

_SPAN = re.compile(rf"(?<![\w.])({NUMBER})(?:\s*(?:-|to|and)\s*({NUMBER}))?\s*-?\s*({TIME_UNIT})")
_NO_TIME = r"blocks?\b|windows?\b|epochs?\b|bins?\b"
"""What a length of time may belong to instead of saying when."""
_LASTING = r"\bdays?\b|\bd\b|sustained|delayed|first night|\bweeks?\b|\bmonths?\b|next morning"
"""Words for a time at which no drug is left."""
_LATER = r"post-?\s?infusion|post-?\s?dose|\bhours\b|after (?:the )?infusion"
_UP_TO = r"up to|until|within|throughout|over (?:the )?(?:next|following)"
_AFTER_LAST = (
    r"(?:after|post|since)[- ]*(?:the )?(?:last|final|end of|completion|sixth|6th|eighth|8th|fourth|4th)"
)
_AFTER_STOP = r"after (?:the )?(?:end|stop|infusion)|post-?\s?infusion|after .* (?:stop|end)"


class LastingError(NotApplicableError):
    """A change that outlasts the drug at its receptors in a way that the EEG model does not have."""


def said_min(row: EEGRow, duration_h: float, starts_h: tuple[float, ...]) -> tuple[float, float] | None:
    """Return start and stop (min since the start of the dose) of the window a row says; None if it does not.

    With several doses a time longer than the pause between two belongs to the course and is not read.
    """
    said = f"{row.shared.time}; {row.condition}"
    found = _hours(row)
    if len(starts_h) > 1 and found is not None and found[1] >= starts_h[1] - starts_h[0]:
        found = None
    if found is None and duration_h > 0 and re.search(r"\bend of (?:the )?infusion", said):
        return duration_h * MINUTES, duration_h * MINUTES + SHORTEST_MIN
    offset = duration_h if re.search(_AFTER_STOP, said) else 0.0
    if found is None and len(starts_h) == 1 and re.search(_LATER, said):
        found = (convention("after_infusion"),) * 2
    if found is None:
        return None
    start, stop = ((one + offset) * MINUTES for one in found)
    return start, max(stop, start + SHORTEST_MIN)


def lasting_h(row: EEGRow, state: State, starts_h: tuple[float, ...]) -> tuple[float, float] | None:
    """Return start and stop (h since the first dose) of a window in which no drug is left; None otherwise.

    Such a row looks a day or more after the drug, or names such a time in words. After the first of several
    doses the drug is back, so that of these only what comes after the last one counts.
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
    if found[0] < after:
        return None
    begins = after if re.search(_UP_TO, f"{row.shared.time}; {row.condition}") else found[0]
    return last + begins, last + max(found[1], begins + SHORTEST_MIN)


def _hours(row: EEGRow) -> tuple[float, float] | None:
    """Return the first time (h) that a row says, a moment as twice the same."""
    for text in (row.shared.time, row.condition):
        day = re.search(r"\bdays? (\d+)", text)
        if day is not None:
            at = float(day[1]) * HOURS_PER_DAY
            return at, at
        for found in _SPAN.finditer(text):
            if re.match(rf"\s*-?\s*(?:{_NO_TIME})", text[found.end() :]):
                continue
            first = hours_of(float(found[1]), found[3])
            return first, hours_of(float(found[2]), found[3]) if found[2] else first
    return None
