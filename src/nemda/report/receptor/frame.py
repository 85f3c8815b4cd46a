"""What all figures of the receptor bench share: colors, one or several panels, axes with units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from jaxtyping import Float
from numpy import ndarray

from nemda.report.arms import COLORS
from nemda.report.look import INK, MARK, style, traces_of

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

HEIGHT_PX = 420
LINE_PX = 2
CONCENTRATION_AXIS = "Concentration (µmol/L)"
OPEN_AXIS = "Open probability"
TIME_AXIS = "Time (s)"
Numbers = Float[ndarray, " point"] | Sequence[float] | Sequence[str]


def color_of(number: int) -> str:
    """Return the color of the n-th series; they repeat after seven."""
    return COLORS[number % len(COLORS)]


def line(x: Numbers, y: Numbers, name: str, color: str, *, dashed: bool = False, **more: Any) -> Any:
    """Return a line trace."""
    from plotly.graph_objects import Scatter

    drawn = {"color": color, "width": LINE_PX, "dash": "dash" if dashed else "solid"}
    shown = more.pop("showlegend", True)
    return Scatter(x=list(x), y=list(y), mode="lines", name=name, line=drawn, showlegend=shown, **more)


def points(x: Numbers, y: Numbers, name: str, color: str, **more: Any) -> Any:
    """Return a trace of round marks."""
    from plotly.graph_objects import Scatter

    marker = {"color": color, "size": 7}
    shown = more.pop("showlegend", True)
    return Scatter(x=list(x), y=list(y), mode="markers", name=name, marker=marker, showlegend=shown, **more)


def framed(
    figure: Figure, x_title: str, y_title: str, *, log_x: bool = False, height: int = HEIGHT_PX
) -> Figure:
    """Return the figure with axis titles and the common look."""
    styled = style(figure, height, top=24, bottom=64)
    styled.update_xaxes(title={"text": x_title, "font": {"color": INK}})
    styled.update_yaxes(title={"text": y_title, "font": {"color": INK}, "standoff": 12}, automargin=True)
    if log_x:
        styled.update_xaxes(type="log", exponentformat="power", dtick=1)
    # Unified hover boxes show every series; a scientific curve is read point by point.
    styled.update_layout(hovermode="closest")
    return styled


def zero_lines(figure: Figure) -> None:
    """Draw the axes through 0, for currents against voltage."""
    figure.update_xaxes(zeroline=True, zerolinecolor=MARK, zerolinewidth=1)
    figure.update_yaxes(zeroline=True, zerolinecolor=MARK, zerolinewidth=1)


def names_of(figure: Figure) -> tuple[str, ...]:
    """Return the names of the traces, in order."""
    return tuple(str(trace.name) for trace in traces_of(figure))
