"""Long-term risk with its uncertainty: clinic and recreational exposure in separate panels, never mixed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nemda.report.arms import COLORS
from nemda.report.bands import significant
from nemda.report.look import INK, NOTE, heading, style, translucent
from nemda.risk import Exposure, exposure_of, pattern, recreational
from nemda.risk.bladder import bladder
from nemda.risk.exposure import continued
from nemda.risk.priors import Estimate

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

CLINIC = (
    "0.5 mg/kg ketamine iv over 40 min weekly for 4 weeks",
    "84 mg esketamine nasal twice weekly for 4 weeks",
    "300 mg ketamine oral daily for 2 weeks",
)
CLINIC_MONTHS = (1.0, 3.0, 6.0, 12.0, 24.0, 36.0, 48.0)
DAYS_A_WEEK = (0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0)
RECREATIONAL_MONTHS = (6.0, 24.0, 60.0)
SURVEYS = (
    ("recent users, 26.6% (Winstock 2012)", "recent users", 26.6),
    ("offenders, 51.6% (Taiwan 2014)", "heavy users", 51.6),
)
HEIGHT, TOP = 400, 64


def exposures_figure() -> Figure:
    """Return urinary symptoms: added in a clinic over months, and of recreational users over days of use.

    The clinic panel shows what an exposure adds, the other all symptoms, because surveys count all; the
    dotted line is people who never used. Bands hold 90% of what is not known.
    """
    from plotly.graph_objects import Scatter
    from plotly.subplots import make_subplots

    from nemda.regimen import parse

    figure = make_subplots(rows=1, cols=2, horizontal_spacing=0.13)
    for place, sentence in enumerate(CLINIC):
        exposures = [continued(exposure_of(parse(sentence)), months) for months in CLINIC_MONTHS]
        found = [bladder(each).attributable for each in exposures]
        _band(figure, CLINIC_MONTHS, found, sentence.partition(" for ")[0], COLORS[place], 1)
    for place, months in enumerate(RECREATIONAL_MONTHS):
        exposures = [recreational(days, months) for days in DAYS_A_WEEK]
        found = [bladder(each).symptoms for each in exposures]
        _band(figure, DAYS_A_WEEK, found, f"recreational, after {months:g} months", COLORS[3 + place], 2)
    for label, name, observed in SURVEYS:
        figure.add_trace(
            Scatter(
                x=[_mean_days(pattern(name))],
                y=[observed],
                mode="markers",
                name=label,
                showlegend=True,
                marker={"color": INK, "size": 9, "symbol": "diamond" if "recent" in name else "square"},
            ),
            row=1,
            col=2,
        )
    style(figure, HEIGHT, TOP)
    never = 100 * bladder(recreational(0.0, 12.0)).symptoms.mean
    figure.add_trace(
        Scatter(
            x=[0, 7],
            y=[never, never],
            mode="lines",
            showlegend=False,
            line={"color": INK, "width": 1, "dash": "dot"},
        ),
        row=1,
        col=2,
    )
    figure.update_xaxes(title={"text": "months of use"}, row=1, col=1)
    figure.update_xaxes(title={"text": "days of use a week"}, row=1, col=2)
    figure.update_yaxes(title={"text": "people with added symptoms, %"}, rangemode="tozero", row=1, col=1)
    figure.update_yaxes(title={"text": "people with symptoms, %"}, range=[0, 100], row=1, col=2)
    note = {**NOTE, "size": 11}
    figure.update_layout(
        hovermode="closest",
        annotations=[
            heading("<b>Clinic</b>: added by the course", 0, 1),
            heading("<b>Recreational</b>: all symptoms", 0.565, 1),
            {
                "text": "never used",
                "x": 7,
                "y": never,
                "xref": "x2",
                "yref": "y2",
                "showarrow": False,
                "xanchor": "right",
                "yanchor": "top",
                "font": note,
            },
        ],
    )
    return figure


def _band(
    figure: Any, x: Sequence[float], found: Sequence[Estimate], name: str, color: str, column: int
) -> None:
    from plotly.graph_objects import Scatter

    low, high, mean = (
        np.array([100 * getattr(each, part) for each in found]) for part in ("low", "high", "mean")
    )
    both = np.concatenate([np.asarray(x), np.asarray(x)[::-1]])
    figure.add_trace(
        Scatter(
            x=significant(both),
            y=significant(np.concatenate([high, low[::-1]])),
            fill="toself",
            mode="lines",
            fillcolor=translucent(color, 0.15),
            line={"width": 0},
            hoverinfo="skip",
            showlegend=False,
        ),
        row=1,
        col=column,
    )
    figure.add_trace(
        Scatter(
            x=list(x),
            y=significant(mean),
            name=name,
            mode="lines+markers",
            showlegend=True,
            line={"color": color, "width": 2},
            marker={"size": 5},
        ),
        row=1,
        col=column,
    )


def _mean_days(exposure: Exposure) -> float:
    return min(exposure.days_per_week * float(np.exp(exposure.days_spread**2 / 2)), 7.0)
