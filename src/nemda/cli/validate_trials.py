"""The command ``nemda validate trials``: every outcome row of trials beside its prediction."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from nemda.cli.progress import TerminalProgress
from nemda.errors import DataError, StorageError
from nemda.progress import SILENT


def trials_command(
    arms: Annotated[
        Path | None, typer.Option("--arms", help="CSV with the columns of trial_arms. [default: shipped]")
    ] = None,
    outcomes: Annotated[
        Path | None,
        typer.Option("--outcomes", help="CSV with the columns of trial_outcomes. [default: shipped]"),
    ] = None,
    as_new: Annotated[
        bool, typer.Option("--as-new", help="Predict studies of the calibration as if it had not seen them.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write one JSON object instead of tables.")] = False,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write every row to this CSV file.")] = None,
    figure: Annotated[
        Path | None, typer.Option("--figure", help="Write observed against predicted to this HTML file.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Simulate every arm of published trials and predict every outcome with its 90% interval.

    A row that is not predicted says why. Exit code 0 however good the predictions are.
    """
    from nemda.validate.trials.run import validate_trials
    from nemda.validate.trials.writing import trials_json, write_trials_csv

    if (arms is None) != (outcomes is None):
        raise DataError(
            "Arms and outcomes belong together.", where="--arms and --outcomes",
            expected="both files or neither", got="only one of them",
        )  # fmt: skip
    with TerminalProgress() as shown:
        validation = validate_trials(arms, outcomes, as_new=as_new, progress=SILENT if quiet else shown)
    if csv is not None:
        write_trials_csv(validation.rows, csv)
    if figure is not None:
        from nemda.report.figures_trials_validation import trials_validation_figure

        text = trials_validation_figure(validation.rows).to_html(include_plotlyjs=True, full_html=True)
        try:
            figure.write_text(text, encoding="utf-8")
        except OSError as error:
            raise StorageError("The file cannot be written.", where=str(figure), got=str(error)) from error
    if as_json:
        typer.echo(json.dumps(trials_json(validation), indent=2, allow_nan=False, ensure_ascii=False))
        return
    from nemda.cli.validate_trials_view import print_trials_validation

    print_trials_validation(validation)
