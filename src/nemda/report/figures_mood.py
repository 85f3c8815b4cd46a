"""Mood alone: the score with what was observed, who responds, and how far apart people end.

Response is half of the baseline score gone, remission a MADRS of at most 10 (scales.csv); other trials use
other limits, and both change over the course, which is why they are curves here and not one number.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.report.arms import ShownArm
from nemda.report.bands import bands, significant
from nemda.report.figures import VIEWS, check_spaghetti
from nemda.report.look import band_outline, day_ticks, days, heading, style, translucent
from nemda.report.mood import COUNTS, percent_changes
from nemda.report.observations import interval_95
from nemda.report.panels import MADRS, MADRS_CHANGE
from nemda.report.traces import band_traces, legend_once, median_trace, observed_traces, people_trace
from nemda.report.visits import Visit, visits, main_visits
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
        figure.update_yaxes(title={"text": "MADRS, points" if column == 1 else "change of MADRS, points"}, col=column)
    legend_once(figure)
    style(figure, HEIGHT_PX, top=16)
    _day_axis(figure, arms)
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
    axes = (figure.layout.xaxis, figure.layout.xaxis2)
    figure.update_layout(annotations=[heading(t, x.domain[0], 1) for t, x in zip(titles, axes, strict=True)])
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
        figure.add_vline(x=-100 * RESPONSE_FALL, line={"color": "gray", "width": 1, "dash": "dot"}, col=column)
    legend_once(figure)
    style(figure, HEIGHT_PX - 90, top=40)
    figure.update_xaxes(dtick=50)
    figure.update_yaxes(rangemode="tozero")
    figure.update_yaxes(title={"text": "people, %"}, col=1)
    middle = (len(chosen) + 1) // 2
    figure.update_xaxes(title={"text": "change of MADRS from baseline, %"}, col=middle)
    starts = [axis.domain[0] for axis in figure.select_xaxes()]
    notes = [heading(f"<b>{visit.label}</b>", x, 1) for visit, x in zip(chosen, starts, strict=True)]
    figure.update_layout(annotations=notes)
    return figure


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
    low = significant(100 * share.lower_90 for share in shares)
    high = significant(100 * share.upper_90 for share in shares)
    x, y = band_outline(times, low, high)
    band = Scatter(
        x=x, y=y, fill="toself", fillcolor=translucent(arm.color, 0.18), mode="lines",
        line={"width": 0}, hoverinfo="skip", showlegend=False, legendgroup=arm.name,
    )  # fmt: skip
    line = Scatter(
        x=times, y=significant(100 * share.share for share in shares), mode="lines",
        line={"color": arm.color, "width": 2.2}, name=arm.name, legendgroup=arm.name,
        hovertemplate=f"{arm.name}: %{{y}}%<extra></extra>",
    )  # fmt: skip
    return [band, line]


def _rate_points(arm: ShownArm, observed: Sequence[Observed], quantity: str) -> list[Scatter]:
    """Return the published rates of an arm on MADRS; rates on other scales are another matter."""
    from plotly.graph_objects import Scatter

    rows = [
        (row.time_h, row.value, interval_95(row) or (row.value, row.value))
        for row in observed
        if (row.arm, row.scale, row.quantity, row.unit) == (arm.name, "MADRS", quantity, "%")
        and row.time_h is not None
        and row.value is not None
        and row.time_h <= arm.time_h[-1] - arm.first_dose_h
    ]
    if not rows:
        return []
    return [
        Scatter(
            x=[days(time + arm.first_dose_h) for time, _, _ in rows],
            y=[value for _, value, _ in rows],
            error_y={
                "type": "data", "symmetric": False, "thickness": 1.4, "width": 5, "color": arm.color,
                "array": [high - value for _, value, (_, high) in rows],
                "arrayminus": [value - low for _, value, (low, _) in rows],
            },
            mode="markers",
            marker={"symbol": "diamond", "size": 9, "color": arm.color, "line": {"color": "white", "width": 1.2}},
            name=f"{arm.name}, observed ± 95% CI",
            legendgroup=arm.name,
            hovertemplate=f"{arm.name}, observed: %{{y}}%<extra></extra>",
        )  # fmt: skip
    ]


def _day_axis(figure: Figure, arms: Sequence[ShownArm]) -> None:
    last_day = max(days(arm.time_h[-1]) for arm in arms)
    figure.update_xaxes(
        range=[-0.015 * last_day, last_day], dtick=day_ticks(last_day), title={"text": "days since the start"}
    )
