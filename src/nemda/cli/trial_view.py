"""How virtual trials look in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from nemda.report.tables import Table as PlainTable
from nemda.trial.conduct.visits import endpoint_of
from nemda.trial.decomposition import Term
from nemda.trial.definition import Trial
from nemda.trial.outcomes import verdicts
from nemda.trial.power import PowerCell
from nemda.trial.replicates import TrialReplicates
from nemda.units import HOURS_PER_DAY


def print_trials(trials: Mapping[str, Trial]) -> None:
    """Print the shipped trials."""
    table = _table("study", "use", "weeks", "arms", "outcomes", "title")
    for name, trial in trials.items():
        table.add_row(
            name, trial.protocol.use, f"{trial.weeks:.3g}", str(len(trial.arms)), str(len(trial.observed)),
            trial.title,
        )  # fmt: skip
    console = Console(highlight=False)
    console.print(table)
    console.print(f"{len(trials)} trials. fit: the calibration saw it; check: it did not.")


def print_run(done: TrialReplicates, terms: Sequence[Term], out: Path | None) -> None:
    """Print what the replicates of a trial found."""
    from nemda.report.trial_run_page import observed_table, outcome_table, source_table, term_table

    console = Console(highlight=False)
    trial, endpoint = done.prepared.trial, endpoint_of(done.prepared.trial)
    console.print(Text(trial.title, style="bold"))
    for one in verdicts(done, endpoint.scale, endpoint.time_h):
        console.print(
            f"{one.contrast.replace('_vs_', ' minus ')}, {endpoint.scale}, day "
            f"{endpoint.time_h / HOURS_PER_DAY:.3g}: {one.difference.median:+.1f} points (90% of trials "
            f"{one.difference.lower_90:+.1f} to {one.difference.upper_90:+.1f}), standardized "
            f"{one.standardized.median:+.2f}; {one.significant:.0%} of trials find p < {one.alpha:g}",
            soft_wrap=True,
        )
    console.print(_shown(outcome_table(done, endpoint.time_h)))
    if terms:
        console.print(_shown(term_table(terms, endpoint.time_h)))
    console.print(_shown(source_table(done)))
    if trial.observed:
        console.print(_shown(observed_table(done)))
    for note in done.prepared.notes:
        console.print(Text(f"Note: {note}", style="yellow"), soft_wrap=True)
    if out is not None:
        console.print(f"Replicates, tables and report.html are in {out}", soft_wrap=True)


def print_power(trial: Trial, cells: Sequence[PowerCell]) -> None:
    """Print power by contrast, size and effect."""
    console = Console(highlight=False)
    endpoint = endpoint_of(trial)
    console.print(Text(trial.title, style="bold"))
    console.print(f"Endpoint {endpoint.scale}, day {endpoint.time_h / HOURS_PER_DAY:.3g}")
    table = _table("contrast", "people", "effect", "blind", "power", "90% interval", "t test", "difference")
    for cell in cells:
        table.add_row(
            cell.contrast, str(cell.people), f"{cell.effect:g}",
            "perfect" if cell.perfect_blind else "as run",
            f"{cell.power.share:.1%}", f"{cell.power.lower_90:.1%} to {cell.power.upper_90:.1%}",
            "" if cell.closed_form is None else f"{cell.closed_form:.1%}", f"{cell.difference:+.2f}",
        )  # fmt: skip
    console.print(table)
    console.print(
        "t test: closed form for complete ratings without adjustment. Perfect blind, effect 0: rejects as "
        "often as the level says if the test is right.",
        soft_wrap=True,
    )


def _table(*heads: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in heads:
        table.add_column(head)
    return table


def _shown(plain: PlainTable) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=plain.caption, title_justify="left")
    for column in plain.columns:
        table.add_column(column.text, justify="right" if column.is_number else "left")
    for row in plain.rows:
        table.add_row(*row)
    return table
