"""Levels over time: a row for each analyte, on a linear and on a logarithmic axis, with 90% of people.

Colors tell the place of sampling; the same people without interacting drugs stand in gray, dashed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.profile.analytes import Analyte
from nemda.engine.profile.run import Course, Profile
from nemda.engine.profile.target import EFFECT, TargetRun
from nemda.report.arms import COLORS
from nemda.report.bands import Bands, bands, significant
from nemda.report.look import (
    band_outline,
    domain,
    heading,
    layout_axis,
    style,
    traces_of,
    translucent,
)
from nemda.report.traces import legend_once

if TYPE_CHECKING:
    from plotly.graph_objects import Figure, Scatter

PANEL_PX, GAP_PX, TOP_PX, BOTTOM_PX = 190, 44, 40, 56
DECADES = 4.0
"""So many powers of ten below the highest level a logarithmic axis shows."""
ALONE_COLOR = "#6b6b6b"
PLACE_COLORS = {"venous": COLORS[0], "arterial": COLORS[1], EFFECT: COLORS[2]}
DOSE_FILL = "rgba(128, 128, 128, 0.14)"
DOSE_LINE = {"color": "rgba(128, 128, 128, 0.6)", "width": 1}
STEP_COLOR = "#7F7F7F"


class Curve(NamedTuple):
    """Levels of one analyte in one course: what it is called, how it is drawn."""

    name: str
    color: str
    dash: str
    over_people: Bands
    is_one: bool


def levels_figure(profile: Profile) -> Figure:
    """Return the levels of a profile: medians, the middle 90% of people where there are several, doses."""
    from plotly.subplots import make_subplots

    analytes = profile.request.analytes
    rows = list(dict.fromkeys(analyte.name for analyte in analytes))
    inner = len(rows) * PANEL_PX + (len(rows) - 1) * GAP_PX
    figure = make_subplots(
        rows=len(rows), cols=2, shared_xaxes=True, horizontal_spacing=0.08,
        vertical_spacing=GAP_PX / inner if len(rows) > 1 else 0,
    )  # fmt: skip
    time_h = profile.request.time_h
    for row, name in enumerate(rows, start=1):
        curves = [
            curve for analyte in analytes if analyte.name == name for curve in _curves(profile, analyte)
        ]
        top = max(float(curve.over_people.high_90.max()) for curve in curves)
        floor = top * 10.0**-DECADES
        for column, lowest in ((1, 0.0), (2, floor)):
            traces = _traces(time_h, curves, lowest)
            figure.add_traces(traces, rows=[row] * len(traces), cols=[column] * len(traces))
        figure.update_yaxes(range=[0.0, 1.06 * top], row=row, col=1)
        log: dict[str, Any] = {"type": "log", "dtick": 1, "tickformat": "~g"}
        figure.update_yaxes(**log, range=[float(np.log10(floor)), float(np.log10(1.6 * top))], row=row, col=2)
    legend_once(traces_of(figure))
    style(figure, inner + TOP_PX + BOTTOM_PX, TOP_PX, BOTTOM_PX)
    _label(figure, rows, profile.request.hours)
    figure.update_layout(shapes=_doses(profile))
    return figure


def _curves(profile: Profile, analyte: Analyte) -> list[Curve]:
    request = profile.request
    drugs = " and ".join(each.name for each in request.interacting)
    color = PLACE_COLORS[analyte.site]
    found: list[Curve] = []
    if profile.alone is not None:
        name = f"{analyte.site} plasma, without {drugs}"
        dash = "dash" if analyte.site == "venous" else "dot"
        found.append(_curve(profile.alone, analyte, name, ALONE_COLOR, dash))
    name = f"{analyte.site} plasma{f', with {drugs}' if drugs else ''}"
    return [*found, _curve(profile.course, analyte, name, color, "solid")]


def _curve(course: Course, analyte: Analyte, name: str, color: str, dash: str) -> Curve:
    values = course.levels[analyte]
    return Curve(name, color, dash, bands(values, analyte.name), len(values) == 1)


def _traces(time_h: Float[ndarray, " time"], curves: Sequence[Curve], lowest: float) -> list[Scatter]:
    from plotly.graph_objects import Scatter

    times = significant(time_h, 6)
    below: list[Scatter] = []
    above: list[Scatter] = []
    for name, color, dash, over, is_one in curves:
        median = [value if value > lowest or lowest == 0 else None for value in significant(over.median)]
        interval = zip(significant(over.low_90), significant(over.high_90), strict=True)
        words = f"{name}: %{{y}}"
        if not is_one:
            low = significant(np.maximum(over.low_90, lowest))
            x, y = band_outline(times, low, significant(np.maximum(over.high_90, lowest)))
            below.append(
                Scatter(
                    x=x, y=y, fill="toself", fillcolor=translucent(color, 0.16), mode="lines",
                    line={"width": 0}, hoverinfo="skip", showlegend=False, legendgroup=name,
                )
            )  # fmt: skip
            words += " (90% of people: %{customdata[0]} to %{customdata[1]})"
        above.append(
            Scatter(
                x=times, y=median, customdata=list(interval), mode="lines", name=name, legendgroup=name,
                line={"color": color, "dash": dash, "width": 2.2, "simplify": False}, showlegend=True,
                hovertemplate=words + "<extra></extra>",
            )
        )  # fmt: skip
    return below + above


def _label(figure: Figure, rows: Sequence[str], hours: float) -> None:
    figure.update_xaxes(range=[-0.01 * hours, 1.005 * hours], nticks=9)
    figure.update_xaxes(title={"text": "hours since the start", "standoff": 8}, row=len(rows))
    notes: list[dict[str, Any]] = []
    for row, name in enumerate(rows, start=1):
        place = domain(figure, layout_axis("y", 2 * row - 1))[1]
        notes.append(heading(f"<b>{name}</b>", 0, place))
        right = domain(figure, layout_axis("x", 2))[0]
        notes.append(heading("<i>the same, logarithmic</i>", right, place))
        figure.update_yaxes(title={"text": "ng/mL", "standoff": 6}, row=row, col=1)
    figure.update_layout(annotations=notes)


def _doses(profile: Profile) -> list[dict[str, Any]]:
    spans = sorted({(dose.start_h, dose.stop_h) for dose in profile.request.regimen.doses})
    end = profile.request.hours
    return [span_mark(start, min(stop, end), axis) for start, stop in spans for axis in ("x", "x2")]


def span_mark(start: float, stop: float, axis: str) -> dict[str, Any]:
    """Return a dose over the whole height: a shaded span, or a line where it takes no time."""
    place = {"yref": "paper", "y0": 0, "y1": 1, "layer": "below", "xref": axis, "x0": start, "x1": stop}
    if stop > start:
        return {**place, "type": "rect", "fillcolor": DOSE_FILL, "line": {"width": 0}}
    return {**place, "type": "line", "line": DOSE_LINE}


def target_figure(run: TargetRun) -> Figure:
    """Return the levels that a pump reaches above its rate, both over time."""
    from plotly.graph_objects import Scatter
    from plotly.subplots import make_subplots

    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[0.66, 0.34], vertical_spacing=0.1)
    minutes = significant(run.time_h * 60.0, 6)
    for place, level in run.levels.items():
        name = "effect site" if place == EFFECT else f"{place} plasma"
        figure.add_trace(
            Scatter(
                x=minutes, y=significant(level), mode="lines", name=name, showlegend=True,
                line={"color": PLACE_COLORS[place], "width": 2.2},
                hovertemplate=f"{name}: %{{y}}<extra></extra>",
            ),
            row=1, col=1,
        )  # fmt: skip
    wanted = [None if np.isnan(value) else float(value) for value in run.target]
    figure.add_trace(
        Scatter(
            x=minutes, y=wanted, mode="lines", name="target", showlegend=True,
            line={"color": ALONE_COLOR, "dash": "dash", "width": 1.4},
            hovertemplate="target: %{y}<extra></extra>",
        ),
        row=1, col=1,
    )  # fmt: skip
    edges = np.append(run.infusion.start_h, run.request.stop_h) * 60.0
    rates = np.append(run.infusion.rate_mg_per_h, 0.0)
    figure.add_trace(
        Scatter(
            x=significant(edges, 6), y=significant(rates), mode="lines", name="pump", showlegend=False,
            line={"color": STEP_COLOR, "width": 1.6, "shape": "hv"},
            hovertemplate="pump: %{y} mg/h<extra></extra>",
        ),
        row=2, col=1,
    )  # fmt: skip
    style(figure, 520, TOP_PX, BOTTOM_PX)
    top = max(float(np.max(level)) for level in run.levels.values())
    steady = float(np.sort(rates)[: max(1, int(0.98 * rates.size))].max())
    figure.update_yaxes(title={"text": "ng/mL", "standoff": 6}, range=[0, 1.06 * top], row=1)
    # the first seconds of a loading dose would flatten everything else
    figure.update_yaxes(title={"text": "mg/h", "standoff": 6}, range=[0, 1.15 * steady], row=2)
    figure.update_xaxes(title={"text": "minutes since the start", "standoff": 8}, row=2)
    notes = [
        heading("<b>Ketamine</b>", 0, domain(figure, "yaxis")[1]),
        heading(f"<b>Rate of the pump</b>, at most {rates.max():.4g} mg/h", 0, domain(figure, "yaxis2")[1]),
    ]
    figure.update_layout(annotations=notes)
    return figure
