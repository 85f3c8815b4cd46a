"""The command ``nemda validate trials``: every outcome row of trials beside its prediction."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nemda.cli.progress import TerminalProgress
from nemda.cli.validate_options import Csv, Figure, Json, Quiet, print_json, write_page
from nemda.errors import DataError
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
    as_json: Json = False,
    csv: Csv = None,
    figure: Figure = None,
    quiet: Quiet = False,
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
        write_page(text, figure)
    if as_json:
        print_json(trials_json(validation))
        return
    from nemda.cli.validate_trials_view import print_trials_validation

    print_trials_validation(validation)
