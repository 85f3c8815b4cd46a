"""Figures of the pages: drawn from the model when the site is built, with plotly's script stored once.

A page says ``<!-- nemda: figure NAME -->``; `FIGURES` says which function draws it. Nothing is loaded
from elsewhere: the script lies in the site.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

SCRIPT = "assets/plotly.min.js"
FIGURES: Mapping[str, str] = {
    "plasticity frequency": "nemda.report.figures_synapse:frequency_figure",
    "plasticity timing": "nemda.report.figures_synapse:timing_figure",
    "practice": "nemda.report.figures_synapse:practice_figure",
    "excitotoxicity": "nemda.report.figures_synapse:injury_figure",
    "ischemia": "nemda.report.figures_synapse:ischemia_figure",
    "protection": "nemda.report.figures_synapse:protection_figure",
}
"""The function behind each figure, as ``"module:function"``; it takes no argument and returns a figure."""


def figure_block(name: str, place: str) -> str:
    """Return a figure as HTML for the page that stands at `place` (such as ``science/synapse.md``).

    Raises
    ------
    KeyError
        There is no such figure.
    """
    module, _, function = FIGURES[name].partition(":")
    draw: Callable[[], Any] = getattr(import_module(module), function)
    drawn = draw().to_html(
        full_html=False, include_plotlyjs=False, div_id=f"figure-{name.replace(' ', '-')}",
        config={"displayModeBar": False, "responsive": True},
    )  # fmt: skip
    up = "../" * (place.count("/") + (not place.endswith("index.md")))
    lines = "".join(line.strip() + "\n" for line in drawn.splitlines() if line.strip())
    return f'<div class="figure"><script src="{up}{SCRIPT}"></script>\n{lines}</div>\n'


def script() -> str:
    """Return plotly's script, which every page with a figure loads."""
    from plotly.offline import get_plotlyjs

    return get_plotlyjs()
