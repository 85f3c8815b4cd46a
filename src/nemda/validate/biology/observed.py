"""The number that a row reports, and the interval that a prediction must lie in.

The interval is the published one where there is one: a range as the value itself, a confidence interval,
an interquartile range, a mean with its standard deviation (plus and minus one), or with its standard error
(plus and minus 1.96). Where nothing is published it is a quarter of the number to either side, or what a
sample of the row's size leaves open where that is wider: a correlation of few people says little of its size.
Several numbers in one cell ("24 h; 5-8 d") are compared one by one.
"""

from __future__ import annotations

import math
import re
from statistics import NormalDist
from typing import NamedTuple

from nemda.validate.biology.conventions import convention
from nemda.validate.biology.row import Row
from nemda.validate.pk.text import NUMBER

SIGNED = rf"[-+]?{NUMBER}"
DEFAULT_SHARE = 0.25
_STANDARD_ERRORS = 1.96
_SPAN = re.compile(rf"(?P<low>{SIGNED})\s*(?:-|to|\.\.)\s*(?P<high>{SIGNED})")
_BOUND = re.compile(rf"(?P<sign>[<>])=?\s*(?P<number>{SIGNED})")
_PAIR = re.compile(rf"(?P<first>{SIGNED})\s*[a-z%/]*\s*(?P<how>->|vs\.?|versus)\s*(?P<second>{SIGNED})")
_COUNT = re.compile(r"(?P<part>\d+)\s*/\s*(?P<whole>\d+)")
_PEOPLE = r"responder|response rate|responded|remi(?:ssion|tt)|relapse|patients|people|subjects"
_LIST = re.compile(rf"{SIGNED}(?:\s*/\s*{SIGNED})+")
_TIMES = re.compile(rf"{SIGNED}\s*[a-z]+(?:\s*/\s*{SIGNED}\s*[a-z]+)+")
_FILLER = re.compile(
    r"^(?:(?:about|around|approximately|approx\.?|ca\.?|~|mean|median|of|peak|max(?:imum)?|up to|by|to)\s*)+"
)
_WHOLE = r"%(?: of)? (?:baseline|basal|controls?|vehicle|saline|sham)"
_TRAILING = r"\s*(?:[a-z%]+(?:\s*[*/]\s*[a-z]+)?)?"


class Number(NamedTuple):
    """One reported number: its middle, its interval where the value is one, and a unit beside it."""

    value: float
    low: float | None = None
    high: float | None = None
    unit: str = ""
    is_pair: bool = False


class Interval(NamedTuple):
    """Lowest and highest value that agrees with an observation; infinite where it is open."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Return whether a value lies inside, ends included."""
        return self.low <= value <= self.high


def numbers_of(row: Row) -> tuple[Number, ...]:
    """Return the numbers of a row's value; none where it is not wholly made of numbers."""
    text = row.value
    share = re.search(rf"\(({NUMBER})\s*%?\)", text)
    if share is not None and "(%)" in row.unit:
        return (Number(float(share[1])),)
    text = re.sub(r"\([^)]*\)", "", text).strip()
    if not text:
        return ()
    count = _COUNT.fullmatch(text)
    if count is not None and re.search(rf"{_PEOPLE}|\bn\b|of \d+", f"{row.unit}; {row.readout}"):
        whole = float(count["whole"])
        return (Number(100.0 * float(count["part"]) / whole),) if whole else ()
    if re.search(r"\b(?:h|d|min|days?|s)\b", row.unit) and (times := _PAIR.fullmatch(text)) is not None:
        return Number(float(times["first"])), Number(float(times["second"]))
    if _TIMES.fullmatch(text):
        return tuple(found for part in text.split("/") if (found := _number(part.strip())) is not None)
    if _LIST.fullmatch(text):
        return tuple(Number(float(found)) for found in re.findall(SIGNED, text))
    parts = [_number(part.strip()) for part in text.split(";")]
    found = tuple(_open_ended(part, row.time) for part in parts if part is not None)
    return found if len(found) == len(parts) else ()


def _open_ended(number: Number, time: str) -> Number:
    """Return a number that the row's time calls a least one (">=14 d") as such."""
    if number.low is None and re.search(rf">=?\s*{number.value:g}(?![\d.])", time):
        return number._replace(low=number.value, high=math.inf)
    return number


def _number(text: str) -> Number | None:
    bare = _FILLER.sub("", text)
    pair = re.fullmatch(_PAIR.pattern + _TRAILING, bare)
    if pair is not None:
        first, second = float(pair["first"]), float(pair["second"])
        top, bottom = (second, first) if pair["how"] == "->" else (first, second)
        return Number(top / bottom, is_pair=True) if bottom else None
    bound = re.fullmatch(_BOUND.pattern + r"\s*(?P<unit>[a-z%]*)", bare)
    if bound is not None:
        number = float(bound["number"])
        low, high = (number, math.inf) if bound["sign"] == ">" else (-math.inf, number)
        return Number(number, low, high, bound["unit"])
    span = re.fullmatch(_SPAN.pattern + r"\s*(?P<unit>[a-z%]*)", bare)
    if span is not None:
        ends = sorted((float(span["low"]), float(span["high"])))
        return Number(sum(ends) / 2, ends[0], ends[1], span["unit"])
    spread = re.fullmatch(
        rf"(?P<number>{SIGNED})\s*(?:\+/-|±)\s*(?P<size>{NUMBER})\s*(?P<unit>[a-z%]*)", bare
    )
    if spread is not None:
        number, size = float(spread["number"]), float(spread["size"])
        return Number(number, number - size, number + size, spread["unit"])
    times = re.sub(rf"^x\s?(?={NUMBER}$)|(?<=\d)\s?-?\s?(?:fold|x|times)$", "", bare)
    if times != bare and re.fullmatch(SIGNED, times):
        return Number(float(times), unit="fold")
    single = re.fullmatch(rf"(?P<number>{SIGNED})\s*(?P<unit>{_WHOLE}|[a-z%]*)", bare)
    return None if single is None else Number(float(single["number"]), unit=single["unit"])


def accepted_interval(number: Number, row: Row) -> Interval:
    """Return the interval of a row's only number: `interval_of`, or `sampling_interval` where it is wider."""
    usual = interval_of(number, row.dispersion)
    if usual.low == usual.high == 0 and "%" in row.unit:  # a quarter of nothing is nothing
        band = 100 * convention("dead_band")
        usual = Interval(-band, band)
    sampled = None if number.low is not None or number.is_pair else sampling_interval(number, row)
    if sampled is None or _published(number.value, row.dispersion) is not None:
        return usual
    return Interval(min(usual.low, sampled.low), max(usual.high, sampled.high))


def interval_of(number: Number, dispersion: str, share: float = DEFAULT_SHARE) -> Interval:
    """Return the interval of a number: its own, else the published dispersion, else a share of it."""
    if number.low is not None and number.high is not None:
        return Interval(number.low, number.high)
    published = None if number.is_pair else _published(number.value, dispersion)
    if published is not None:
        return published
    half = share * abs(number.value)
    return Interval(number.value - half, number.value + half)


def sampling_interval(number: Number, row: Row) -> Interval | None:
    """Return the 95% interval that a sample of the row's size leaves of a correlation or a share of people.

    Correlation: tanh(artanh r +- 1.96 / sqrt(n - 3)) (Fisher), n as stated or df + 2; where only p is stated
    the standard error is artanh |r| over the normal deviate of p. Share: Wilson's interval. None where the
    row is neither, or says no size.
    """
    said = f"{row.species}; {row.preparation}; {row.dispersion}"
    sizes = [int(found) for found in re.findall(r"\bn\s*=\s*(\d+)", said)]
    if (
        re.search(r"^(?:spearman |pearson |partial )?(?:r|rho)(?: value)?$", row.unit)
        and abs(number.value) < 1
    ):
        return _of_correlation(number.value, sizes, row.dispersion)
    count = _COUNT.search(row.value)
    of = int(count["whole"]) if count is not None else min(sizes, default=0)
    is_share = re.search(_PEOPLE, f"{row.unit}; {row.readout}") is not None
    if not (is_share and of and 0 <= number.value <= 100):
        return None
    return _of_share(number.value / 100, of)


def _of_correlation(value: float, sizes: list[int], text: str) -> Interval | None:
    freedom = re.search(r"\bdf\s*=?\s*(\d+)", text)
    p_value = re.search(rf"\bp\s*=\s*({NUMBER})", text)
    size = int(freedom[1]) + 2 if freedom is not None else min(sizes, default=0)
    middle = math.atanh(value)
    if size > 3:
        error = 1 / math.sqrt(size - 3)
    elif p_value is not None and 0 < float(p_value[1]) < 1 and value != 0:
        error = abs(middle) / NormalDist().inv_cdf(1 - float(p_value[1]) / 2)
    else:
        return None
    low, high = (math.tanh(middle + side * _STANDARD_ERRORS * error) for side in (-1, 1))
    return Interval(low, high)


def _of_share(share: float, of: int) -> Interval:
    square = _STANDARD_ERRORS**2
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _STANDARD_ERRORS / (1 + square / of) * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    return Interval(100 * (middle - half), 100 * (middle + half))


def _published(value: float, text: str) -> Interval | None:
    ends = re.search(
        rf"(?:\bci\b|iqr|range)[^\d+-]*(?P<low>{SIGNED})\s*(?:-|to|,|;)\s*(?P<high>{SIGNED})", text
    )
    if ends is not None:
        low, high = sorted((float(ends["low"]), float(ends["high"])))
        return Interval(low, high) if low <= value <= high else None
    spread = re.search(rf"(?P<kind>\+/-|\bsd\b|\bsem\b|\bse\b)\s*[=:]?\s*(?P<size>{NUMBER})", text)
    if spread is None or float(spread["size"]) == 0:
        return None
    size = float(spread["size"]) * (_STANDARD_ERRORS if spread["kind"] in {"sem", "se"} else 1.0)
    return Interval(value - size, value + size)
