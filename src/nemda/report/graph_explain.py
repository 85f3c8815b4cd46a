"""The mechanism graph with each arrow as wide as what the change in mood loses without it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from nemda.engine.points import typical_points
from nemda.explain.explain import Explanation
from nemda.explain.words import moment_words, points_text
from nemda.mechanism.chain import DRUG_DRIVES, EXPERIMENT_DRIVES, SETTING_DRIVES, TARGET_DRIVES, chain
from nemda.mechanism.picture import GROUPS, SPELLING, whole_chain
from nemda.model.drawing import LINE_WIDTH, Weight, drawing
from nemda.model.graph import Arrow, mechanism_graph
from nemda.model.layers import Edge
from nemda.model.printing import readable

WIDEST_PX = 9.0
DRAWN = 0.01
"""Share of the widest arrow from which an arrow is drawn wider than the thinnest line."""


def explained_graph(explanation: Explanation, moment: int = 0) -> str:
    """Return the graph as the text of an SVG file; widths tell the points lost at one of the times.

    An arrow between two boxes that carries several signals is as wide as the largest loss among them.
    """
    place = explanation.places[moment]
    points = typical_points()
    graph = whole_chain(mechanism_graph(chain(), points), points)
    lost: dict[Edge, dict[str, float]] = {}
    for link in explanation.links:
        edge = (_origin(link.provider, link.signal), link.user)
        lost.setdefault(edge, {})[link.signal] = float(link.lost[place])
    largest = max((abs(value) for each in lost.values() for value in each.values()), default=0.0)
    arrows: dict[Edge, list[Arrow]] = {}
    for arrow in graph.arrows:
        arrows.setdefault((arrow.provider, arrow.user), []).append(arrow)
    weights = {
        edge: Weight(_width(lost.get(edge, {}), largest), _grade(edge, each), _words(lost.get(edge, {})))
        for edge, each in arrows.items()
    }
    when = moment_words(explanation.task.at_h[moment])
    note = (
        f"width: points of MADRS lost {when} after the first dose when the arrow alone is cut (widest "
        f"{points_text(-largest)}); letter: grade of the evidence, A number, B sign or time, C assumed"
    )
    return drawing(graph, GROUPS, SPELLING, weights, note)


def _origin(provider: str, signal: str) -> str:
    """Return the box an outside signal comes from in the picture."""
    boxes = {
        "kinetics": {**DRUG_DRIVES, **TARGET_DRIVES},
        "setting": SETTING_DRIVES,
        "experiment": EXPERIMENT_DRIVES,
    }
    outside = {name: box for box, drives in boxes.items() for name in drives}
    return outside.get(signal, provider) if provider == "outside" else provider


def _width(lost: Mapping[str, float], largest: float) -> float:
    share = max(map(abs, lost.values()), default=0.0) / largest if largest else 0.0
    return LINE_WIDTH if share < DRAWN else LINE_WIDTH + (WIDEST_PX - LINE_WIDTH) * share


def _words(lost: Mapping[str, float]) -> str:
    named = [f"{readable(name, SPELLING)} {points_text(value, 2)}" for name, value in lost.items()]
    return f"lost without it: {', '.join(named)}" if named else ""


def _grade(edge: Edge, arrows: list[Arrow]) -> str:
    """Return the grade of the switches where every signal has one, else that of the arrow, if known."""
    if not all(arrow.switches for arrow in arrows):
        return _link_grades().get(edge, "")
    return "/".join(sorted({switch.grade for arrow in arrows for switch in arrow.switches}))


@cache
def _link_grades() -> Mapping[Edge, str]:
    with (files("nemda.explain") / "data" / "link_grades.toml").open("rb") as stream:
        return {(link["provider"], link["user"]): link["grade"] for link in tomllib.load(stream)["link"]}
