"""Observed beside predicted, one line per published number: what a reader checks a model by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from nemda.report.look import HORIZONTAL, VERTICAL, axis_name, common_layout, layout_axis
from nemda.report.observations import interval_95
from nemda.report.sheet import Plain, Trace, figure_of, placed
from nemda.report.visits import time_label
from nemda.trial.results import ComparisonRow, Observed

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

ROW_PX, GAP_PX, TOP_PX, BOTTOM_PX = 26, 56, 26, 56
INSIDE, OUTSIDE, PREDICTED = "#0072B2", "#D55E00", "#8a8a8a"
WORDS: Mapping[str, str] = MappingProxyType(
    {
        "mean": "mean score",
        "sd": "standard deviation of the score",
        "change_from_baseline": "change from baseline",
        "diff_vs_control": "difference between arms",
        "response_rate": "response",
        "remission_rate": "remission",
    }
)
"""Quantities of the evidence tables in words."""


class Compared(NamedTuple):
    """A published number with its prediction and both intervals; `published` is None where unknown."""

    label: str
    unit: str
    observed: float
    predicted: float
    lower_90: float
    upper_90: float
    published: tuple[float, float] | None

    @property
    def is_inside(self) -> bool:
        """Whether the observed value lies in the prediction interval."""
        return self.lower_90 <= self.observed <= self.upper_90


def quantity_words(quantity: str) -> str:
    """Return a quantity of the evidence tables in words."""
    return WORDS.get(quantity, quantity.replace("_", " "))


def arm_words(arm: str) -> str:
    """Return the name of an arm, or of a contrast: ``"ketamine_vs_saline"`` -> "ketamine minus saline"."""
    return arm.replace("_vs_", " minus ")


def compared(rows: Iterable[ComparisonRow], observed: Iterable[Observed]) -> list[Compared]:
    """Return the rows that have both numbers, each with the 95% interval that its source allows."""
    sources = {(o.arm, o.time_h, o.scale, o.quantity): o for o in observed}
    result: list[Compared] = []
    for row in rows:
        observed_value, predicted, lower, upper = row.observed, row.predicted, row.lower_90, row.upper_90
        if observed_value is None or predicted is None or lower is None or upper is None:
            continue
        source = sources.get((row.arm, row.time_h, row.scale, row.quantity))
        published = interval_95(source) if source is not None else None
        result.append(Compared(_label(row), row.unit, observed_value, predicted, lower, upper, published))
    return result


def comparison_figure(rows: Sequence[Compared]) -> Figure:
    """Return observed values with their 95% intervals over predictions with their 90% intervals.

    There is one panel per unit. Circles lie inside the prediction interval, crosses outside.
    """
    return figure_of(draw_comparison(rows))


def draw_comparison(rows: Sequence[Compared]) -> Plain:
    """Return the figure of `comparison_figure` as plain data."""
    units = dict.fromkeys(row.unit for row in rows)
    by_unit = {unit: [row for row in rows if row.unit == unit] for unit in units}
    inner = ROW_PX * len(rows) + GAP_PX * (len(by_unit) - 1)
    layout = common_layout(0, inner + TOP_PX + BOTTOM_PX, TOP_PX, BOTTOM_PX)
    layout |= {"template": {}, "hovermode": "closest"}
    traces: list[Trace] = []
    top = 1.0
    for place, (unit, group) in enumerate(by_unit.items(), start=1):
        bottom = top - ROW_PX * len(group) / inner
        traces += placed(_traces(group), place)
        layout[layout_axis("x", place)] = {
            **HORIZONTAL, "anchor": axis_name("y", place), "domain": [0.0, 1.0],
            "title": {"text": unit, "standoff": 6},
        }  # fmt: skip
        layout[layout_axis("y", place)] = {
            **VERTICAL, "anchor": axis_name("x", place), "domain": [max(bottom, 0.0), top],
            "range": [len(group) - 0.4, -0.6], "tickmode": "array", "tickvals": list(range(len(group))),
            "ticktext": [row.label for row in group], "automargin": True,
        }  # fmt: skip
        top = bottom - GAP_PX / inner
    return Plain(traces, layout)


def _label(row: ComparisonRow) -> str:
    time = f", {time_label(row.time_h)}" if row.time_h is not None else ""
    return f"{arm_words(row.arm)}{time}: {row.scale} {quantity_words(row.quantity)}"


def _traces(rows: Sequence[Compared]) -> list[Trace]:
    spans: Trace = {
        "type": "scatter",
        "x": [x for row in rows for x in (row.lower_90, row.upper_90, None)],
        "y": [y for place in range(len(rows)) for y in (place, place, None)],
        "mode": "lines",
        "line": {"color": "rgba(138, 138, 138, 0.4)", "width": 9},
        "hoverinfo": "skip",
    }
    centers: Trace = {
        "type": "scatter",
        "x": [row.predicted for row in rows],
        "y": list(range(len(rows))),
        "mode": "markers",
        "marker": {"symbol": "line-ns-open", "size": 12, "color": PREDICTED, "line": {"width": 2.5}},
        "hovertemplate": "predicted: %{x:.3g}<extra></extra>",
    }
    points = [
        _observed_trace([p for p in enumerate(rows) if p[1].is_inside == inside], color, symbol)
        for inside, color, symbol in ((True, INSIDE, "circle"), (False, OUTSIDE, "x"))
    ]
    return [spans, centers, *points]


def _observed_trace(numbered: Sequence[tuple[int, Compared]], color: str, symbol: str) -> Trace:
    rows = [row for _, row in numbered]
    intervals = [row.published or (row.observed, row.observed) for row in rows]
    return {
        "type": "scatter",
        "x": [row.observed for row in rows],
        "y": [place for place, _ in numbered],
        "error_x": {
            "type": "data",
            "symmetric": False,
            "thickness": 1.4,
            "width": 4,
            "array": [high - row.observed for row, (_, high) in zip(rows, intervals, strict=True)],
            "arrayminus": [row.observed - low for row, (low, _) in zip(rows, intervals, strict=True)],
        },
        "mode": "markers",
        "marker": {"symbol": symbol, "size": 9, "color": color},
        "hovertemplate": "observed: %{x:.3g}<extra></extra>",
    }
