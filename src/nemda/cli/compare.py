"""The command ``nemda compare``: benefit beside burden of two or more regimens, for the same people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nemda.cli.progress import TerminalProgress
from nemda.progress import SILENT


def compare_command(
    plans: Annotated[list[str], typer.Argument(help="Two or more regimens in words.")],
    people: Annotated[str, typer.Option("--people", help="A preset (trd, mdd, healthy).")] = "trd",
    n: Annotated[int, typer.Option("--n", min=2, help="Number of people, the same for all.")] = 300,
    seed: Annotated[int, typer.Option("--seed", help="Which people are drawn.")] = 1,
    parameter_set: Annotated[
        str | None, typer.Option("--set", help="A dated parameter set. (default: the latest)")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write the picture to this HTML file.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Write one JSON object instead of a table.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Compare mood, the burden of sessions and the exposure of a course across doses, routes and schedules.

    For example: nemda compare "0.5 mg/kg ketamine iv over 40 min twice weekly for 3 weeks"
    "84 mg esketamine nasal twice weekly for 4 weeks" --n 200 --out compared.html

    Benefit and burden are shown side by side and never weighed: research and teaching, no advice.
    """
    from nemda.cli.compare_view import compared_json, print_compared
    from nemda.cli.validate_options import print_json, write_page
    from nemda.drugs.plausible import warn_of_unusual
    from nemda.people import people as draw_people
    from nemda.plan.compare import compare_regimens
    from nemda.regimen import parse

    regimens = [parse(plan) for plan in plans]
    warn_of_unusual(dose for regimen in regimens for dose in regimen.doses)
    group = draw_people(people, n=n, seed=seed)
    with TerminalProgress() as shown:
        found = compare_regimens(
            regimens, group, parameter_set=parameter_set, progress=SILENT if quiet else shown
        )
    if out is not None:
        from nemda.report.figures_compare import compare_figure

        write_page(compare_figure(found).to_html(include_plotlyjs=True, full_html=True), out)
    if as_json:
        print_json(compared_json(found, people, seed))
    else:
        print_compared(found, people)
