"""``nemda experiment``: an animal, a slice or a person, doses and co-drugs, beside the vehicle control."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nemda.mechanism.sets import DEFAULT_SET

LIST = "list"


def experiment_command(
    target: Annotated[
        str, typer.Argument(help="A YAML file, a study of the library (list shows them), or words.")
    ],
    readout: Annotated[
        list[str] | None,
        typer.Option("--readout", help="Such as glutamate@1h or mood_fast@2h-vehicle; repeatable."),
    ] = None,
    hours: Annotated[
        float | None, typer.Option("--hours", help="How long, h. (default: 24 h after the last dose)")
    ] = None,
    variables: Annotated[
        str | None, typer.Option("--variables", help="What to draw, names with commas.")
    ] = None,
    change: Annotated[
        list[str] | None, typer.Option("--change", help="A parameter or switch, NAME=VALUE; repeatable.")
    ] = None,
    parameter_set: Annotated[str, typer.Option("--set", help="A dated parameter set.")] = DEFAULT_SET,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for the files. (default: below nemda-out)")
    ] = None,
    figure: Annotated[bool, typer.Option("--figure/--no-figure", help="Write experiment.html.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Write one JSON object instead of tables.")] = False,
) -> None:
    """Run an experiment and print its readouts beside vehicle and beside what was seen.

    For example: nemda experiment "10 mg/kg ketamine ip mouse" --readout glutamate@1h

    or: nemda experiment "10 mg/kg ketamine ip at 1 h + NBQX 0.9 rat" --readout bdnf_released@2h

    or, a classic: nemda experiment rat-glutamate-ladder
    """
    from nemda.cli.experiment_view import as_json as to_json
    from nemda.cli.experiment_view import print_library, print_study, write_files

    if target == LIST:
        print_library()
        return
    from nemda.cli.experiment_request import courses_of, folder_of, study_of
    from nemda.cli.pk_options import changes_of
    from nemda.experiment.library import compare

    changes = changes_of(change or (), "--change")
    study = study_of(target, readout or (), hours)
    rows = compare(study, changes=changes, parameter_set=parameter_set)
    names = [name.strip() for name in variables.split(",")] if variables else []
    courses = courses_of(study, names, changes, parameter_set)
    page = None
    if figure:
        from nemda.report.figures_experiment import experiment_figure

        page = experiment_figure(courses).to_html(include_plotlyjs=True, full_html=True)
    written = write_files(folder_of(out, target), rows, courses, page)
    if as_json:
        typer.echo(to_json(study, rows))
        return
    print_study(study, rows)
    typer.echo("wrote " + ", ".join(str(path) for path in written))
