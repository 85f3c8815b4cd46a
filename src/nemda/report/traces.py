"""The marks of figures: bands and medians of an arm, single persons, published points; all as plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any

from jaxtyping import Float
from numpy import ndarray

from nemda.report.arms import ShownArm
from nemda.report.bands import Bands, significant
from nemda.report.look import band_outline, translucent
from nemda.report.observations import Point, points
from nemda.report.panels import Line, Panel
from nemda.report.sheet import Trace
from nemda.trial.results import Observed

OPACITIES = (0.13, 0.22)
"""Opacity of the band of 90% and, on top of it, of the band of 50%."""
CROWDED = (0.05, 0.12)
"""The same where more arms than two share a panel."""
FEW_ARMS = 2
SYMBOLS = {"SD": "circle", "SE": "square", "95% CI": "diamond", "": "x"}


def band_traces(arm: ShownArm, times: Sequence[float], over_people: Bands, arms_in_panel: int) -> list[Trace]:
    """Return the bands that hold 90% and 50% of the people of an arm, fainter where many arms overlap."""
    b = over_people
    outer, inner = OPACITIES if arms_in_panel <= FEW_ARMS else CROWDED
    ranges = ((b.low_90, b.high_90, outer), (b.low_50, b.high_50, inner))
    return [area_trace(arm, times, low, high, opacity) for low, high, opacity in ranges]


def area_trace(
    arm: ShownArm, times: Sequence[float], low: Iterable[float], high: Iterable[float], opacity: float
) -> Trace:
    """Return the area between two curves, in the color of an arm."""
    x, y = band_outline(times, significant(low), significant(high))
    return {
        "type": "scatter", "x": x, "y": y, "fill": "toself", "fillcolor": translucent(arm.color, opacity),
        "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False,
        "legendgroup": arm.name,
    }  # fmt: skip


def median_trace(arm: ShownArm, times: Sequence[float], over_people: Bands, line: Line) -> Trace:
    """Return the median over people; hovering tells it with the range of 90% of people."""
    name = f"{arm.name}, {line.key}" if line.key else arm.name
    ranges = zip(significant(over_people.low_90), significant(over_people.high_90), strict=True)
    interval = "90% of people: %{customdata[0]} to %{customdata[1]}"
    return {
        "type": "scatter",
        "x": list(times),
        "y": significant(over_people.median),
        "customdata": list(ranges),
        "mode": "lines",
        "line": {"color": arm.color, "dash": line.dash, "width": 2.2 if line.has_bands else 1.2},
        "name": arm.name,
        "legendgroup": arm.name,
        "showlegend": True,
        "hovertemplate": f"{name}: %{{y}} ({interval})<extra></extra>",
    }


def people_trace(arm: ShownArm, times: Sequence[float], values: Float[ndarray, "person time"]) -> Trace:
    """Return single persons as thin lines, in one trace with gaps between them."""
    x: list[float | None] = []
    y: list[float | None] = []
    for person in values:
        x += [*times, None]
        y += [*significant(person), None]
    return {
        "type": "scatter", "x": x, "y": y, "mode": "lines",
        "line": {"color": translucent(arm.color, 0.55), "width": 0.7}, "connectgaps": False,
        "hoverinfo": "skip", "showlegend": False, "legendgroup": arm.name,
    }  # fmt: skip


def observed_traces(
    arm: ShownArm,
    observed: Iterable[Observed],
    panel: Panel,
    position: Callable[[float], float],
    last_h: float,
) -> list[Trace]:
    """Return the published points of an arm, one trace per kind of error bar.

    `position` maps a time since the start (h) to the axis; points later than `last_h` hours after the
    first dose are left out.
    """
    found = [p for p in points(observed, arm.name, panel.scale, panel.quantity) if 0 <= p.time_h <= last_h]
    return [
        points_trace(arm, [p._replace(time_h=position(p.time_h + arm.first_dose_h)) for p in group], kind)
        for kind, group in groupby(sorted(found, key=lambda p: p.kind), key=lambda p: p.kind)
    ]


def points_trace(arm: ShownArm, chosen: Iterable[Point], kind: str) -> Trace:
    """Return published points, whose times are positions on the axis already, with their error bars."""
    marks = list(chosen)
    return {
        "type": "scatter",
        "x": [mark.time_h for mark in marks],
        "y": [mark.value for mark in marks],
        "error_y": {
            "type": "data",
            "symmetric": False,
            "thickness": 1.4,
            "width": 5,
            "color": arm.color,
            "array": [mark.above for mark in marks],
            "arrayminus": [mark.below for mark in marks],
        },
        "mode": "markers",
        "cliponaxis": False,
        "marker": {
            "symbol": SYMBOLS[kind],
            "size": 9,
            "color": arm.color,
            "line": {"color": "white", "width": 1.2},
        },
        "name": f"{arm.name}, observed" + (f" ± {kind}" if kind else ", no error bar given"),
        "legendgroup": arm.name,
        "showlegend": True,
        "text": [mark.text for mark in marks],
        "hovertemplate": f"{arm.name}, observed: %{{y}} (%{{text}})<extra></extra>",
    }


def legend_once(traces: Iterable[Any]) -> None:
    """Keep one legend entry for each name: the first trace that bears it, a dictionary or plotly's object."""
    seen: set[str] = set()
    for trace in traces:
        if trace["showlegend"] is not False:
            trace["showlegend"] = trace["name"] not in seen
            seen.add(trace["name"])
