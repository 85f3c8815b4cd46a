"""How a validation looks in a terminal: the summary, the groups, the worst misses, what was left out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from nemda.cli.numbers import counted
from nemda.validate.outcome import Outcome
from nemda.validate.summary import FOLDS, Summary, summarize, summarize_by

FEW = 12
"""So many reasons for rows without a prediction are shown."""


def print_validation(outcomes: Sequence[Outcome], kinds: Sequence[str], worst: int) -> None:
    """Print the outcomes of a validation."""
    console = Console(highlight=False)
    _print_summary(console, outcomes)
    for kind in kinds:
        console.print(_group_table(kind, summarize_by(outcomes, kind)))
    if worst:
        _print_worst(console, outcomes, worst)
    _print_left_out(console, outcomes)


def _print_summary(console: Console, outcomes: Sequence[Outcome]) -> None:
    whole = summarize(outcomes)
    text = (
        f"{whole.predicted} of {counted(whole.rows, 'row')} predicted, {whole.not_applicable} not applicable"
    )
    console.print(Text(text, style="bold"))
    console.print(_sentence(whole), soft_wrap=True)
    kinds = summarize_by([each for each in outcomes if each.group("kind")], "kind")
    if len(kinds) > 1:
        for name, summary in kinds.items():
            console.print(Text(f"{name} rows ({summary.predicted}): {_sentence(summary)}", style="dim"))


def _sentence(summary: Summary) -> str:
    if summary.aafe is None or summary.bias is None:
        return "no row is predicted"
    shares = ", ".join(
        f"{share:.0%} within {fold:g}-fold"
        for fold, share in zip(FOLDS, summary.within, strict=True)
        if share is not None
    )
    return f"absolute average fold error {summary.aafe:.2f}, bias {summary.bias:.2f}; {shares}"


def _group_table(kind: str, groups: dict[str, Summary]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(f"by {kind}")
    for heading in ("rows", "predicted", "AAFE", "bias", *(f"{fold:g}-fold" for fold in FOLDS)):
        table.add_column(heading, justify="right")
    for name, summary in groups.items():
        shares = ["" if share is None else f"{share:.0%}" for share in summary.within]
        numbers = ["" if value is None else f"{value:.2f}" for value in (summary.aafe, summary.bias)]
        table.add_row(name, str(summary.rows), str(summary.predicted), *numbers, *shares)
    return table


def _print_worst(console: Console, outcomes: Sequence[Outcome], worst: int) -> None:
    misses = sorted(
        (each for each in outcomes if each.fold_error), key=lambda each: -abs(math.log(each.fold_error or 1))
    )[:worst]
    if not misses:
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("worst")
    for heading in ("compound", "route", "quantity"):
        table.add_column(heading)
    for heading in ("observed", "predicted", "error"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("assumed")
    for each in misses:
        assert each.fold_error is not None, "only predicted rows are sorted"
        error = f"{each.fold_error:.2f}" if each.fold_error >= 1 else f"1/{1 / each.fold_error:.2f}"
        table.add_row(
            Text(each.study_id), Text(each.group("compound")), Text(each.group("route")),
            Text(f"{each.quantity}, {each.unit}"), f"{each.observed:.4g}", f"{each.predicted:.4g}",
            f"{error}x", Text(each.reason, style="dim"),
        )  # fmt: skip
    console.print(table)


def _print_left_out(console: Console, outcomes: Sequence[Outcome]) -> None:
    reasons = Counter(each.reason for each in outcomes if each.status != "predicted")
    for reason, count in reasons.most_common(FEW):
        console.print(Text(f"{counted(count, 'row')} not predicted: {reason}", style="dim"), soft_wrap=True)
    if len(reasons) > FEW:
        console.print(Text(f"and {len(reasons) - FEW} other reasons; --json shows all", style="dim"))
