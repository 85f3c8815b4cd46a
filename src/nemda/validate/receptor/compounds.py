"""Names of compounds in free text, and the concentrations that stand beside them."""

from __future__ import annotations

import re
from typing import NamedTuple

from nemda.validate.pk.text import NUMBER
from nemda.validate.receptor.text import JOINED, geometric_mean, numbers

NAMES: tuple[tuple[str, str], ...] = (
    ("dehydronorketamine", r"dehydronorketamine|dhnk"),
    ("hydroxynorketamine", r"(?:\(?2[rs],6[rs]\)?-?)?(?:hydroxynorketamine|hnks?)"),
    ("norketamine", r"(?:s-|r-|\([sr+-]\)-)?norketamine"),
    ("ketamine_s", r"(?:\(?s\)?(?:\(\+\))?-|s\(\+\)[- ]?|\(\+\)-?)ketamine|esketamine|ketamine \(s\)"),
    ("ketamine_r", r"(?:\(?r\)?(?:\(-\))?-|r\(-\)[- ]?|\(-\)-?)ketamine|arketamine|ketamine \(r\)"),
    ("ketamine", r"ketamine"),
    ("memantine", r"memantine"),
    ("amantadine", r"amantadine"),
    ("mk801", r"mk-?\s?801|dizocilpine"),
    ("phencyclidine", r"phencyclidine|pcp"),
    ("dextromethorphan", r"dextromethorphan|dxm"),
    ("dextrorphan", r"dextrorphan"),
    ("lanicemine", r"lanicemine|azd6765|azd 6765"),
    ("d_serine", r"d-serine"),
    ("d_cycloserine", r"d-cycloserine|cycloserine|dcs"),
    ("7_chlorokynurenate", r"7-?chlorokynuren(?:ate|ic acid)|7-?cl?-?ka|7-?clkyn\w*"),
    ("xenon", r"xenon"),
    ("nitrous_oxide", r"nitrous oxide|n2o"),
    ("zinc", r"zinc|zn(?:2\+)?"),
    ("naltrexone", r"(?<!beta-)naltrexone"),
    ("acetylcholine", r"acetylcholine|ach"),
    ("choline", r"choline"),
    ("nicotine", r"nicotine"),
    ("glutamate", r"(?:l-)?glu(?:tamate)?"),
    ("nmda", r"nmda(?!r|[- ](?:receptors?|rs?|epsc|mepsc|current|channel|evoked|type|component|\(?ipsc))"),
    ("gaba", r"gaba(?![- ]?a(?:\b|r)| receptor|rs?\b)"),
    ("glycine", r"glycine|gly"),
    ("magnesium", r"magnesium|mg(?:2\+|\+\+)?(?!\s*/|\s*kg|\w)"),
    ("agonist", r"agonist"),
    ("drug", r"drug|blocker|antagonist"),
)
"""A compound of the bench (or "nmda", "agonist", "drug") and how texts write it; the first fit counts."""

AGONISTS = frozenset({"glutamate", "nmda", "gaba", "acetylcholine", "nicotine", "choline", "agonist"})
BATH = AGONISTS | {"glycine", "magnesium", "drug"}
"""Names that need not be the compound under study."""

_NAME = re.compile(
    r"(?<![a-z0-9])(?:"
    + "|".join(f"(?P<n{i}>{pattern})" for i, (_, pattern) in enumerate(NAMES))
    + r")(?![a-z])"
)
_MOLAR = {"pm": 1e-6, "nm": 1e-3, "um": 1.0, "mm": 1e3, "m": 1e6, "atm": 1.0, "%": 0.01}
_AMOUNT = re.compile(
    rf"(?<![\d.a-z+])({NUMBER}(?:\s*(?:pm|nm|um|mm))?(?:(?:{JOINED}|\s*-\s*){NUMBER})*)\s*(pm|nm|um|mm|m|atm|%)(?![a-z/^-])"
)
_BEFORE = re.compile(r"\s*(?:of\s+)?(?:racemic\s+|external\s+|extracellular\s+|free\s+|\[)?")
_AFTER = re.compile(r"[\s:,(=]*(?:at|of|concentration|alone)?[\s:(=]*")
_AND = re.compile(r"\s*(?:or|and|/|,|\+|plus)\s*")


class Named(NamedTuple):
    """A compound where it stands in a text."""

    name: str
    start: int
    end: int


class Amount(NamedTuple):
    """A compound ("" where none stands beside it) with its concentrations (umol/L; gases atm).

    A range is its geometric mean.
    """

    name: str
    levels: tuple[float, ...]


def named(text: str) -> list[Named]:
    """Return the compounds named in a plain text, in order."""
    found: list[Named] = []
    for match in _NAME.finditer(text):
        kind = match.lastgroup or "n0"
        found.append(Named(NAMES[int(kind[1:])][0], match.start(), match.end()))
    return found


def amounts(text: str) -> list[Amount]:
    """Return the concentrations of a plain text with the compounds that they belong to.

    >>> amounts("10 um memantine or ketamine; 300 um nmda")[0]
    Amount(name='memantine', levels=(10.0,))
    """
    names = named(text)
    found: list[Amount] = []
    for match in _AMOUNT.finditer(text):
        levels = _levels(match[1], _MOLAR[match[2]])
        owners = _owners(text, names, match.start(), match.end())
        found += [Amount(name, levels) for name in owners or [""]]
    return found


def _levels(text: str, unit: float) -> tuple[float, ...]:
    pieces = re.split(JOINED, text)
    return tuple(geometric_mean(numbers(piece)) * unit for piece in pieces if numbers(piece))


def _owners(text: str, names: list[Named], start: int, end: int) -> list[str]:
    owners: list[str] = []
    for one in names:
        if not owners and one.start >= end and _BEFORE.fullmatch(text[end : one.start]):
            owners, end = [one.name], one.end
        elif owners and one.start >= end and _AND.fullmatch(text[end : one.start]):
            owners, end = [*owners, one.name], one.end
    if owners:
        return owners
    return [one.name for one in names if one.end <= start and _AFTER.fullmatch(text[one.end : start])][-1:]
