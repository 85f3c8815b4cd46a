"""Acute effects: dissociation and pressure over a session beside published points, planes, and who may leave.

Curves are means of simulated people with the range of 90% of them; points are the numbers of acute_effects.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.mechanism.catalog import simulation_parameters
from nemda.mechanism.planes import PLANES, Inputs, Parameters, outputs, plane_shares
from nemda.model.mechanism import Nothing
from nemda.plan.monitoring import MonitoringPlan
from nemda.report.arms import COLORS
from nemda.report.bands import significant
from nemda.report.look import HORIZONTAL, INK, MARK, VERTICAL, heading, style, translucent
from nemda.report.sheet import Plain, Trace, figure_of, styled

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

HEIGHT, TOP = 330, 48
SYMBOLS = ("circle", "diamond", "square", "cross")
PLANE_COLORS = ("#e8e8e8", COLORS[2], COLORS[0], COLORS[3], COLORS[1])
LADDER_NG_ML = (20.0, 5000.0)


def session_figure(
    title: str,
    unit: str,
    courses: Mapping[str, tuple[Float[ndarray, " time"], Float[ndarray, "person time"]]],
    points: Sequence[tuple[str, float, float, float]] = (),
    until_min: float = 240.0,
) -> Figure:
    """Return a variable over a session: by name of the course, its time (h) and values of people.

    `points` are published values: label, minutes, value, half-width of the bar.
    """
    from plotly.graph_objects import Figure, Scatter

    figure = Figure()
    for (name, (time_h, values)), color in zip(courses.items(), COLORS, strict=False):
        minutes = 60 * time_h
        shown = minutes <= until_min
        low, high = np.quantile(values[:, shown], (0.05, 0.95), axis=0)
        x = minutes[shown]
        figure.add_trace(
            Scatter(
                x=significant(np.concatenate([x, x[::-1]])), y=significant(np.concatenate([high, low[::-1]])),
                fill="toself", fillcolor=translucent(color, 0.15), line={"width": 0}, hoverinfo="skip",
                showlegend=False, mode="lines",
            )
        )  # fmt: skip
        figure.add_trace(
            Scatter(
                x=significant(x), y=significant(values[:, shown].mean(axis=0)), name=name, mode="lines",
                line={"color": color, "width": 2}, showlegend=True,
            )
        )  # fmt: skip
    for place, (label, minute, value, half) in enumerate(points):
        figure.add_trace(
            Scatter(
                x=[minute], y=[value], name=label, mode="markers", showlegend=True,
                error_y={"type": "data", "array": [half], "color": INK, "thickness": 1},
                marker={"color": INK, "size": 8, "symbol": SYMBOLS[place % len(SYMBOLS)]},
            )
        )  # fmt: skip
    style(figure, HEIGHT, TOP)
    figure.update_xaxes(title={"text": "minutes after the start of the dose"}, range=[0, until_min], dtick=30)
    figure.update_yaxes(title={"text": unit})
    figure.update_layout(annotations=[heading(f"<b>{title}</b>", 0, 1)])
    return figure


def planes_figure() -> Figure:
    """Return the chance of each plane of anesthesia over the plasma level of racemic ketamine."""
    from plotly.graph_objects import Figure, Scatter

    table = simulation_parameters()
    parameters = Parameters(*(table[name].value for name in Parameters._fields))
    ng_ml = np.geomspace(*LADDER_NG_ML, 200)
    each = ng_ml / 237.7 / 2
    found = outputs(Nothing(), parameters, Inputs(each, each))
    shares = plane_shares(
        found.analgesia_plane, found.dissociation_plane, found.unconscious_plane, found.surgical_plane
    )
    figure = Figure()
    for name, share, color in zip(PLANES, shares, PLANE_COLORS, strict=True):
        figure.add_trace(
            Scatter(
                x=significant(ng_ml), y=significant(100 * share), name=name, stackgroup="planes",
                mode="lines",
                line={"width": 0.5, "color": color}, fillcolor=color, showlegend=True,
            )
        )  # fmt: skip
    style(figure, HEIGHT, TOP)
    ticks = [20, 50, 100, 200, 500, 1000, 2000, 5000]
    figure.update_xaxes(
        title={"text": "racemic ketamine in plasma, ng/mL"}, type="log", tickvals=ticks,
        ticktext=[f"{tick:g}" for tick in ticks], range=[float(np.log10(edge)) for edge in LADDER_NG_ML],
    )  # fmt: skip
    figure.update_yaxes(title={"text": "people, %"}, range=[0, 100])
    figure.update_layout(annotations=[heading("<b>Planes of anesthesia</b>", 0, 1)])
    return figure


def monitoring_figure(plan: MonitoringPlan, until_min: float = 300.0) -> Figure:
    """Return the share of people who do not yet meet each criterion of discharge, over the first session."""
    return figure_of(monitoring_plain(plan, until_min))


def monitoring_plain(plan: MonitoringPlan, until_min: float = 300.0) -> Plain:
    """Return `monitoring_figure` as plain data."""
    shown = plan.time_min <= until_min
    minutes = significant(plan.time_min[shown])
    last = len(plan.course) - 1
    traces: list[Trace] = [
        {
            "type": "scatter", "x": minutes, "y": significant(100 * share[shown]), "name": name,
            "mode": "lines", "showlegend": True,
            "line": {"color": INK if place == last else COLORS[place % len(COLORS)],
                     "width": 3 if place == last else 1.5},
        }
        for place, (name, share) in enumerate(plan.course.items())
    ]  # fmt: skip
    plain = styled(traces, HEIGHT, TOP)
    words = "<b>Not yet ready to leave</b>, dashed: 5% of people"
    axes = {
        "xaxis": {**HORIZONTAL, "title": {"text": "minutes after the start of the dose"},
                  "range": [0, until_min], "dtick": 30},
        "yaxis": {**VERTICAL, "title": {"text": "people, %"}, "range": [0, 102]},
        "shapes": [{"type": "line", "xref": "x domain", "x0": 0, "x1": 1, "y0": 5, "y1": 5,
                    "line": {"color": MARK, "width": 1, "dash": "dash"}}],
        "annotations": [heading(words, 0, 1)],
    }  # fmt: skip
    return plain._replace(layout={**plain.layout, **axes})
