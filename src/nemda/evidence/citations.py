"""The works that the evidence rests on, each under a short key.

The list is gathered from the tables themselves, so a number and its source cannot drift apart.
`tables/extra_citations.csv` adds works that a parameter cites and no table takes a number from; a
row there for a work already known only completes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from nemda.errors import DataError
from nemda.evidence.keys import citation_key
from nemda.evidence.near import near_matches
from nemda.evidence.records import VERIFIED
from nemda.evidence.rows import RawRow, raw_rows, read_rows, tables_folder
from nemda.evidence.schema import SCHEMAS
from nemda.evidence.works import Mention, Work, dois, wording, works

__all__ = [
    "NO_WORK",
    "Citation",
    "citation_key",
    "citations",
    "find_citation",
    "key_of",
    "siblings",
    "with_extra",
]

EXTRA = "extra_citations"
EXTRA_COLUMNS = ("key", "citation", "doi", "url", "note", "verified")
# Texts in the citation column that name no work: the number has no source to look up.
NO_WORK = frozenset(
    {
        "from memory, not retrieved",
        "estimate from plasma; assumes Kp,uu near 1",
        "derived from 6beta-naltrexol 2.12 nM and 'about half the affinity' statement",
        "proteome turnover literature (from memory)",
        "This work (composition of cited schemes)",
        "vendor / Wikipedia",
    }
)

_PLACE = re.compile(r"\d:\w*\d")
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z])?")


@dataclass(frozen=True)
class Citation:
    """One work: its key, its fullest wording in the tables, where to find it, which tables use it.

    `doi` and `url` are empty where none is known. `wordings` are the other ways in which the tables
    cite the work; remarks such as "from memory" stand there.
    """

    key: str
    text: str
    doi: str
    url: str
    tables: tuple[str, ...]
    wordings: tuple[str, ...] = ()


@cache
def citations() -> Mapping[str, Citation]:
    """Return every work by its key, in the order of first appearance in the tables.

    Raises
    ------
    DataError
        A table is malformed, or an extra citation takes the key of another work.
    """
    found = {key: _citation(key, work) for key, work in _works().items()}
    extra = read_rows(tables_folder() / f"{EXTRA}.csv", EXTRA_COLUMNS)
    return MappingProxyType(with_extra(found, extra))


def find_citation(key: str) -> Citation:
    """Return the work of a key.

    Raises
    ------
    DataError
        The key is unknown; the error names the nearest keys.
    """
    known = citations()
    if key in known:
        return known[key]
    near = near_matches(key, known)
    raise DataError(
        "Unknown citation key.",
        got=repr(key),
        expected="one of " + ", ".join(near) if near else "surname and year, as in gilling2009",
        hint="'nemda evidence search AUTHOR' finds works by words",
    )


def siblings(key: str) -> tuple[Citation, ...]:
    """Return the other works of the same first author and year, which a bare key could also mean."""
    base = key.partition("-")[0]
    return tuple(
        work for other, work in citations().items() if other.partition("-")[0] == base and other != key
    )


def key_of(row: RawRow) -> str | None:
    """Return the key of the work that a row rests on, or None where it names none."""
    if row.table == "claims" or row.citation in NO_WORK:
        return None
    return _keys_by_mention()[_mention(row)]


def with_extra(found: Mapping[str, Citation], rows: Iterable[Mapping[str, str]]) -> dict[str, Citation]:
    """Return the citations with the rows of the extra table added.

    Raises
    ------
    DataError
        A key is malformed or belongs to another work, a text is missing, or `verified` is unknown.
    """
    merged = dict(found)
    for number, cells in enumerate(rows, start=1):
        where = f"{EXTRA}.csv, row {number}"
        key, doi = cells["key"], cells["doi"].strip()
        if not _KEY.fullmatch(key):
            raise DataError(
                "Malformed citation key.", where=where, got=repr(key), expected="as in gilling2009"
            )
        if not cells["citation"].strip():
            raise DataError("Citation without a text.", where=where, got=repr(key))
        if cells["verified"] not in VERIFIED:
            raise DataError(
                "Unknown word.",
                where=f"{where}, verified",
                expected=", ".join(VERIFIED),
                got=cells["verified"],
            )
        merged[key] = _completed(merged.get(key), key, doi, cells, where)
    return merged


def _completed(known: Citation | None, key: str, doi: str, cells: Mapping[str, str], where: str) -> Citation:
    if known is None:
        return Citation(key, cells["citation"], doi, cells["url"], (EXTRA,))
    texts = (known.text, *known.wordings)
    same_words = any(wording(text) == wording(cells["citation"]) for text in texts)
    same_work = known.doi.lower() == doi.lower() if known.doi else same_words
    if not same_work:
        raise DataError(
            "Citation key of another work.",
            where=where,
            expected=f"{known.text} (DOI {known.doi or 'unknown'}), or a key that is not taken",
            got=f"{key}: {cells['citation']} (DOI {doi or 'none'})",
            hint=f"add a letter, as in {key.partition('-')[0]}-b",
        )
    return replace(
        known,
        doi=doi,
        url=known.url or cells["url"],
        tables=tuple(dict.fromkeys([*known.tables, EXTRA])),
        wordings=tuple(dict.fromkeys([*known.wordings, cells["citation"]])),
    )


def _mention(row: RawRow) -> Mention:
    return Mention(row.table, row.citation, row.identifier, row.url)


@cache
def _works() -> Mapping[str, Work]:
    rows = (row for name in SCHEMAS for row in raw_rows(name))
    cited = (row for row in rows if row.table != "claims" and row.citation not in NO_WORK)
    return works(dict.fromkeys(_mention(row) for row in cited))


@cache
def _keys_by_mention() -> Mapping[Mention, str]:
    return {mention: key for key, work in _works().items() for mention in work.mentions}


def _citation(key: str, work: Work) -> Citation:
    texts = list(dict.fromkeys(mention.text for mention in work.mentions))
    placed = [text for text in texts if _PLACE.search(text)]
    text = (placed or texts)[0]
    return Citation(
        key=key,
        text=text,
        doi=_first_doi(work),
        url=next((mention.url for mention in work.mentions if mention.url), ""),
        tables=tuple(dict.fromkeys(mention.table for mention in work.mentions)),
        wordings=tuple(other for other in texts if other != text),
    )


def _first_doi(work: Work) -> str:
    found = (doi for mention in work.mentions for doi in dois(f"{mention.identifier} {mention.text}"))
    return next(found, "")
