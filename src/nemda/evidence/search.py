"""Full-text search over every row of evidence: all words must match, the best rows come first.

Case and punctuation do not matter, nor which of two names of a compound is used: ``"esketamine"``
and ``"S-ketamine"`` find the same rows. A word counts most where it says what the row is about
(compound, target, quantity), less in the conditions and the citation, least elsewhere; a whole word
counts more than the beginning of one, and that more than a part. Rows that match equally well are
ordered by how surely their number was seen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from nemda.errors import DataError
from nemda.evidence.records import Record
from nemda.evidence.schema import SCHEMAS, columns_of, fill
from nemda.evidence.tables import table, table_names

# What a match is worth by place and by fit; products rank the rows and have no other meaning.
ABOUT, AROUND, ELSEWHERE = 4, 2, 1
WHOLE, BEGINNING, PART = 3, 2, 1

_TOKEN = re.compile(r"\d+\.\d+|[^\W_]+")
# Small words say nothing about a row; "in" is not among them, because IN is the nasal route.
_SMALL = frozenset({"a", "an", "and", "at", "by", "for", "from", "of", "on", "or", "the", "to", "with"})
_NAMES = (("esketamine", "s ketamine"), ("arketamine", "r ketamine"), ("hydroxynorketamine", "hnk"))
# The tables write Greek letters out, and "u" for micro.
_GREEK = str.maketrans(
    {
        "μ": "u",
        "α": "alpha",
        "β": "beta",
        "γ": "gamma",
        "δ": "delta",
        "κ": "kappa",
        "σ": "sigma",
        "θ": "theta",
    }
)
_SURENESS = {
    "yes": 0, "supported": 0, "textbook": 0, "derived": 1, "calc": 1, "partial": 2, "contested": 2,
    "not testable": 3, "unverified": 3, "contradicted": 3, "no": 3,
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One row in words: what it is about, its value, under which conditions, how surely, from where.

    `value` is the cell as it stands in the table; `verified` is the support of a claim where the row
    is one; `note` is what a reader must know before leaning on the row.
    """

    table: str
    row: int
    what: str
    value: str
    unit: str
    conditions: str
    verified: str
    citation: str
    citation_key: str | None
    note: str


@dataclass(frozen=True)
class Hit:
    """One row that matches: the record, its line, and the score it is ranked by."""

    record: Record
    line: Line
    score: int


@dataclass(frozen=True)
class _Entry:
    """One row prepared for search: its texts by weight, in words between spaces."""

    record: Record
    places: tuple[tuple[int, str], ...]


def summarize(record: Record) -> Line:
    """Return a record as one line."""
    schema = SCHEMAS[record.table]
    cells = dict(record.cells)
    return Line(
        table=record.table,
        row=record.row,
        what=", ".join(fill(schema.what, cells)),
        value=schema.value.format_map(cells),
        unit=schema.unit.format_map(cells),
        conditions="; ".join(fill(schema.conditions, cells)),
        verified=cells[schema.grading],
        citation=record.citation,
        citation_key=record.citation_key,
        note=cells.get("note", ""),
    )


def search(*words: str, tables: tuple[str, ...] = ()) -> tuple[Hit, ...]:
    """Return the rows in which every word occurs, best match first.

    A word with a space or a dash in it is searched as a phrase; small words ("of", "the") are left
    out. `tables` limits the search to some tables; without it, all are searched.

    Raises
    ------
    DataError
        There is nothing to search for, or a table is unknown.
    """
    phrases = _phrases(words)
    if not phrases:
        raise DataError(
            "Nothing to search for.",
            got=repr(" ".join(words)),
            hint="give one or more words, for example: ketamine nmda",
        )
    found = [
        (entry.record, score)
        for name in tables or table_names()
        for entry in _entries(name)
        if (score := _score(entry, phrases))
    ]
    hits = (Hit(record, summarize(record), score) for record, score in found)
    return tuple(sorted(hits, key=_rank))


def _rank(hit: Hit) -> tuple[int, int, int, int]:
    place = table_names().index(hit.line.table)
    return -hit.score, _SURENESS[hit.line.verified], place, hit.line.row


@lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """Return a text in lower-case words with single spaces: ``"GluN2A; -70 mV"`` -> ``"glun2a 70 mv"``."""
    folded = text.casefold()
    if not folded.isascii():
        spelled = unicodedata.normalize("NFKD", folded).translate(_GREEK)
        folded = "".join(letter for letter in spelled if not unicodedata.combining(letter))
    return " ".join(_TOKEN.findall(folded))


@cache
def _entries(name: str) -> tuple[_Entry, ...]:
    records = table(name)
    schema = SCHEMAS[name]
    about, around = columns_of(schema.what), columns_of(schema.conditions)
    return tuple(_entry(record, about, around) for record in records)


def _entry(record: Record, about: frozenset[str], around: frozenset[str]) -> _Entry:
    cells = dict(record.cells)
    rest = [content for name, content in cells.items() if name not in about | around | {"url"}]
    rest.append(record.citation_key or "")
    return _Entry(
        record=record,
        places=(
            (ABOUT, _text(cells[name] for name in sorted(about))),
            (AROUND, _text([*(cells[name] for name in sorted(around)), record.citation, record.table])),
            (ELSEWHERE, _text(rest)),
        ),
    )


def _text(parts: Iterable[str]) -> str:
    # The bar keeps a phrase from matching across two cells.
    return f" {' | '.join(plain(part) for part in parts)} "


def _phrases(words: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Return what to look for: for each word its plain form and the other names of the same thing."""
    typed = dict.fromkeys(phrase for word in words if (phrase := plain(word)) and phrase not in _SMALL)
    return tuple(next((names for names in _NAMES if phrase in names), (phrase,)) for phrase in typed)


def _score(entry: _Entry, phrases: tuple[tuple[str, ...], ...]) -> int:
    """Return the summed worth of the best match of each phrase, or 0 where one is missing."""
    total = 0
    # most rows lack some word; that is told quickest by looking for the words alone
    if not all(any(name in text for _, text in entry.places for name in names) for names in phrases):
        return 0
    for names in phrases:
        best = max(weight * _fit(name, text) for weight, text in entry.places for name in names)
        if not best:
            return 0
        total += best
    return total


def _fit(phrase: str, text: str) -> int:
    if phrase not in text:
        return 0
    if f" {phrase} " in text:
        return WHOLE
    if f" {phrase}" in text:
        return BEGINNING
    # Parts of words only for one word of some length: "mg" is not meant inside "img".
    return PART if len(phrase) > 2 and " " not in phrase else 0
