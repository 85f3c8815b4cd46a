"""Long-term risk with its uncertainty: clinic and recreational exposure in separate panels, never mixed."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import numpy as np

from nemda.report.arms import COLORS
from nemda.report.bands import significant
from nemda.report.look import INK, MARK, NOTE, heading, style, translucent
from nemda.risk import Exposure, Finding, exposure_of, pattern, recreational, risk_profile
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
FINDING_PX, FINDINGS_TOP, FINDINGS_BOTTOM = 38, 84, 56
NO_ADVICE = (
    "Research and teaching, no advice. Bars: 90% of what is not known; words: how good the evidence is."
)


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


def findings_figure(exposure: Exposure) -> Figure:
    """Return what is known of every long-term risk at one exposure: number and 90% interval, or "no number".

    One setting only, clinic or recreational; the two are never drawn on one axis.
    """
    from plotly.graph_objects import Figure, Scatter

    findings = risk_profile(exposure)
    color = COLORS[0 if exposure.setting == "clinic" else 1]
    rows = [f"{one.risk}: {one.what}" for one in findings]
    known = [(row, one, one.estimate) for row, one in zip(rows, findings, strict=True) if one.estimate]
    figure = Figure(
        Scatter(
            x=[each.mean for _, _, each in known], y=[row for row, _, _ in known], mode="markers",
            showlegend=False, marker={"color": color, "size": 9},
            text=[f"{one.text}, evidence {one.grade}" for _, one, _ in known],
            error_x={
                "type": "data", "symmetric": False,
                "array": [each.high - each.mean for _, _, each in known],
                "arrayminus": [each.mean - each.low for _, _, each in known],
                "color": color, "thickness": 1.5,
            },
        )
    )  # fmt: skip
    style(figure, FINDINGS_TOP + FINDINGS_BOTTOM + FINDING_PX * len(rows), FINDINGS_TOP, FINDINGS_BOTTOM)
    notes = [_value(row, one) for row, one in zip(rows, findings, strict=True)]
    amount = "" if exposure.mg_per_day is None else f", {exposure.mg_per_day:.3g} mg a day of use"
    words = f"{exposure.days_per_week:.2g} a week{amount}, {exposure.months:.3g} months"
    title = f"<b>{exposure.setting.capitalize()} exposure</b>: days of use {words}"
    lines = [line for line in (exposure.label, NO_ADVICE) if line]
    below = heading("<br>".join(lines), 0, 1) | {"font": {"size": 11, "color": INK}}
    figure.update_xaxes(title={"text": "% of people"}, range=[0, 100])
    figure.update_yaxes(
        nticks=None, dtick=1, categoryorder="array", categoryarray=rows[::-1], range=[-0.6, len(rows) - 0.4],
        ticktext=["<br>".join(wrap(row, 44)) for row in rows], tickvals=rows,
    )  # fmt: skip
    figure.update_layout(
        margin={"l": 300, "r": 210}, hovermode="closest",
        annotations=[heading(title, 0, 1, 40), below, *notes],
    )  # fmt: skip
    return figure


def _value(row: str, finding: Finding) -> dict[str, Any]:
    """Return the number of a finding with its grade, right of its line."""
    known = finding.estimate is not None
    return {
        "text": f"{finding.text}; {finding.grade}" if known else "no number", "x": 1, "xref": "paper",
        "y": row, "yref": "y", "xanchor": "left", "xshift": 10, "showarrow": False, "align": "left",
        "font": {"size": 11, "color": INK if known else MARK},
    }  # fmt: skip


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
