"""The commands ``nemda validate``: published numbers beside what the model gives for each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nemda.cli.progress import TerminalProgress
from nemda.cli.validate_findings import (
    acute_command,
    deliver,
    eeg_command,
    longterm_command,
    magnesium_command,
    watched,
)
from nemda.cli.validate_options import Csv, Figure, Json, Quiet, print_json, write_page
from nemda.cli.validate_trials import trials_command
from nemda.progress import SILENT
from nemda.validate.writing import validation_json, write_csv

app = typer.Typer(no_args_is_help=True, help="Compare the model with published numbers.")


@app.callback()
def _validate() -> None:  # pyright: ignore[reportUnusedFunction]  typer keeps it
    """Compare the model with published numbers, row by row; nothing is skipped in silence."""


@app.command("pk")
def pk_command(
    observations: Annotated[
        Path | None,
        typer.Option("--observations", help="CSV with the columns of pk_observations. [default: shipped]"),
    ] = None,
    as_json: Json = False,
    csv: Csv = None,
    figure: Figure = None,
    worst: Annotated[int, typer.Option("--worst", min=0, help="Show so many of the worst misses.")] = 12,
    quiet: Quiet = False,
) -> None:
    """Predict every observed level, exposure, half-life and ratio of ketamine and its metabolites.

    A row that is not predicted says why. Exit code 0 however good the predictions are.
    """
    from nemda.validate.pk import GROUPS, validate_pk

    with TerminalProgress() as shown:
        outcomes = validate_pk(observations, SILENT if quiet else shown)
    if csv is not None:
        write_csv(outcomes, csv)
    if figure is not None:
        from nemda.report.figures_validation import validation_figure

        write_page(validation_figure(outcomes).to_html(include_plotlyjs=True, full_html=True), figure)
    if as_json:
        print_json(validation_json(outcomes, GROUPS))
        return
    from nemda.cli.validate_view import print_validation

    print_validation(outcomes, GROUPS, worst)


@app.command("receptor")
def receptor_command(
    experiments: Annotated[
        Path | None,
        typer.Option(
            "--experiments",
            "--table",
            help="CSV with the columns of receptor_experiments. [default: shipped]",
        ),
    ] = None,
    as_json: Json = False,
    csv: Csv = None,
    figure: Figure = None,
    quiet: Quiet = False,
) -> None:
    """Repeat published receptor experiments on the bench and compare what they measured.

    A row that is not predicted says why. Exit code 0 however good the predictions are.
    """
    from nemda.validate.receptor import validate_receptor
    from nemda.validate.receptor.writing import receptor_json, write_receptor_csv

    with TerminalProgress() as shown:
        outcomes = validate_receptor(experiments, SILENT if quiet else shown)
    if csv is not None:
        write_receptor_csv(outcomes, csv)
    if figure is not None:
        from nemda.report.figures_validation import validation_figure

        numbers = [each for outcome in outcomes for each in outcome.outcomes()]
        drawn = validation_figure(numbers, "role")
        rows = sum(one.status == "predicted" for one in outcomes)
        text = f"Receptor experiments: {len(numbers)} numbers of {rows} rows; bands: 1.25-fold and 2-fold"
        drawn.update_layout(title_text=text)
        write_page(drawn.to_html(include_plotlyjs=True, full_html=True), figure)
    if as_json:
        print_json(receptor_json(outcomes))
        return
    from nemda.cli.validate_receptor_view import print_receptor_validation

    print_receptor_validation(outcomes)


@app.command("biology")
def biology_command(
    table: Annotated[
        Path | None, typer.Option("--table", help="CSV with the columns of biology. [default: shipped]")
    ] = None,
    as_json: Json = False,
    csv: Csv = None,
    figure: Annotated[
        Path | None,
        typer.Option("--figure", help="Write predictions in units of tolerance to this HTML file."),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Repeat published findings from block to mood and compare directions and numbers.

    A row that is not predicted says why, and whether the model should have it. Exit code 0 however good the
    predictions are.
    """
    from nemda.validate.biology import validate_biology

    outcomes = watched(validate_biology, table, quiet)
    if figure is not None:
        from nemda.report.figures_biology import biology_figure

        write_page(biology_figure(outcomes).to_html(include_plotlyjs=True, full_html=True), figure)
    deliver(outcomes, csv, as_json)


app.command("acute")(acute_command)
app.command("eeg")(eeg_command)
app.command("longterm")(longterm_command)
app.command("magnesium")(magnesium_command)
app.command("trials")(trials_command)
