"""What the commands ``nemda validate ...`` share: their options, and how pages and JSON are written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from nemda.errors import StorageError

Json = Annotated[bool, typer.Option("--json", help="Write one JSON object instead of tables.")]
Csv = Annotated[Path | None, typer.Option("--csv", help="Write every row to this CSV file.")]
Figure = Annotated[
    Path | None, typer.Option("--figure", help="Write observed against predicted to this HTML file.")
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Show no progress.")]


def print_json(content: Mapping[str, object]) -> None:
    """Print one JSON object."""
    typer.echo(json.dumps(content, indent=2, allow_nan=False, ensure_ascii=False))


def write_page(text: str, file: Path) -> None:
    """Write a page of HTML.

    Raises
    ------
    StorageError
        The file cannot be written.
    """
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StorageError("The file cannot be written.", where=str(file), got=str(error)) from error
