"""How the validation of the receptor bench looks in a terminal: summary, every row, what was left out."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from nemda.cli.numbers import counted
from nemda.validate.receptor.outcome import (
    FOLDS,
    MISS,
    BenchSummary,
    RowOutcome,
    independent,
    summarize_bench,
)

OWN = " *"


def print_receptor_validation(outcomes: Sequence[RowOutcome]) -> None:
    """Print the outcomes of a validation of the bench."""
    console = Console(highlight=False)
    verified = [one for one in outcomes if one.is_numeric and one.is_verified]
    for name, rows in (
        ("all rows", outcomes),
        ("rows with a number, verified", verified),
        ("of these, rows that gave the bench no constant", independent(verified)),
    ):
        console.print(Text.assemble((f"{name}: ", "bold"), _sentence(summarize_bench(rows))), soft_wrap=True)
    console.print(_table([one for one in outcomes if one.status == "predicted"]))
    console.print(Text(f"{OWN.strip()} the bench takes constants from this work", style="dim"))
    for heading, some in (
        (f"Off by more than {MISS:g}-fold", [one for one in outcomes if one.is_miss]),
        ("Not predicted", [one for one in outcomes if one.status != "predicted"]),
    ):
        console.print(Text(f"\n{heading}", style="bold"))
        for one in some:
            console.print(
                Text.assemble((one.experiment_id, "bold"), f"  {one.measured}: {one.reason}"), style="dim"
            )


def _sentence(found: BenchSummary) -> str:
    if found.gmfe is None:
        return f"{found.predicted} of {counted(found.rows, 'row')} predicted"
    shares = ", ".join(
        f"{share:.0%} within {fold:g}-fold"
        for fold, share in zip(FOLDS, found.within, strict=True)
        if share is not None
    )
    return (
        f"{found.predicted} of {counted(found.rows, 'row')} predicted; geometric mean fold error "
        f"{found.gmfe:.2f}, {shares}"
    )


def _table(outcomes: Sequence[RowOutcome]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("row")
    table.add_column("what", ratio=1)
    for heading in ("observed", "predicted", "error"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("unit", max_width=22)
    for one in outcomes:
        error = "" if one.fold_error is None else f"{one.fold_error:.2f}x"
        mark = Text(OWN, style="dim") if one.built_from else Text("")
        table.add_row(
            Text.assemble(one.experiment_id, mark), Text(one.measured),
            _numbers([each.observed for each in one.numbers]),
            _numbers([each.predicted for each in one.numbers]),
            Text(error, style="yellow" if one.is_miss else ""), Text(one.unit),
        )  # fmt: skip
    return table


def _numbers(values: Sequence[float]) -> str:
    return "\n".join(f"{value:.3g}" for value in values)
