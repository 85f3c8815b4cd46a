"""Observed against predicted numbers of a validation: one panel, both axes logarithmic.

Rows have many units, so what is compared is drawn as it is and only the distance to the diagonal counts;
the gray bands are 1.25-fold and 2-fold errors.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nemda.report.arms import COLORS
from nemda.report.look import MARK, style
from nemda.validate.outcome import Outcome

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

HEIGHT_PX = 640
BANDS = ((2.0, "rgba(128, 128, 128, 0.12)"), (1.25, "rgba(128, 128, 128, 0.18)"))
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "star", "cross", "hexagon", "pentagon")


def validation_figure(outcomes: Sequence[Outcome], kind: str = "route") -> Figure:
    """Return predicted against observed numbers, one color and mark per group of a kind.

    Rows without a prediction are not drawn; without any, the figure is empty.
    """
    from plotly.graph_objects import Figure, Scatter

    drawn = [outcome for outcome in outcomes if outcome.status == "predicted"]
    figure = Figure()
    if not drawn:
        return style(figure, HEIGHT_PX)
    numbers = [value for each in drawn for value in (each.observed, each.predicted) if value is not None]
    low, high = min(numbers) / 2.5, max(numbers) * 2.5
    for fold, color in BANDS:
        figure.add_trace(
            Scatter(
                x=[low, high, high, low], y=[low * fold, high * fold, high / fold, low / fold],
                fill="toself", fillcolor=color, line={"width": 0}, mode="lines", hoverinfo="skip",
                showlegend=False,
            )
        )  # fmt: skip
    for index, name in enumerate(sorted({each.group(kind) for each in drawn})):
        rows = [each for each in drawn if each.group(kind) == name]
        figure.add_trace(
            Scatter(
                x=[each.observed for each in rows], y=[each.predicted for each in rows],
                text=[_label(each) for each in rows], name=f"{name} ({len(rows)})", mode="markers",
                showlegend=True,
                hovertemplate="%{text}<extra></extra>",
                marker={
                    "color": COLORS[index % len(COLORS)], "symbol": SYMBOLS[index % len(SYMBOLS)],
                    "size": 8, "opacity": 0.85, "line": {"width": 0.5, "color": "white"},
                },
            )
        )  # fmt: skip
    style(figure, HEIGHT_PX)
    figure.add_shape(
        type="line", x0=low, x1=high, y0=low, y1=high, line={"color": MARK, "width": 1}, layer="below"
    )
    axis: dict[str, Any] = {
        "type": "log",
        "range": [math.log10(low), math.log10(high)],
        "dtick": 1,
        "tickformat": "~g",
    }
    figure.update_xaxes(title={"text": "observed, in the unit of its row", "standoff": 8}, **axis)
    figure.update_yaxes(title={"text": "predicted", "standoff": 6}, **axis)
    text = f"Observed and predicted, {len(drawn)} of {len(outcomes)} rows; bands: 1.25-fold and 2-fold"
    figure.update_layout(hovermode="closest", title={"text": text, "x": 0.02, "font": {"size": 13}})
    return figure


def _label(outcome: Outcome) -> str:
    fold = outcome.fold_error
    error = "" if fold is None else f"<br>{fold:.2f} of the observed"
    return (
        f"{outcome.study_id}: {outcome.group('compound')}, {outcome.quantity}<br>"
        f"observed {outcome.observed:.4g}, predicted {outcome.predicted:.4g} {outcome.unit}{error}"
    )
