"""Indications drawn: how much of what the drug does to mood carries over, reading by reading."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple

from nemda.indication import Outcome, indication, indications
from nemda.indication.library import fitted_numbers
from nemda.report.arms import COLORS
from nemda.report.look import INK, heading, style
from nemda.trial.intervals import wilson

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Z_90 = 1.645
ROW_PX, TOP, BOTTOM = 34, 64, 84
NOTE = (
    "Research and teaching, no advice for a patient. Bars: 90% of what the fitted numbers, or the trial's "
    "counts, leave open."
)


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
    """Return the main number of each reading with its interval, beside the arms of its trial.

    The trial may have had another regimen than the one asked for; what it gave is in the hover text. Without
    outcomes, the transfers.
    """
    from plotly.graph_objects import Figure

    if not outcomes:
        return transfers_figure()
    first, figure = outcomes[0], Figure()
    rows = [one.reading for one in outcomes]
    for name, symbol, color, dots in (
        ("this regimen, simulated", "circle", COLORS[0], [_simulated(one) for one in outcomes]),
        ("its trial: drug", "diamond", INK, _arms(outcomes, drug=True)),
        ("its trial: control", "diamond-open", INK, _arms(outcomes, drug=False)),
    ):
        if dots:
            _draw(figure, name, dots, color, symbol)
    style(figure, TOP + BOTTOM + 2 * ROW_PX * len(rows), TOP, BOTTOM)
    unit = first.unit if first.better is None else "% of people"
    words = "<br>".join(wrap(f"{first.criterion}, {unit}", 90))
    figure.update_xaxes(title={"text": words}, rangemode="tozero")
    figure.update_yaxes(
        nticks=None, dtick=1, categoryorder="array", categoryarray=rows[::-1], range=[-0.6, len(rows) - 0.4]
    )
    title = f"<b>{indication(first.indication).title}, {first.scale}</b>: evidence grade {first.grade}"
    figure.update_layout(
        margin={"l": 130}, hovermode="closest", scattermode="group", scattergap=0.3,
        annotations=[
            heading(title, 0, 1, 24), heading(NOTE, 0, 1) | {"font": {"size": 11, "color": INK}},
        ],
    )  # fmt: skip
    return figure


class _Dot(NamedTuple):
    """A number with its 90% interval in the row of a reading, and what was given."""

    row: str
    value: float
    low: float
    high: float
    words: str = ""


def _draw(figure: Figure, name: str, dots: Sequence[_Dot], color: str, symbol: str) -> None:
    from plotly.graph_objects import Scatter

    figure.add_trace(
        Scatter(
            x=[dot.value for dot in dots], y=[dot.row for dot in dots], mode="markers", name=name,
            showlegend=True, text=[dot.words for dot in dots], orientation="h", offsetgroup=name,
            marker={"color": color, "size": 9, "symbol": symbol},
            error_x={
                "type": "data", "symmetric": False, "array": [dot.high - dot.value for dot in dots],
                "arrayminus": [dot.value - dot.low for dot in dots], "color": color, "thickness": 1.2,
            },
        )
    )  # fmt: skip


def _simulated(one: Outcome) -> _Dot:
    if one.better is not None:
        value, low, high = (100 * each for each in one.better)
        return _Dot(one.reading, value, low, high)
    assert one.gained is not None
    return _Dot(one.reading, *one.gained)


def _arms(outcomes: Sequence[Outcome], *, drug: bool) -> list[_Dot]:
    """Return the arms, or the difference, of the trials that readings rest on."""
    found: list[_Dot] = []
    for one in outcomes:
        reading = indication(one.indication).reading(one.reading)
        for arm in reading.arms:
            if ("ketamine" in arm.regimen) == drug:
                share = wilson(round(arm.better), arm.n)
                ends = (100 * share.lower_90, 100 * share.upper_90)
                words = f"{arm.regimen}: {arm.better:g} of {arm.n}"
                found.append(_Dot(one.reading, 100 * arm.better / arm.n, *ends, words))
        if reading.difference is not None and drug and one.better is None:
            value, half = reading.difference.value, Z_90 * reading.difference.standard_error
            found.append(_Dot(one.reading, value, value - half, value + half, reading.difference.regimen))
    return found
