"""The commands ``nemda fit``: calibration of the clinical terms, end to end."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nemda.cli.progress import TerminalProgress
from nemda.errors import StorageError
from nemda.fit.trials.optimum import ROUNDS
from nemda.mechanism.sets import DEFAULT_SET
from nemda.progress import SILENT

app = typer.Typer(no_args_is_help=True, help="Fit the model to published trials.")


@app.callback()
def _fit() -> None:  # pyright: ignore[reportUnusedFunction]  typer keeps it
    """Fit the model to published numbers; what was fitted, to what, and how surely, is written down."""


@app.command("trials")
def trials_command(
    date: Annotated[str, typer.Option("--date", help="Name of the parameter set, as in 2026-11-22.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the four files.")] = Path("fit"),
    n: Annotated[int, typer.Option("--n", min=20, help="Simulated people per arm.")] = 120,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of people and chains.")] = 20131,
    rounds: Annotated[
        int, typer.Option("--rounds", min=1, help="Rounds of search and variance estimate.")
    ] = ROUNDS,
    start: Annotated[
        str | None, typer.Option("--start", help="Begin at this earlier set. [default: at the priors]")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Calibrate drug, expectancy, course and durability to the trials of the evidence tables.

    Writes DATE.toml (parameter set), DATE.variation.toml (between trials, posterior draws in use),
    DATE.draws.csv (all draws) and DATE.report.json (every datum, diagnostics, identifiability). Needs the
    extra ``inference``. Takes minutes to an hour. Ctrl-C stops it: finished parts stay in
    DATE.unfinished.json, and the same command goes on with them.
    """
    from nemda.fit.trials.posterior import require_libraries
    from nemda.fit.trials.record import draws_csv, parameter_set, report_json, variation
    from nemda.fit.trials.run import fit_trials

    require_libraries()
    keep = out / f"{date}.unfinished.json"
    with TerminalProgress() as shown:
        fit = fit_trials(
            n=n, seed=seed, rounds=rounds, start_set=start, progress=SILENT if quiet else shown, keep=keep
        )
    texts = {
        f"{date}.toml": parameter_set(fit, date),
        f"{date}.variation.toml": variation(fit),
        f"{date}.draws.csv": draws_csv(fit),
        f"{date}.report.json": report_json(fit),
    }
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (out / name).write_text(text, "utf-8")
        keep.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError("The calibration cannot be written.", where=str(out), got=str(error)) from error
    worst = max(fit.posterior.rhat.values())
    typer.echo(
        f"{len(fit.problem.targets)} targets of {len(fit.problem.studies)} studies; largest R-hat "
        f"{worst:.3f}, "
        f"{fit.posterior.divergences} divergences; written to {out}"
    )


@app.command("leave-out")
def leave_out_command(
    parameter_set: Annotated[str, typer.Option("--set", help="A dated parameter set.")] = DEFAULT_SET,
    n: Annotated[int, typer.Option("--n", min=20, help="Simulated people per arm.")] = 120,
    out: Annotated[Path | None, typer.Option("--out", help="CSV file for every datum.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Predict every fitted study by a calibration that has not seen it; takes minutes."""
    from nemda.fit.trials.leave_out import leave_out
    from nemda.fit.trials.leave_out_record import left_out_csv, left_out_lines

    with TerminalProgress() as shown:
        studies = leave_out(parameter_set, n=n, progress=SILENT if quiet else shown)
    if out is not None:
        out.write_text(left_out_csv(studies), "utf-8")
    typer.echo("\n".join(left_out_lines(studies)))
