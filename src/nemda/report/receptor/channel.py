"""Figure of one simulated channel: the record, and open and shut times beside their exact densities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nemda.receptor.laboratory import Channel
from nemda.receptor.measure.openings import opened
from nemda.receptor.single.dwell import dwell_components, open_times, shut_times
from nemda.receptor.single.histogram import dwell_histogram, expected_counts
from nemda.receptor.solve.conditions import conditions
from nemda.receptor.solve.generator import generator, rate_table
from nemda.report.look import INK
from nemda.report.receptor.frame import color_of, framed, line, points

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

HEIGHT_PX = 620
FEWEST = 20
"""Fewer dwell times than this are not drawn as a histogram."""


def channel_figure(channel: Channel) -> Figure:
    """Return the record above, and the histograms of open and shut times with what theory expects.

    Ordinates of the histograms are square roots of counts (Sigworth and Sine 1987), so that the scatter is
    equal in all bins.
    """
    from plotly.subplots import make_subplots

    figure = make_subplots(
        rows=2, cols=2, specs=[[{"colspan": 2}, None], [{}, {}]], vertical_spacing=0.2,
        subplot_titles=("record: 1 open, 0 shut", "open times", "shut times"),
    )  # fmt: skip
    trace, setup = channel.trace, channel.setup
    ends = np.append(trace.time_s, trace.end_s)
    states = np.append(trace.is_open, trace.is_open[-1]).astype(float)
    figure.add_trace(_steps(ends, states), row=1, col=1)
    levels = {**setup.agonist, **setup.background}
    matrix = generator(rate_table(channel.preparation.scheme), conditions(setup.voltage_mv, levels))
    inside = opened(channel.preparation)
    for column, (name, dwell, which) in enumerate(
        (("open", open_times(trace), inside), ("shut", shut_times(trace), ~inside)), start=1
    ):
        if dwell.size < FEWEST:
            continue
        histogram = dwell_histogram(dwell)
        expected = expected_counts(histogram.edge_s, *dwell_components(matrix, which), int(dwell.size))
        seen = points(histogram.center_s, histogram.square_root, f"{name}, simulated", color_of(column))
        figure.add_trace(seen, row=2, col=column)
        curve = line(histogram.center_s, np.sqrt(expected), f"{name}, exact", color_of(column))
        figure.add_trace(curve, row=2, col=column)
    framed(figure, "Time (s)", "", height=HEIGHT_PX)
    for column in (1, 2):
        figure.update_xaxes(type="log", exponentformat="power", dtick=1, row=2, col=column)
    figure.update_yaxes(title={"text": "Square root of count", "font": {"color": INK}}, row=2, col=1)
    figure.update_yaxes(tickvals=[0, 1], range=[-0.1, 1.1], row=1, col=1)
    figure.update_layout(margin={"t": 48})
    return figure


def _steps(time_s: Any, level: Any) -> Any:
    from plotly.graph_objects import Scatter

    return Scatter(
        x=list(time_s), y=list(level), mode="lines", name="channel", showlegend=False,
        line={"shape": "hv", "width": 1, "color": color_of(0)},
    )  # fmt: skip
