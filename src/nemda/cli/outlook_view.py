"""How the long-term side of a run looks in a terminal: one line a risk, clinic and recreational kept apart.

What depends on the regimen stands once for each arm, what does not once for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from nemda.cli.outlook_words import arm_lines, common_lines, dose_words, serotonin_lines
from nemda.plan.outlook import Outlook

LABEL_WIDTH = 11
LEGEND = (
    "Evidence beside the model: share of people (90% interval) [its grade]; clinic numbers are carried over "
    "from users, whose amounts nobody knows. No safe amount is known for any risk; nemda risk tells all."
)
PAIRS = "a pair that is not named is not thereby safe"


def print_outlooks(console: Console, found: Mapping[str, Outlook]) -> None:
    """Print long-term risks, then warnings about drugs together; nothing where there is nothing to say."""
    terms = {name: one.long_term for name, one in found.items() if one.long_term is not None}
    for place, (name, one) in enumerate(terms.items()):
        heading = "\nLong-term" if place == 0 else "Long-term"
        words = f"  {dose_words(one)}" + (f": {name}" if len(terms) > 1 else "")
        console.print(Text.assemble((heading, "bold"), (words, "dim")))
        _print(console, arm_lines(one, found[name].tolerance))
    if terms:
        _print(console, common_lines(next(iter(terms.values()))))
        console.print(Text(LEGEND, style="dim"))
    for name, one in found.items():
        if one.serotonin:
            words = f"  {name}; {PAIRS}" if len(found) > 1 else f"  {PAIRS}"
            console.print(Text.assemble("\n", ("Serotonin syndrome", "bold"), (words, "dim")))
            _print(console, serotonin_lines(one.serotonin))


def _print(console: Console, lines: list[tuple[str, str]]) -> None:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(min_width=LABEL_WIDTH, no_wrap=True)
    grid.add_column(overflow="fold")
    for label, words in lines:
        grid.add_row(Text(label), Text(words))
    console.print(grid)
