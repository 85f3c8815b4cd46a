"""The cell of a quantity read as what to compute: a level at a time, a peak, an area over a window.

The spelling is that of papers and of non-compartmental programs (Cmax, AUC0-24h, AUCinf, t1/2, Css,
Ctrough, CL/F, Vss); a quantity that is none of these (duration of release, a share of a dose in urine)
is not applicable.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

from nemda.validate.outcome import NotApplicableError
from nemda.validate.pk.text import NUMBER, RANGE, TIME_UNIT, has, hours_of, mean_number, mean_of
from nemda.validate.pk.units import Dimension

Kind: TypeAlias = Literal[
    "level", "peak", "peak_time", "area", "bioavailability", "half_life", "plateau", "trough", "end",
    "average", "clearance", "volume", "volume_at_rest", "residence",
]  # fmt: skip

DIMENSIONS: Mapping[Kind, Dimension] = MappingProxyType(
    {
        "level": "level", "peak": "level", "plateau": "level", "trough": "level", "end": "level",
        "average": "level", "peak_time": "time", "half_life": "time", "residence": "time", "area": "area",
        "bioavailability": "share", "clearance": "clearance", "volume": "volume", "volume_at_rest": "volume",
    }
)  # fmt: skip


_REPEATED: frozenset[Kind] = frozenset({"peak", "area", "peak_time", "trough", "average"})


class Quantity(NamedTuple):
    """What to compute. `start_h` to `stop_h` is the window of an area, `start_h` the time of a level.

    `is_repeated` marks a value within one interval at steady state; `is_ratio` one of two values.
    """

    kind: Kind
    start_h: float = 0.0
    stop_h: float = math.inf
    is_repeated: bool = False
    is_ratio: bool = False
    is_last_seen: bool = False


_WORDS: tuple[tuple[Kind, str], ...] = (
    ("peak_time", r"t ?max|tpeak|time (?:to|of) (?:the )?(?:peak|max\w*)(?: conc\w*| level)?|peak time"),
    ("trough", r"c ?min\b.*|c ?trough|trough.*|pre-?dose.*|c ?tau"),
    ("average", r"c ?av[eg]?.*|average conc.*|mean conc.*"),
    ("plateau", r"c ?ss.*|(?:conc\w*|level)? ?(?:at )?(?:the )?plateau.*|"
                r".*steady.?state (?:conc\w*|level\w*).*|"
                r"(?:conc\w*|levels?),? (?:at |in )?steady.?state.*|css"),
    ("end", r".*(?:end of (?:the )?infusion|end-of-infusion|end of inf).*|c ?eoi|ceoi"),
    ("peak", r"c ?max.*|c ?peak.*|peak.*|max\w* (?:plasma )?(?:conc\w*|level)"),
    ("area", r"auc.*|area under.*"),
    ("half_life", r"t ?half.*|t ?1 ?/ ?2.*|t0\.5.*|.*half-?\s?li[fv]e.*|thalf.*|t ?\(1/2\).*"),
    ("bioavailability", r"f|f ?\(?%\)?|f ?abs|f ?oral|.*bio-?availab.*"),
    ("residence", r"mrt.*|mean residence time.*"),
    ("clearance", r"cl(?:[ /_].*)?|cl ?/ ?f|clearance.*|.*plasma clearance|cl ?(?:tot|p|s|sys|h)\w*"),
    ("volume_at_rest", r"v ?d? ?ss.*|vdss.*|volume of distribution at steady.?state"),
    ("volume", r"v(?:[ /_].*)?|v ?(?:d|z|area|beta)(?:[ /_].*)?|volume.*|.*volume of distribution.*"),
    ("level", r"c|conc\w*.*|.*level.*|c ?\(?\d.*|plasma conc.*"),
)  # fmt: skip


_OF_INTERVAL: frozenset[Kind] = frozenset({"trough", "average"})

_RATIOS: tuple[tuple[Kind, str], ...] = (
    ("peak", r"c ?max|peak"),
    ("area", r"auc|exposure"),
    ("half_life", r"t ?half|t ?1/2|half-?life"),
    ("peak_time", r"t ?max"),
    ("clearance", r"cl|clearance"),
    ("bioavailability", r"f|bioavailab\w+"),
    ("volume", r"vd|vss|v|volume"),
    ("trough", r"c ?min|trough"),
    ("plateau", r"css|plateau|steady.?state"),
)


def read_quantity(text: str, unit: str, time: str) -> Quantity:
    """Return what to compute; for a ratio the unit cell says of what ("AUC", "NK/K AUC ratio").

    Raises
    ------
    NotApplicableError
        The model gives no such quantity, or a level has no time.
    """
    is_ratio = bool(re.search(r"\bratio|fold\b|relative|change\b|accumulation index", f"{text}; {unit}"))
    if is_ratio:
        bare = re.sub(
            r"ratio|fold|relative|change|of|in|\b[a-z0-9]+/[a-z0-9]+\b(?= )|%|increase|decrease",
            " ",
            f"{text} {unit}",
        )
        return _ratio_quantity(" ".join(bare.split()), f"{text} {unit}")
    bare = re.sub(r"^(?:plasma|serum|mean|median|observed|apparent|terminal|elimination|total) ", "", text)
    kind: Kind | None = next((name for name, words in _WORDS if re.fullmatch(words, bare)), None)
    if kind is None:
        raise NotApplicableError(f"the quantity {text!r} is not predicted")
    repeated = kind in _REPEATED and bool(re.search(r"ss\b|steady|tau", bare))
    if kind == "level":
        return _level(bare, time)
    if kind == "area":
        return _area(bare)._replace(is_repeated=repeated)
    return Quantity(kind, is_repeated=repeated or kind in _OF_INTERVAL)


def _ratio_quantity(text: str, whole: str) -> Quantity:
    for kind, words in _RATIOS:
        if has(text, words) or re.search(rf"\b(?:{words})(?=\d|\()", text):
            if kind == "area":
                window = re.search(r"auc[^a-z ]*.*", text)
                return (_area(window[0]) if window else Quantity("area"))._replace(is_ratio=True)
            return Quantity(kind, is_ratio=True)
    if re.search(r"(?:nk|hnk|dhnk|norketamine|metabolite)", whole):
        return Quantity("area", is_ratio=True)
    raise NotApplicableError(f"it is not said what the ratio {whole!r} is of")


def _level(text: str, time: str) -> Quantity:
    minutes = mean_number(time)
    if minutes is not None:
        return Quantity("level", start_h=minutes / 60.0)
    named = re.search(rf"({NUMBER})\s*-?\s*({TIME_UNIT})", text)
    if named:
        return Quantity("level", start_h=hours_of(float(named[1]), named[2]))
    raise NotApplicableError("a level without its time")


def _area(text: str) -> Quantity:
    bare = re.sub(r"^(?:auc|area under(?: the)?(?: plasma)?(?: conc\w*)?(?:-time)?(?: curve)?)", "", text)
    bare = re.sub(r"[()\[\],]", " ", bare)
    if re.search(r"inf", bare):
        return Quantity("area")
    if re.search(r"tau|ss\b|steady", bare):
        return Quantity("area", is_repeated=True)
    window = re.search(rf"({NUMBER})\s*(?:-|to|\s)\s*({NUMBER})\s*-?\s*({TIME_UNIT})?", bare)
    if window:
        start, stop = float(window[1]), float(window[2])
        unit = window[3] or "h"
        if start < stop:
            return Quantity("area", hours_of(start, unit), hours_of(stop, unit))
    alone = re.search(rf"({RANGE})\s*-?\s*({TIME_UNIT})?", bare)
    if alone and (mean_of(alone[1]) or 0.0) > 0:
        return Quantity("area", 0.0, hours_of(mean_of(alone[1]) or 0.0, alone[2] or "h"))
    if re.search(r"\bt\b|last|0-t|all|0 t", bare):
        return Quantity("area", is_last_seen=True)
    return Quantity("area")
