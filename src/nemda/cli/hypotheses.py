"""The commands ``nemda hypotheses``: list explanations, run one, compare them, find what separates them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from nemda.cli.progress import TerminalProgress
from nemda.errors import StorageError
from nemda.progress import SILENT

app = typer.Typer(no_args_is_help=True, help="Set explanations of the effect against each other.")

JSON = Annotated[bool, typer.Option("--json", help="Write one JSON object instead of tables.")]
QUIET = Annotated[bool, typer.Option("--quiet", help="Show no progress.")]
SET = Annotated[str | None, typer.Option("--set", help="A dated parameter set. [default: the latest]")]
ONLY = Annotated[
    list[str] | None, typer.Option("--only", help="An explanation to include; repeatable. [default: all]")
]
DRAWS = Annotated[int, typer.Option("--draws", min=8, help="Parameter vectors per round and explanation.")]
SEED = Annotated[int, typer.Option("--seed", help="Which vectors are drawn.")]
FITS = Annotated[
    Path | None, typer.Option("--fits", help="Fits that compare --save wrote. [default: fit now]")
]


@app.callback()
def _hypotheses() -> None:  # pyright: ignore[reportUnusedFunction]  typer keeps it
    """Competing explanations as settings of switches with parameters of their own."""


@app.command("list")
def list_command(as_json: JSON = False) -> None:
    """List the explanations: claim, switches, what is fitted, what speaks for and against."""
    from nemda.hypothesis.explanation import hypotheses
    from nemda.hypothesis.writing import hypothesis_json

    known = tuple(hypotheses().values())
    if as_json:
        _echo([hypothesis_json(one) for one in known])
        return
    from nemda.cli.hypotheses_view import print_list

    print_list(known)


@app.command("run")
def run_command(
    name: Annotated[
        str, typer.Argument(help="An explanation, or a mixture as disinhibition=0.6,habenula=0.4.")
    ],
    plan: Annotated[str, typer.Argument(help="A regimen in words.")],
    people: Annotated[str, typer.Option("--people", help="A preset: trd, mdd, healthy.")] = "trd",
    n: Annotated[int, typer.Option("--n", min=1, help="Number of people.")] = 200,
    weeks: Annotated[float, typer.Option("--weeks", help="Simulated time.")] = 4.0,
    seed: SEED = 1,
    fits: FITS = None,
    as_json: JSON = False,
    quiet: QUIET = False,
) -> None:
    """Simulate a regimen with only the arrows of one explanation, or of a mixture, in people.

    Without --fits the parameters are those of the tables; with it, those of the best fit.
    """
    from nemda.hypothesis.trial_run import run_hypothesis

    with TerminalProgress() as shown:
        result = run_hypothesis(
            name, plan, people=people, n=n, weeks=weeks, seed=seed, fits=fits,
            progress=SILENT if quiet else shown,
        )  # fmt: skip
    if as_json:
        _echo(result.as_json())
        return
    from nemda.cli.hypotheses_view import print_run

    print_run(result)


@app.command("compare")
def compare_command(
    only: ONLY = None,
    targets: Annotated[
        Path | None, typer.Option("--targets", help="TOML with targets of your own. [default: shipped]")
    ] = None,
    draws: DRAWS = 64,
    rounds: Annotated[int, typer.Option("--rounds", min=1, help="Rounds of drawing.")] = 6,
    seed: SEED = 20131,
    parameter_set: SET = None,
    save: Annotated[
        Path | None, typer.Option("--save", help="Write the fits, for discriminate and run.")
    ] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write every target to this CSV file.")] = None,
    figure: Annotated[Path | None, typer.Option("--figure", help="Write the figure as HTML.")] = None,
    rest: Annotated[bool, typer.Option("--residuals", help="Show every target.")] = False,
    as_json: JSON = False,
    quiet: QUIET = False,
) -> None:
    """Fit every explanation to the same rodent and human data and rank them, with uncertainty."""
    from nemda.hypothesis.candidate import candidates, save_candidates
    from nemda.hypothesis.compare import compare
    from nemda.hypothesis.target import read_targets
    from nemda.hypothesis.writing import comparison_json, rows, write_rows
    from nemda.mechanism.sets import DEFAULT_SET

    own = None if targets is None else read_targets(_text(targets), str(targets))
    with TerminalProgress() as shown:
        comparison = compare(
            only or (), held_to=own, draws=draws, rounds=rounds, seed=seed,
            parameter_set=parameter_set or DEFAULT_SET, progress=SILENT if quiet else shown,
        )  # fmt: skip
    if save is not None:
        save_candidates(candidates(comparison), comparison.parameter_set, save)
    if csv is not None:
        write_rows(rows(comparison), csv)
    if figure is not None:
        from nemda.report.figures_hypotheses import comparison_figure

        _page(comparison_figure(comparison).to_html(include_plotlyjs=True, full_html=True), figure)
    if as_json:
        _echo(comparison_json(comparison))
        return
    from nemda.cli.hypotheses_view import print_comparison

    print_comparison(comparison, rest)


@app.command("discriminate")
def discriminate_command(
    only: ONLY = None,
    fits: FITS = None,
    top: Annotated[int, typer.Option("--top", min=1, help="So many proposals are shown.")] = 10,
    draws: DRAWS = 64,
    seed: SEED = 20131,
    parameter_set: SET = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write every proposal to this CSV file.")] = None,
    figure: Annotated[Path | None, typer.Option("--figure", help="Write the figure as HTML.")] = None,
    as_json: JSON = False,
    quiet: QUIET = False,
) -> None:
    """Search feasible experiments for those that would separate the fitted explanations best.

    The discriminating tests of the literature are run under every explanation as well.
    """
    from nemda.hypothesis.brief import run_brief
    from nemda.hypothesis.candidate import candidates, chosen_candidates, read_candidates
    from nemda.hypothesis.compare import compare
    from nemda.hypothesis.discriminate import discriminate, distinct
    from nemda.hypothesis.writing import discrimination_json, write_rows
    from nemda.mechanism.sets import DEFAULT_SET

    with TerminalProgress() as terminal:
        shown = SILENT if quiet else terminal
        if fits is None:
            used = parameter_set or DEFAULT_SET
            found = candidates(
                compare(only or (), draws=draws, seed=seed, parameter_set=used, progress=shown)
            )
        else:
            everyone, used = read_candidates(fits)
            found = chosen_candidates(everyone, only or ())
        every = discriminate(found, parameter_set=used, progress=shown)
        brief = run_brief(found, parameter_set=used, progress=shown)
    proposals = distinct(every)
    names = [one.name for one in found]
    if csv is not None:
        write_rows(discrimination_json(every, names, ())["proposals"], csv)
    if figure is not None:
        from nemda.report.figures_hypotheses import discrimination_figure

        drawn = discrimination_figure(proposals[:top], names)
        _page(drawn.to_html(include_plotlyjs=True, full_html=True), figure)
    if as_json:
        _echo(discrimination_json(proposals[:top], names, brief))
        return
    from nemda.cli.hypotheses_view import print_brief, print_proposals

    print_proposals(proposals[:top], names, len(every))
    print_brief(brief)


def _echo(content: object) -> None:
    typer.echo(json.dumps(content, indent=2, allow_nan=False, ensure_ascii=False))


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StorageError("The file cannot be read.", where=str(file), got=str(error)) from error


def _page(text: str, file: Path) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StorageError("The file cannot be written.", where=str(file), got=str(error)) from error
