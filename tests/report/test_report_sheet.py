"""Figures as plain data: the same places, axes and checks as plotly's own objects."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.report.look import layout_of, style
from nemda.report.sheet import Grid, Plain, Shared, figure_of, json_of, placed, plain_of, styled

CURVE: dict[str, Any] = {"type": "scatter", "x": [0, 1], "y": [2, 3], "name": "a", "showlegend": True}


@given(
    rows=st.integers(1, 6), widths=st.lists(st.floats(0.1, 1.0), min_size=1, max_size=3),
    space=st.floats(0.0, 0.15), shared=st.sampled_from([Shared.ROW, Shared.NONE]),
)  # fmt: skip
def test_panels_stand_where_plotly_puts_them(
    rows: int, widths: list[float], space: float, shared: Shared
) -> None:
    from plotly.subplots import make_subplots

    grid = Grid(rows, widths, space, space, shared)
    ours = grid.axes(lambda _: {}, lambda *_: {})
    theirs = layout_of(
        make_subplots(
            rows=rows, cols=len(widths), column_widths=widths,
            shared_xaxes=True, shared_yaxes=shared is Shared.ROW,
            horizontal_spacing=space, vertical_spacing=space,
        )
    )  # fmt: skip
    assert len(ours) == 2 * rows * len(widths)
    for name, axis in ours.items():
        assert axis["domain"] == pytest.approx(theirs[name].domain, abs=1e-12)  # sums in another order
        assert axis["anchor"] == theirs[name].anchor
        assert axis.get("matches") == theirs[name].matches
        assert axis.get("showticklabels") == theirs[name].showticklabels


def test_titles_stand_at_the_left_and_at_the_bottom_only() -> None:
    title = {"title": {"text": "words"}}
    axes = Grid(2, (1, 1), 0.1, 0.1).axes(lambda _: title, lambda *_: title)
    assert [name for name, axis in axes.items() if "title" in axis] == ["yaxis", "xaxis3", "yaxis3", "xaxis4"]


def test_the_look_is_that_of_the_other_figures() -> None:
    from plotly.graph_objects import Figure

    other = style(Figure([CURVE, {**CURVE, "name": "b"}]), 300)
    plain = styled([CURVE, {**CURVE, "name": "b"}], 300, 40, 56)
    layout = plain._replace(layout=plain.layout | Grid(1, (1,), 0, 0).axes(lambda _: {}, lambda *_: {}))
    ours, theirs = (figure.to_plotly_json()["layout"] for figure in (figure_of(layout), other))
    for axis in ("xaxis", "yaxis"):
        assert {k: v for k, v in ours[axis].items() if k not in {"anchor", "domain"}} == theirs[axis]
    for name in set(theirs) - {"template", "xaxis", "yaxis"}:
        assert ours[name] == theirs[name]


def test_all_panels_can_share_one_axis() -> None:
    axes = Grid(2, (1, 1), 0.1, 0.1, Shared.ALL).axes(lambda _: {}, lambda *_: {})
    assert "matches" not in axes["yaxis"]
    assert [axes[f"yaxis{number}"]["matches"] for number in (2, 3, 4)] == ["y"] * 3
    # the first column keeps its numbers, each row is read by itself
    assert "showticklabels" not in axes["yaxis3"]
    assert axes["yaxis4"]["showticklabels"] is False


def test_a_figure_of_plotly_and_back() -> None:
    plain = styled(placed([CURVE], 1), 300, 40, 56)
    again = plain_of(figure_of(plain))
    assert again.layout["height"] == 300
    assert again.traces[0]["xaxis"] == "x"


def test_traces_know_their_panel() -> None:
    [first] = placed([CURVE], 1)
    [later] = placed([CURVE], 5)
    assert (first["xaxis"], first["yaxis"], later["xaxis"], later["yaxis"]) == ("x", "y", "x5", "y5")
    assert "xaxis" not in CURVE


def test_the_text_is_what_plotly_reads() -> None:
    plain = styled(placed([CURVE], 1), 300, 40, 56)
    content = json.loads(json_of(plain))
    assert content["data"] == plain.traces
    assert figure_of(plain).to_plotly_json()["layout"]["height"] == content["layout"]["height"] == 300


def test_a_name_cannot_end_the_script_that_holds_it() -> None:
    text = json_of(Plain([{**CURVE, "name": "</script><script>"}], {}))
    assert "<" not in text
    assert json.loads(text)["data"][0]["name"] == "</script><script>"


def test_a_number_that_is_not_finite_is_never_written() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_of(Plain([{**CURVE, "y": [float("nan"), 1.0]}], {}))
