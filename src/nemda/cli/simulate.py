"""The main command: ``nemda simulate``, from a sentence or a file to numbers, data and a report."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from nemda.cli.progress import TerminalProgress
from nemda.cli.simulate_request import Options, Request, read_request
from nemda.errors import CancelledError, NemdaError, PeopleError
from nemda.plan.monitoring import MonitoringPlan
from nemda.plan.outlook import Outlook
from nemda.progress import SILENT
from nemda.trial import Run, run
from nemda.trial.counted import run_counted
from nemda.trial.scales.library import find_scale

REPORT = "report.html"


def simulate_command(
    plan: Annotated[str, typer.Argument(help="A regimen in words, or a YAML file of a regimen or a trial.")],
    compare: Annotated[
        list[str] | None, typer.Option("--compare", help="Another regimen for the same people; repeatable.")
    ] = None,
    people: Annotated[
        str | None,
        typer.Option("--people", help="A preset (trd, mdd, healthy) or a CSV file. (default: trd)"),
    ] = None,
    fill_from: Annotated[
        str | None, typer.Option("--fill-from", help="Draw what a file of people lacks from this preset.")
    ] = None,
    n: Annotated[
        int | None, typer.Option("--n", help="Number of people, in a trial per arm. (default: 1000)")
    ] = None,
    weeks: Annotated[
        float | None,
        typer.Option("--weeks", help="Simulated time. (default: 4 weeks after the last dose; as the trial)"),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for data and report. (default: below nemda-out)")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Which people are drawn.")] = 1,
    parameter_set: Annotated[
        str | None, typer.Option("--set", help="A dated parameter set. (default: the latest)")
    ] = None,
    change: Annotated[
        list[str] | None, typer.Option("--change", help="A parameter or switch, name=value; repeatable.")
    ] = None,
    variables: Annotated[
        str, typer.Option("--variables", help="main, all, or names with commas (see nemda variables).")
    ] = "main",
    chunk: Annotated[
        int | None,
        typer.Option(
            "--chunk", min=1, help="People computed and saved together. (default: 1000, statistics 8000)"
        ),
    ] = None,
    statistics: Annotated[
        bool,
        typer.Option("--statistics", help="Keep quantiles and endpoints only, no people: for very many."),
    ] = False,
    day_rhythm: Annotated[
        bool, typer.Option("--day-rhythm", help="Let cortisol follow the time of day; doses are at 9:00.")
    ] = False,
    precision: Annotated[
        str, typer.Option("--precision", help="float64, or float32: quicker, right to 1e-3 or so.")
    ] = "float64",
    workers: Annotated[
        int, typer.Option("--workers", min=1, help="Processes that share the people; they change no number.")
    ] = 1,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", help="Share the people by Dask: local, or tcp://... of its scheduler."),
    ] = None,
    scale: Annotated[
        list[str] | None,
        typer.Option("--scale", help="Tell MADRS on hamd17, qids_sr16 or phq9 too; repeatable."),
    ] = None,
    spaghetti: Annotated[
        int, typer.Option("--spaghetti", min=0, help="Draw so many single people in the report.")
    ] = 0,
    with_report: Annotated[
        bool | None,
        typer.Option("--report/--no-report", help="Write report.html. (default: unless --statistics)"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write one JSON object instead of tables.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Simulate what a regimen does to virtual people, or a published trial beside what was observed.

    For example: nemda simulate "0.5 mg/kg ketamine iv over 40 min twice weekly for 3 weeks" --n 1000

    or, for a trial: nemda simulate examples/murrough2013.yaml

    or, for very many people: nemda simulate "84 mg esketamine nasal" --n 1000000 --statistics --workers 4

    A run that was stopped, by Ctrl-C or otherwise, goes on when the same command is given again.
    """
    options = Options(
        compare=tuple(compare or ()),
        people=people,
        fill_from=fill_from,
        n=n,
        seed=seed,
        weeks=weeks,
        parameter_set=parameter_set,
        changes=tuple(change or ()),
        variables=variables,
        chunk=chunk,
        precision=precision,
        day_rhythm=day_rhythm,
        statistics=statistics,
        workers=workers,
        cluster=cluster,
    )
    told = tuple(find_scale(name).name for name in dict.fromkeys(scale or ()))
    if statistics:
        needs_people = {
            "--report": with_report is True, "--spaghetti": spaghetti > 0, "--scale": bool(told)
        }  # fmt: skip
        _simulate_statistics(plan, options, out, needs_people, as_json, quiet)
        return
    request = read_request(plan, options)
    fewest = min(arm.n for arm in request.arms)
    if spaghetti > fewest:
        raise PeopleError(
            "More single people to draw than are simulated.", where="--spaghetti",
            expected=f"0 to {fewest}", got=spaghetti,
        )  # fmt: skip
    folder = request.default_folder if out is None else out
    done = _run(request, folder, quiet)
    from nemda.cli.monitoring import monitoring_plans
    from nemda.cli.outlook import outlooks

    try:
        plans, beyond = monitoring_plans(request.arms, request.settings), outlooks(request.arms, done.arms)
        report = None
        if with_report is not False:
            report = _report(request, done, folder, spaghetti, plans, beyond, told)
        if as_json:
            from nemda.cli.simulate_json import as_json as to_json

            _echo(to_json(request, done, folder, report, plans, beyond, told))
        else:
            from nemda.cli.scale_view import print_scales
            from nemda.cli.simulate_view import print_paths, print_run

            print_run(request, done, plans, beyond)
            print_scales(done, told)
            print_paths(folder, report)
    finally:
        done.close()


def _simulate_statistics(
    plan: str,
    options: Options,
    out: Path | None,
    needs_people: Mapping[str, bool],
    as_json: bool,
    quiet: bool,
) -> None:
    """Run without keeping people, and print what is known then."""
    for option, given in needs_people.items():
        if given:
            raise NemdaError(
                "With --statistics no people are kept, and this needs them.", where=option,
                hint="leave one of the two options out",
            )  # fmt: skip
    request = read_request(plan, options)
    folder = request.default_folder if out is None else out
    with TerminalProgress() as shown:
        results = run_counted(
            request.counted,
            request.settings,
            out=folder,
            record=request.record,
            progress=SILENT if quiet else shown,
        )
    from nemda.trial.counted_summary import summarize_counted

    summaries = [summarize_counted(result) for result in results]
    if as_json:
        from nemda.cli.statistics_json import as_json as to_json

        _echo(to_json(request, summaries, folder))
    else:
        from nemda.cli.statistics_view import print_statistics

        print_statistics(request, summaries, folder)


def _echo(content: Mapping[str, object]) -> None:
    typer.echo(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False))


def _run(request: Request, folder: Path, quiet: bool) -> Run:
    with TerminalProgress() as shown:
        return run(
            request.arms,
            request.settings,
            trial=request.trial,
            seed=request.seed,
            out=folder,
            record=request.record,
            progress=SILENT if quiet else shown,
        )


def _report(
    request: Request,
    done: Run,
    folder: Path,
    spaghetti: int,
    plans: Mapping[str, MonitoringPlan],
    beyond: Mapping[str, Outlook],
    scales: Sequence[str],
) -> Path:
    from nemda.report.page import write_report

    trial, comparison = request.trial, done.comparison
    try:
        return write_report(
            folder / REPORT,
            request.title,
            done.arms,
            observed=() if trial is None else trial.observed,
            comparison=() if comparison is None else comparison.rows,
            spaghetti=spaghetti,
            plans=plans,
            outlooks=beyond,
            scales=scales,
        )
    except KeyboardInterrupt:
        raise CancelledError("Stopped while writing the report.", where=f"the data are in {folder}") from None
