"""A figure of rows and columns of panels as plain data, which is what plotly draws in a browser.

plotly's Python objects check every property of every axis one by one, which takes ten times as long as
all the numbers of a report. The figures of the chain have dozens of axes, so they are written down as
dictionaries; plotly checks them where a figure is asked for (`figure_of`), and the tests do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

from nemda.report.look import HORIZONTAL, LEGEND_ROW_PX, VERTICAL, axis_name, common_layout, layout_axis

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Trace = dict[str, Any]


class Plain(NamedTuple):
    """A figure as data: its traces and its layout."""

    traces: list[Trace]
    layout: dict[str, Any]


class Shared(Enum):
    """Which panels have one vertical axis: those of a row, all, or none; down a column times are shared."""

    ROW = "row"
    ALL = "all"
    NONE = "none"


class Grid(NamedTuple):
    """Panels in rows and columns: how wide, and how far apart as shares of the paper."""

    rows: int
    widths: Sequence[float]
    column_space: float
    row_space: float
    vertical: Shared = Shared.ROW

    def number(self, row: int, column: int) -> int:
        """Return the number of the axes of a panel; rows and columns count from 1, from the top left."""
        return (row - 1) * len(self.widths) + column

    def across(self, column: int) -> tuple[float, float]:
        """Return where a column begins and ends."""
        free = 1.0 - self.column_space * (len(self.widths) - 1)
        whole = sum(self.widths)
        begin = free * sum(self.widths[: column - 1]) / whole + self.column_space * (column - 1)
        return begin, begin + free * self.widths[column - 1] / whole

    def upward(self, row: int) -> tuple[float, float]:
        """Return where a row begins and ends, from the bottom."""
        height = (1.0 - self.row_space * (self.rows - 1)) / self.rows
        begin = (self.rows - row) * (height + self.row_space)
        return begin, begin + height

    def axes(
        self,
        horizontal: Callable[[int], Mapping[str, Any]],
        vertical: Callable[[int, int], Mapping[str, Any]],
    ) -> dict[str, dict[str, Any]]:
        """Return the layout of all axes, given what is particular to a column, and to a row and column.

        Where an axis is shared its title stands only at the bottom of a column or at the left of a row, as
        its numbers do.
        """
        found: dict[str, dict[str, Any]] = {}
        for row in range(1, self.rows + 1):
            for column in range(1, len(self.widths) + 1):
                number = self.number(row, column)
                x = {**HORIZONTAL, **horizontal(column), "anchor": axis_name("y", number)}
                y = {**VERTICAL, **vertical(row, column), "anchor": axis_name("x", number)}
                x["domain"], y["domain"] = self.across(column), self.upward(row)
                _follow(x, "x", number, self.number(self.rows, column), bare=row < self.rows)
                _follow(y, "y", number, self._leader(row, number), bare=column > 1)
                found[layout_axis("x", number)], found[layout_axis("y", number)] = x, y
        return found

    def _leader(self, row: int, number: int) -> int:
        """Return the number of the vertical axis that one of this number follows, which may be its own."""
        return {Shared.ROW: self.number(row, 1), Shared.ALL: 1, Shared.NONE: number}[self.vertical]


def _follow(axis: dict[str, Any], letter: str, number: int, leader: int, *, bare: bool) -> None:
    """Let an axis follow another one; a bare one has neither numbers nor a title, which its leader bears."""
    if number != leader:
        axis["matches"] = axis_name(letter, leader)
        if bare:
            axis["showticklabels"] = False
            axis.pop("title", None)


def placed(traces: Iterable[Trace], number: int) -> list[Trace]:
    """Return traces in the panel of a number."""
    return [{**trace, "xaxis": axis_name("x", number), "yaxis": axis_name("y", number)} for trace in traces]


def styled(traces: list[Trace], height: int, top: int, bottom: int = 56) -> Plain:
    """Return a figure with the common look, without axes."""
    names = {trace["name"] for trace in traces if trace["showlegend"]}
    return Plain(traces, {"template": {}, **common_layout(len(names), height, top, bottom)})


def unkeyed(plain: Plain) -> Plain:
    """Return a figure without its legend and the room for it, for a page that has its own."""
    layout = plain.layout
    if not layout["showlegend"]:
        return plain
    room = LEGEND_ROW_PX * len({trace["name"] for trace in plain.traces if trace["showlegend"]})
    margin = {**layout["margin"], "b": layout["margin"]["b"] - room}
    changes = {"showlegend": False, "height": layout["height"] - room, "margin": margin}
    return plain._replace(layout={**layout, **changes})


def json_of(plain: Plain) -> str:
    """Return a figure as the JSON that plotly reads in a browser; no text in it can end a script element.

    Raises
    ------
    ValueError
        A number is not finite.
    """
    content = {"data": plain.traces, "layout": plain.layout}
    text = json.dumps(content, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e")


def figure_of(plain: Plain) -> Figure:
    """Return a figure as plotly's object, which checks every property."""
    from plotly.graph_objects import Figure

    return Figure(data=plain.traces, layout=plain.layout)


def plain_of(figure: Figure) -> Plain:
    """Return one of plotly's figures as data."""
    content: dict[str, Any] = figure.to_plotly_json()
    return Plain(content["data"], content["layout"])
