"""How a comparison of regimens looks in a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from nemda.plan.compare import Compared, Measure
from nemda.report.figures_compare import shared_words

GROUPS = {"benefit": "Benefit", "session": "A session", "course": "The course"}
NO_ADVICE = (
    "Same people for every regimen. In brackets 90% of people; for shares what so many people leave unsure; "
    "for urinary symptoms what is not known. Research and teaching, no advice: nothing weighs benefit "
    "against burden."
)


def print_compared(found: Sequence[Compared], preset: str) -> None:
    """Print one column per regimen and one line per measure."""
    console = Console(highlight=False)
    console.print(
        Text.assemble(("Benefit beside burden", "bold"), (f"  {found[0].people} people, {preset}", "dim"))
    )
    for place, one in enumerate(found):
        console.print(Text(f"{_letter(place)}  {one.name}"), soft_wrap=True)
    screen = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    screen.add_column("")
    for place in range(len(found)):
        screen.add_column(_letter(place), justify="right")
    for group, title in GROUPS.items():
        screen.add_row(Text(title, style="bold"))
        for index, measure in enumerate(found[0].measures):
            if measure.group == group:
                shared = shared_words(found, measure.key)
                words = f"{shared}{', ' if measure.unit else ''}{measure.unit}"
                screen.add_row(words, *(measure_text(one.measures[index]) for one in found))
    console.print(screen)
    console.print(Text(NO_ADVICE, style="dim"), soft_wrap=True)


def measure_text(measure: Measure) -> str:
    """Return value and interval of a measure in a few characters."""
    if measure.value is None:
        return "not reached" if measure.key == "relapse" else "none"
    if measure.low is None and measure.high is None:
        return _short(measure.value)
    low = "" if measure.low is None else _short(measure.low)
    high = "later" if measure.high is None else _short(measure.high)
    return f"{_short(measure.value)} ({low} to {high})" if low else f"{_short(measure.value)} (to {high})"


def compared_json(found: Sequence[Compared], preset: str, seed: int) -> dict[str, Any]:
    """Return the comparison as plain numbers, None where there is none."""
    return {
        "people": {"preset": preset, "n": found[0].people, "seed": seed},
        "note": NO_ADVICE,
        "regimens": [
            {
                "name": one.name,
                "measures": {
                    each.key: {
                        "words": each.words,
                        "unit": each.unit,
                        "group": each.group,
                        "more_is_better": each.more_is_better,
                        "value": each.value,
                        "low": each.low,
                        "high": each.high,
                    }
                    for each in one.measures
                },
            }
            for one in found
        ],
    }


def _letter(place: int) -> str:
    return chr(ord("A") + place)


def _short(number: float) -> str:
    return f"{number:.0f}" if abs(number) >= 10 else f"{number:.1f}"
