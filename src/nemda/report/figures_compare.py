"""Benefit beside burden of regimens: small multiples, one panel per measure, one mark per regimen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nemda.plan.compare import Compared, compare_regimens
from nemda.report.arms import COLORS
from nemda.report.look import heading, style

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

SHOWN = (
    "madrs_1",
    "madrs_28",
    "response",
    "relapse",
    "cadss",
    "systolic",
    "nausea",
    "sedated",
    "hours",
    "weekly",
    "urinary",
)
COLUMNS, PANEL_PX, ROW_PX, HEAD_PX, NAME_PX = 3, 60, 22, 64, 22
EXAMPLE = (
    "0.5 mg/kg ketamine iv over 40 min twice weekly for 3 weeks",
    "0.25 mg/kg ketamine iv over 40 min twice weekly for 3 weeks",
    "84 mg esketamine nasal twice weekly for 3 weeks",
    "1 mg/kg ketamine oral twice weekly for 3 weeks",
    "saline iv over 40 min twice weekly for 3 weeks",
)
EXAMPLE_PEOPLE, EXAMPLE_SEED = 100, 5


def compare_figure(found: Sequence[Compared]) -> Figure:
    """Return one small panel per measure; in each, every regimen has a mark with its interval.

    An empty line is a measure that a regimen does not have (placebo has no exposure). Measures are not
    weighed against each other.
    """
    from plotly.graph_objects import Scatter
    from plotly.subplots import make_subplots

    rows = -(-len(SHOWN) // COLUMNS)
    figure = make_subplots(rows=rows, cols=COLUMNS, horizontal_spacing=0.08, vertical_spacing=0.42 / rows)
    letters = [chr(ord("A") + place) for place in range(len(found))]
    for index, key in enumerate(SHOWN):
        row, column = index // COLUMNS + 1, index % COLUMNS + 1
        for place, one in enumerate(found):
            measure = one.measure(key)
            if measure.value is None:
                continue
            low = measure.value if measure.low is None else measure.low
            high = measure.value if measure.high is None else measure.high
            figure.add_trace(
                Scatter(
                    x=[measure.value],
                    y=[letters[place]],
                    mode="markers",
                    showlegend=False,
                    name=f"{letters[place]}  {one.name}",
                    marker={"color": COLORS[place % len(COLORS)], "size": 9},
                    error_x={
                        "type": "data",
                        "symmetric": False,
                        "array": [high - measure.value],
                        "arrayminus": [measure.value - low],
                        "color": COLORS[place % len(COLORS)],
                        "thickness": 1.5,
                    },
                ),
                row=row,
                col=column,
            )
    top = HEAD_PX + NAME_PX * len(found)
    style(figure, top + rows * (PANEL_PX + 30 + ROW_PX * len(found)), top)
    notes = [
        heading(f"<b>{letters[place]}</b>  {one.name}", 0, 1)
        | {
            "yshift": 34 + NAME_PX * (len(found) - 1 - place),
            "font": {"size": 12, "color": COLORS[place % len(COLORS)]},
        }
        for place, one in enumerate(found)
    ]
    for index, key in enumerate(SHOWN):
        row, column = index // COLUMNS + 1, index % COLUMNS + 1
        measure = found[0].measure(key)
        better = " →" if measure.more_is_better else " ←"
        signs = {"benefit": f"  <i>better{better}</i>"}
        axis = "" if index == 0 else str(index + 1)
        notes.append(
            {
                "text": f"<b>{measure.words}</b>{signs.get(measure.group, '')}",
                "xref": f"x{axis} domain",
                "yref": f"y{axis} domain",
                "x": 0,
                "y": 1,
                "xanchor": "left",
                "yanchor": "bottom",
                "showarrow": False,
                "font": {"size": 11},
            }
        )
        figure.update_xaxes(title={"text": measure.unit, "font": {"size": 11}}, row=row, col=column)
        figure.update_yaxes(
            categoryorder="array",
            categoryarray=letters[::-1],
            range=[-0.6, len(letters) - 0.4],
            nticks=None,
            dtick=1,
            showgrid=False,
            row=row,
            col=column,
        )
    figure.update_layout(annotations=notes, hovermode="closest")
    return figure


def example_figure() -> Figure:
    """Return the comparison of five regimens in a group with treatment-resistant depression."""
    from nemda.people import people
    from nemda.regimen import parse

    group = people("trd", n=EXAMPLE_PEOPLE, seed=EXAMPLE_SEED)
    return compare_figure(compare_regimens([parse(each) for each in EXAMPLE], group))
