"""An experiment over time: a panel for each variable, an arm for each color, vehicle in gray."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from nemda.experiment import Course
from nemda.report.arms import COLORS
from nemda.report.bands import significant
from nemda.report.look import domain, heading, layout_axis, style, traces_of
from nemda.report.traces import legend_once

if TYPE_CHECKING:
    from plotly.graph_objects import Figure, Scatter

PANEL_PX, TOP_PX, BOTTOM_PX, GAP_PX = 170, 36, 56, 52
LONG_H = 72.0
"""From so many hours on the axis counts days."""
VEHICLE_COLOR = "#6b6b6b"


def experiment_figure(courses: Mapping[str, Course]) -> Figure:
    """Return the courses of the arms of one study, which all have the same times and variables."""
    from plotly.subplots import make_subplots

    first = next(iter(courses.values()))
    variables = list(first.drug)
    inner = len(variables) * PANEL_PX + (len(variables) - 1) * GAP_PX
    figure = make_subplots(
        rows=len(variables), cols=1, shared_xaxes=True,
        vertical_spacing=GAP_PX / inner if len(variables) > 1 else 0,
    )  # fmt: skip
    in_days = float(first.time_h[-1]) > LONG_H
    for row, variable in enumerate(variables, start=1):
        traces = _traces(courses, variable, in_days)
        figure.add_traces(traces, rows=[row] * len(traces), cols=[1] * len(traces))
    legend_once(traces_of(figure))
    style(figure, inner + TOP_PX + BOTTOM_PX, TOP_PX, BOTTOM_PX)
    figure.update_xaxes(title={"text": "days" if in_days else "hours", "standoff": 8}, row=len(variables))
    notes = [
        heading(f"<b>{variable.replace('_', ' ')}</b>", 0, domain(figure, layout_axis("y", row))[1])
        for row, variable in enumerate(variables, start=1)
    ]
    figure.update_layout(annotations=notes)
    return figure


def _traces(courses: Mapping[str, Course], variable: str, in_days: bool) -> Sequence[Scatter]:
    """Return the vehicle of the first arm, and of others where it differs, then the arms themselves."""
    from plotly.graph_objects import Scatter

    def line(name: str, course: Course, values: np.ndarray, color: str, dash: str) -> Scatter:
        times = course.time_h / 24.0 if in_days else course.time_h
        return Scatter(
            x=significant(times), y=significant(values), name=name, mode="lines", legendgroup=name,
            line={"color": color, "width": 2, "dash": dash}, showlegend=True,
        )  # fmt: skip

    found = [
        line(name, course, course.drug[variable], COLORS[number % len(COLORS)], "solid")
        for number, (name, course) in enumerate(courses.items())
    ]
    first, *others = courses.items()
    found.insert(0, line("vehicle", first[1], first[1].vehicle[variable], VEHICLE_COLOR, "dash"))
    for name, course in others:
        if not np.allclose(course.vehicle[variable], first[1].vehicle[variable], rtol=1e-6, atol=1e-9):
            found.append(line(f"vehicle, {name}", course, course.vehicle[variable], VEHICLE_COLOR, "dot"))
    return found
