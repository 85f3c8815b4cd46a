"""Mood alone: the score with what was observed, who responds, and how far apart people end.

Response is half of the baseline score gone, remission a MADRS of at most 10 (scales.csv); other trials use
other limits, and both change over the course, which is why they are curves here and not one number.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.report.arms import ShownArm
from nemda.report.bands import bands, significant
from nemda.report.figures import VIEWS, check_spaghetti, session_lines
from nemda.report.look import (
    axis_name,
    day_ticks,
    days,
    domain,
    heading,
    layout_axis,
    style,
    translucent,
    value_range,
)
from nemda.report.mood import COUNTS, percent_changes
from nemda.report.observations import rate_point
from nemda.report.panels import MADRS, MADRS_CHANGE
from nemda.report.traces import (
    area_trace,
    band_traces,
    legend_once,
    median_trace,
    observed_traces,
    people_trace,
    points_trace,
)
from nemda.report.visits import Visit, main_visits, visits
from nemda.trial.definition import REMISSION_MADRS
from nemda.trial.endpoints import RESPONSE_FALL
from nemda.trial.intervals import wilson
from nemda.trial.results import Observed

if TYPE_CHECKING:
    from plotly.graph_objects import Figure, Scatter

BIN_PERCENT = 10.0
HEIGHT_PX = 430


def madrs_figure(arms: Sequence[ShownArm], observed: Sequence[Observed], spaghetti: int = 0) -> Figure:
    """Return MADRS and its change over the whole course, with the published means on top.

    Dashed lines are means over people, which is what trials publish; solid lines are medians.
    """
    from plotly.subplots import make_subplots

    check_spaghetti(arms, spaghetti)
    course = VIEWS[1]
    figure = make_subplots(rows=1, cols=2, horizontal_spacing=0.09)
    for column, panel in enumerate((MADRS, MADRS_CHANGE), start=1):
        low: list[Scatter] = []
        high: list[Scatter] = []
        for arm in arms:
            values = arm.values(panel.lines[0].variable)
            times = [days(time) for time in arm.time_h]
            over_people = bands(values, panel.lines[0].variable)
            low += band_traces(arm, times, over_people)
            if spaghetti:
                low.append(people_trace(arm, times, values[:spaghetti]))
            high.append(median_trace(arm, times, over_people, panel.lines[0]))
            high.append(_mean_trace(arm, times, values))
            last_h = float(arm.time_h[-1]) - arm.first_dose_h
            high += observed_traces(arm, observed, panel, partial(course.position, arm), last_h)
        for trace in low + high:
            figure.add_trace(trace, row=1, col=column)
        title = "MADRS, points" if panel is MADRS else "change of MADRS from baseline, points"
        figure.update_yaxes(title={"text": title}, range=value_range(low + high, panel.rest), col=column)
    legend_once(figure)
    style(figure, HEIGHT_PX, top=16)
    _day_axis(figure, arms)
    figure.update_layout(shapes=session_lines(arms, "x") + session_lines(arms, "x2"))
    return figure


def responder_figure(arms: Sequence[ShownArm], observed: Sequence[Observed]) -> Figure:
    """Return the share of people who respond, and who are in remission, over time.

    Bands are 90% intervals from the finite number of simulated people; points are published rates with
    Wilson's 95% interval for the published number of people.
    """
    from plotly.subplots import make_subplots

    figure = make_subplots(rows=1, cols=2, shared_yaxes=True, horizontal_spacing=0.05)
    for column, (quantity, count) in enumerate(COUNTS.items(), start=1):
        for arm in arms:
            for trace in [*_share_traces(arm, count(arm)), *_rate_points(arm, observed, quantity)]:
                figure.add_trace(trace, row=1, col=column)
    legend_once(figure)
    style(figure, HEIGHT_PX - 60, top=40)
    _day_axis(figure, arms)
    figure.update_yaxes(range=[0, 100], dtick=25)
    figure.update_yaxes(title={"text": "people, %"}, col=1)
    titles = (
        f"<b>Response</b>: at least {RESPONSE_FALL:.0%} of the baseline score gone",
        f"<b>Remission</b>: MADRS of {REMISSION_MADRS:g} or less",
    )
    notes = [
        heading(text, domain(figure, layout_axis("x", c))[0], 1) for c, text in enumerate(titles, start=1)
    ]
    figure.update_layout(annotations=notes)
    return figure


def change_figure(arms: Sequence[ShownArm], observed: Sequence[Observed] = ()) -> Figure:
    """Return histograms of the change from baseline (percent) at the main visits of the first arm.

    Two humps are responders and non-responders; a mean between them describes neither.
    """
    from plotly.graph_objects import Scatter
    from plotly.subplots import make_subplots

    chosen = main_visits(visits(arms[0], observed))
    figure = make_subplots(rows=1, cols=len(chosen), shared_yaxes=True, horizontal_spacing=0.025)
    changes = [percent_changes(arm) for arm in arms]
    lowest, highest = -100.0, BIN_PERCENT * np.ceil(max(c.max() for c in changes) / BIN_PERCENT)
    edges = np.arange(lowest, max(highest, BIN_PERCENT) + BIN_PERCENT / 2, BIN_PERCENT)
    for column, visit in enumerate(chosen, start=1):
        for arm, change in zip(arms, changes, strict=True):
            counts, _ = np.histogram(np.clip(change[:, _nearest(arm, visit)], lowest, None), edges)
            figure.add_trace(
                Scatter(
                    x=[lowest, *edges.tolist()], y=[0.0, *significant(100 * counts / change.shape[0]), 0.0],
                    mode="lines", line={"shape": "hv", "color": arm.color, "width": 1.8}, fill="tozeroy",
                    fillcolor=translucent(arm.color, 0.2), name=arm.name, legendgroup=arm.name,
                    hovertemplate=f"{arm.name}: %{{y}}% of people, from %{{x}}%<extra></extra>",
                ),
                row=1, col=column,
            )  # fmt: skip
    legend_once(figure)
    style(figure, HEIGHT_PX - 90, top=40)
    figure.update_xaxes(dtick=50, title={"text": "change, %", "standoff": 8})
    figure.update_yaxes(rangemode="tozero")
    figure.update_yaxes(title={"text": "people, %"}, col=1)
    columns = range(1, len(chosen) + 1)
    starts = [domain(figure, layout_axis("x", column))[0] for column in columns]
    notes = [heading(f"<b>{visit.label}</b>", x, 1) for visit, x in zip(chosen, starts, strict=True)]
    figure.update_layout(annotations=notes, shapes=[_response_line(axis_name("x", c)) for c in columns])
    return figure


def _response_line(axis: str) -> dict[str, Any]:
    place = -100 * RESPONSE_FALL
    return {
        "type": "line", "x0": place, "x1": place, "y0": 0, "y1": 1, "xref": axis, "yref": "paper",
        "layer": "below", "line": {"color": "gray", "width": 1.2, "dash": "dash"},
    }  # fmt: skip


def _nearest(arm: ShownArm, visit: Visit) -> int:
    return int(np.argmin(np.abs(arm.time_h - arm.first_dose_h - visit.after_h)))


def _mean_trace(arm: ShownArm, times: Sequence[float], values: Float[ndarray, "person time"]) -> Scatter:
    from plotly.graph_objects import Scatter

    return Scatter(
        x=list(times), y=significant(values.mean(axis=0)), mode="lines",
        line={"color": arm.color, "width": 2, "dash": "dash"}, name=f"{arm.name}, mean",
        legendgroup=arm.name, hovertemplate=f"{arm.name}, mean: %{{y}}<extra></extra>",
    )  # fmt: skip


def _share_traces(arm: ShownArm, counts: Sequence[int]) -> list[Scatter]:
    from plotly.graph_objects import Scatter

    shares = [wilson(count, arm.people) for count in counts]
    times = [days(time) for time in arm.time_h]
    low = [100 * share.lower_90 for share in shares]
    high = [100 * share.upper_90 for share in shares]
    line = Scatter(
        x=times, y=significant(100 * share.share for share in shares), mode="lines",
        line={"color": arm.color, "width": 2.2}, name=arm.name, legendgroup=arm.name,
        hovertemplate=f"{arm.name}: %{{y}}%<extra></extra>",
    )  # fmt: skip
    return [area_trace(arm, times, low, high, 0.18), line]


def _rate_points(arm: ShownArm, observed: Sequence[Observed], quantity: str) -> list[Scatter]:
    """Return the published rates of an arm on MADRS; rates on other scales are another matter."""
    marks = [
        point
        for row in observed
        if (row.arm, row.scale, row.quantity, row.unit) == (arm.name, "MADRS", quantity, "%")
        and (point := rate_point(row))
        and point.time_h <= arm.time_h[-1] - arm.first_dose_h
    ]
    return [
        points_trace(
            arm, [mark._replace(time_h=days(mark.time_h + arm.first_dose_h)) for mark in group], kind
        )
        for kind, group in groupby(sorted(marks, key=lambda mark: mark.kind), key=lambda mark: mark.kind)
    ]


def _day_axis(figure: Figure, arms: Sequence[ShownArm]) -> None:
    last_day = max(days(arm.time_h[-1]) for arm in arms)
    figure.update_xaxes(
        range=[-0.015 * last_day, last_day],
        dtick=day_ticks(last_day),
        title={"text": "days since the start", "standoff": 8},
    )
