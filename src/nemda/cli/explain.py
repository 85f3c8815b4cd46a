"""``nemda explain``: what each link contributed to one person's change in mood."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nemda.cli.progress import TerminalProgress
from nemda.errors import NemdaError, StorageError
from nemda.mechanism.sets import DEFAULT_SET
from nemda.progress import SILENT

PAGE, GRAPH = "explain.html", "mechanism.svg"


def explain_command(
    plan: Annotated[str, typer.Argument(help="A regimen in words, or a YAML file of a regimen.")],
    at: Annotated[str, typer.Option("--at", help="Times after the first dose, with commas.")] = "24h,7d",
    people: Annotated[
        str, typer.Option("--people", help="A preset (trd, mdd, healthy) or a CSV file.")
    ] = "trd",
    person: Annotated[
        int | None,
        typer.Option("--person", help="Which person, from 0. (default: the typical one of the preset)"),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Which people are drawn.")] = 1,
    weeks: Annotated[
        float | None, typer.Option("--weeks", help="Simulated time. (default: 4 weeks after the last dose)")
    ] = None,
    parameter_set: Annotated[str, typer.Option("--set", help="A dated parameter set.")] = DEFAULT_SET,
    change: Annotated[
        list[str] | None, typer.Option("--change", help="A parameter or switch, name=value; repeatable.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for page and picture. (default: below nemda-out)")
    ] = None,
    figure: Annotated[
        bool,
        typer.Option("--figure/--no-figure", help="Cut every arrow too; write explain.html and the graph."),
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Write one JSON object instead of tables.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Write CSV instead of tables.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Say what each link contributed to the change in mood, by switching arrows off.

    For example: nemda explain "0.5 mg/kg ketamine iv over 40 min" --at 4h,24h,7d

    or, for one drawn person: nemda explain "84 mg esketamine nasal" --people trd --person 12 --seed 3
    """
    if as_json and as_csv:
        raise NemdaError("Only one form can be written.", where="--json, --csv", hint="leave one out")
    from nemda.cli.explain_request import explain_request
    from nemda.cli.explain_view import print_explanation, to_json
    from nemda.explain.explain import explain

    request = explain_request(plan, at, people, person, seed, change or ())
    with TerminalProgress() as shown:
        explanation = explain(
            request.regimen,
            request.who,
            at_h=request.at_h,
            weeks=weeks,
            changes=request.changes,
            parameter_set=parameter_set,
            with_links=figure,
            progress=SILENT if quiet else shown,
        )
    written: list[Path] = []
    if figure:
        from nemda.report.explain_page import write_explain_page
        from nemda.report.graph_explain import explained_graph

        folder = request.folder if out is None else out
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / GRAPH).write_text(explained_graph(explanation), "utf-8")
        except OSError as error:
            raise StorageError(
                "The picture cannot be written.", where=str(folder), got=error.strerror
            ) from error
        written = [write_explain_page(explanation, folder / PAGE), folder / GRAPH]
    if as_json:
        typer.echo(to_json(explanation, written))
    elif as_csv:
        from nemda.explain.rows import as_csv as to_csv

        typer.echo(to_csv(explanation), nl=False)
    else:
        print_explanation(explanation, written)
