"""Mood alone: the score and its change over the whole course, with the published means on top."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from jaxtyping import Float
from numpy import ndarray

from nemda.report.arms import ShownArm
from nemda.report.bands import bands, significant
from nemda.report.figures import check_spaghetti, session_lines
from nemda.report.look import days, value_range
from nemda.report.panels import MADRS, MADRS_CHANGE, Panel
from nemda.report.rows import TOP_PX, aside_h, day_axis, in_rows
from nemda.report.sheet import Grid, Plain, Shared, Trace, placed, styled
from nemda.report.traces import band_traces, legend_once, median_trace, observed_traces, people_trace
from nemda.trial.results import Observed

SINGLE_PX, EACH_PX = 344, 210
COLUMN_SPACE = 0.09


def madrs_figure(arms: Sequence[ShownArm], observed: Sequence[Observed], spaghetti: int = 0) -> Plain:
    """Return MADRS and its change over the whole course, with the published means on top.

    Dashed lines are means over people, which is what trials publish; solid lines are medians. More than
    two arms get a row each, on common axes.

    Raises
    ------
    DataError
        `spaghetti` is negative or more than there are people.
    """
    check_spaghetti(arms, spaghetti)
    rows = in_rows(arms, SINGLE_PX, EACH_PX)
    grid = Grid(len(rows.arms), (1, 1), COLUMN_SPACE, rows.spacing, Shared.NONE)
    traces: list[Trace] = []
    vertical: list[dict[str, Any]] = []
    for column, panel in enumerate((MADRS, MADRS_CHANGE), start=1):
        drawn: list[Trace] = []
        for row, shared in enumerate(rows.arms, start=1):
            drawn += placed(_course(panel, shared, observed, spaghetti), grid.number(row, column))
        title = "MADRS, points" if panel is MADRS else "change of MADRS, points"
        vertical.append({"title": {"text": title}, "range": value_range(drawn, panel.rest)})
        traces += drawn
    legend_once(traces)
    plain = styled(traces, rows.height_px, TOP_PX)
    plain.layout.update(grid.axes(lambda _: day_axis(arms), lambda _, column: vertical[column - 1]))
    plain.layout.update(
        annotations=rows.names(grid), shapes=session_lines(arms, "x") + session_lines(arms, "x2")
    )
    return plain


def _course(
    panel: Panel, arms: Sequence[ShownArm], observed: Sequence[Observed], spaghetti: int
) -> list[Trace]:
    """Return one panel of mood over the whole course: bands and people below, then medians, means, points."""
    low: list[Trace] = []
    high: list[Trace] = []
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


def _mean_trace(arm: ShownArm, times: Sequence[float], values: Float[ndarray, "person time"]) -> Trace:
    return {
        "type": "scatter", "x": list(times), "y": significant(values.mean(axis=0)), "mode": "lines",
        "line": {"color": arm.color, "width": 2, "dash": "dash"}, "name": f"{arm.name}, mean",
        "legendgroup": arm.name, "showlegend": True,
        "hovertemplate": f"{arm.name}, mean: %{{y}}<extra></extra>",
    }  # fmt: skip
