"""Pictures of a comparison: the ranking with its uncertainty, which targets decide, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nemda.hypothesis.compare import Comparison
from nemda.hypothesis.discriminate import Proposal
from nemda.report.arms import COLORS
from nemda.report.look import MARK, heading, style

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

ROW_PX = 15
RANKING_PX = 250
BORDER_PX = 190
SHARE_GAP = 0.06
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "star", "cross", "hexagon", "pentagon")
COLORSCALE = [[0.0, "#D55E00"], [0.5, "#f7f7f7"], [1.0, "#0072B2"]]
STRONG = 3.0
"""Difference of log density at which a cell has its full color; a row can reach about 3."""


def comparison_figure(comparison: Comparison) -> Figure:
    """Return two panels: the ranking above, and for each target who predicts it better than the average."""
    from plotly.graph_objects import Figure, Heatmap, Scatter

    ranked = comparison.ranked
    names = [one.hypothesis.name.replace("_", " ") for one in ranked]
    height = RANKING_PX + BORDER_PX + ROW_PX * len(comparison.targets)
    share = ROW_PX * len(comparison.targets) / (height - BORDER_PX)
    figure = Figure()
    low = [one.standing.difference - one.standing.low for one in ranked]
    high = [one.standing.high - one.standing.difference for one in ranked]
    figure.add_trace(
        Scatter(
            x=[one.standing.difference for one in ranked], y=names, mode="markers", xaxis="x2", yaxis="y2",
            error_x={"type": "data", "array": high, "arrayminus": low, "color": MARK, "thickness": 1.5},
            marker={"size": 9, "color": COLORS[0]}, showlegend=False,
            text=[f"best in {one.standing.best_share:.0%} of draws, AICc {one.aicc:.0f}" for one in ranked],
            hovertemplate="%{y}: %{x:.1f}<br>%{text}<extra></extra>",
        )
    )  # fmt: skip
    pointwise = np.array([one.pointwise for one in ranked])
    figure.add_trace(
        Heatmap(
            z=(pointwise - pointwise.mean(axis=0)).T, x=names,
            y=[target.name.replace("_", " ") for target in comparison.targets],
            zmin=-STRONG, zmax=STRONG, colorscale=COLORSCALE, xgap=1, ygap=1,
            colorbar={"title": {"text": "log density<br>above the mean"}, "len": share, "y": 0.0,
                      "yanchor": "bottom", "thickness": 12},
            hovertemplate="%{y}<br>%{x}: %{z:.2f}<extra></extra>",
        )
    )  # fmt: skip
    style(figure, height, top=60, bottom=130)
    left = max(len(target.name) for target in comparison.targets) * 6 + 20
    figure.update_layout(
        margin={"l": left, "r": 90},
        hovermode="closest",
        yaxis={
            "domain": [0, share - SHARE_GAP],
            "autorange": "reversed",
            "dtick": 1,
            "tickfont": {"size": 10},
        },
        xaxis={"anchor": "y", "tickangle": -35, "showgrid": False},
        yaxis2={"domain": [share + SHARE_GAP, 1], "autorange": "reversed", "anchor": "x2"},
        xaxis2={"anchor": "y2", "title": {"text": "difference to the best explanation", "standoff": 4}},
        annotations=[
            heading(
                "Predicting data left out: difference of log density, 90% interval over sources", 0.0, 1.0
            ),
            heading(
                "Who predicts each target better (blue) or worse (red) than the average",
                0.0,
                share - SHARE_GAP,
            ),
        ],
    )
    return figure


def discrimination_figure(proposals: Sequence[Proposal], names: Sequence[str]) -> Figure:
    """Return what each explanation expects of each proposal, in errors from the mean of all."""
    from plotly.graph_objects import Figure, Scatter

    figure = Figure()
    labels = [f"{one.experiment.words}  ({one.information_bits:.2f} bits)" for one in proposals]
    for index, name in enumerate(names):
        away = [(one.mean[index] - one.mean.mean()) / one.experiment.readout.error for one in proposals]
        spread = [one.spread[index] / one.experiment.readout.error for one in proposals]
        figure.add_trace(
            Scatter(
                x=away, y=labels, name=name.replace("_", " "), mode="markers", showlegend=True,
                error_x={"type": "data", "array": spread, "color": MARK, "thickness": 1},
                marker={"size": 9, "color": COLORS[index % len(COLORS)],
                        "symbol": SYMBOLS[index % len(SYMBOLS)]},
                hovertemplate="%{y}<br>%{x:.1f} errors<extra>" + name + "</extra>",
            )
        )  # fmt: skip
    style(figure, 120 + 40 * len(proposals), top=40, bottom=64)
    left = min(420, max(len(label) for label in labels) * 6) if labels else 60
    axis: dict[str, Any] = {"title": {"text": "expected value, in standard errors from the mean of all"}}
    figure.update_layout(
        margin={"l": left, "r": 20},
        hovermode="closest",
        xaxis=axis,
        yaxis={"autorange": "reversed", "dtick": 1},
    )
    return figure
