"""Which citation texts name the same work, and the key each work goes by.

The tables cite one paper in several ways ("Li et al 2010 Science", "Li et al 2010 Science (from
memory)"). Two texts of one author and year are the same work when they share an identifier (DOI,
PubMed, PMC or ModelDB number) or the same words after remarks, initials, volume and pages are taken
away; two different DOIs are never one work. When in doubt two works stay apart: a split work
costs a second key, a wrong merger would give a number the wrong paper. Works that share author and
year get the suffixes -b, -c, ... in the order in which they first appear.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nemda.evidence.keys import citation_key

_DOI = re.compile(r"\b10\.\d{4,9}/\S+")
_PMC = re.compile(r"\bPMC\d+", re.IGNORECASE)
_PUBMED = re.compile(r"\b(?:PMID|pubmed)[: ]*(\d+)", re.IGNORECASE)
_MODELDB = re.compile(r"\bModelDB[: ]*(\d+)", re.IGNORECASE)
_REMARK = re.compile(r"\([^)]*\)|\s(?:via|as tabulated|citing)\s.*|\b(?:fig|table)\s*\w+$", re.IGNORECASE)
_PAGES = re.compile(r"\d+(?:\(\d+\))?:\w+(?:-\w+)?")
_NOISE = re.compile(r"[A-Z]{1,3}|et|al|and|abstract|figure|caption|\d{1,3}")


@dataclass(frozen=True)
class Mention:
    """One place where a work is cited: the table and what the row says about the work."""

    table: str
    text: str
    identifier: str
    url: str


@dataclass(frozen=True)
class Work:
    """The mentions that name one work, in order of appearance, and what they have in common."""

    mentions: tuple[Mention, ...]
    identifiers: frozenset[str]
    wordings: frozenset[frozenset[str]]


def dois(text: str) -> tuple[str, ...]:
    """Return the DOIs in a text, as written there."""
    return tuple(doi.rstrip(".,;") for doi in _DOI.findall(text))


def identifiers(text: str) -> frozenset[str]:
    """Return the DOIs, PMC, PubMed and ModelDB numbers in a text, in one spelling each."""
    return frozenset(
        [doi.lower() for doi in dois(text)]
        + [number.lower() for number in _PMC.findall(text)]
        + [f"pubmed{number}" for number in _PUBMED.findall(text)]
        + [f"modeldb{number}" for number in _MODELDB.findall(text)]
    )


def wording(text: str) -> frozenset[str]:
    """Return the words that identify a work: author, year and journal, in any order."""
    bare = _PAGES.sub(" ", _REMARK.sub(" ", text))
    words = re.findall(r"[^\W_][\w'\-]*", bare)
    return frozenset(word.lower() for word in words if not _NOISE.fullmatch(word))


def works(mentions: Iterable[Mention]) -> Mapping[str, Work]:
    """Return every work by its key, in the order in which the works first appear."""
    by_base: dict[str, list[Work]] = {}
    for mention in mentions:
        known = by_base.setdefault(citation_key(mention.text), [])
        _add(known, mention)
    return {
        _suffixed(base, number): work for base, known in by_base.items() for number, work in enumerate(known)
    }


def _add(known: list[Work], mention: Mention) -> None:
    new = Work(
        mentions=(mention,),
        identifiers=identifiers(f"{mention.identifier} {mention.text}"),
        wordings=frozenset([wording(mention.text)]),
    )
    same = [work for work in known if _same(work, new)]
    if not same:
        known.append(new)
        return
    joined = [*same, new]
    known[known.index(same[0])] = Work(
        mentions=tuple(mention for work in joined for mention in work.mentions),
        identifiers=frozenset().union(*(work.identifiers for work in joined)),
        wordings=frozenset().union(*(work.wordings for work in joined)),
    )
    for work in same[1:]:
        known.remove(work)


def _same(first: Work, second: Work) -> bool:
    shared = first.identifiers & second.identifiers
    if _has_doi(first) and _has_doi(second):
        return any(name.startswith("10.") for name in shared)
    return bool(shared or first.wordings & second.wordings)


def _has_doi(work: Work) -> bool:
    return any(name.startswith("10.") for name in work.identifiers)


def _suffixed(base: str, number: int) -> str:
    return base if number == 0 else f"{base}-{chr(ord('a') + number)}"
