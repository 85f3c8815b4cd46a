"""How all figures look: one font, thin grid, no background, so that the page decides light or dark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nemda.units import HOURS_PER_DAY

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

FONT = "system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', Arial, sans-serif"
INK, GRID, MARK = "#333333", "#e3e3e3", "#8a8a8a"
MARGIN = {"l": 64, "r": 16}
HEADING = {"size": 13, "color": INK}
NOTE = {"size": 12, "color": INK}


def translucent(color: str, opacity: float) -> str:
    """Return a color ``#rrggbb`` with an opacity as CSS.

    >>> translucent("#0072B2", 0.2)
    'rgba(0, 114, 178, 0.2)'
    """
    red, green, blue = (int(color[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity:g})"


def style(figure: Figure, height: int, top: int = 40, bottom: int = 56) -> Figure:
    """Return the figure after giving it the common look, this height, and these margins (px)."""
    figure.update_layout(
        template="none",
        height=height,
        margin={**MARGIN, "t": top, "b": bottom},
        font={"family": FONT, "size": 12, "color": INK},
        paper_bgcolor="rgba(0, 0, 0, 0)",
        plot_bgcolor="rgba(0, 0, 0, 0)",
        hovermode="x unified",
        hoverlabel={"bgcolor": "rgba(255, 255, 255, 0.95)", "font": {"size": 11}},
        legend={"orientation": "h", "x": 0, "y": 0, "yref": "container", "yanchor": "bottom"},
    )
    line = {"showline": True, "linecolor": MARK, "linewidth": 1, "ticks": "outside", "ticklen": 4}
    figure.update_xaxes(gridcolor=GRID, zeroline=False, **line)
    figure.update_yaxes(gridcolor=GRID, zeroline=False, nticks=5, **line)
    return figure


def heading(text: str, x: float, y: float, shift: int = 4) -> dict[str, Any]:
    """Return an annotation above the point (x, y) of the paper, left-aligned."""
    return {
        "text": text, "x": x, "y": y, "xref": "paper", "yref": "paper", "xanchor": "left",
        "yanchor": "bottom", "yshift": shift, "showarrow": False, "font": HEADING, "align": "left",
    }  # fmt: skip


def axis_name(letter: str, number: int) -> str:
    """Return plotly's reference to an axis: ``x`` for the first, ``x2`` for the second."""
    return letter if number == 1 else f"{letter}{number}"


def day_ticks(days: float) -> float:
    """Return the distance (days) between ticks, so that an axis of this length has 4 to 14 of them."""
    for step in (1, 2, 7, 14, 28, 91, 182):
        if days / step <= 14:
            return float(step)
    return 364.0


def band_outline(
    times: Sequence[float], low: Sequence[float], high: Sequence[float]
) -> tuple[list[float], list[float]]:
    """Return x and y of the closed outline of a band: forth along the top, back along the bottom."""
    return [*times, *reversed(times)], [*high, *reversed(low)]


def days(hours: float) -> float:
    """Return hours as days, rounded to some ten seconds."""
    return round(hours / HOURS_PER_DAY, 4)
