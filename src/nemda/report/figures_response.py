"""Who is better: shares of responders over time, and how far apart people are at the main visits.

Response is half of the baseline score gone, remission a MADRS of at most 10 (scales.csv); other trials use
other limits, and both change over the course, which is why they are curves here and not one number.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.endpoints import REMISSION_MADRS, RESPONSE_FALL
from nemda.report.arms import ShownArm
from nemda.report.bands import significant
from nemda.report.look import axis_name, days, heading, translucent
from nemda.report.mood import COUNTS, percent_changes
from nemda.report.observations import rate_point
from nemda.report.rows import TOP_PX, aside_h, day_axis, in_rows
from nemda.report.sheet import Grid, Plain, Shared, Trace, placed, styled
from nemda.report.traces import area_trace, legend_once, points_trace
from nemda.report.visits import main_visits, visit_at, visits
from nemda.trial.intervals import wilson
from nemda.trial.results import Observed

BIN_PERCENT, LOWEST_PERCENT = 10.0, -100.0
SHARES_PX, SINGLE_PX, EACH_PX, DAYS_PX = 370, 254, 110, 20


def responder_figure(arms: Sequence[ShownArm], observed: Sequence[Observed]) -> Plain:
    """Return the share of people who respond, and who are in remission, over time.

    Bands are 90% intervals from the finite number of simulated people; points are published rates with
    Wilson's 95% interval for the published number of people, a little aside of each other by arm.
    """
    grid = Grid(1, (1, 1), 0.05, 0.0)
    traces: list[Trace] = []
    for column, (quantity, count) in enumerate(COUNTS.items(), start=1):
        for place, arm in enumerate(arms):
            points = _rate_points(arm, observed, quantity, aside_h(arms, place))
            traces += placed([*_share_traces(arm, count(arm)), *points], column)
    legend_once(traces)
    plain = styled(traces, SHARES_PX, TOP_PX)
    people = {"range": [-2, 102], "dtick": 25, "title": {"text": "people, %"}}
    plain.layout.update(grid.axes(lambda _: day_axis(arms), lambda _row, _column: people))
    titles = (
        f"<b>Response</b>: {RESPONSE_FALL:.0%} of symptoms gone",
        f"<b>Remission</b>: MADRS of {REMISSION_MADRS:g} or less",
    )
    notes = [heading(text, grid.across(column)[0], 1) for column, text in enumerate(titles, start=1)]
    plain.layout["annotations"] = notes
    return plain


def change_figure(arms: Sequence[ShownArm], observed: Sequence[Observed] = ()) -> Plain:
    """Return histograms of the change from baseline (percent) at the main visits of the first arm.

    Two humps are responders and non-responders; a mean between them describes neither. More than two
    arms get a row each.
    """
    chosen = main_visits(visits(arms[0], observed))
    rows = in_rows(arms, SINGLE_PX, EACH_PX)
    changes = {arm.name: percent_changes(arm) for arm in arms}
    highest = BIN_PERCENT * np.ceil(max(change.max() for change in changes.values()) / BIN_PERCENT)
    edges = np.arange(LOWEST_PERCENT, max(highest, BIN_PERCENT) + BIN_PERCENT / 2, BIN_PERCENT)
    grid = Grid(len(rows.arms), [1] * len(chosen), 0.025, rows.spacing, Shared.ALL)
    traces: list[Trace] = []
    for row, shared in enumerate(rows.arms, start=1):
        for column, visit in enumerate(chosen, start=1):
            for arm in shared:
                place = visit_at(arm, visit.after_h).place
                trace = _histogram(arm, changes[arm.name][:, place], edges)
                traces += placed([trace], grid.number(row, column))
    legend_once(traces)
    plain = styled(traces, rows.height_px + DAYS_PX, TOP_PX + DAYS_PX)
    across = {"dtick": 50, "title": {"text": "change, %", "standoff": 8}}
    people = {"rangemode": "tozero", "title": {"text": "people, %"}}
    plain.layout.update(grid.axes(lambda _: across, lambda _row, _column: people))
    lift = 4 if len(rows.arms) == 1 else DAYS_PX
    notes = [
        heading(f"<b>{visit.label}</b>", grid.across(column)[0], 1, lift)
        for column, visit in enumerate(chosen, start=1)
    ]
    lines = [_response_line(axis_name("x", column)) for column in range(1, len(chosen) + 1)]
    plain.layout.update(annotations=[*notes, *rows.names(grid)], shapes=lines)
    return plain


def _histogram(arm: ShownArm, change: Float[ndarray, " person"], edges: Float[ndarray, " edge"]) -> Trace:
    counts, _ = np.histogram(change, edges)
    return {
        "type": "scatter",
        "x": [float(edges[0]), *edges.tolist()],
        "y": [0.0, *significant(100 * counts / change.size), 0.0],
        "mode": "lines",
        "line": {"shape": "hv", "color": arm.color, "width": 1.8},
        "fill": "tozeroy",
        "fillcolor": translucent(arm.color, 0.2),
        "name": arm.name,
        "legendgroup": arm.name,
        "showlegend": True,
        "hovertemplate": f"{arm.name}: %{{y}}% of people, from %{{x}}%<extra></extra>",
    }


def _response_line(axis: str) -> dict[str, Any]:
    place = -100 * RESPONSE_FALL
    return {
        "type": "line", "x0": place, "x1": place, "y0": 0, "y1": 1, "xref": axis, "yref": "paper",
        "layer": "below", "line": {"color": "gray", "width": 1.2, "dash": "dash"},
    }  # fmt: skip


def _share_traces(arm: ShownArm, counts: Sequence[int]) -> list[Trace]:
    shares = [wilson(count, arm.people) for count in counts]
    times = [days(time) for time in arm.time_h]
    low = [100 * share.lower_90 for share in shares]
    high = [100 * share.upper_90 for share in shares]
    line: Trace = {
        "type": "scatter", "x": times, "y": significant(100 * share.share for share in shares),
        "mode": "lines", "line": {"color": arm.color, "width": 2.2}, "name": arm.name,
        "legendgroup": arm.name, "showlegend": True, "hovertemplate": f"{arm.name}: %{{y}}%<extra></extra>",
    }  # fmt: skip
    return [area_trace(arm, times, low, high, 0.18), line]


def _rate_points(arm: ShownArm, observed: Sequence[Observed], quantity: str, shift_h: float) -> list[Trace]:
    """Return the published rates of an arm on MADRS; rates on other scales are another matter."""
    marks = [
        point
        for row in observed
        if (row.arm, row.scale, row.quantity, row.unit) == (arm.name, "MADRS", quantity, "%")
        and (point := rate_point(row))
        and point.time_h <= arm.time_h[-1] - arm.first_dose_h
    ]
    from_start_h = arm.first_dose_h + shift_h
    return [
        points_trace(arm, [mark._replace(time_h=days(mark.time_h + from_start_h)) for mark in group], kind)
        for kind, group in groupby(sorted(marks, key=lambda mark: mark.kind), key=lambda mark: mark.kind)
    ]
