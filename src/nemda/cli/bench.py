"""The command ``nemda bench``: how fast the engines are on this machine, at the same accuracy."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from nemda.bench.history import record as record_result
from nemda.bench.history import refuse_unless_history
from nemda.bench.result import Result
from nemda.bench.run import COMPARED, PEOPLE, QUICK_COMPARED, QUICK_PEOPLE, ROUNDS, Wish
from nemda.bench.series import run_series, series
from nemda.cli.progress import TerminalProgress
from nemda.progress import SILENT


def bench_command(
    n: Annotated[int | None, typer.Option("--n", help=f"Number of people. [default: {PEOPLE}]")] = None,
    rounds: Annotated[int, typer.Option("--rounds", help="Measurements of each engine.")] = ROUNDS,
    quick: Annotated[
        bool, typer.Option("--quick", help=f"{QUICK_PEOPLE} people, {QUICK_COMPARED} compared: a first look.")
    ] = False,
    engines: Annotated[
        str, typer.Option("--engines", help="Only these, separated by commas. [default: all installed]")
    ] = "",
    protocol: Annotated[
        str,
        typer.Option(
            "--protocol",
            help="28d: 6 infusions in 28 days; 28d-rhythm: with a day rhythm; 24w: 24 in 24 weeks.",
        ),
    ] = "28d",
    threads: Annotated[int, typer.Option("--threads", help="Processor cores to use.")] = 1,
    whole: Annotated[
        bool,
        typer.Option("--all", help="Also ten times the people, all cores, the other protocols."),
    ] = False,
    record: Annotated[
        bool, typer.Option("--record", help="Append the result to benchmarks/history.csv.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Write one JSON object instead of a table.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Measure the engines and the solvers of others on the same people, at the same accuracy.

    Some minutes; with --all half an hour and more. Peers that are not installed are listed with how
    to install them; leave the machine alone meanwhile.
    """
    wish = Wish(
        people=n if n is not None else QUICK_PEOPLE if quick else PEOPLE,
        compared=QUICK_COMPARED if quick else COMPARED,
        rounds=rounds,
        engines=tuple(name.strip() for name in engines.split(",") if name.strip()),
        protocol=protocol,
        threads=threads,
    )
    if record:
        refuse_unless_history()
    results: list[Result] = []
    with TerminalProgress() as shown:
        for result in run_series(series(wish) if whole else (wish,), SILENT if quiet else shown):
            if record:  # at once, so that a run that is stopped leaves what it has measured
                record_result(result)
            results.append(result)
    if as_json:
        further = {"further_runs": [result.as_json() for result in results[1:]]} if whole else {}
        typer.echo(json.dumps(results[0].as_json() | further, indent=2, allow_nan=False))
        return
    from nemda.cli.bench_view import print_result, print_series

    for result in results:
        print_result(result)
    if whole:
        print_series(results)
