"""``nemda variables``: the names that a result can hold, with unit and meaning."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from nemda.engine.dataset import MAIN_VARIABLES, variable_attributes


def variables_command(
    as_json: Annotated[
        bool, typer.Option("--json", help="Write one JSON object instead of a table.")
    ] = False,
) -> None:
    """List the variables of a result: name, unit, meaning, and whether it is kept without asking."""
    known = variable_attributes()
    ordered = [*MAIN_VARIABLES, *(name for name in known if name not in MAIN_VARIABLES)]
    listed = [
        {
            "name": name,
            "unit": known[name]["units"],
            "meaning": known[name]["long_name"],
            "main": name in MAIN_VARIABLES,
        }
        for name in ordered
    ]
    if as_json:
        typer.echo(json.dumps({"variables": listed}, indent=2, ensure_ascii=False))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), header_style="dim")
    table.add_column("name", style="bold", no_wrap=True)
    table.add_column("unit", no_wrap=True)
    table.add_column("meaning")
    for entry in listed:
        last_main = entry["name"] == MAIN_VARIABLES[-1]
        table.add_row(str(entry["name"]), str(entry["unit"]), str(entry["meaning"]), end_section=last_main)
    console = Console(highlight=False)
    console.print(table)
    console.print(f"{len(MAIN_VARIABLES)} main variables above the line are kept by default;", style="dim")
    console.print("--variables all, or names with commas, keeps others.", style="dim")
