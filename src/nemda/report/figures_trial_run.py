"""Figures of a virtual trial: time course, responders, relapse, differences, and what the change is made of.

One sheet of panels below each other; bands hold 90% of trials like this one, marks are published numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from nemda.report.figures_trial import arm_words
from nemda.report.look import heading, layout_of, style, translucent
from nemda.report.visits import time_label
from nemda.trial.conduct.visits import endpoint_of
from nemda.trial.decomposition import TERMS, Term
from nemda.trial.definition import VERSUS
from nemda.trial.estimates import Key
from nemda.trial.outcomes import Outcome, outcomes
from nemda.trial.relapse_curve import RelapseCurve, relapse_curves
from nemda.trial.replicates import TrialReplicates
from nemda.units import HOURS_PER_DAY

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#555555")
TERM_COLORS = ("#999999", "#56B4E9", "#E69F00", "#0072B2", "#CC79A7")
TERM_WORDS = ("natural course and care", "expectancy", "unblinding", "drug", "regression to the mean")
PANEL_PX, ROW_PX, GAP_PX, TOP_PX, BOTTOM_PX = 260, 28, 96, 40, 60


class Panel(NamedTuple):
    """One panel: what stands above it, its traces, its height (px), and its axes."""

    title: str
    traces: list[Any]
    height: int
    x: dict[str, Any]
    y: dict[str, Any]


def trial_figure(done: TrialReplicates, terms: Sequence[Term]) -> Figure:
    """Return all panels of a trial below each other."""
    curves = relapse_curves(done)
    panels = [_course(done), _responders(done)]
    panels += [_relapse(curves, _colors(done))] if curves else []
    panels += [forest] if (forest := _forest(done)) is not None else []
    panels += [_terms(done, terms)] if terms else []
    return _sheet(panels)


def _sheet(panels: Sequence[Panel]) -> Figure:
    from plotly.subplots import make_subplots

    heights = [panel.height for panel in panels]
    inner = sum(heights) + GAP_PX * (len(panels) - 1)
    figure = make_subplots(
        rows=len(panels), cols=1, row_heights=heights,
        vertical_spacing=GAP_PX / inner if len(panels) > 1 else 0,
    )  # fmt: skip
    for row, panel in enumerate(panels, start=1):
        for trace in panel.traces:
            figure.add_trace(trace, row=row, col=1)
    style(figure, inner + TOP_PX + BOTTOM_PX, TOP_PX, BOTTOM_PX)
    figure.update_layout(hovermode="closest", barmode="relative")
    notes: list[dict[str, Any]] = []
    for row, panel in enumerate(panels, start=1):
        figure.update_xaxes(panel.x, row=row)
        figure.update_yaxes(panel.y, row=row)
        axis = layout_of(figure)["yaxis" if row == 1 else f"yaxis{row}"]
        notes.append(heading(panel.title, 0, float(axis.domain[1])))
    figure.update_layout(annotations=notes)
    return figure


def _colors(done: TrialReplicates) -> dict[str, str]:
    arms = [arm.name for arm in done.prepared.trial.arms]
    return {arm: COLORS[index % len(COLORS)] for index, arm in enumerate(arms)}


def _by_key(done: TrialReplicates) -> dict[Key, Outcome]:
    return {one.key: one for one in outcomes(done)}


def _line(name: str, x: Sequence[float], rows: Sequence[Outcome], color: str, legend: bool) -> list[Any]:
    from plotly.graph_objects import Scatter

    band = Scatter(
        x=[*x, *reversed(x)], y=[*(r.upper_90 for r in rows), *(r.lower_90 for r in reversed(rows))],
        fill="toself", fillcolor=translucent(color, 0.16), line={"width": 0}, hoverinfo="skip",
        showlegend=False, legendgroup=name, mode="lines",
    )  # fmt: skip
    line = Scatter(
        x=list(x), y=[r.median for r in rows], name=name, legendgroup=name, showlegend=legend,
        mode="lines+markers", line={"color": color, "width": 2}, marker={"size": 5},
        hovertemplate="day %{x:.3g}: %{y:.3g}<extra>" + name + "</extra>",
    )  # fmt: skip
    return [band, line]


def _of(
    done: TrialReplicates, quantity: str, scale: str, arm: str, start: bool
) -> tuple[list[float], list[Outcome]]:
    found = _by_key(done)
    times = ([0.0] if start else []) + list(done.prepared.visits_h)
    rows = [(t / HOURS_PER_DAY, found[key]) for t in times if (key := Key(quantity, scale, arm, t)) in found]
    return [time for time, _ in rows], [row for _, row in rows]


def _observed(done: TrialReplicates, quantities: dict[str, float | None], arm: str, color: str) -> list[Any]:
    """Return published points of an arm; `quantities` maps to what is added to them (None: left out)."""
    from plotly.graph_objects import Scatter

    trial = done.prepared.trial
    points = [
        (row.time_h / HOURS_PER_DAY, row.value + added)
        for row in trial.observed
        if VERSUS not in row.arm and row.scale == "MADRS" and row.time_h is not None and row.value is not None
        and trial.find_arm(row.arm, "observed").name == arm
        and (added := quantities.get(row.quantity)) is not None
    ]  # fmt: skip
    if not points:
        return []
    return [
        Scatter(
            x=[x for x, _ in points], y=[y for _, y in points], mode="markers", showlegend=False,
            legendgroup=arm, marker={"symbol": "x", "size": 9, "color": color},
            hovertemplate="published, day %{x:.3g}: %{y:.3g}<extra>" + arm + "</extra>",
        )
    ]  # fmt: skip


DAYS = {"title": {"text": "days after randomization", "standoff": 4}}


def _course(done: TrialReplicates) -> Panel:
    scale = endpoint_of(done.prepared.trial).scale
    traces: list[Any] = []
    for arm, color in _colors(done).items():
        x, rows = _of(done, "mean", scale, arm, start=True)
        traces += _line(arm, x, rows, color, legend=True)
        if scale == "madrs" and rows:
            traces += _observed(done, {"mean": 0.0, "change_from_baseline": rows[0].median}, arm, color)
    title = f"Mean {scale.upper()} (band: 90% of trials; cross: published)"
    return Panel(title, traces, PANEL_PX, DAYS, {"title": {"text": "points"}, "rangemode": "tozero"})


def _responders(done: TrialReplicates) -> Panel:
    scale = endpoint_of(done.prepared.trial).scale
    traces: list[Any] = []
    for arm, color in _colors(done).items():
        x, rows = _of(done, "response_rate", scale, arm, start=False)
        traces += _line(arm, x, rows, color, legend=False)
        if scale == "madrs":
            traces += _observed(done, {"response_rate": 0.0}, arm, color)
    axis = {"title": {"text": "%"}, "range": [0, 100]}
    return Panel("Responders (half of the first score gone)", traces, PANEL_PX, DAYS, axis)


def _relapse(curves: Sequence[RelapseCurve], colors: dict[str, str]) -> Panel:
    from plotly.graph_objects import Scatter

    traces: list[Any] = []
    for curve in curves:
        color = colors[curve.arm]
        days = curve.days.tolist()
        x = [day for pair in zip(days, [*days[1:], days[-1]], strict=True) for day in pair]
        low = [share for share in curve.lower_90.tolist() for _ in range(2)]
        high = [share for share in curve.upper_90.tolist() for _ in range(2)]
        traces += [
            Scatter(
                x=[*x, *reversed(x)], y=[*high, *reversed(low)], fill="toself", mode="lines",
                fillcolor=translucent(color, 0.16), line={"width": 0}, hoverinfo="skip",
                showlegend=False, legendgroup=curve.arm,
            ),
            Scatter(
                x=days, y=curve.median.tolist(), mode="lines",
                line={"color": color, "width": 2, "shape": "hv"},
                name=curve.arm, legendgroup=curve.arm, showlegend=False,
                hovertemplate="day %{x:.3g}: %{y:.0%}<extra>" + curve.arm + "</extra>",
            ),
        ]  # fmt: skip
    x_axis = {"title": {"text": "days after the last session, or after randomization of responders"}}
    y_axis = {"title": {"text": "share"}, "range": [0, 1.02]}
    return Panel("Responders without relapse (Kaplan-Meier)", traces, PANEL_PX, x_axis, y_axis)


def _forest(done: TrialReplicates) -> Panel | None:
    from plotly.graph_objects import Scatter

    found, trial = _by_key(done), done.prepared.trial
    scale = endpoint_of(trial).scale
    keys = [key for key in found if key.quantity == "diff_vs_control" and key.scale == scale]
    if not keys:
        return None
    rows = [found[key] for key in keys]
    place = list(range(len(rows)))
    spans = Scatter(
        x=[x for row in rows for x in (row.lower_90, row.upper_90, None)],
        y=[y for p in place for y in (p, p, None)],
        mode="lines", line={"color": "rgba(0, 114, 178, 0.35)", "width": 7}, hoverinfo="skip",
        showlegend=False,
    )  # fmt: skip
    centers = Scatter(
        x=[row.median for row in rows], y=place, mode="markers", showlegend=False,
        marker={"symbol": "square", "size": 8, "color": "#0072B2"},
        hovertemplate="%{x:.3g}<extra></extra>",
    )  # fmt: skip
    seen = {
        (trial.contrast(row.arm, "observed"), row.time_h): row.value
        for row in trial.observed
        if row.quantity == "diff_vs_control"
        and row.unit == "points"
        and row.scale == "MADRS"
        and scale == "madrs"
    }
    published = [
        (value, p)
        for p, key in enumerate(keys)
        if (value := seen.get((trial.contrast(key.arm, "observed"), key.time_h))) is not None
    ]
    marks = Scatter(
        x=[x for x, _ in published], y=[y for _, y in published], mode="markers", showlegend=False,
        marker={"symbol": "x", "size": 9, "color": "#D55E00"},
        hovertemplate="published: %{x:.3g}<extra></extra>",
    )  # fmt: skip
    zero = Scatter(
        x=[0, 0], y=[-0.6, len(rows) - 0.4], mode="lines",
        line={"color": "#8a8a8a", "width": 1, "dash": "dot"},
        hoverinfo="skip", showlegend=False,
    )  # fmt: skip
    y_axis = {
        "range": [len(rows) - 0.4, -0.6], "tickmode": "array", "tickvals": place, "automargin": True,
        "ticktext": [f"{arm_words(key.arm)}, {time_label(key.time_h)}" for key in keys],
    }  # fmt: skip
    title = "Differences between arms (bar: 90% of trials; cross: published)"
    lowest, highest = min(0.0, *(r.lower_90 for r in rows)), max(0.0, *(r.upper_90 for r in rows))
    free = 0.05 * (highest - lowest)
    x_axis = {
        "title": {"text": "points; below 0 favors the first arm"},
        "range": [lowest - free, highest + free],
    }
    return Panel(title, [zero, spans, centers, marks], ROW_PX * len(rows) + 30, x_axis, y_axis)


def _terms(done: TrialReplicates, terms: Sequence[Term]) -> Panel:
    from plotly.graph_objects import Bar

    time_h = endpoint_of(done.prepared.trial).time_h
    wanted = [term for term in terms if np.isclose(term.time_h, time_h)]
    traces = [
        Bar(
            x=[getattr(term, name) for term in wanted], y=[term.arm for term in wanted], orientation="h",
            name=words, showlegend=True, marker={"color": color},
            hovertemplate="%{x:.2f} points<extra>" + words + "</extra>",
        )
        for name, words, color in zip(TERMS, TERM_WORDS, TERM_COLORS, strict=True)
    ]  # fmt: skip
    y_axis = {"automargin": True, "autorange": "reversed", "type": "category", "dtick": 1}
    x_axis = {"title": {"text": "points of MADRS"}}
    title = f"What the change of MADRS is made of, {time_label(time_h)}"
    return Panel(title, traces, ROW_PX * len(wanted) + 40, x_axis, y_axis)


def example_figure() -> Figure:
    """Return the figure of a small trial, for the documentation."""
    from nemda.trial.decomposition import decompose
    from nemda.trial.replicates import ReplicateSettings, run_replicates
    from nemda.trial.shipped import shipped_trial

    done = run_replicates(shipped_trial("daly2018_p1"), ReplicateSettings(replicates=60, pool=100))
    return trial_figure(done, decompose(done.prepared, done.settings))
