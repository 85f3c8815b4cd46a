"""The command ``nemda validate longterm``: long-term risk beside what the model gives for the same people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from nemda.cli.progress import TerminalProgress
from nemda.progress import SILENT


def longterm_command(
    table: Annotated[
        Path | None, typer.Option("--table", help="CSV with the columns of longterm_risk. [default: shipped]")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write one JSON object instead of tables.")] = False,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write every row to this CSV file.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Compare long-term risks, relapse and the harm of single doses with published numbers.

    A row that is not predicted says why, and whether the model should have it. Exit code 0 however good the
    predictions are.
    """
    from nemda.validate.biology.writing import biology_json, write_biology_csv
    from nemda.validate.longterm import validate_longterm

    with TerminalProgress() as shown:
        outcomes = validate_longterm(table, SILENT if quiet else shown)
    if csv is not None:
        write_biology_csv(outcomes, csv)
    if as_json:
        typer.echo(json.dumps(biology_json(outcomes), indent=2, allow_nan=False, ensure_ascii=False))
        return
    from nemda.cli.validate_biology_view import print_biology_validation

    print_biology_validation(outcomes)
