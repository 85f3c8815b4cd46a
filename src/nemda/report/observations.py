"""Published outcomes as points with error bars, as far as the source says what its dispersion is.

A source gives a standard deviation, a standard error, or a 95% interval; a report must not mix them up,
because the first says how different people are and the others how sure the mean is. What is neither
(a bare "+/-", a count, a range) is told in words and gets no bar.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from statistics import NormalDist
from typing import NamedTuple

from nemda.trial.intervals import wilson
from nemda.trial.results import Observed

NORMAL_95 = NormalDist().inv_cdf(0.975)

_NUMBER = r"[-+]?\d+(?:\.\d+)?"
_RANGE = re.compile(rf"^({_NUMBER})\s*to\s*({_NUMBER})$")
_SD, _SE, _CI = "SD", "SE", "95% CI"
_KINDS = {
    "SD": _SD,
    "SD as reported": _SD,
    "SE": _SE,
    "SE mean": _SE,
    "SE (reported +/-)": _SE,
    "95%CI": _CI,
    "95%CI half-width": _CI,
}
_HALF_WIDTHS = frozenset({"95%CI half-width"})
_NO_BARS = ("", 0.0, 0.0)
RESPONSE_RATES = frozenset({"response_rate", "remission_rate"})


class Point(NamedTuple):
    """A published value at a time (h after the first dose), with the lengths of its error bars.

    `kind` is "SD", "SE" or "95% CI", or empty where no bar can be drawn; the lengths are then 0.
    `text` tells the dispersion as the source has it.
    """

    time_h: float
    value: float
    below: float
    above: float
    kind: str
    text: str


def points(observed: Iterable[Observed], arm: str, scale: str, quantity: str) -> list[Point]:
    """Return the published values of one arm, scale and quantity that have a time and a value."""
    return [
        point
        for row in observed
        if (row.arm, row.scale, row.quantity) == (arm, scale, quantity) and (point := as_point(row))
    ]


def as_point(row: Observed) -> Point | None:
    """Return an outcome as a point, or None where it has no time or no value."""
    if row.time_h is None or row.value is None:
        return None
    kind, below, above = _bars(row, row.value)
    return Point(row.time_h, row.value, below, above, kind, _text(row))


def rate_point(row: Observed) -> Point | None:
    """Return a published rate (%) as a point with its 95% interval as bar, where one can be known."""
    point, interval = as_point(row), interval_95(row)
    if point is None or interval is None:
        return point
    return point._replace(below=point.value - interval[0], above=interval[1] - point.value, kind=_CI)


def interval_95(row: Observed) -> tuple[float, float] | None:
    """Return the 95% interval of a published value, or None where it cannot be known.

    From a standard error value -+ 1.96 SE, from a standard deviation with SE = SD / sqrt(n); a response
    rate of n people gets Wilson's interval.
    """
    if row.value is None:
        return None
    kind, below, above = _bars(row, row.value)
    if kind == _CI:
        return row.value - below, row.value + above
    if kind == _SE:
        return row.value - NORMAL_95 * below, row.value + NORMAL_95 * below
    if kind == _SD and row.n:
        half = NORMAL_95 * below / math.sqrt(row.n)
        return row.value - half, row.value + half
    if row.quantity in RESPONSE_RATES and row.unit == "%" and row.n and 0 <= row.value <= 100:
        share = wilson(round(row.value / 100 * row.n), row.n, level=0.95)
        return 100 * share.lower_90, 100 * share.upper_90
    return None


def _bars(row: Observed, value: float) -> tuple[str, float, float]:
    kind = _KINDS.get(row.dispersion_type, "")
    text = row.dispersion.strip()
    if kind and re.fullmatch(_NUMBER, text):
        length = abs(float(text))
        is_length = kind != _CI or row.dispersion_type in _HALF_WIDTHS
        return (kind, length, length) if is_length else _NO_BARS
    if kind == _CI and (match := _RANGE.match(text)):
        low, high = sorted(map(float, match.groups()))
        if low <= value <= high:
            return kind, value - low, high - value
    return _NO_BARS


def _text(row: Observed) -> str:
    parts = [f"n = {row.n}"] if row.n is not None else []
    if row.dispersion:
        parts.append(f"{row.dispersion_type or 'dispersion'} {row.dispersion}")
    if row.adjusted:
        parts.append("adjusted for baseline by the source")
    return "; ".join(parts)
