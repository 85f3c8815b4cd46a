"""The command ``nemda trial``: virtual trials, their power, and the published ones that ship."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nemda.cli.progress import TerminalProgress
from nemda.errors import TrialError
from nemda.mechanism.sets import DEFAULT_SET
from nemda.progress import SILENT
from nemda.trial.replicates import ReplicateSettings, run_replicates

if TYPE_CHECKING:
    from nemda.trial import Trial

app = typer.Typer(no_args_is_help=True, help="Virtual trials: run one many times, or work out its power.")
REPORT = "report.html"

Named = Annotated[str, typer.Argument(help="A YAML file, or a shipped study (see nemda trial list).")]
Replicates = Annotated[int, typer.Option("--replicates", help="How many trials are drawn.")]
PoolSize = Annotated[int, typer.Option("--pool", help="Simulated people per group that trials draw from.")]
Seed = Annotated[int, typer.Option("--seed", help="Which people and which trials are drawn.")]
ParameterSet = Annotated[str, typer.Option("--set", help="A dated parameter set.")]
Workers = Annotated[int, typer.Option("--workers", min=1, help="Processes that simulate people.")]
Out = Annotated[Path | None, typer.Option("--out", help="Folder for results; a stopped run goes on there.")]
AsJson = Annotated[bool, typer.Option("--json", help="Write one JSON object instead of tables.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Show no progress.")]


@app.callback()
def _trial() -> None:  # pyright: ignore[reportUnusedFunction]  typer keeps it
    """Virtual trials with blinding, raters, dropout and analysis, as YAML files."""


@app.command("list")
def list_command(as_json: AsJson = False) -> None:
    """List the published trials that ship, and whether the calibration saw them (fit) or not (check)."""
    from nemda.cli.trial_view import print_trials
    from nemda.trial.shipped import shipped_trials

    if as_json:
        rows = [
            {"study_id": name, "title": one.title, "use": one.protocol.use, "weeks": one.weeks,
             "arms": [arm.name for arm in one.arms], "outcomes": len(one.observed), "citation": one.citation}
            for name, one in shipped_trials().items()
        ]  # fmt: skip
        _echo({"trials": rows})
    else:
        print_trials(shipped_trials())


@app.command("show")
def show_command(trial: Named) -> None:
    """Print a trial as the YAML file that it is; redirect it to begin one of your own."""
    from nemda.trial.shipped import find_trial
    from nemda.trial.writing import trial_text

    typer.echo(trial_text(find_trial(trial)), nl=False)


@app.command("schema")
def schema_command() -> None:
    """Print the JSON schema of a trial file, for editors that check while you write."""
    from nemda.trial.protocol.schema import trial_schema

    _echo(trial_schema())


@app.command("run")
def run_command(
    trial: Named,
    replicates: Replicates = 200,
    pool: PoolSize = 1000,
    seed: Seed = 1,
    parameter_set: ParameterSet = DEFAULT_SET,
    workers: Workers = 1,
    out: Out = None,
    between_trials: Annotated[
        bool, typer.Option("--between-trials/--same-trials", help="Let trials differ as published ones do.")
    ] = True,
    parameters: Annotated[
        bool, typer.Option("--parameter-draws/--known-parameters", help="Draw parameters from the posterior.")
    ] = True,
    parts: Annotated[bool, typer.Option("--parts/--no-parts", help="Say what the change is made of.")] = True,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Run a trial many times and say what such trials find, how far they scatter, and why.

    For example: nemda trial run murrough2013 --replicates 200 --out murrough

    A run with --out that was stopped goes on when the same command is given again, to the same numbers.
    """
    from nemda.trial.decomposition import decompose

    settings = ReplicateSettings(
        replicates, seed, pool, parameter_set, (), workers, between_trials, parameters
    )
    asked = _asked(trial)
    with TerminalProgress() as shown:
        progress = SILENT if quiet else shown
        done = run_replicates(asked, settings, out=out, record={"command": "trial run"}, progress=progress)
        terms = decompose(done.prepared, settings, out, progress) if parts else ()
    if out is not None:
        from nemda.report.trial_run_page import write_trial_page
        from nemda.trial.run_tables import write_tables

        write_tables(out, done, terms)
        write_trial_page(done, terms, out / REPORT)
    if as_json:
        from nemda.cli.trial_json import run_json

        _echo(run_json(done, terms, out))
    else:
        from nemda.cli.trial_view import print_run

        print_run(done, terms, out)


@app.command("power")
def power_command(
    trial: Named,
    effect_grid: Annotated[
        str, typer.Option("--effect-grid", help="Factors on the effect of the drug, with commas.")
    ] = "0,0.5,1",
    n_grid: Annotated[
        str, typer.Option("--n-grid", help="People randomized in all, with commas. (default: as the trial)")
    ] = "",
    replicates: Replicates = 1000,
    pool: PoolSize = 1000,
    seed: Seed = 1,
    parameter_set: ParameterSet = DEFAULT_SET,
    workers: Workers = 1,
    out: Out = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Say how often a trial of some size finds a drug of some effect.

    For example: nemda trial power murrough2013 --effect-grid 0,0.5,1 --n-grid 20,40,80
    """
    from nemda.trial.power import power_of

    settings = ReplicateSettings(replicates, seed, pool, parameter_set, (), workers, False, False)
    effects = _numbers(effect_grid, "--effect-grid")
    sizes = [int(number) for number in _numbers(n_grid, "--n-grid")] if n_grid else []
    asked = _asked(trial)
    with TerminalProgress() as shown:
        cells = power_of(asked, settings, effects, sizes, out=out, progress=SILENT if quiet else shown)
    if out is not None:
        from nemda.trial.run_tables import write_power

        write_power(out, cells)
    if as_json:
        from nemda.cli.trial_json import power_json

        _echo(power_json(asked, settings, cells))
    else:
        from nemda.cli.trial_view import print_power

        print_power(asked, cells)


def _asked(name: str) -> Trial:
    """Return the trial that is named, with a warning of doses larger than any published."""
    from nemda.drugs.plausible import warn_of_unusual
    from nemda.trial.shipped import find_trial

    trial = find_trial(name)
    warn_of_unusual(dose for arm in trial.arms for share in arm.mix for dose in share.regimen.doses)
    return trial


def _numbers(text: str, option: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",") if part.strip()]
    except ValueError:
        raise TrialError(
            "Not numbers.", where=option, expected="numbers with commas", got=repr(text)
        ) from None


def _echo(content: Mapping[str, object]) -> None:
    typer.echo(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False))
