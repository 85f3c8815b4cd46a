"""Mood alone: the score and its change over the whole course, with the published means on top."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from jaxtyping import Float
from numpy import ndarray

from nemda.report.arms import ShownArm
from nemda.report.bands import bands, significant
from nemda.report.figures import check_spaghetti, session_lines
from nemda.report.look import days, style, value_range
from nemda.report.panels import MADRS, MADRS_CHANGE, Panel
from nemda.report.rows import TOP_PX, aside_h, day_axis, in_rows
from nemda.report.traces import band_traces, legend_once, median_trace, observed_traces, people_trace
from nemda.trial.results import Observed

if TYPE_CHECKING:
    from plotly.graph_objects import Figure, Scatter

SINGLE_PX, EACH_PX = 344, 210


def madrs_figure(arms: Sequence[ShownArm], observed: Sequence[Observed], spaghetti: int = 0) -> Figure:
    """Return MADRS and its change over the whole course, with the published means on top.

    Dashed lines are means over people, which is what trials publish; solid lines are medians. More than
    two arms get a row each, on common axes.

    Raises
    ------
    DataError
        `spaghetti` is negative or more than there are people.
    """
    from plotly.subplots import make_subplots

    check_spaghetti(arms, spaghetti)
    rows = in_rows(arms, SINGLE_PX, EACH_PX)
    figure = make_subplots(
        rows=len(rows.arms), cols=2, shared_xaxes=True, horizontal_spacing=0.09, vertical_spacing=rows.spacing
    )
    for column, panel in enumerate((MADRS, MADRS_CHANGE), start=1):
        drawn: list[Scatter] = []
        for row, shared in enumerate(rows.arms, start=1):
            traces = _course(panel, shared, observed, spaghetti)
            drawn += traces
            for trace in traces:
                figure.add_trace(trace, row=row, col=column)
        title = "MADRS, points" if panel is MADRS else "change of MADRS, points"
        figure.update_yaxes(title={"text": title}, range=value_range(drawn, panel.rest), col=column)
    legend_once(figure)
    style(figure, rows.height_px, top=TOP_PX)
    day_axis(figure, arms, len(rows.arms))
    figure.update_layout(
        annotations=rows.names(figure, 2),
        shapes=session_lines(arms, "x") + session_lines(arms, "x2"),
    )
    return figure


def _course(
    panel: Panel, arms: Sequence[ShownArm], observed: Sequence[Observed], spaghetti: int
) -> list[Scatter]:
    """Return one panel of mood over the whole course: bands and people below, then medians, means, points."""
    low: list[Scatter] = []
    high: list[Scatter] = []
    for place, arm in enumerate(arms):
        values = arm.values(panel.lines[0].variable)
        times = [days(time) for time in arm.time_h]
        over_people = bands(values, f"{panel.lines[0].variable} of {arm.name}")
        low += band_traces(arm, times, over_people, len(arms))
        if spaghetti:
            low.append(people_trace(arm, times, values[:spaghetti]))
        high.append(median_trace(arm, times, over_people, panel.lines[0]))
        high.append(_mean_trace(arm, times, values))
        last_h = float(arm.time_h[-1]) - arm.first_dose_h
        high += observed_traces(arm, observed, panel, partial(_day, aside_h(arms, place)), last_h)
    return low + high


def _day(shift_h: float, hours: float) -> float:
    return days(hours + shift_h)


def _mean_trace(arm: ShownArm, times: Sequence[float], values: Float[ndarray, "person time"]) -> Scatter:
    from plotly.graph_objects import Scatter

    return Scatter(
        x=list(times), y=significant(values.mean(axis=0)), mode="lines",
        line={"color": arm.color, "width": 2, "dash": "dash"}, name=f"{arm.name}, mean",
        legendgroup=arm.name, hovertemplate=f"{arm.name}, mean: %{{y}}<extra></extra>",
    )  # fmt: skip
