"""The commands ``nemda validate acute | eeg | longterm | magnesium``, and how findings are delivered.

Their tables differ, their outcomes do not: numbers and directions beside predictions, as for the biology.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nemda._callable import resolve
from nemda.cli.progress import TerminalProgress
from nemda.cli.validate_options import Csv, Json, Quiet, print_json
from nemda.progress import SILENT, Progress

if TYPE_CHECKING:
    from nemda.validate.biology.outcome import BiologyOutcome

CODE = (
    "A row that is not predicted says why, and whether the model should have it. "
    "Exit code 0 however good the predictions are."
)


def findings_command(room: str, columns: str, summary: str) -> Callable[..., None]:
    """Return the command that judges a room of ``nemda.validate`` by its table, imported when it is run."""
    file = typer.Option("--table", help=f"CSV with the columns of {columns}. [default: shipped]")

    def command(
        table: Path | None = None, as_json: Json = False, csv: Csv = None, quiet: Quiet = False
    ) -> None:
        validate = resolve(f"nemda.validate.{room}:validate_{room}")
        deliver(watched(validate, table, quiet), csv, as_json)

    command.__annotations__["table"] = Annotated[Path | None, file]
    command.__doc__ = f"{summary}\n\n{CODE}"
    return command


acute_command = findings_command(
    "acute", "acute_effects",
    "Give simulated people what each row says and compare what is measured and felt.",
)  # fmt: skip
eeg_command = findings_command(
    "eeg", "eeg", "Record the EEG of published studies in the model and compare directions and numbers."
)
longterm_command = findings_command(
    "longterm", "longterm_risk",
    "Compare long-term risks, relapse and the harm of single doses with published numbers.",
)  # fmt: skip
magnesium_command = findings_command(
    "magnesium", "magnesium",
    "Predict every fact on magnesium from meals to receptors and compare directions and numbers.",
)  # fmt: skip


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
        print_json(biology_json(outcomes))
        return
    from nemda.cli.validate_biology_view import print_biology_validation

    print_biology_validation(outcomes)
