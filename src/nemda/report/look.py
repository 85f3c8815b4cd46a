"""How all figures look: one font, thin grid, no background, so that the page decides light or dark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from nemda.units import HOURS_PER_DAY

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

FONT = "system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', Arial, sans-serif"
INK, GRID, MARK = "#333333", "#e3e3e3", "#8a8a8a"
MARGIN = {"l": 64, "r": 16}
LEGEND_ROW_PX = 20
NEARLY_0 = 1e-6
HEADING = {"size": 13, "color": INK}
NOTE = {"size": 12, "color": INK}
AXIS = {
    "showline": True, "linecolor": MARK, "linewidth": 1, "ticks": "outside", "ticklen": 4,
    "gridcolor": GRID, "zeroline": False,
}  # fmt: skip
HORIZONTAL: dict[str, Any] = {**AXIS}
VERTICAL: dict[str, Any] = {**AXIS, "nticks": 5}


def translucent(color: str, opacity: float) -> str:
    """Return a color ``#rrggbb`` with an opacity as CSS.

    >>> translucent("#0072B2", 0.2)
    'rgba(0, 114, 178, 0.2)'
    """
    red, green, blue = (int(color[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity:g})"


def traces_of(figure: Figure) -> tuple[Any, ...]:
    """Return the traces of a figure; plotly's own types name a wrong type here."""
    return tuple(cast("Any", figure).data)


def layout_of(figure: Figure) -> Any:
    """Return the layout of a figure; plotly's own types know none of its parts."""
    return cast("Any", figure).layout


def style(figure: Figure, height: int, top: int = 40, bottom: int = 56) -> Figure:
    """Return the figure after giving it the common look, this height, and these margins (px).

    The legend stands below the plot, in room of its own.
    """
    names = {trace.name for trace in traces_of(figure) if trace.showlegend}
    figure.update_layout(template="none", **common_layout(len(names), height, top, bottom))
    figure.update_xaxes(HORIZONTAL)
    figure.update_yaxes(VERTICAL)
    return figure


def common_layout(names: int, height: int, top: int, bottom: int) -> dict[str, Any]:
    """Return the look that all figures share, with room below for a legend of so many names if it has two."""
    legend_px = LEGEND_ROW_PX * names if names > 1 else 0
    return {
        "height": height + legend_px,
        "margin": {**MARGIN, "t": top, "b": bottom + legend_px},
        "font": {"family": FONT, "size": 12, "color": INK},
        "paper_bgcolor": "rgba(0, 0, 0, 0)",
        "plot_bgcolor": "rgba(0, 0, 0, 0)",
        "hovermode": "x unified",
        "hoverlabel": {"bgcolor": "rgba(255, 255, 255, 0.95)", "font": {"size": 11}},
        "showlegend": names > 1,
        "legend": {"orientation": "h", "x": 0, "y": -bottom / (height - top - bottom), "yanchor": "top"},
        "modebar": {"bgcolor": "rgba(0, 0, 0, 0)", "color": MARK, "activecolor": INK},
    }


def without_legend(figure: Figure) -> Figure:
    """Return the figure without its legend and the room for it, for a page that has its own."""
    layout = layout_of(figure)
    if layout.showlegend:
        room = LEGEND_ROW_PX * len({trace.name for trace in traces_of(figure) if trace.showlegend})
        figure.update_layout(showlegend=False, height=layout.height - room, margin_b=layout.margin.b - room)
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
    """Return the distance (days) between ticks, so that an axis of this length has 4 to 10 of them."""
    for step in (1, 2, 7, 14, 28, 91, 182):
        if days / step <= 10:
            return float(step)
    return 364.0


def band_outline(
    times: Sequence[float], low: Sequence[float], high: Sequence[float]
) -> tuple[list[float], list[float]]:
    """Return x and y of the closed outline of a band: forth along the top, back along the bottom."""
    return [*times, *reversed(times)], [*high, *reversed(low)]


def domain(figure: Figure, axis: str) -> tuple[float, float]:
    """Return where an axis (``xaxis``, ``yaxis3``) lies on the paper, 0 to 1."""
    low, high = layout_of(figure)[axis].domain
    return float(low), float(high)


def layout_axis(letter: str, number: int) -> str:
    """Return the name of an axis in the layout: ``xaxis`` for the first, ``xaxis2`` for the second."""
    return f"{letter}axis" if number == 1 else f"{letter}axis{number}"


def value_range(traces: Iterable[Mapping[str, Any]], reference: float | None = None) -> list[float]:
    """Return the limits of a vertical axis that hold all traces, their error bars and a reference value.

    A twentieth is left free above and below; an axis of values that are never below 0 starts at 0.
    """
    values = [] if reference is None else [reference]
    for trace in traces:
        heights = [(place, float(y)) for place, y in enumerate(trace["y"]) if y is not None]
        bars = trace.get("error_y", {})
        for key, sign in (("array", 1), ("arrayminus", -1)):
            values += (
                [y + sign * bars[key][place] for place, y in heights] if bars else [y for _, y in heights]
            )
    low, high = min(values), max(values)
    free = 0.05 * (high - low) or 0.05 * abs(high) or 1.0
    return [low if abs(low) < NEARLY_0 * (high - low) else low - free, high + free]


def days(hours: float) -> float:
    """Return hours as days, rounded to some ten seconds."""
    return round(hours / HOURS_PER_DAY, 4)
