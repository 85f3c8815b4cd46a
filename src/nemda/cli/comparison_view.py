"""How observed and predicted numbers of a trial look in a terminal: side by side, arm by arm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from nemda.cli.numbers import counted, number_text
from nemda.trial import Comparison, ComparisonRow
from nemda.units import HOURS_PER_DAY

WORDS = {
    "mean": "MADRS",
    "sd": "SD of MADRS",
    "change_from_baseline": "change in MADRS",
    "diff_vs_control": "difference",
    "response_rate": "response",
    "remission_rate": "remission",
}


def print_comparison(console: Console, comparison: Comparison) -> None:
    """Print every published number beside its prediction, the errors, and what was not compared."""
    console.print(Text("\nObserved and predicted", style="bold"))
    console.print(_table(comparison.rows))
    console.print(_errors(comparison))
    notes = Counter(note for row in comparison.rows for note in row.note.split("; ") if note)
    for note, count in notes.items():
        console.print(Text(f"{counted(count, 'number')}: {note}.", style="dim"))
    for row in comparison.not_compared:
        what = f"{row.arm}, {row.scale}, {row.quantity}"
        console.print(Text(f"Not compared: {what} ({row.note}).", style="dim"))


def _table(rows: Sequence[ComparisonRow]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), header_style="dim")
    table.add_column("points, or %", min_width=22)
    for heading in ("observed", "predicted", "90% interval", "error"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("")
    for arm in dict.fromkeys(row.arm for row in rows):
        table.add_row(Text(arm.replace("_vs_", " minus "), style="bold"))
        of_arm = [row for row in rows if row.arm == arm]
        for row in of_arm:
            table.add_row(*_cells(row), end_section=row is of_arm[-1])
    return table


def _cells(row: ComparisonRow) -> tuple[str | Text, ...]:
    digits, unit = (0, "%") if row.unit == "%" else (1, "")
    numbers = (row.observed, row.predicted, row.lower_90, row.upper_90)
    observed, predicted, lower, upper = ("" if n is None else number_text(n, digits) for n in numbers)
    gap = None if row.predicted is None or row.observed is None else row.predicted - row.observed
    error = "" if gap is None else ("+" if gap > 0 else "") + number_text(gap, digits)
    mark = Text("" if row.inside else "out", style="yellow")
    label = f"  {_when(row.time_h)}  {WORDS[row.quantity]}"
    return label, observed + unit, predicted + unit, f"{lower} to {upper}{unit}", error, mark


def _when(time_h: float | None) -> str:
    if time_h is None:
        return ""
    return f"{time_h:>3g} h" if time_h < 2 * HOURS_PER_DAY else f"{time_h / HOURS_PER_DAY:>3g} d"


def _errors(comparison: Comparison) -> Text:
    text = Text("Mean absolute error: ")
    for index, error in enumerate(comparison.errors):
        size = f"{error.mean_absolute:.1f} {error.unit}"
        text.append("; " if index else "").append(size, style="bold")
        text.append(f" in {error.kind} ({counted(error.rows, 'number')})")
    total = len(comparison.rows)
    inside = f"{comparison.inside} of {total} observed values"
    text.append(".\n").append(inside, style="bold")
    text.append(" lie inside the interval that holds 90% of simulated trials of that size (out: outside).")
    return text
