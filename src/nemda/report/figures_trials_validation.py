"""Observed against predicted numbers of trials: changes, differences and rates, with 90% intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nemda.validate.trials.outcome import TrialOutcomeRow

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

PANELS = (
    ("change", "Changes and scores of arms, points"),
    ("difference", "Differences between arms, points"),
    ("rate", "Rates, %"),
)
COLORS = {"single": "#31688e", "repeated": "#d1495b"}


def trials_validation_figure(rows: Sequence[TrialOutcomeRow]) -> Figure:
    """Return three panels: predicted (with its 90% interval) over observed, by single and repeated dosing."""
    from plotly.subplots import make_subplots

    figure: Any = make_subplots(rows=1, cols=len(PANELS), subplot_titles=[title for _, title in PANELS])
    for column, (kind, _) in enumerate(PANELS, start=1):
        chosen = [row for row in rows if row.kind == kind and row.observed is not None]
        _line(figure, chosen, column)
        for dosing, color in COLORS.items():
            _points(figure, [row for row in chosen if row.group("dosing") == dosing], dosing, color, column)
        figure.update_xaxes(title_text="observed", row=1, col=column)
        figure.update_yaxes(title_text="predicted", row=1, col=column)
    figure.update_layout(
        template="plotly_white", height=460, width=1250, title_text="Trials: observed and predicted"
    )
    return figure


def _points(figure: Any, rows: Sequence[TrialOutcomeRow], dosing: str, color: str, column: int) -> None:
    from plotly.graph_objects import Scatter

    figure.add_trace(
        Scatter(
            x=[row.observed for row in rows],
            y=[row.predicted for row in rows],
            error_y={
                "type": "data", "symmetric": False, "thickness": 0.7, "width": 0,
                "array": [(row.upper_90 or 0) - (row.predicted or 0) for row in rows],
                "arrayminus": [(row.predicted or 0) - (row.lower_90 or 0) for row in rows],
            },
            mode="markers", marker={"color": color, "size": 6}, name=f"{dosing} dosing", legendgroup=dosing,
            showlegend=column == 1,
            text=[f"{row.study_id}: {row.arm}, {row.quantity} {row.scale}" for row in rows],
            hovertemplate="%{text}<br>observed %{x:.3g}, predicted %{y:.3g}<extra></extra>",
        ),
        row=1, col=column,
    )  # fmt: skip


def _line(figure: Any, rows: Sequence[TrialOutcomeRow], column: int) -> None:
    from plotly.graph_objects import Scatter

    values = [value for row in rows for value in (row.observed, row.predicted) if value is not None]
    ends = [min(values, default=0.0), max(values, default=1.0)]
    figure.add_trace(
        Scatter(
            x=ends, y=ends, mode="lines", line={"color": "gray", "dash": "dot"}, showlegend=False,
            hoverinfo="skip",
        ),
        row=1, col=column,
    )  # fmt: skip
