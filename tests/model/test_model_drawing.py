from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.engine.points import typical_points
from nemda.mechanism.chain import MECHANISMS, chain
from nemda.mechanism.picture import GROUPS, SPELLING, whole_chain
from nemda.model.drawing import BOX_WIDTH, drawing, span
from nemda.model.graph import Arrow, Effect, MechanismGraph, Place, mechanism_graph
from nemda.model.layers import layered
from nemda.model.layout import placed
from nemda.model.parameters import Parameter

SVG = "{http://www.w3.org/2000/svg}"
NODES = [f"n{number}" for number in range(9)]
GAP = 10.0

edge_lists = st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)), max_size=20)


@given(edge_lists)
def test_arrows_run_down_one_layer_at_a_time(edges: list[tuple[str, str]]) -> None:
    layers = layered(NODES, edges)
    depth = {slot: number for number, row in enumerate(layers.rows) for slot in row}
    assert set(layers.routes) == {(a, b) for a, b in edges if a != b}
    for (a, b), route in layers.routes.items():
        assert [depth[slot] for slot in route] == list(range(depth[route[0]], depth[route[-1]] + 1))
        assert (route[0], route[-1]) == (((b,), (a,)) if (a, b) in layers.upward else ((a,), (b,)))


@given(edge_lists)
def test_only_arrows_against_the_reading_order_in_a_loop_run_upward(edges: list[tuple[str, str]]) -> None:
    layers = layered(NODES, edges)
    place = {name: number for number, name in enumerate(NODES)}
    assert all(place[a] > place[b] for a, b in layers.upward)
    without_loops = [(a, b) for a, b in edges if place[a] > place[b]]
    assert layered(NODES, without_loops).upward == frozenset()


@given(edge_lists)
def test_boxes_do_not_touch(edges: list[tuple[str, str]]) -> None:
    layers = layered(NODES, edges)
    sizes = dict.fromkeys(NODES, 50.0)
    layout = placed(layers, sizes, sizes, GAP, between=20.0)
    for row in layers.rows:
        for left, right in pairwise(row):
            need = (50.0 if len(left) == 1 else 14.0) / 2 + (50.0 if len(right) == 1 else 14.0) / 2 + GAP
            # The linear program is solved to about 1e-9 of the width.
            assert layout.x[right] - layout.x[left] >= need - 1e-6
    assert all(25.0 - 1e-6 <= layout.x[name,] <= layout.width - 25.0 + 1e-6 for name in NODES)
    assert all(bottom < top for bottom, top in zip(layout.bottom, layout.top[1:], strict=False))


def test_a_chain_is_drawn_straight_and_a_long_arrow_without_bends() -> None:
    sizes = dict.fromkeys("abc", 50.0)
    chain_only = placed(layered("abc", [("a", "b"), ("b", "c")]), sizes, sizes, GAP, between=20.0)
    assert chain_only.x["a",] == pytest.approx(chain_only.x["b",]) == pytest.approx(chain_only.x["c",])
    layers = layered("abc", [("a", "b"), ("b", "c"), ("a", "c")])
    layout = placed(layers, sizes, sizes, GAP, between=20.0)
    bend = layers.routes["a", "c"][1]
    assert layout.x["a",] == pytest.approx(layout.x[bend]) == pytest.approx(layout.x["c",])


@pytest.fixture(scope="module")
def graph() -> MechanismGraph:
    points = typical_points()
    return whole_chain(mechanism_graph(chain(), points), points)


@pytest.fixture(scope="module")
def picture(graph: MechanismGraph) -> ElementTree.Element:
    return ElementTree.fromstring(drawing(graph, GROUPS, SPELLING))


def boxes(picture: ElementTree.Element) -> list[tuple[float, float, float, float]]:
    found = [rect.attrib for rect in picture.iter(f"{SVG}rect") if rect.get("width") == f"{BOX_WIDTH:g}"]
    return [(float(r["x"]), float(r["y"]), float(r["width"]), float(r["height"])) for r in found]


def test_the_chain_is_drawn_whole_and_inside_its_frame(
    graph: MechanismGraph, picture: ElementTree.Element
) -> None:
    assert len(boxes(picture)) == len(graph.places) == len(MECHANISMS) + 5
    pairs = {(arrow.provider, arrow.user) for arrow in graph.arrows}
    assert len(list(picture.iter(f"{SVG}polygon"))) == len(list(picture.iter(f"{SVG}circle"))) == len(pairs)
    *_, width, height = map(float, picture.attrib["viewBox"].split())
    margin = float(re.findall(r"translate\((\d+)", ElementTree.tostring(picture, "unicode"))[0])
    for x, y, wide, high in boxes(picture):
        assert x >= -1e-6
        assert y >= -1e-6
        assert x + wide + 2 * margin <= width + 1
        assert y + high + 2 * margin < height


def test_no_box_of_the_chain_covers_another(picture: ElementTree.Element) -> None:
    everything = boxes(picture)
    for index, (x, y, wide, high) in enumerate(everything):
        for other_x, other_y, other_wide, other_high in everything[index + 1 :]:
            apart = x + wide <= other_x or other_x + other_wide <= x
            assert apart or y + high <= other_y or other_y + other_high <= y


def test_every_place_has_a_group(graph: MechanismGraph) -> None:
    grouped = [name for names in GROUPS.values() for name in names]
    assert sorted(grouped) == sorted(place.name for place in graph.places)


def test_the_drawing_is_the_same_every_time(graph: MechanismGraph) -> None:
    assert drawing(graph, GROUPS, SPELLING) == drawing(graph, GROUPS, SPELLING)


def test_mood_lowers_the_score(graph: MechanismGraph) -> None:
    to_score = {arrow.signal: arrow.sign for arrow in graph.arrows if arrow.user == "score"}
    assert to_score == dict.fromkeys(
        ("mood_fast", "slow_gain", "opioid_gate", "expectancy", "care", "monoamine_share"), "-"
    )  # fmt: skip


def small(value: float, *, contested: bool) -> str:
    switch = Parameter(
        "x", value, "1", "an arrow", (0.0, 1.0), "C", "assumption", note="a test", kind="switch"
    )
    arrow = Arrow("a", "b", "<signal>", (Effect("y", "-", ()),), (switch,) if contested else ())
    return drawing(MechanismGraph((Place("a", "first", {}), Place("b", "second", {"y": 2.0})), (arrow,)), {})


def test_contested_arrows_are_dashed_and_pale_when_off() -> None:
    def first_path(text: str) -> dict[str, str]:
        return next(iter(ElementTree.fromstring(text).iter(f"{SVG}path"))).attrib

    accepted, on, off = small(1.0, contested=False), small(1.0, contested=True), small(0.0, contested=True)
    assert "stroke-dasharray" not in first_path(accepted)
    assert "stroke-dasharray" in first_path(on)
    assert first_path(on)["stroke"] == first_path(accepted)["stroke"] != first_path(off)["stroke"]


def test_names_are_escaped_and_told() -> None:
    text = small(1.0, contested=True)
    assert "a to b: − &lt;signal&gt;" in text
    assert ">2 h</text>" in text


@pytest.mark.parametrize(
    ("times_h", "words"),
    [
        ([], ""),
        ([float("inf")], ""),
        ([0.05, 2.0], "3 min to 2 h"),
        ([48.0], "2 d"),
        ([0.001], "3.6 s"),
        ([1.0, 1.0], "1 h"),
    ],
)
def test_time_scales_in_words(times_h: list[float], words: str) -> None:
    assert span(times_h) == words
