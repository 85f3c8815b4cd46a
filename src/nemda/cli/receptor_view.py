"""How a result of the receptor bench is delivered: on the screen, as JSON, as CSV, as a figure."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table as Screen
from rich.text import Text

from nemda.cli.receptor_facts import Shown
from nemda.errors import StorageError
from nemda.receptor.experiment.table import Cell, Table, as_csv


def deliver(shown: Shown, csv: Path | None, figure: Path | None, as_json: bool) -> None:
    """Print a result, or write it as JSON; write its curve and its figure where asked for.

    Raises
    ------
    StorageError
        A file cannot be written.
    """
    if csv is not None:
        _write(as_csv(shown.table), csv)
    if figure is not None:
        _write(shown.draw().to_html(include_plotlyjs=True, full_html=True), figure)
    if as_json:
        typer.echo(json.dumps(shown_json(shown), indent=2, allow_nan=False, ensure_ascii=False))
        return
    console = Console(highlight=False)
    console.print(Text(shown.title, style="bold"))
    if shown.bath:
        console.print(Text(shown.bath, style="dim"))
    if shown.sentence:
        console.print(Text(shown.sentence))
    _print_facts(console, shown)
    if shown.every:
        console.print(_screen(_thinned(shown.screen or shown.table, shown.every)))
    for name, file in (("curve", csv), ("figure", figure)):
        if file is not None:
            console.print(Text(f"{name} written to {file}", style="dim"))


def either(content: Mapping[str, Any], show: Callable[[Mapping[str, Any]], None], as_json: bool) -> None:
    """Print content as JSON, or in the way of `show`."""
    if as_json:
        typer.echo(json.dumps(content, indent=2, allow_nan=False, ensure_ascii=False))
    else:
        show(content)


def shown_json(shown: Shown) -> dict[str, Any]:
    """Return a result as one object: what it is, its numbers, and its table by column."""
    columns = shown.table.columns
    return {
        "experiment": shown.experiment,
        "title": shown.title,
        "conditions": shown.bath,
        **({"sentence": shown.sentence} if shown.sentence else {}),
        "results": {fact.key: {"value": fact.value, "unit": fact.unit} for fact in shown.facts},
        "table": {
            name: [_plain(row[place]) for row in shown.table.rows] for place, name in enumerate(columns)
        },
    }


def _print_facts(console: Console, shown: Shown) -> None:
    grid = Screen.grid(padding=(0, 2))
    for fact in shown.facts:
        if fact.words:
            value = "none" if fact.value is None else f"{fact.value:.4g}"
            grid.add_row(
                Text(fact.words, style="dim"), f"{value} {fact.unit}".strip(), Text(fact.note, style="dim")
            )
    console.print(grid)


def _thinned(table: Table, rows: int) -> Table:
    """Return at most so many rows, first and last among them."""
    count = len(table.rows)
    if count <= rows:
        return table
    kept = sorted({round(place * (count - 1) / (rows - 1)) for place in range(rows)})
    return Table(table.columns, tuple(table.rows[place] for place in kept))


def _screen(table: Table) -> Screen:
    screen = Screen(box=box.SIMPLE_HEAD, pad_edge=False)
    words = [any(isinstance(row[place], str) for row in table.rows) for place in range(len(table.columns))]
    for name, is_words in zip(table.columns, words, strict=True):
        screen.add_column(name.replace("_", " "), justify="left" if is_words else "right")
    for row in table.rows:
        screen.add_row(*(_cell(cell) for cell in row))
    return screen


def _cell(cell: Cell) -> Text:
    if isinstance(cell, str):
        return Text(cell)
    return Text("" if math.isnan(cell) else f"{cell:.3g}")


def _plain(cell: Cell) -> Cell | None:
    return cell if isinstance(cell, str) or math.isfinite(cell) else None


def _write(text: str, file: Path) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StorageError("The file cannot be written.", where=str(file), got=str(error)) from error
