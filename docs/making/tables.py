"""Markdown tables and the few forms of text that all generated pages share."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; line breaks and bars inside cells are made harmless."""
    lines = [_line(headings), "|" + " --- |" * len(headings)]
    return "\n".join([*lines, *map(_line, rows)])


def _line(cells: Sequence[str]) -> str:
    clean = (" ".join(cell.split()).replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(clean)} |"


def number(value: float) -> str:
    """Return a number with at most four digits."""
    return f"{value:.4g}" if math.isfinite(value) else "no limit"


def with_unit(value: float, unit: str) -> str:
    """Return a number with its unit; a pure number has none."""
    bare = unit in ("1", "dimensionless", "")
    return number(value) if bare else f"{number(value)} {unit}"
