"""How names that people type are compared: without regard to case, spaces, hyphens or dashes.

Parentheses and signs are kept, because (+)-ketamine and (-)-ketamine are different compounds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_BLANK = re.compile(r"\s")
_GAP = re.compile(r"[\s_\-]+")


def plain_characters(text: str) -> str:
    """Return the text with every dash as ``-`` and every white space as a blank; the length is kept."""
    dashed = text if text.isascii() else text.translate(_DASHES)
    return _BLANK.sub(" ", dashed)


def normal_form(text: str) -> str:
    """Return the form in which two spellings of one name are equal: ``"S  Ketamine"`` -> ``"s-ketamine"``."""
    return _GAP.sub("-", plain_characters(text).strip().casefold())


def near_matches(text: str, names: Iterable[str]) -> list[str]:
    """Return up to three names that look like the text, the most similar first."""
    spellings = {normal_form(name): name for name in names}
    return [spellings[form] for form in get_close_matches(normal_form(text), spellings, n=3, cutoff=0.6)]


def name_pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that finds any of the names at a place in a text, the longest first."""
    ordered = sorted(names, key=len, reverse=True)
    spellings = (r"[\s_\-]+".join(map(re.escape, _GAP.split(name))) for name in ordered)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(spellings)})(?![^\W_])", re.IGNORECASE)
