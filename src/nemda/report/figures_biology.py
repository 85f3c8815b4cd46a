"""Predictions of biology in units of their tolerance, by topic; directions as counts beside them.

A point at 0 is exact, one between -1 and 1 lies inside the published interval (or within a quarter of the
number). Points farther than the edge of the plot stand at the edge and say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nemda.report.arms import COLORS
from nemda.report.look import GRID, INK, MARK, style
from nemda.validate.biology.outcome import BiologyOutcome

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

EDGE = 5.0
ROW_PX = 34
SPREAD = 0.28
RIGHT, WRONG = COLORS[0], COLORS[1]


def biology_figure(outcomes: Sequence[BiologyOutcome]) -> Figure:
    """Return one line per topic: its numbers in units of tolerance, and how many directions are right."""
    from plotly.graph_objects import Figure, Scatter

    drawn = [one for one in outcomes if one.status == "predicted"]
    topics = sorted({one.topic for one in drawn}, reverse=True)
    place = {topic: float(index) for index, topic in enumerate(topics)}
    figure = Figure()
    numbers = [one for one in drawn if one.distance is not None]
    for name, color, symbol, rows in (
        ("inside", RIGHT, "circle", [one for one in numbers if one.within]),
        ("outside", WRONG, "diamond", [one for one in numbers if not one.within]),
    ):
        figure.add_trace(
            Scatter(
                x=[max(-EDGE, min(EDGE, one.distance or 0.0)) for one in rows],
                y=[place[one.topic] + _shift(one, numbers) for one in rows],
                text=[_label(one) for one in rows], mode="markers", name=f"{name} ({len(rows)})",
                showlegend=True, hovertemplate="%{text}<extra></extra>",
                marker={"color": color, "symbol": symbol, "size": 8, "opacity": 0.85,
                        "line": {"width": 0.5, "color": "white"}},
            )
        )  # fmt: skip
    style(figure, ROW_PX * max(len(topics), 3) + 130, top=64, bottom=64)
    figure.add_vrect(x0=-1, x1=1, fillcolor=RIGHT, opacity=0.08, line_width=0, layer="below")
    figure.add_vline(x=0, line={"color": MARK, "width": 1}, layer="below")
    for topic in topics:
        figure.add_annotation(
            text=_signs([one for one in drawn if one.topic == topic]), x=1.01, xref="paper", y=place[topic],
            showarrow=False, xanchor="left", font={"size": 12, "color": INK},
        )  # fmt: skip
    figure.add_annotation(
        text="directions<br>right", x=1.01, xref="paper", y=1.0, yref="paper", showarrow=False,
        xanchor="left", yanchor="bottom", font={"size": 12, "color": INK}, align="left",
    )  # fmt: skip
    figure.update_xaxes(
        range=[-EDGE - 0.4, EDGE + 0.4], tickvals=[-EDGE, -3, -1, 0, 1, 3, EDGE],
        ticktext=[f"≤ -{EDGE:g}", "-3", "-1", "0", "1", "3", f"≥ {EDGE:g}"],
        title={"text": "prediction minus observation, in units of the tolerance", "standoff": 8},
    )  # fmt: skip
    figure.update_yaxes(
        tickvals=list(place.values()), ticktext=[topic.replace("_", " ") for topic in topics],
        range=[-0.7, len(topics) - 0.3], gridcolor=GRID, nticks=None,
    )  # fmt: skip
    figure.update_layout(
        hovermode="closest", margin={"l": 170, "r": 92},
        title={"text": _title(outcomes, drawn), "x": 0.01, "font": {"size": 13}},
    )  # fmt: skip
    return figure


def _shift(one: BiologyOutcome, numbers: Sequence[BiologyOutcome]) -> float:
    """Return how far a point stands from the middle of its line, so that points do not hide each other."""
    same = [each for each in numbers if each.topic == one.topic]
    at = next(index for index, each in enumerate(same) if each is one)
    return SPREAD * (2 * at / (len(same) - 1) - 1) if len(same) > 1 else 0.0


def _signs(rows: Sequence[BiologyOutcome]) -> str:
    told = [one.sign for one in rows if one.sign is not None]
    return f"{sum(told)} of {len(told)}" if told else ""


def _title(outcomes: Sequence[BiologyOutcome], drawn: Sequence[BiologyOutcome]) -> str:
    told = [one.sign for one in drawn if one.sign is not None]
    return (
        f"Findings beside the model: {len(drawn)} of {len(outcomes)} rows predicted, "
        f"{sum(told)} of {len(told)} directions right"
    )


def _label(one: BiologyOutcome) -> str:
    return (
        f"{one.topic}, {one.species}<br>{one.readout}<br>observed {one.observed}, predicted "
        f"{one.predicted:.4g} {one.unit}"
    )
