"""How a run looks on other scales than MADRS in a terminal, with the error that a cross-walk adds."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from nemda.cli.simulate_view import arm_names, shown_days, spread_text
from nemda.trial import Run
from nemda.trial.intervals import Proportion
from nemda.trial.scales import scales
from nemda.trial.scales.summary import ScaleDay, scale_days


def print_scales(run: Run, names: Sequence[str]) -> None:
    """Print the arms of a run on scales, one table for each."""
    console = Console(highlight=False)
    days = (0.0, *shown_days(run.summaries))
    heads = arm_names(run.summaries)
    for name in names:
        title = scales()[name].title
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", show_header=len(heads) > 1)
        table.add_column("")
        for head in heads:
            table.add_column(head, justify="right")
        columns = [scale_days(arm.dataset, name, days) for arm in run.arms]
        for row in zip(*columns, strict=True):
            table.add_row(_label(title, row[0].day), *(spread_text(d.score.mean, d.score, 1) for d in row))
        table.add_row("Response, last day shown (%)", *(_share(column[-1].response) for column in columns))
        console.print(table)
        console.print(Text(_words(title, columns), style="dim"))


def _label(title: str, day: float) -> str:
    return f"{title} before" if day == 0 else f"{title}, day {day:.3g}"


def _words(title: str, columns: Sequence[Sequence[ScaleDay]]) -> str:
    """Return what a reader must know of the cross-walk."""
    last = columns[0][-1]
    return (
        f"{title} is read from MADRS by a cross-walk: mean (90% of people). One person's rating scatters "
        f"about the converted score with an SD of {last.person_error_sd:.1f} points, so ratings would have "
        f"an SD of {last.rated_sd:.1f} between people on the last day, not {last.score.sd:.1f}."
    )


def _share(found: Proportion) -> str:
    return f"{100 * found.share:.0f} ({100 * found.lower_90:.0f} to {100 * found.upper_90:.0f})"
