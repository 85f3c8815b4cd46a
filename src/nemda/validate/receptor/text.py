"""Words, voltages and times in the free text of an experiment, in one spelling."""

from __future__ import annotations

import re

from nemda.validate.pk.text import NUMBER, normal

_GREEK = str.maketrans(
    {"→": "->", "α": "alpha", "δ": "delta", "Δ": "delta", "τ": "tau", "γ": "gamma", "κ": "kappa"}
)
_MINUS = re.compile(r"\b(?:minus|negative)\s+(?=\d)")
SIGNED = rf"[+-]?\s?{NUMBER}"
JOINED = r"\s*(?:,|;|/|->|\bto\b|\band\b|\bor\b|\bvs\.?|\bversus\b|\bthan\b)\s*(?:at\s+|to\s+)?"
_VOLTAGE_JOINED = JOINED.replace(";|", "")
_VOLTAGES = re.compile(rf"(?<![\d.a-z-])({SIGNED}(?:\s*mv)?(?:{_VOLTAGE_JOINED}{SIGNED}(?:\s*mv)?)*\s*)mv\b")
_PER_E = re.compile(rf"(?:per|every|about|by)\s+{NUMBER}\s*mv|{NUMBER}\s*mv\s*(?:per|/)\s*e")
SECONDS_IN = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "sec": 1.0, "second": 1.0, "seconds": 1.0, "min": 60.0,
              "minute": 60.0, "minutes": 60.0, "h": 3600.0, "hour": 3600.0, "hours": 3600.0}  # fmt: skip
TIME = r"us|ms|seconds?|sec|s|minutes?|min|hours?|h"


def plain(text: str) -> str:
    """Return text in lower case with one spelling of signs, arrows and Greek letters.

    >>> plain("GluN1/2A, −70 mV; 1 µM")
    'glun1/2a, -70 mv; 1 um'
    """
    return _MINUS.sub("-", normal(text.translate(_GREEK)).translate(_GREEK))


def voltages_mv(text: str) -> tuple[float, ...]:
    """Return the voltages (mV) named in a plain text, in order; those of an e-fold change are none.

    >>> voltages_mv("relief at -70 vs +40 mv")
    (-70.0, 40.0)
    """
    found: list[float] = []
    for match in _VOLTAGES.finditer(_PER_E.sub(" ", text)):
        found += [float(number.replace(" ", "")) for number in re.findall(SIGNED, match[1])]
    return tuple(dict.fromkeys(found))


def numbers(text: str) -> list[float]:
    """Return all numbers without sign in a text."""
    return [float(one) for one in re.findall(NUMBER, text)]


def geometric_mean(values: list[float]) -> float:
    """Return the geometric mean of positive numbers, or the arithmetic one where a number is 0."""
    product = 1.0
    for value in values:
        product *= value
    return product ** (1 / len(values)) if product > 0 else sum(values) / len(values)


def time_s(text: str, before: str = "", after: str = "") -> float | None:
    r"""Return the first time (s) between two patterns, a range as its mean; None without one.

    >>> time_s("3-5 ms 1 mm glutamate", after=r"\s+1 mm")
    0.004
    """
    found = re.search(rf"{before}({NUMBER}(?:\s*(?:-|to)\s*{NUMBER})?)\s*-?\s*({TIME})\b{after}", text)
    if found is None:
        return None
    values = numbers(found[1])
    return sum(values) / len(values) * SECONDS_IN[found[2]]
