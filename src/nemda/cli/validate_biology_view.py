"""How the validation of the biology looks in a terminal: summary, topics, misses, what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from nemda.cli.numbers import counted
from nemda.validate.biology.outcome import (
    BiologyOutcome,
    BiologySummary,
    Shown,
    summaries_by_topic,
    summarize_biology,
)

FEW = 12
"""So many reasons for rows without a prediction are shown."""


def print_biology_validation(outcomes: Sequence[BiologyOutcome]) -> None:
    """Print the outcomes of a validation of the biology."""
    console = Console(highlight=False)
    whole = summarize_biology(outcomes)
    console.print(
        Text(
            f"{whole.predicted} of {counted(whole.rows, 'row')} predicted, {whole.not_applicable} not "
            f"applicable, {whole.missing} missing",
            style="bold",
        )
    )
    console.print(_sentence(whole), soft_wrap=True)
    console.print(_topics(outcomes))
    console.print(_misses([one for one in outcomes if one.is_miss]))
    _print_left_out(console, outcomes)


def _sentence(summary: BiologySummary) -> str:
    parts: list[str] = []
    if summary.sign_correct is not None:
        parts.append(f"{summary.sign_correct:.0%} of {summary.signed} directions right")
    if summary.within_tolerance is not None:
        parts.append(
            f"{summary.within_tolerance:.0%} of {counted(summary.numeric_predicted, 'number')} inside"
        )
    return ", ".join(parts) or "no row is predicted"


def _topics(outcomes: Sequence[BiologyOutcome]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("topic")
    for heading in ("rows", "predicted", "missing", "directions right", "numbers inside"):
        table.add_column(heading, justify="right")
    for topic, one in summaries_by_topic(outcomes).items():
        table.add_row(
            Text(topic), str(one.rows), str(one.predicted), str(one.missing),
            _share(one.sign_correct, one.signed), _share(one.within_tolerance, one.numeric_predicted),
        )  # fmt: skip
    return table


def _share(share: float | None, of: int) -> str:
    return "" if share is None else f"{round(share * of)} of {of}"


def _misses(misses: Sequence[BiologyOutcome]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("wrong sign or outside")
    table.add_column("readout", ratio=2)
    table.add_column("observed", ratio=1)
    table.add_column("predicted", ratio=1)
    table.add_column("unit")
    for one in misses:
        table.add_row(
            Text(f"{one.topic}, {one.species}"), Text(one.readout), Text(shown(one.observed)),
            Text(shown(one.predicted), style="yellow"), Text(one.unit),
        )  # fmt: skip
    return table


def shown(value: Shown) -> str:
    """Return what was observed or predicted as text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return "; ".join(f"{part:.3g}" for part in value)
    return f"{value:.3g}"


def _print_left_out(console: Console, outcomes: Sequence[BiologyOutcome]) -> None:
    for status in ("missing", "not_applicable"):
        reasons = Counter(one.reason for one in outcomes if one.status == status)
        if not reasons:
            continue
        console.print(Text(status.replace("_", " "), style="bold"))
        for reason, count in reasons.most_common(FEW):
            console.print(Text(f"  {counted(count, 'row')}: {reason}", style="dim"), soft_wrap=True)
        if len(reasons) > FEW:
            console.print(Text(f"  and {len(reasons) - FEW} other reasons; --json shows all", style="dim"))
