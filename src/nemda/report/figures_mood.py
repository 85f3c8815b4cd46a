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
from nemda.report.panels import MADRS, MADRS_CHANGE, Panel
from nemda.report.traces import (
    FEW_ARMS,
    area_trace,
    band_traces,
    legend_once,
    median_trace,
    observed_traces,
    people_trace,
    points_trace,
)
from nemda.report.visits import main_visits, visit_at, visits
from nemda.trial.definition import REMISSION_MADRS
from nemda.trial.endpoints import RESPONSE_FALL
from nemda.trial.intervals import wilson
from nemda.trial.results import Observed

if TYPE_CHECKING:
    from plotly.graph_objects import Figure, Scatter

BIN_PERCENT, LOWEST_PERCENT = 10.0, -100.0
HEIGHT_PX, TOP_PX, BOTTOM_PX = 430, 30, 56
ROW_PX, HISTOGRAM_PX, ROW_GAP_PX = 210, 120, 34
ASIDE = 0.008
"""How far points of different arms stand aside of each other, as a share of the time axis."""


def in_rows(arms: Sequence[ShownArm]) -> list[Sequence[ShownArm]]:
    """Return which arms share a row of panels: two at most do, more get a row each."""
    return [arms] if len(arms) <= FEW_ARMS else [(arm,) for arm in arms]


def madrs_figure(arms: Sequence[ShownArm], observed: Sequence[Observed], spaghetti: int = 0) -> Figure:
    """Return MADRS and its change over the whole course, with the published means on top.

    Dashed lines are means over people, which is what trials publish; solid lines are medians. More than
    two arms get a row each, on common axes.
    """
    from plotly.subplots import make_subplots

    check_spaghetti(arms, spaghetti)
    rows = in_rows(arms)
    figure = make_subplots(
        rows=len(rows), cols=2, shared_xaxes=True, horizontal_spacing=0.09, **_spacing(len(rows))
    )
    for column, panel in enumerate((MADRS, MADRS_CHANGE), start=1):
        drawn: list[Scatter] = []
        for row, shared in enumerate(rows, start=1):
            traces = _course(panel, shared, observed, spaghetti)
            drawn += traces
            for trace in traces:
                figure.add_trace(trace, row=row, col=column)
        title = "MADRS, points" if panel is MADRS else "change of MADRS, points"
        figure.update_yaxes(title={"text": title}, range=value_range(drawn, panel.rest), col=column)
    legend_once(figure)
    style(figure, _height(len(rows), HEIGHT_PX), top=TOP_PX)
    _day_axis(figure, arms, len(rows))
    figure.update_layout(
        annotations=_row_names(figure, rows, 2),
        shapes=session_lines(arms, "x") + session_lines(arms, "x2"),
    )
    return figure


def _course(
    panel: Panel, arms: Sequence[ShownArm], observed: Sequence[Observed], spaghetti: int
) -> list[Scatter]:
    """Return one panel of mood over the whole course: bands and people below, then medians, means, points."""
    low: list[Scatter] = []
    high: list[Scatter] = []
    for arm in arms:
        values = arm.values(panel.lines[0].variable)
        times = [days(time) for time in arm.time_h]
        over_people = bands(values, f"{panel.lines[0].variable} of {arm.name}")
        low += band_traces(arm, times, over_people, len(arms))
        if spaghetti:
            low.append(people_trace(arm, times, values[:spaghetti]))
        high.append(median_trace(arm, times, over_people, panel.lines[0]))
        high.append(_mean_trace(arm, times, values))
        last_h = float(arm.time_h[-1]) - arm.first_dose_h
        high += observed_traces(arm, observed, panel, partial(VIEWS[1].position, arm), last_h)
    return low + high


def responder_figure(arms: Sequence[ShownArm], observed: Sequence[Observed]) -> Figure:
    """Return the share of people who respond, and who are in remission, over time.

    Bands are 90% intervals from the finite number of simulated people; points are published rates with
    Wilson's 95% interval for the published number of people, a little aside of each other by arm.
    """
    from plotly.subplots import make_subplots

    figure = make_subplots(rows=1, cols=2, shared_yaxes=True, horizontal_spacing=0.05)
    for column, (quantity, count) in enumerate(COUNTS.items(), start=1):
        for place, arm in enumerate(arms):
            shift_h = ASIDE * (place - (len(arms) - 1) / 2) * float(arm.time_h[-1])
            for trace in [*_share_traces(arm, count(arm)), *_rate_points(arm, observed, quantity, shift_h)]:
                figure.add_trace(trace, row=1, col=column)
    legend_once(figure)
    style(figure, HEIGHT_PX - 60, top=TOP_PX)
    _day_axis(figure, arms, 1)
    figure.update_yaxes(range=[-2, 102], dtick=25)
    figure.update_yaxes(title={"text": "people, %"}, col=1)
    titles = (
        f"<b>Response</b>: {RESPONSE_FALL:.0%} of symptoms gone",
        f"<b>Remission</b>: MADRS of {REMISSION_MADRS:g} or less",
    )
    notes = [
        heading(text, domain(figure, layout_axis("x", c))[0], 1) for c, text in enumerate(titles, start=1)
    ]
    figure.update_layout(annotations=notes)
    return figure


def change_figure(arms: Sequence[ShownArm], observed: Sequence[Observed] = ()) -> Figure:
    """Return histograms of the change from baseline (percent) at the main visits of the first arm.

    Two humps are responders and non-responders; a mean between them describes neither. More than two
    arms get a row each.
    """
    from plotly.subplots import make_subplots

    chosen, rows = main_visits(visits(arms[0], observed)), in_rows(arms)
    changes = {arm.name: percent_changes(arm) for arm in arms}
    highest = BIN_PERCENT * np.ceil(max(change.max() for change in changes.values()) / BIN_PERCENT)
    edges = np.arange(LOWEST_PERCENT, max(highest, BIN_PERCENT) + BIN_PERCENT / 2, BIN_PERCENT)
    figure = make_subplots(
        rows=len(rows), cols=len(chosen), shared_xaxes=True, shared_yaxes="all", horizontal_spacing=0.025,
        **_spacing(len(rows)),
    )  # fmt: skip
    for row, shared in enumerate(rows, start=1):
        for column, visit in enumerate(chosen, start=1):
            for arm in shared:
                place = visit_at(arm, visit.after_h).place
                trace = _histogram(arm, changes[arm.name][:, place], edges)
                figure.add_trace(trace, row=row, col=column)
    legend_once(figure)
    style(figure, _height(len(rows), HEIGHT_PX - 90, HISTOGRAM_PX), top=TOP_PX + 20)
    figure.update_xaxes(dtick=50)
    figure.update_xaxes(title={"text": "change, %", "standoff": 8}, row=len(rows))
    figure.update_yaxes(rangemode="tozero")
    figure.update_yaxes(title={"text": "people, %"}, col=1)
    columns = range(1, len(chosen) + 1)
    starts = [domain(figure, layout_axis("x", column))[0] for column in columns]
    lift = 4 if len(rows) == 1 else 20
    notes = [heading(f"<b>{visit.label}</b>", x, 1, lift) for visit, x in zip(chosen, starts, strict=True)]
    figure.update_layout(
        annotations=[*notes, *_row_names(figure, rows, len(chosen))],
        shapes=[_response_line(axis_name("x", column)) for column in columns],
    )
    return figure


def _histogram(arm: ShownArm, change: Float[ndarray, " person"], edges: Float[ndarray, " edge"]) -> Scatter:
    from plotly.graph_objects import Scatter

    counts, _ = np.histogram(change, edges)
    return Scatter(
        x=[edges[0], *edges.tolist()],
        y=[0.0, *significant(100 * counts / change.size), 0.0],
        mode="lines",
        line={"shape": "hv", "color": arm.color, "width": 1.8},
        fill="tozeroy",
        fillcolor=translucent(arm.color, 0.2),
        name=arm.name,
        legendgroup=arm.name,
        hovertemplate=f"{arm.name}: %{{y}}% of people, from %{{x}}%<extra></extra>",
    )


def _response_line(axis: str) -> dict[str, Any]:
    place = -100 * RESPONSE_FALL
    return {
        "type": "line", "x0": place, "x1": place, "y0": 0, "y1": 1, "xref": axis, "yref": "paper",
        "layer": "below", "line": {"color": "gray", "width": 1.2, "dash": "dash"},
    }  # fmt: skip


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


def _rate_points(arm: ShownArm, observed: Sequence[Observed], quantity: str, shift_h: float) -> list[Scatter]:
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


def _spacing(rows: int) -> dict[str, float]:
    return {"vertical_spacing": ROW_GAP_PX / _inner(rows)} if rows > 1 else {}


def _inner(rows: int, row_px: int = ROW_PX) -> int:
    return rows * row_px + (rows - 1) * ROW_GAP_PX


def _height(rows: int, single: int, row_px: int = ROW_PX) -> int:
    return single if rows == 1 else _inner(rows, row_px) + TOP_PX + BOTTOM_PX


def _row_names(figure: Figure, rows: Sequence[Sequence[ShownArm]], columns: int) -> list[dict[str, Any]]:
    """Return the name of the arm above each row, where each has its own."""
    if len(rows) == 1:
        return []
    tops = [domain(figure, layout_axis("y", 1 + place * columns))[1] for place in range(len(rows))]
    return [heading(f"<b>{shared[0].name}</b>", 0, top) for shared, top in zip(rows, tops, strict=True)]


def _day_axis(figure: Figure, arms: Sequence[ShownArm], rows: int) -> None:
    last_day = max(days(arm.time_h[-1]) for arm in arms)
    figure.update_xaxes(range=[-0.015 * last_day, 1.01 * last_day], dtick=day_ticks(last_day))
    figure.update_xaxes(title={"text": "days since the start", "standoff": 8}, row=rows)
