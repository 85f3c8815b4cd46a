"""How the validation of trials looks in a terminal: summary, groups, worst misses, what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from nemda.cli.numbers import counted
from nemda.validate.trials.outcome import TrialOutcomeRow
from nemda.validate.trials.run import TrialValidation
from nemda.validate.trials.summary import GROUPS, TrialSummary, summaries_by, summarize_trials

FEW = 15
"""So many misses and reasons are shown."""


def print_trials_validation(validation: TrialValidation) -> None:
    """Print the outcomes of a validation of trials."""
    console = Console(highlight=False)
    whole = summarize_trials(validation.rows)
    heading = (
        f"{whole.predicted} of {counted(whole.rows, 'row')} predicted, {whole.not_applicable} not applicable"
    )
    console.print(Text(heading, style="bold"))
    console.print(_sentence(whole), soft_wrap=True)
    if validation.as_new:
        console.print(
            Text("Studies of the calibration are predicted with their own deviations. Without them:")
        )
        console.print(_sentence(summarize_trials(validation.as_new)), soft_wrap=True)
    for kind in GROUPS:
        console.print(_groups(validation.rows, kind))
    console.print(_misses([row for row in validation.rows if row.inside is False]))
    _print_left_out(console, validation.rows)


def _sentence(summary: TrialSummary) -> str:
    parts = [
        _part(summary.mae_change, "mean error of change {:.1f} MADRS points"),
        _part(summary.mae_difference, "of differences {:.1f}"),
        _part(summary.mae_rate, "of rates {:.1f} percentage points"),
        _part(summary.bias, "bias {:+.1f} points"),
        _part(summary.coverage_90, "{:.0%} inside the 90% interval"),
    ]
    return ", ".join(part for part in parts if part) or "no row is predicted"


def _part(value: float | None, text: str) -> str:
    return "" if value is None else text.format(value)


def _groups(rows: Sequence[TrialOutcomeRow], kind: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(kind)
    for heading in ("rows", "change", "difference", "rate", "inside"):
        table.add_column(heading, justify="right")
    for name, one in summaries_by(rows, kind).items():
        table.add_row(
            Text(name), str(one.rows), _part(one.mae_change, "{:.1f}"), _part(one.mae_difference, "{:.1f}"),
            _part(one.mae_rate, "{:.1f}"), _part(one.coverage_90, "{:.0%}"),
        )  # fmt: skip
    return table


def _misses(misses: Sequence[TrialOutcomeRow]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("outside the interval", "arm", "what", "observed", "predicted", "90% interval"):
        table.add_column(heading)
    shown = sorted(misses, key=lambda row: -abs(row.error or 0.0))[:FEW]
    for row in shown:
        table.add_row(
            Text(row.study_id), Text(row.arm), Text(f"{row.quantity} {row.scale}"),
            f"{row.observed or 0:.3g}",
            Text(f"{row.predicted:.3g}", style="yellow"), f"{row.lower_90:.3g} to {row.upper_90:.3g}",
        )  # fmt: skip
    return table


def _print_left_out(console: Console, rows: Sequence[TrialOutcomeRow]) -> None:
    reasons = Counter(row.reason for row in rows if row.status == "not_applicable")
    console.print(Text("not applicable", style="bold"))
    for reason, count in reasons.most_common(FEW):
        console.print(Text(f"  {counted(count, 'row')}: {reason}", style="dim"), soft_wrap=True)
    if len(reasons) > FEW:
        console.print(Text(f"  and {len(reasons) - FEW} other reasons; --json shows all", style="dim"))
