"""Words and numbers in free text: one spelling for signs that papers write in many ways.

A range or a list stands for its arithmetic mean, as the tables that report it do ("midpoint of the
range"); mean and median are not told apart, because a typical person is predicted either way.
"""

from __future__ import annotations

import re
import unicodedata

NUMBER = r"(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d{1,2})?"
"""A number without sign, as regular expression."""

RANGE = rf"{NUMBER}(?:\s*(?:-|to|/|,|and|or)\s*{NUMBER})*"
"""A number, a range or a list of numbers."""

HOURS_IN = {"s": 1 / 3600, "m": 1 / 60, "h": 1.0, "d": 24.0, "w": 168.0}
TIME_UNIT = r"(?:seconds?|secs?|s|minutes?|mins?|hours?|hrs?|hr|h|days?|d|weeks?|wk|w)\b"

_SIGNS = str.maketrans(
    {"–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "⁄": "/", "’": "'", "‘": "'", "`": "'", "μ": "u",
     "·": "*", "∙": "*", "×": "x", "∞": "inf", "≥": ">", "≤": "<", "_": " "}
)  # fmt: skip


def normal(text: str) -> str:
    """Return text in lower case with one spelling of dashes, micro signs, products and spaces.

    >>> normal(" 20–40  µg·h/mL")
    '20-40 ug*h/ml'
    """
    folded = unicodedata.normalize("NFKC", text).translate(_SIGNS).lower()
    return " ".join(folded.split())


def mean_number(text: str) -> float | None:
    """Return the number that a cell holds, or the mean of its range or list; None for anything else.

    >>> mean_number("60-240"), mean_number("28, 56 and 84"), mean_number("about 5")
    (150.0, 56.0, None)
    """
    bare = normal(text)
    if not re.fullmatch(rf"{RANGE}|{NUMBER}(?:\s*,\s*{NUMBER})+(?:,?\s*(?:and|or)\s*{NUMBER})?", bare):
        return None
    return mean_of(bare)


def mean_of(text: str) -> float | None:
    """Return the mean of all numbers in a text; None where there is none."""
    numbers = [float(found) for found in re.findall(NUMBER, text)]
    return sum(numbers) / len(numbers) if numbers else None


def hours_of(number: float, unit: str) -> float:
    """Return a time in hours from a number and any word for seconds to weeks."""
    return number * HOURS_IN[unit[0]]


def first_time_h(text: str, before: str = "", after: str = "") -> float | None:
    """Return the first time (h) in normal text that stands between two patterns; None without one."""
    found = re.search(rf"{before}({RANGE})\s*-?\s*({TIME_UNIT}){after}", text)
    if found is None:
        return None
    mean = mean_of(found[1])
    return None if mean is None else hours_of(mean, found[2])


def has(text: str, pattern: str) -> bool:
    """Return whether a pattern occurs in a text as whole words."""
    return re.search(rf"(?<![a-z0-9])(?:{pattern})(?![a-z0-9])", text) is not None
