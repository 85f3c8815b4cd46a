"""Benefit beside burden of regimens: small multiples, one panel per measure, one mark per regimen."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from nemda.plan.compare import Compared, compare_regimens
from nemda.report.arms import COLORS
from nemda.report.look import INK, heading, style

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

ROWS = (
    ("Benefit", ("madrs_1", "madrs_28", "response", "relapse")),
    ("A session", ("cadss", "systolic", "sedated", "nausea")),
    ("The course", ("visits", "hours", "weekly", "urinary")),
)
SHOWN = tuple(key for _, keys in ROWS for key in keys)
COLUMNS = 4
HEAD_PX, NAME_PX, MARK_PX, GAP_PX, BOTTOM_PX, WRAP = 30, 22, 24, 112, 76, 27
FOOT = (
    "Bars: 90% of people; of shares what so many people leave unsure; of urinary symptoms what is not known. "
    "<br>Research and teaching, no advice: nothing weighs benefit against burden."
)
EXAMPLE = (
    "0.5 mg/kg ketamine iv over 40 min twice weekly for 3 weeks",
    "0.25 mg/kg ketamine iv over 40 min twice weekly for 3 weeks",
    "84 mg esketamine nasal twice weekly for 3 weeks",
    "1 mg/kg ketamine oral twice weekly for 3 weeks",
    "saline iv over 40 min twice weekly for 3 weeks",
)
EXAMPLE_PEOPLE, EXAMPLE_SEED = 100, 5


def compare_figure(found: Sequence[Compared]) -> Figure:
    """Return a panel per measure, in rows of benefit, session and course; every regimen has a mark in each.

    An empty line is a measure that a regimen does not have (placebo has no exposure). Measures are not
    weighed against each other.
    """
    from plotly.subplots import make_subplots

    inner = len(ROWS) * MARK_PX * (len(found) + 1) + (len(ROWS) - 1) * GAP_PX
    figure = make_subplots(
        rows=len(ROWS), cols=COLUMNS, horizontal_spacing=0.045, vertical_spacing=GAP_PX / inner
    )
    notes: list[dict[str, Any]] = []
    for row, (title, keys) in enumerate(ROWS, start=1):
        for column, key in enumerate(keys, start=1):
            _marks(figure, found, key, row, column)
            notes.append(_panel_title(found, key, (row - 1) * COLUMNS + column))
        notes.append(_on_panel((row - 1) * COLUMNS + 1, f"<b>{title}</b>", 13) | {"yshift": 32})
    top = HEAD_PX + NAME_PX * len(found) + 64
    style(figure, inner + top + BOTTOM_PX, top, BOTTOM_PX)
    letters = _letters(found)
    for place, one in enumerate(found):
        color = COLORS[place % len(COLORS)]
        above = 64 + NAME_PX * (len(found) - 1 - place)
        named = heading(f"<b>{letters[place]}</b>  {one.name}", 0, 1, above)
        notes.append(named | {"font": {"size": 12, "color": color}})
    foot = heading(FOOT, 0, 0) | {"yanchor": "top", "yshift": -32, "font": {"size": 11, "color": INK}}
    figure.update_xaxes(nticks=4, tickfont={"size": 10})
    figure.update_yaxes(
        categoryorder="array", categoryarray=letters[::-1], range=[-0.6, len(letters) - 0.4], nticks=None,
        dtick=1, showgrid=False,
    )  # fmt: skip
    figure.update_layout(annotations=[*notes, foot], hovermode="closest", margin_l=30)
    return figure


def shared_words(found: Sequence[Compared], key: str) -> str:
    """Return the words of a measure that hold for every regimen: courses end on different days."""
    words = [one.measure(key).words for one in found]
    if len(set(words)) == 1:
        return words[0]
    return f"{words[0].partition(', day')[0]}, 24 h after the last session"


def _letters(found: Sequence[Compared]) -> list[str]:
    return [chr(ord("A") + place) for place in range(len(found))]


def _marks(figure: Figure, found: Sequence[Compared], key: str, row: int, column: int) -> None:
    from plotly.graph_objects import Scatter

    for place, (letter, one) in enumerate(zip(_letters(found), found, strict=True)):
        measure = one.measure(key)
        if measure.value is None:
            continue
        low = measure.value if measure.low is None else measure.low
        high = measure.value if measure.high is None else measure.high
        color = COLORS[place % len(COLORS)]
        figure.add_trace(
            Scatter(
                x=[measure.value], y=[letter], mode="markers", showlegend=False,
                name=f"{letter}  {one.name}", marker={"color": color, "size": 9},
                error_x={
                    "type": "data", "symmetric": False, "array": [high - measure.value],
                    "arrayminus": [measure.value - low], "color": color, "thickness": 1.5,
                },
            ),
            row=row, col=column,
        )  # fmt: skip


def _panel_title(found: Sequence[Compared], key: str, panel: int) -> dict[str, Any]:
    """Return the name of a measure with its unit, in lines that fit above its panel."""
    measure = found[0].measure(key)
    arrow = {"benefit": " better\u00a0→" if measure.more_is_better else " better\u00a0←"}.get(
        measure.group, ""
    )
    words = "<br>".join(wrap(f"{shared_words(found, key)}, {measure.unit}".removesuffix(", ") + arrow, WRAP))
    return _on_panel(panel, words, 11)


def _on_panel(panel: int, text: str, size: int) -> dict[str, Any]:
    axis = "" if panel == 1 else str(panel)
    return {
        "text": text, "xref": f"x{axis} domain", "yref": f"y{axis} domain", "x": 0, "y": 1,
        "xanchor": "left", "yanchor": "bottom", "align": "left", "showarrow": False,
        "font": {"size": size, "color": INK},
    }  # fmt: skip


def example_figure() -> Figure:
    """Return the comparison of five regimens in a group with treatment-resistant depression."""
    from nemda.people import people
    from nemda.regimen import parse

    group = people("trd", n=EXAMPLE_PEOPLE, seed=EXAMPLE_SEED)
    return compare_figure(compare_regimens([parse(each) for each in EXAMPLE], group))
