"""Figures of an explanation: a waterfall from before to now, and contributions stacked over time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.explain.arrows import MECHANISM
from nemda.explain.explain import Explanation
from nemda.explain.words import moment_words, points_text
from nemda.report.bands import significant
from nemda.report.look import (
    INK,
    LEGEND_ROW_PX,
    day_ticks,
    days,
    domain,
    heading,
    layout_axis,
    layout_of,
    style,
    traces_of,
    translucent,
)

if TYPE_CHECKING:
    from plotly.graph_objects import Figure, Scatter

ROW_PX, TOP_PX, BOTTOM_PX, LABEL_PX = 26, 44, 52, 230
COURSE_PX = 330
FIRST_HOURS = 48.0
LEGEND_COLUMNS = 2
TERM_COLORS = ("#8c8c8c", "#b5b5b5", "#d0c8b6", "#a3977a")
ARROW_COLORS = (
    "#0072B2", "#56B4E9", "#009E73", "#8FC1A9", "#CC79A7", "#E69F00", "#D55E00", "#7E57A0", "#4F7F2F",
    "#A0522D",
)  # fmt: skip
NOTHING = 1e-3
"""Points that no eye sees in a figure."""


class Piece(NamedTuple):
    """One colored piece of the change over time (points)."""

    title: str
    color: str
    points: Float[ndarray, " time"]


def pieces(explanation: Explanation) -> tuple[Piece, ...]:
    """Return the terms without the drug, then the drug's mechanisms and what none carries.

    They sum to the change; a piece that is too small to be seen is left out.
    """
    game = next(each for each in explanation.games if each.name == MECHANISM)
    plain = [term for term in explanation.terms if term.name != "drug"]
    found = [
        Piece(term.title, TERM_COLORS[number % len(TERM_COLORS)], term.points)
        for number, term in enumerate(plain)
    ]
    found += [
        Piece(f"drug: {part.arrow.title}", ARROW_COLORS[number % len(ARROW_COLORS)], part.share)
        for number, part in enumerate(game.parts)
    ]
    found.append(Piece("drug: no listed arrow", INK, game.rest))
    return tuple(piece for piece in found if np.abs(piece.points).max() > NOTHING)


def waterfall_figure(explanation: Explanation) -> Figure:
    """Return one waterfall for each time looked at, side by side: from the score before to the score then."""
    from plotly.graph_objects import Bar
    from plotly.subplots import make_subplots

    parts = pieces(explanation)
    titles = ["before", *(piece.title for piece in parts), "MADRS then"]
    moments = explanation.places
    figure = make_subplots(
        rows=1, cols=len(moments), shared_yaxes=True, horizontal_spacing=0.03,
    )  # fmt: skip
    for column, place in enumerate(moments, start=1):
        steps = np.array([float(piece.points[place]) for piece in parts])
        before = (
            explanation.baseline + np.concatenate([[0.0], np.cumsum(steps)[:-1]]) if steps.size else steps
        )
        after = float(explanation.madrs[place])
        low = [0.0, *np.minimum(before, before + steps), 0.0]
        length = [explanation.baseline, *np.abs(steps), after]
        words = [f"{explanation.baseline:.1f}", *map(points_text, steps), f"{after:.1f}"]
        bar = Bar(
            y=titles, x=significant(length), base=significant(low), orientation="h", text=words,
            textposition="outside", cliponaxis=False, showlegend=False, width=0.62,
            marker={"color": [INK, *(piece.color for piece in parts), INK], "line": {"width": 0}},
            hovertemplate="%{y}: %{text}<extra></extra>",
        )  # fmt: skip
        figure.add_trace(bar, row=1, col=column)
    style(figure, TOP_PX + BOTTOM_PX + ROW_PX * len(titles), TOP_PX, BOTTOM_PX)
    figure.update_yaxes(autorange="reversed", nticks=None, dtick=1, gridcolor="rgba(0, 0, 0, 0)")
    figure.update_xaxes(range=[0, 1.12 * max(explanation.baseline, float(explanation.madrs.max()))])
    figure.update_xaxes(title={"text": "MADRS, points", "standoff": 6})
    notes = [
        heading(
            f"<b>{moment_words(time)}</b> after the first dose",
            domain(figure, layout_axis("x", column))[0],
            1,
        )
        for column, time in enumerate(explanation.task.at_h, start=1)
    ]
    figure.update_layout(annotations=notes, hovermode="closest", margin_l=LABEL_PX, bargap=0.3)
    return figure


def course_figure(explanation: Explanation) -> Figure:
    """Return the pieces of the change stacked over time, improvement below 0; a line is the whole change."""
    from plotly.subplots import make_subplots

    after_h = explanation.time_h - explanation.task.first_dose_h
    figure = make_subplots(
        rows=1, cols=2, shared_yaxes=True, column_widths=[0.4, 0.6], horizontal_spacing=0.04
    )
    first = (after_h >= 0) & (after_h <= FIRST_HOURS)
    views = ((1, first, [round(float(time), 3) for time in after_h[first]]),
             (2, np.ones(after_h.size, dtype=bool), [days(float(time)) for time in after_h]))  # fmt: skip
    for column, chosen, times in views:
        traces = _stack(explanation, chosen, times, is_named=column == 1)
        figure.add_traces(traces, rows=[1] * len(traces), cols=[column] * len(traces))
    style(figure, COURSE_PX, TOP_PX, BOTTOM_PX)
    _shorten_legend(figure)
    last_day = days(float(after_h[-1]))
    figure.update_xaxes(title={"text": "hours after the first dose", "standoff": 8}, dtick=6, col=1)
    figure.update_xaxes(title={"text": "days", "standoff": 8}, dtick=day_ticks(last_day), col=2)
    figure.update_yaxes(title={"text": "change of MADRS, points", "standoff": 6}, col=1)
    figure.update_layout(
        annotations=[heading("<i>first hours</i>", 0, 1), heading("<i>whole course</i>", 0.43, 1)],
        legend={"traceorder": "normal"},
    )
    return figure


def _shorten_legend(figure: Figure) -> None:
    """Give a legend that stands in columns no more room than it needs."""
    names = {trace.name for trace in traces_of(figure) if trace.showlegend}
    layout = layout_of(figure)
    saved = LEGEND_ROW_PX * (len(names) - math.ceil(len(names) / LEGEND_COLUMNS))
    if layout.showlegend:
        figure.update_layout(height=layout.height - saved, margin_b=layout.margin.b - saved)


def _stack(
    explanation: Explanation, chosen: Float[ndarray, " time"], times: Sequence[float], *, is_named: bool
) -> list[Scatter]:
    from plotly.graph_objects import Scatter

    found: list[Scatter] = []
    for piece in pieces(explanation):
        values = piece.points[chosen]
        for sign, part in (("better", np.minimum(values, 0)), ("worse", np.maximum(values, 0))):
            if np.abs(part).max(initial=0.0) <= NOTHING:
                continue
            shown: dict[str, Any] = {
                "x": list(times), "y": significant(part), "mode": "lines", "stackgroup": sign,
                "line": {"width": 0.5, "color": piece.color}, "fillcolor": translucent(piece.color, 0.75),
            }  # fmt: skip
            is_first = not any(trace.name == piece.title for trace in found)
            found.append(
                Scatter(
                    **shown, name=piece.title, legendgroup=piece.title, showlegend=is_named and is_first,
                    hovertemplate=f"{piece.title}: %{{y:.2f}}<extra></extra>",
                )
            )  # fmt: skip
    found.append(
        Scatter(
            x=list(times), y=significant(explanation.change[chosen]), mode="lines", name="whole change",
            line={"color": INK, "width": 2}, showlegend=is_named, legendgroup="whole change",
            hovertemplate="whole change: %{y:.2f}<extra></extra>",
        )
    )  # fmt: skip
    return found
