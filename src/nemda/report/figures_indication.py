"""Indications drawn: how much of what the drug does to mood carries over, reading by reading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nemda.indication import Outcome, indications
from nemda.indication.library import fitted_numbers
from nemda.report.arms import COLORS
from nemda.report.look import INK, heading, style

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Z_90 = 1.645
ROW_PX, TOP = 34, 56


def transfers_figure() -> Figure:
    """Return the fitted transfer of every reading that has a share of symptoms, with its 90% interval.

    1 is a disorder that answers as depression does, 0 one that does not answer.
    """
    from plotly.graph_objects import Figure, Scatter

    rows = [
        (f"{one.title}: {reading.name}", fitted_numbers()[one.name, reading.name])
        for one in indications().values()
        if one.form == "share"
        for reading in one.readings
    ]
    figure = Figure(
        Scatter(
            x=[fitted.transfer for _, fitted in rows],
            y=[name for name, _ in rows],
            mode="markers",
            showlegend=False,
            marker={"color": COLORS[0], "size": 9},
            error_x={
                "type": "data",
                "array": [Z_90 * fitted.transfer_error for _, fitted in rows],
                "color": COLORS[0],
                "thickness": 1.5,
            },
        )
    )
    style(figure, TOP + 60 + ROW_PX * len(rows), TOP)
    for place in (0.0, 1.0):
        figure.add_vline(x=place, line={"color": INK, "width": 1, "dash": "dot"})
    figure.update_xaxes(title={"text": "transfer: 0 no answer, 1 as depression"})
    figure.update_yaxes(nticks=None, dtick=1, autorange="reversed")
    figure.update_layout(
        margin={"l": 300},
        hovermode="closest",
        annotations=[heading("<b>What carries over from mood</b>", 0, 1)],
    )
    return figure


def readings_figure(outcomes: Sequence[Outcome]) -> Figure:
    """Return the main number of each reading with its interval; without outcomes, the transfers."""
    from plotly.graph_objects import Figure, Scatter

    if not outcomes:
        return transfers_figure()
    shown = [
        (each.reading, each.gained, 1.0) if each.better is None else (each.reading, each.better, 100.0)
        for each in outcomes
    ]
    values = [(name, [scale * part for part in found]) for name, found, scale in shown if found is not None]
    figure = Figure(
        Scatter(
            x=[each[0] for _, each in values],
            y=[name for name, _ in values],
            mode="markers",
            showlegend=False,
            marker={"color": COLORS[0], "size": 9},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [each[2] - each[0] for _, each in values],
                "arrayminus": [each[0] - each[1] for _, each in values],
                "color": COLORS[0],
            },
        )
    )
    style(figure, TOP + 70 + ROW_PX * len(values), TOP)
    first = outcomes[0]
    unit = first.unit if first.better is None else "% of people"
    figure.update_xaxes(title={"text": f"{first.criterion}, {unit}"}, rangemode="tozero")
    figure.update_yaxes(nticks=None, dtick=1, autorange="reversed")
    title = f"<b>{first.scale}</b>, evidence grade {first.grade}"
    figure.update_layout(margin={"l": 120}, hovermode="closest", annotations=[heading(title, 0, 1)])
    return figure
