"""The times at which a row looks, from its free text.

A time or range of times is a window (h after the first dose began); a list of times ("30 min / 8 h
/ 24 h") is one window each; "within 1 h" is the second half of that hour. Words without a number ("acute",
"minutes") are windows by convention; "100 min window" is all of it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from nemda.validate.biology.conventions import convention, time_words
from nemda.validate.pk.text import NUMBER, TIME_UNIT, hours_of

_RANGE = re.compile(
    rf"(?P<least>>=?\s*)?(?P<most>(?:within|up to|until|<=?|first|~?<)\s*)?~?\s*(?P<low>{NUMBER})"
    rf"(?:\s*(?:(?P<plus>\+/-)|-|to|and)\s*~?(?P<high>{NUMBER}))?\s*-?\s*(?P<unit>{TIME_UNIT})"
)
_SPAN = re.compile(rf"~?(?P<low>{NUMBER})\s*-?\s*(?P<unit>{TIME_UNIT})\s+window\b")
_MIXED = re.compile(
    rf"(?P<low>{NUMBER})\s*(?P<low_unit>{TIME_UNIT})\s*(?:-|to)\s*"
    rf"(?:(?P<high>{NUMBER})\s*(?P<high_unit>{TIME_UNIT})(?![a-z]))"
)
_DAYS = re.compile(rf"(?P<unit>days?|weeks?)\s+(?P<low>{NUMBER})(?:\s*(?:-|to|and)\s*(?P<high>{NUMBER}))?")
_NOT_AT = re.compile(r"\((?:not|none)[^)]*\)")
_POINT = 0.1
"""A single time is a window of plus and minus a tenth of it."""
_WIDE = 6.0


class Window(NamedTuple):
    """From `start_h` to `end_h`.

    `is_assumed` where the row had no number, `is_limit` where it said "within" or "up to".
    """

    start_h: float
    end_h: float
    is_assumed: bool = False
    is_limit: bool = False

    @property
    def is_wide(self) -> bool:
        """Whether it spans orders of time, so that what a row says was seen somewhere in it."""
        return self.start_h > 0 and self.end_h > _WIDE * self.start_h

    @property
    def middle_h(self) -> float:
        """The middle of the window."""
        return (self.start_h + self.end_h) / 2


def windows_of(text: str, is_bath: bool) -> tuple[Window, ...]:
    """Return the windows that a normal text names, in its order; one by convention where it names none."""
    bare = _NOT_AT.sub(" ", text)
    hours = re.search(rf"hours? to ({NUMBER})\s*h", bare)
    if hours is not None:
        return (Window(1.0, max(float(hours[1]), 1.0)),)
    both = _MIXED.search(bare)
    if both is not None:
        low, high = (hours_of(float(both[end]), both[f"{end}_unit"]) for end in ("low", "high"))
        if low < high:
            return (Window(low, high),)
    span = _SPAN.search(bare)
    if span is not None:
        return (Window(0.0, hours_of(float(span["low"]), span["unit"])),)
    found = [
        (match.start(), _window(match))
        for pattern in (_DAYS, _RANGE)
        for match in pattern.finditer(bare)
        if "sampling" not in bare[match.start() : match.end() + 12]
    ]
    taken = [window for _, window in sorted(found, key=lambda one: one[0]) if window is not None]
    if taken:
        return tuple(dict.fromkeys(taken))
    for word, (start_h, end_h) in time_words().items():
        if re.search(rf"(?<![a-z])(?:{word})(?![a-z])", bare):
            return (Window(start_h, end_h, is_assumed=True),)
    kind = "bath" if is_bath else "acute"
    return (Window(convention(f"{kind}_start"), convention(f"{kind}_end"), is_assumed=True),)


def is_baseline(text: str) -> bool:
    """Return whether a row looks at people or animals as they are, before anything is given."""
    return bool(re.search(r"^(?:at )?baseline$|cross-?section|post-?mortem|longitudinal|^years?$", text))


def _window(match: re.Match[str]) -> Window | None:
    groups = match.groupdict()
    low = hours_of(float(groups["low"]), groups["unit"])
    high = hours_of(float(groups["high"]), groups["unit"]) if groups["high"] else None
    if groups.get("most"):
        return Window(low / 2, low, is_limit=True)
    if groups.get("plus") or high is None:
        return Window(low * (1 - _POINT), low * (1 + _POINT)) if low > 0 else None
    return Window(min(low, high), max(low, high))
