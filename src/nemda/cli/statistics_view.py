"""How statistics without people look in a terminal: what is known, what is not, and where it all is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from nemda.cli.simulate_request import Request
from nemda.cli.simulate_view import (
    Label,
    arm_names,
    mood_cells,
    mood_labels,
    print_arms,
    print_columns,
    print_heading,
    spread_text,
)
from nemda.engine.endpoints import REMISSION_MADRS
from nemda.trial.counted_summary import CountedSummary
from nemda.trial.summary import PEAKS


def print_statistics(request: Request, summaries: Sequence[CountedSummary], folder: Path) -> None:
    """Print a run that kept no people: heading, main numbers of each arm, what is missing, and the path."""
    console = Console(highlight=False)
    print_heading(console, request)
    names = arm_names(summaries)
    print_arms(console, summaries, names)
    columns = [_cells(summary, summaries) for summary in summaries]
    print_columns(console, _labels(summaries), columns, names)
    error = max(summary.error for summary in summaries)
    legend = (
        "Highest median: over time, of all people (90% of people then). MADRS: mean (90% of people; each "
        f"limit within {error:.2g} points). Response, a fall by half, and remission, MADRS <= "
        f"{REMISSION_MADRS:g}: share (90% interval), 24 h after the last dose."
    )
    console.print(Text(legend, style="dim"))
    console.print(
        "\nNo people were stored: only quantiles and endpoints over time are known, not anybody's peak, time "
        "to relapse or course, and there is no report page."
    )
    console.print(Text.assemble("Data    ", (str(folder), "bold")), soft_wrap=True)


def _labels(summaries: Sequence[CountedSummary]) -> list[Label]:
    """Return the labels of the rows; `_cells` gives the cells in the same order."""
    levels = (Label(f"Highest median {_typical(kind.words)}", kind.unit, kind is PEAKS[-1]) for kind in PEAKS)
    return [*levels, *mood_labels(summaries)]


def _typical(words: str) -> str:
    """Return how a peak is called where it holds no scatter of sessions."""
    return words.removeprefix("Peak ").removesuffix(", one session")


def _cells(summary: CountedSummary, summaries: Sequence[CountedSummary]) -> list[str]:
    levels = (summary.highest[kind.key] for kind in PEAKS)
    return [
        *(spread_text(spread.q50, spread, 0) for spread in levels),
        *mood_cells(summary, summaries),
    ]
