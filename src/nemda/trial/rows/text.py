"""Words and numbers in the free text of trial tables: one spelling for signs, ranges as their middle."""

from __future__ import annotations

import re
import unicodedata

NUMBER = r"\d+(?:\.\d+)?"
RANGE = rf"{NUMBER}(?:\s*(?:-|to|or|/)\s*{NUMBER})*"

_SIGNS = str.maketrans(
    {"–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "×": "x", "≥": ">=", "≤": "<=", "μ": "u", "µ": "u"}
)


def plain(text: str) -> str:
    """Return the text in lower case, with one spelling of dashes, products and blanks.

    >>> plain(" 2×/WK  for 4–6 wk")
    '2x/wk for 4-6 wk'
    """
    return " ".join(unicodedata.normalize("NFKC", text.translate(_SIGNS)).lower().split())


def has(text: str, pattern: str) -> bool:
    """Return whether a pattern stands in a text as whole words."""
    return re.search(rf"(?<![a-z0-9])(?:{pattern})(?![a-z0-9])", text) is not None


def numbers(text: str) -> tuple[float, ...]:
    """Return all unsigned numbers in a text."""
    return tuple(float(found) for found in re.findall(NUMBER, text))


def middle(text: str) -> float | None:
    """Return the mean of the smallest and largest number in a text; None where there is none.

    >>> middle("8-14"), middle("none")
    (11.0, None)
    """
    found = numbers(text)
    return (min(found) + max(found)) / 2 if found else None


def one_number(text: str) -> float | None:
    """Return the number that a cell holds with its sign; None for anything else."""
    try:
        value = float(plain(text))
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None
