"""The commands ``nemda validate acute | eeg | longterm | magnesium``, and how findings are delivered.

Their tables differ, their outcomes do not: numbers and directions beside predictions, as for the biology.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nemda.cli.progress import TerminalProgress
from nemda.progress import SILENT, Progress

if TYPE_CHECKING:
    from nemda.validate.biology.outcome import BiologyOutcome

Json = Annotated[bool, typer.Option("--json", help="Write one JSON object instead of tables.")]
Csv = Annotated[Path | None, typer.Option("--csv", help="Write every row to this CSV file.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Show no progress.")]


def acute_command(
    table: Annotated[
        Path | None, typer.Option("--table", help="CSV with the columns of acute_effects. [default: shipped]")
    ] = None,
    as_json: Json = False, csv: Csv = None, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Give simulated people what each row says and compare what is measured and felt.

    A row that is not predicted says why, and whether the model should have it. Exit code 0 however good the
    predictions are.
    """
    from nemda.validate.acute import validate_acute

    deliver(watched(validate_acute, table, quiet), csv, as_json)


def eeg_command(
    table: Annotated[
        Path | None, typer.Option("--table", help="CSV with the columns of eeg. [default: shipped]")
    ] = None,
    as_json: Json = False, csv: Csv = None, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Record the EEG of published studies in the model and compare directions and numbers.

    A row that is not predicted says why, and whether the model should have it. Exit code 0 however good the
    predictions are.
    """
    from nemda.validate.eeg import validate_eeg

    deliver(watched(validate_eeg, table, quiet), csv, as_json)


def longterm_command(
    table: Annotated[
        Path | None, typer.Option("--table", help="CSV with the columns of longterm_risk. [default: shipped]")
    ] = None,
    as_json: Json = False, csv: Csv = None, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Compare long-term risks, relapse and the harm of single doses with published numbers.

    A row that is not predicted says why, and whether the model should have it. Exit code 0 however good the
    predictions are.
    """
    from nemda.validate.longterm import validate_longterm

    deliver(watched(validate_longterm, table, quiet), csv, as_json)


def magnesium_command(
    table: Annotated[
        Path | None, typer.Option("--table", help="CSV with the columns of magnesium. [default: shipped]")
    ] = None,
    as_json: Json = False, csv: Csv = None, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Predict every fact on magnesium from meals to receptors and compare directions and numbers.

    A row that is not predicted says why, and whether the model should have it. Exit code 0 however good the
    predictions are.
    """
    from nemda.validate.magnesium import validate_magnesium

    deliver(watched(validate_magnesium, table, quiet), csv, as_json)


def watched(
    validate: Callable[[Path | None, Progress], tuple[BiologyOutcome, ...]], table: Path | None, quiet: bool
) -> tuple[BiologyOutcome, ...]:
    """Return the outcomes of a table, with a progress line unless that is not wanted."""
    with TerminalProgress() as shown:
        return validate(table, SILENT if quiet else shown)


def deliver(outcomes: Sequence[BiologyOutcome], csv: Path | None, as_json: bool) -> None:
    """Write the rows as CSV where asked for, and print the outcomes as tables or as JSON."""
    from nemda.validate.biology.writing import biology_json, write_biology_csv

    if csv is not None:
        write_biology_csv(outcomes, csv)
    if as_json:
        typer.echo(json.dumps(biology_json(outcomes), indent=2, allow_nan=False, ensure_ascii=False))
        return
    from nemda.cli.validate_biology_view import print_biology_validation

    print_biology_validation(outcomes)
