"""How evidence looks in a terminal: rows of numbers, works, tables and parameters, for readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from nemda.evidence.citations import Citation
from nemda.evidence.search import Hit, Line
from nemda.evidence.show import Description, EvidencePointer

POINTER_ROWS = 5

# Green: read in the source; yellow: computed or second-hand; red: not to be leaned on.
_STYLES = {
    "yes": "green", "supported": "green", "textbook": "green", "derived": "yellow", "calc": "yellow",
    "partial": "yellow", "contested": "yellow", "unverified": "red", "contradicted": "red",
    "not testable": "red", "no": "red",
}  # fmt: skip


def print_hits(words: Sequence[str], hits: Sequence[Hit], limit: int, notes: bool) -> None:
    """Print the best rows of a search, with their notes where wanted, and how to see the others."""
    console = Console()
    typed = (" ".join(words), "bold")
    if not hits:
        console.print(Text.assemble("No row holds ", typed, ". Try fewer words, or a part of one."))
        return
    console.print(_lines((hit.line for hit in hits[:limit]), notes))
    found = "1 row" if len(hits) == 1 else f"{len(hits)} rows"
    rest = f"; the best {limit} are shown, --limit {len(hits)} shows all" if len(hits) > limit else ""
    console.print(Text.assemble(f"{found} for ", typed, f"{rest}."))
    options = "" if notes else "Add --notes for what to know about each row. "
    console.print(Text(f"{options}A source in full: nemda evidence cite KEY", style="dim"))


def print_tables(listed: Sequence[Mapping[str, Any]]) -> None:
    """Print the tables with their number of rows and how surely these were seen."""
    grid = _grid()
    grid.add_column("table", ratio=1)
    grid.add_column("rows", justify="right")
    grid.add_column("seen", max_width=36)
    for entry in listed:
        graded = Text(", ").join(
            Text.assemble(f"{count} ", (word, _STYLES[word])) for word, count in entry["graded"].items()
        )
        holds = Padding(Text(entry["holds"], style="dim"), (0, 0, 0, 2))
        grid.add_row(Group(Text(entry["table"], style="bold"), holds), str(entry["rows"]), graded)
    console = Console()
    console.print(grid)
    total = sum(entry["rows"] for entry in listed)
    console.print(Text(f"{total} rows in {len(listed)} tables."))
    legend = "yes: read in the source; partial: second-hand; derived, calc: computed; no: from memory"
    console.print(Text(legend, style="dim"))


def print_citation(work: Citation, rows: Mapping[str, int], others: Sequence[Citation]) -> None:
    """Print a work, the rows that rest on it, and works that are easily taken for it."""
    console = Console()
    console.print(Text(work.key, style="bold cyan"))
    facts = {
        "work": work.text,
        "address": _address(work),
        "rows": ", ".join(f"{count} in {name}" for name, count in rows.items())
        or "none; cited by parameters only",
        "also cited as": "\n".join(work.wordings),
        "same author, year": "\n".join(f"{other.key}  {other.text}" for other in others),
    }
    console.print(_facts(facts))


def print_description(description: Description) -> None:
    """Print what stands behind a parameter."""
    console = Console()
    value = f"{description.value:g} {description.unit}"
    console.print(Text.assemble((description.name, "bold cyan"), "  ", (value, "bold")))
    console.print(Text(description.meaning))
    low, high = description.interval
    facts = {
        "plausible": f"{low:g} to {high:g} {description.unit}",
        "between people": description.between_people,
        "grade": f"{description.grade}, {description.grade_meaning}",
        "seen in": ", ".join(filter(None, (description.species, description.preparation))),
        "note": description.note,
        "used in": ", ".join(description.used_in) or "nothing that is shipped",
    }
    console.print(_facts(facts))
    console.print(_heading("Sources"))
    console.print(_works(description.citations))
    for text in description.assumptions:
        console.print(Padding(Text(text, style="yellow"), (0, 0, 0, 2)))
    for pointer in description.evidence:
        console.print(_heading(f"Evidence  {pointer.text}"))
        console.print(_pointed(pointer))


def _grid(leading: int = 0) -> Table:
    return Table(
        box=box.SIMPLE_HEAD,
        padding=(0, 1),
        pad_edge=False,
        header_style="dim",
        expand=True,
        leading=leading,
    )


def _two(first: str, second: str, style: str = "bold") -> Text:
    return Text.assemble((first, style), ("\n" + second, "dim") if second else "")


def _lines(lines: Iterable[Line], notes: bool = False) -> Table:
    grid = _grid(leading=1)
    grid.add_column("what", ratio=1)
    grid.add_column("value", min_width=8, max_width=20)
    grid.add_column("seen", min_width=4)
    grid.add_column("source", max_width=24, overflow="fold")
    for line in lines:
        body = _two(line.what, line.conditions)
        if notes and line.note:
            body.append(f"\n{line.note}", style="italic")
        place = f"{line.table} {line.row}"
        grid.add_row(
            body,
            f"{line.value} {line.unit}".strip() if line.value else "",
            Text(line.verified, style=_STYLES[line.verified]),
            _two(line.citation_key or line.citation, place, "cyan" if line.citation_key else ""),
        )
    return grid


def _works(works: Iterable[Citation]) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    for work in works:
        grid.add_row(Text(work.key, style="bold cyan"), _two(work.text, _address(work), ""))
    return Padding(grid, (0, 0, 0, 2))


def _address(work: Citation) -> str:
    return f"https://doi.org/{work.doi}" if work.doi else work.url


def _facts(facts: Mapping[str, str]) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    for name, text in facts.items():
        if text:
            grid.add_row(Text(name, style="dim"), Text(text))
    return Padding(grid, (0, 0, 0, 2))


def _pointed(pointer: EvidencePointer) -> RenderableType:
    if not pointer.lines:
        return Padding(Text("no row found", style="red"), (0, 0, 0, 2))
    shown = _lines(pointer.lines[:POINTER_ROWS])
    hidden = len(pointer.lines) - POINTER_ROWS
    return Group(shown, Text(f"and {hidden} more", style="dim")) if hidden > 0 else shown


def _heading(text: str) -> Text:
    return Text(f"\n{text}", style="bold")
