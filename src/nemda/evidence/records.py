"""What every row of evidence has in common, and how a line of a table becomes a typed record.

A record keeps both readings of a cell: the number, where the cell holds exactly one number, and the
text as it stands in the table (a range, "decrease", a remark). Nothing is guessed from the text; a
cell that is no number has the number None. Records are immutable values.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Literal, TypeAlias, TypeVar, get_args, get_type_hints

from nemda.errors import DataError

Verified: TypeAlias = Literal["yes", "partial", "no", "derived", "calc"]
"""How a number was seen.

yes: read in retrieved text; partial: seen second-hand; no: from memory, never a default; derived
and calc: computed from others, the note says how.
"""
VERIFIED: tuple[Verified, ...] = get_args(Verified)

Support: TypeAlias = Literal[
    "supported", "textbook", "contested", "contradicted", "unverified", "not testable"
]
"""How well a popular claim is supported by evidence."""
SUPPORT: tuple[Support, ...] = get_args(Support)

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Record:
    """One row of one table.

    `row` counts the data rows from 1. `citation` is the source as the table words it;
    `citation_key` finds it in `nemda.evidence.citations.citations`, and is None where the row names
    no published work (a popular claim, a number from memory, an estimate made here).
    """

    table: str
    row: int
    citation: str
    citation_key: str | None
    cells: tuple[tuple[str, str], ...] = field(repr=False)

    def text(self, column: str) -> str:
        """Return a cell as it stands in the table.

        Raises
        ------
        DataError
            The table has no such column.
        """
        for name, content in self.cells:
            if name == column:
                return content
        raise DataError(
            "Unknown column.",
            where=f"{self.table}.csv",
            expected=", ".join(name for name, _ in self.cells),
            got=repr(column),
        )


RecordType = TypeVar("RecordType", bound=Record)
_COMMON = frozenset(item.name for item in fields(Record))


def number(text: str) -> float | None:
    """Return the number a cell holds, or None where it holds anything else than one finite number."""
    bare = text.strip()
    if not _NUMBER.fullmatch(bare):
        return None
    value = float(bare)
    return value if math.isfinite(value) else None


@cache
def own_columns(record: type[Record]) -> tuple[str, ...]:
    """Return the columns that a kind of record reads for itself, in the order of its fields."""
    return tuple(item.name for item in fields(record) if item.name not in _COMMON)


def build(
    record: type[RecordType],
    *,
    table: str,
    row: int,
    citation: str,
    citation_key: str | None,
    cells: Mapping[str, str],
) -> RecordType:
    """Return one row as a typed record.

    Raises
    ------
    DataError
        `verified` or `evidence_status` holds a word that has no meaning here.
    """
    where = f"{table}.csv, row {row}"
    values = {name: _read(kind, cells[name], f"{where}, {name}") for name, kind in _kinds(record).items()}
    return record(
        table=table,
        row=row,
        citation=citation,
        citation_key=citation_key,
        cells=tuple(cells.items()),
        **values,
    )


@cache
def _kinds(record: type[Record]) -> Mapping[str, object]:
    hints = get_type_hints(record)
    return {name: hints[name] for name in own_columns(record)}


def _read(kind: object, text: str, where: str) -> str | float | None:
    if kind == float | None:
        return number(text)
    words = get_args(kind)
    if words and text not in words:
        raise DataError("Unknown word.", where=where, expected=", ".join(words), got=repr(text))
    return text
