"""The chain as stacked panels over two time axes: the first hours at the left, the whole course at the right.

Both columns of a row share the vertical axis, so that a slow variable which hardly moves in the first
hours is seen to do so.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from nemda.errors import DataError
from nemda.report.arms import ShownArm, shown_arms, variables_of
from nemda.report.bands import Bands, bands
from nemda.report.look import axis_name, day_ticks, days, heading, value_range
from nemda.report.panels import STAGES, Line, Panel, Stage
from nemda.report.sheet import Grid, Plain, Trace, figure_of, placed, styled
from nemda.report.traces import band_traces, legend_once, median_trace, observed_traces, people_trace
from nemda.trial.results import ArmResult, Observed

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

FIRST_HOURS = 8.0
PANEL_PX, GAP_PX, TOP_PX, BOTTOM_PX = 112, 36, 64, 56
COLUMN_WIDTHS = (0.4, 0.6)
COLUMN_SPACE = 0.035
SHADE = "rgba(128, 128, 128, 0.16)"
DOSE_LINE = {"color": "rgba(128, 128, 128, 0.55)", "width": 1}
OVER_ALL_ROWS = {"yref": "paper", "y0": 0, "y1": 1, "layer": "below"}


class View(NamedTuple):
    """One column of the figure: which times it shows, and how they are counted."""

    column: int
    is_first_hours: bool

    def chosen(self, arm: ShownArm) -> Bool[ndarray, " time"]:
        """Return which output times of an arm are shown."""
        after = arm.time_h - arm.first_dose_h
        return (after >= 0) & (after <= FIRST_HOURS) if self.is_first_hours else np.ones(after.size, bool)

    def position(self, arm: ShownArm, hours: float) -> float:
        """Return where a time since the start (h) lies on this column's axis."""
        return round(hours - arm.first_dose_h, 3) if self.is_first_hours else days(hours)


VIEWS = (View(1, is_first_hours=True), View(2, is_first_hours=False))


def chain_figure(
    arms: Sequence[ArmResult],
    observed: Sequence[Observed] = (),
    *,
    stages: Sequence[Stage] = STAGES,
    spaghetti: int = 0,
) -> Figure:
    """Return the chain from plasma to mood as one plotly figure, one row per panel.

    Lines are medians over people, bands the middle 50% and 90% of people; gray marks are doses.
    Published outcomes stand as points where scale and quantity are those of a panel. `spaghetti` draws
    the first so many people one by one in the panels of symptoms. Panels whose variables the results do
    not hold are left out.

    Raises
    ------
    DataError
        No panel can be drawn, or `spaghetti` is negative or more than there are people.
    """
    return figure_of(draw_chain(shown_arms(arms), observed, stages, spaghetti))


def available_panels(arms: Sequence[ShownArm], stages: Sequence[Stage] = STAGES) -> tuple[Panel, ...]:
    """Return the panels all of whose variables every arm has."""
    known = variables_of(arms)
    return tuple(panel for stage in stages for panel in stage.panels if known.issuperset(panel.variables))


def draw_chain(
    arms: Sequence[ShownArm], observed: Sequence[Observed], stages: Sequence[Stage], spaghetti: int
) -> Plain:
    """Return the figure of `chain_figure` as plain data, for arms that are prepared already."""
    check_spaghetti(arms, spaghetti)
    panels = available_panels(arms, stages)
    if not panels:
        raise DataError(
            "The results hold no variable of the chain.", where=", ".join(stage.title for stage in stages),
            hint='simulate with variables="main"',
        )  # fmt: skip
    inner = len(panels) * PANEL_PX + (len(panels) - 1) * GAP_PX
    grid = Grid(len(panels), COLUMN_WIDTHS, COLUMN_SPACE, GAP_PX / inner if len(panels) > 1 else 0)
    traces: list[Trace] = []
    vertical: list[dict[str, Any]] = []
    for row, panel in enumerate(panels, start=1):
        curves = [_curve(arm, line) for arm in arms for line in panel.lines]
        drawn: list[Trace] = []
        for view in VIEWS:
            here = _traces(panel, curves, spaghetti, view)
            for arm in arms:
                here += _points(panel, arm, observed, view)
            drawn += placed(here, grid.number(row, view.column))
        unit = arms[0].unit(panel.lines[0].variable) or panel.plain_unit
        title = {"text": unit, "standoff": 6}
        vertical.append({"range": value_range(drawn, panel.rest), "title": title})
        traces += drawn
    legend_once(traces)
    times = _times(arms)
    plain = styled(traces, inner + TOP_PX + BOTTOM_PX, TOP_PX, BOTTOM_PX)
    plain.layout.update(grid.axes(lambda column: times[column - 1], lambda row, _: vertical[row - 1]))
    plain.layout.update(annotations=_notes(panels, grid), shapes=_marks(panels, arms))
    return plain


def check_spaghetti(arms: Sequence[ShownArm], spaghetti: int) -> None:
    """Refuse a number of single persons that cannot be drawn.

    Raises
    ------
    DataError
        It is negative or more than the people of the smallest arm.
    """
    most = min(arm.people for arm in arms)
    if not 0 <= spaghetti <= most:
        raise DataError(
            "So many people cannot be drawn.", where="spaghetti", expected=f"0 to {most}", got=spaghetti
        )


class Curve(NamedTuple):
    """One variable of an arm over its whole course."""

    arm: ShownArm
    line: Line
    values: Float[ndarray, "person time"]
    over_people: Bands


def _curve(arm: ShownArm, line: Line) -> Curve:
    values = arm.values(line.variable)
    return Curve(arm, line, values, bands(values, f"{line.variable} of {arm.name}"))


def _traces(panel: Panel, curves: Sequence[Curve], spaghetti: int, view: View) -> list[Trace]:
    """Return the curves of one panel in one column: all bands and people below, medians above."""
    low: list[Trace] = []
    high: list[Trace] = []
    for arm, line, values, over_people in curves:
        chosen = view.chosen(arm)
        times = [view.position(arm, time) for time in arm.time_h[chosen]]
        here = Bands(*(quantile[chosen] for quantile in over_people))
        if line.has_bands:
            low += band_traces(arm, times, here, len({curve.arm.name for curve in curves}))
        if panel.has_people and spaghetti:
            low.append(people_trace(arm, times, values[:spaghetti, chosen]))
        high.append(median_trace(arm, times, here, line))
    return low + high


def _points(panel: Panel, arm: ShownArm, observed: Sequence[Observed], view: View) -> list[Trace]:
    last_h = FIRST_HOURS if view.is_first_hours else float(arm.time_h[-1]) - arm.first_dose_h
    return observed_traces(arm, observed, panel, partial(view.position, arm), last_h) if panel.scale else []


def _times(arms: Sequence[ShownArm]) -> list[dict[str, Any]]:
    """Return the horizontal axes of both columns."""
    last_day = max(days(arm.time_h[-1]) for arm in arms)
    return [
        {
            "range": [-0.02 * FIRST_HOURS, FIRST_HOURS],
            "dtick": 1,
            "title": {"text": "hours after the first dose", "standoff": 8},
        },
        {
            "range": [-0.01 * last_day, 1.005 * last_day],
            "dtick": day_ticks(last_day),
            "title": {"text": "days since the start", "standoff": 8},
        },
    ]


def _notes(panels: Sequence[Panel], grid: Grid) -> list[dict[str, Any]]:
    """Return the titles of the panels, and what each column shows."""
    return [
        *(heading(_title(panel), 0, grid.upward(row)[1]) for row, panel in enumerate(panels, start=1)),
        heading("<i>first hours</i>", 0, 1, shift=26),
        heading("<i>whole course</i>", grid.across(2)[0], 1, shift=26),
    ]


def _title(panel: Panel) -> str:
    names = {"solid": "solid", "dash": "dashed", "dot": "dotted"}
    keys = [f"{line.key} ({names[line.dash]})" for line in panel.lines if line.key]
    return f"<b>{panel.title}</b>" + (f": {', '.join(keys)}" if len(keys) > 1 else "")


def _marks(panels: Sequence[Panel], arms: Sequence[ShownArm]) -> list[dict[str, Any]]:
    """Return the doses, over all rows at once, and the value at rest in each panel."""
    spans = {
        (round(dose.start_h - arm.first_dose_h, 3), round(dose.stop_h - arm.first_dose_h, 3))
        for arm in arms
        for dose in arm.doses
    }
    shapes = [_dose(start, stop) for start, stop in sorted(spans) if start <= FIRST_HOURS]
    shapes += session_lines(arms, "x2")
    for row, panel in enumerate(panels, start=1):
        if panel.rest is not None:
            shapes += [_rest_line(panel.rest, 2 * row - 2 + view.column) for view in VIEWS]
    return shapes


def session_lines(arms: Sequence[ShownArm], axis: str) -> list[dict[str, Any]]:
    """Return a vertical line for every session of any arm, over the whole height, at its day."""
    return [
        {**OVER_ALL_ROWS, "type": "line", "x0": day, "x1": day, "line": DOSE_LINE, "xref": axis}
        for day in sorted({days(time) for arm in arms for time in arm.sessions_h})
    ]


def _dose(start_h: float, stop_h: float) -> dict[str, Any]:
    """Return a dose in the first hours: a shaded span, or a line where it takes no time."""
    span = {**OVER_ALL_ROWS, "xref": "x", "x0": start_h, "x1": min(stop_h, FIRST_HOURS)}
    if start_h == stop_h:
        return {**span, "type": "line", "line": DOSE_LINE}
    return {**span, "type": "rect", "fillcolor": SHADE, "line": {"width": 0}}


def _rest_line(value: float, axis: int) -> dict[str, Any]:
    return {
        "type": "line", "x0": 0, "x1": 1, "y0": value, "y1": value, "layer": "below",
        "xref": f"{axis_name('x', axis)} domain", "yref": axis_name("y", axis),
        "line": {"color": "rgba(128, 128, 128, 0.8)", "width": 1, "dash": "dot"},
    }  # fmt: skip
