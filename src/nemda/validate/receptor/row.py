"""One row of the table of receptor experiments, as plain text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nemda.errors import DataError
from nemda.evidence.keys import citation_key
from nemda.validate.reading import Cells
from nemda.validate.receptor.text import plain

_AS = re.compile(r"\bas ([a-z]{1,3}\d+)\b")
DEEPEST_REFERENCE = 5


@dataclass(frozen=True)
class Row:
    """What a row says.

    `measured`, `protocol`, `result`, `unit` and `note` are `plain`; `work` is the key of the citation. In the
    protocol a reference ("as R01") is replaced by the protocol of that row.
    """

    experiment_id: str
    measured: str
    protocol: str
    result: str
    unit: str
    note: str
    work: str
    verified: str
    measured_text: str
    unit_text: str

    @property
    def said(self) -> str:
        """Return what was measured and how, as one text."""
        return f"{self.measured}; {self.protocol}"

    @property
    def cautions(self) -> tuple[str, ...]:
        """Return what a reader should know of the observed number itself."""
        found: list[str] = []
        if self.verified != "yes":
            found.append("the observed number is not verified")
        if re.search(r"secondary|compiled", f"{self.note} {self.measured}"):
            found.append("the observed number is a secondary copy")
        return tuple(found)


def rows_of(table: Sequence[Cells]) -> tuple[Row, ...]:
    """Return the rows of a table with their references to each other resolved."""
    protocols = {plain(cells["experiment_id"]): plain(cells["protocol"]) for cells in table}
    return tuple(_row(cells, protocols) for cells in table)


def _row(cells: Cells, protocols: Mapping[str, str]) -> Row:
    return Row(
        experiment_id=cells["experiment_id"],
        measured=plain(cells["what_is_measured"]),
        protocol=_resolved(plain(cells["protocol"]), protocols, DEEPEST_REFERENCE),
        result=plain(cells["result_value"]),
        unit=plain(cells["unit"]),
        note=plain(cells["note"]),
        work=_work(cells["citation"]),
        verified=plain(cells["verified"]),
        measured_text=cells["what_is_measured"],
        unit_text=cells["unit"],
    )


def _work(citation: str) -> str:
    """Return the key of the citation, or nothing where it names no author."""
    try:
        return citation_key(citation)
    except DataError:
        return ""


def _resolved(protocol: str, protocols: Mapping[str, str], depth: int) -> str:
    if depth == 0:
        return protocol
    return _AS.sub(
        lambda found: (
            _resolved(protocols[found[1]], protocols, depth - 1) if found[1] in protocols else found[0]
        ),
        protocol,
    )
