"""The numbers in a result: one, a list ("0.82 (2B); 0.66 (2C)"), pairs ("2A 0.33->5.35"), with their labels.

Rules: pieces stand between ";", ",", "/", "and", "vs"; an arrow joins the two ends of a pair; a range
stands for its mean; what follows "+/-" or stands in brackets is no result. Concentrations, voltages, times
and receptor names inside a piece belong to its label, unless the unit of the row is theirs.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from nemda.validate.outcome import NotApplicableError
from nemda.validate.pk.text import NUMBER
from nemda.validate.receptor.text import TIME, numbers

QUALITATIVE = re.compile(r"qualitative|curve|time course|\bn/?a\b|yes/no|text|sign|direction")
MOST_NUMBERS = 24
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SPREAD = re.compile(rf"(?:±|\+/-|\+-)\s*{NUMBER}\s*(?:%|sem|sd|se)?")
_SPLIT = re.compile(r"\s*;\s*|\s+/\s+|(?<=\d)/(?=\d)|,\s+|\s+(?:vs\.?|versus|and|or)\s+(?=\S*\d|\()")
_VALUE = re.compile(rf"(?<![\w.])({NUMBER})(?:\s*(->|-|to)\s*({NUMBER}))?\s*(%|\w+/?\w*)?")
_LABELS = re.compile(
    r"(?<![a-z0-9.])(?:h?glun|nr|n)?[12]-?[a-d](?:/(?:nr|n|glun)?2[a-d])*(?![a-z0-9])|mk-?\s?801|n2o|mg2\+|"
    r"\b[ei]c ?50\b|\bpa2\b|alpha-?\s?7|\bn\s*=\s*\d+|\bp\s*[<=>]\s*[\d.]+|\b0 mg\b"
    rf"|[+-]\s?{NUMBER}\s*mv|\b(?:at|in|with|by|after|for|within|every|from|of)\s+[+-]?{NUMBER}\s*(?:mv|[pnum]m|hz|{TIME})\b"
    rf"|\b{NUMBER}\s*[pnum]m\s+(?:[a-z])[a-z0-9+-]*"
)
_UNITS = re.compile(rf"(?:%|[pnum]?m|{TIME}|hz|ps|/s|/m/s|mv)$")


class Part(NamedTuple):
    """One number of a result; `label` is the text around it, `unit` its own unit where it has one.

    `pair` is 0 or 1 for the two ends of an arrow.
    """

    value: float
    label: str
    unit: str = ""
    pair: int | None = None


def is_numeric(result: str, unit: str) -> bool:
    """Return whether a result can be compared as numbers."""
    return QUALITATIVE.search(unit) is None and bool(_parts(result, unit))


def parts_of(result: str, unit: str) -> tuple[Part, ...]:
    """Return the numbers of a result.

    Raises
    ------
    NotApplicableError
        There is none, or one is a bound or not above 0.
    """
    if QUALITATIVE.search(unit):
        raise NotApplicableError(f"no number to compare: {unit}")
    found = _parts(result, unit)
    if not found:
        raise NotApplicableError(f"no number to compare: {result!r}")
    if re.search(r"(?<!-)[<>]\s*\d", _BRACKETS.sub(" ", result)):
        raise NotApplicableError(f"a bound, not a value: {result!r}")
    if any(not 0 < part.value < 1e15 for part in found):
        raise NotApplicableError(f"a number that is not above 0 has no fold error: {result!r}")
    return found


def _parts(result: str, unit: str) -> tuple[Part, ...]:
    found: list[Part] = []
    # Brackets keep their text as label; what separates pieces inside of them does not.
    whole = _BRACKETS.sub(lambda match: re.sub(r"[;,/]|\b(?:and|vs|or)\b", " ", match[0]), result)
    for piece in _SPLIT.split(whole):
        found += _of_piece(piece, unit)
    return tuple(found[:MOST_NUMBERS])


def _of_piece(piece: str, unit: str) -> list[Part]:
    text = _SPREAD.sub(" ", _BRACKETS.sub(" ", piece))
    masked = _LABELS.sub(lambda match: match[0] if _is_value(match[0], unit) else " ", text)
    value = _VALUE.search(masked)
    if value is None:
        return []
    own = value[4] or ""
    own = own if _UNITS.fullmatch(own) else ""
    if value[3] and value[2] == "->":
        return [Part(float(value[1]), piece, own, 0), Part(float(value[3]), piece, own, 1)]
    if re.search(rf"\bfrom\s+{NUMBER}\s+to\s+{NUMBER}", masked) and value[3]:
        return [Part(float(value[1]), piece, own, 0), Part(float(value[3]), piece, own, 1)]
    ends = [float(value[1]), *([float(value[3])] if value[3] else [])]
    return [Part(sum(ends) / len(ends), piece, own)]


def _is_value(text: str, unit: str) -> bool:
    """Return whether a masked phrase is "of 5 mv" and the like in the unit of the row, not a condition."""
    return text.startswith(("of ", "by ")) and bool(unit) and text.endswith(unit) and bool(numbers(text))
