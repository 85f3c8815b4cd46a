"""Coordinates for a layered graph: boxes above what they lead to, long arrows straight, nothing touching.

The positions minimize the summed sideways way of all arrows, a linear program (Gansner, Koutsofios, North
and Vo 1993, IEEE Trans Softw Eng 19:214, section 4, with their weights: 1 between boxes, 2 between box and
bend, 8 between bends).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.model.layers import Edge, Layers, Slot

BEND_WIDTH = 14.0
"""Room that a passing arrow keeps from its neighbors."""
WEIGHT = {0: 1.0, 1: 2.0, 2: 8.0}
"""Of one piece of an arrow, by how many of its ends are bends."""
COMPACT = 1e-3
"""Weight of the width of a row: enough to close what no arrow holds apart."""


@dataclass(frozen=True)
class Layout:
    """Centers of the slots, and the y at which each layer begins and ends; all in drawing units."""

    x: Mapping[Slot, float]
    top: tuple[float, ...]
    bottom: tuple[float, ...]
    width: float
    height: float


def placed(
    layers: Layers, widths: Mapping[str, float], heights: Mapping[str, float], gap: float, between: float
) -> Layout:
    """Return coordinates; `gap` is the least distance of two boxes, `between` that of two layers."""
    wide = {slot: widths[slot[0]] if len(slot) == 1 else BEND_WIDTH for row in layers.rows for slot in row}
    x = dict(zip(wide, map(float, _centers(layers, wide, gap)), strict=True))
    left = min(x[slot] - wide[slot] / 2 for slot in x)
    right = max(x[slot] + wide[slot] / 2 for slot in x)
    tops: list[float] = []
    bottoms: list[float] = []
    y = 0.0
    for row in layers.rows:
        tops.append(y)
        y += max(heights[slot[0]] for slot in row if len(slot) == 1)
        bottoms.append(y)
        y += between
    return Layout(
        x={slot: value - left for slot, value in x.items()},
        top=tuple(tops),
        bottom=tuple(bottoms),
        width=right - left,
        height=bottoms[-1],
    )


def _centers(layers: Layers, wide: Mapping[Slot, float], gap: float) -> Float[ndarray, " slot"]:
    """Return the x of each slot: least sum of weighted |x_a - x_b| that keeps neighbors apart."""
    from scipy.optimize import linprog

    place = {slot: number for number, slot in enumerate(wide)}
    pieces = [pair for route in layers.routes.values() for pair in pairwise(route)]
    beside = [pair for row in layers.rows for pair in pairwise(row)]
    slots, size = len(place), len(place) + len(pieces)
    cost = np.zeros(size)
    rules = np.zeros((2 * len(pieces) + len(beside), size))
    bound = np.zeros(len(rules))
    for number, (a, b) in enumerate(pieces):
        cost[slots + number] = WEIGHT[(len(a) > 1) + (len(b) > 1)]
        for row, sign in ((2 * number, 1.0), (2 * number + 1, -1.0)):
            rules[row, [place[a], place[b], slots + number]] = sign, -sign, -1.0
    for row, (a, b) in enumerate(beside, start=2 * len(pieces)):
        rules[row, [place[a], place[b]]] = 1.0, -1.0
        bound[row] = -((wide[a] + wide[b]) / 2 + gap)
        cost[[place[a], place[b]]] += -COMPACT, COMPACT
    return linprog(cost, A_ub=rules, b_ub=bound).x[:slots]


def ports(layers: Layers, layout: Layout, widths: Mapping[str, float]) -> dict[tuple[Edge, str], float]:
    """Return the x at which each arrow leaves or enters its boxes, ``(edge, "top" or "bottom")``.

    "top" is the upper end of the arrow. Arrows at one side of a box are spread in the order of what
    they lead to, so that they do not cross at the box.
    """
    ends: dict[tuple[Slot, bool], list[tuple[float, Edge]]] = {}
    for edge, route in layers.routes.items():
        ends.setdefault((route[0], False), []).append((layout.x[route[1]], edge))
        ends.setdefault((route[-1], True), []).append((layout.x[route[-2]], edge))
    found: dict[tuple[Edge, str], float] = {}
    for (slot, is_upper_side), arrows in ends.items():
        room = min(widths[slot[0]] * 0.8, 36.0 * (len(arrows) - 1))
        for number, (_, edge) in enumerate(sorted(arrows)):
            share = number / (len(arrows) - 1) - 0.5 if len(arrows) > 1 else 0.0
            found[edge, "bottom" if is_upper_side else "top"] = layout.x[slot] + share * room
    return found
