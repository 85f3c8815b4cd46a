"""Cells in a dish and isomers: which parameters differ from those of a brain, as data with their source."""

from __future__ import annotations

import re
from typing import Any

from nemda.validate.biology.conventions import biology_table
from nemda.validate.biology.row import Row


def preparation_of(row: Row, *, is_bath: bool) -> tuple[tuple[tuple[str, float], ...], tuple[str, ...]]:
    """Return the parameters that differ in what a row studied, and what was assumed.

    Of entries that set the same parameter the first counts.
    """
    text = f"{row.subject}; {row.compound}"
    found: dict[str, float] = {}
    notes: list[str] = []
    entries: dict[str, dict[str, Any]] = dict(biology_table("preparations"))
    for name, entry in entries.items():
        if entry.get("only_bath", False) and not is_bath:
            continue
        genotype: dict[str, float] = entry["genotype"]
        if found.keys() & genotype.keys() or not re.search(entry["pattern"], text):
            continue
        found |= genotype
        notes.append(f"{name.replace('_', ' ')}: {', '.join(f'{key} {genotype[key]:g}' for key in genotype)}")
    return tuple(found.items()), tuple(notes)
