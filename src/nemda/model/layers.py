"""Layers of a graph drawn from top to bottom: causes above effects, long arrows bent around boxes.

The method of Sugiyama, Tagawa and Toda (1981, IEEE Trans Syst Man Cybern 11:109): put each node in a
layer below its causes, cut long arrows into pieces, one per layer, and order the layers so that few
arrows cross. Arrows that close a loop are turned around for this and drawn upward.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Edge = tuple[str, str]
Slot = tuple[str, ...]
"""A node ``(name,)``, or the piece of an arrow in one layer ``(from, to, layer)``."""

SWEEPS = 24


@dataclass(frozen=True)
class Layers:
    """What stands in each layer, left to right, and the slots each arrow passes, from top to bottom."""

    rows: tuple[tuple[Slot, ...], ...]
    routes: Mapping[Edge, tuple[Slot, ...]]
    upward: frozenset[Edge]


def layered(nodes: Sequence[str], edges: Iterable[Edge]) -> Layers:
    """Return layers for nodes given in reading order; edges from a node to itself are left out."""
    wanted = [edge for edge in dict.fromkeys(edges) if edge[0] != edge[1]]
    upward = _closing(nodes, wanted)
    down = {edge: (edge[1], edge[0]) if edge in upward else edge for edge in wanted}
    depth = _depths(nodes, set(down.values()))
    rows: list[list[Slot]] = [[] for _ in range(max(depth.values()) + 1)]
    for node in nodes:
        rows[depth[node]].append((node,))
    routes: dict[Edge, tuple[Slot, ...]] = {}
    for edge, (top, bottom) in down.items():
        between = [(*edge, str(layer)) for layer in range(depth[top] + 1, depth[bottom])]
        for layer, slot in enumerate(between, start=depth[top] + 1):
            rows[layer].append(slot)
        routes[edge] = ((top,), *between, (bottom,))
    return Layers(_uncrossed(rows, routes), routes, frozenset(upward))


def _closing(nodes: Sequence[str], edges: Sequence[Edge]) -> set[Edge]:
    """Return the edges that run against the reading order inside a loop."""
    place = {node: number for number, node in enumerate(nodes)}
    reached = {node: _reachable(node, edges) for node in nodes}
    return {(a, b) for a, b in edges if place[a] > place[b] and a in reached[b]}


def _reachable(start: str, edges: Sequence[Edge]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        node = waiting.pop()
        new = {b for a, b in edges if a == node} - found
        found |= new
        waiting += new
    return found


def _depths(nodes: Sequence[str], edges: set[Edge]) -> dict[str, int]:
    """Return the longest way down to each node; a node without causes stands just above its effects."""
    depth: dict[str, int] = {}

    def deepest(node: str) -> int:
        if node not in depth:
            depth[node] = 1 + max((deepest(a) for a, b in edges if b == node), default=-1)
        return depth[node]

    for node in nodes:
        deepest(node)
    caused = {b for _, b in edges}
    for node in nodes:
        below = [depth[b] for a, b in edges if a == node]
        if node not in caused and below:
            depth[node] = min(below) - 1
    return depth


def _uncrossed(
    rows: list[list[Slot]], routes: Mapping[Edge, tuple[Slot, ...]]
) -> tuple[tuple[Slot, ...], ...]:
    """Return the rows in the order with the fewest crossings that sweeps of barycenters find."""
    pairs = [pair for route in routes.values() for pair in pairwise(route)]
    best, fewest = [list(row) for row in rows], _crossings(rows, pairs)
    current = [list(row) for row in rows]
    for sweep in range(SWEEPS):
        numbers = range(1, len(rows)) if sweep % 2 == 0 else range(len(rows) - 2, -1, -1)
        for number in numbers:
            fixed = current[number - 1] if sweep % 2 == 0 else current[number + 1]
            current[number] = _by_barycenter(current[number], fixed, pairs)
        crossings = _crossings(current, pairs)
        if crossings < fewest:
            best, fewest = [list(row) for row in current], crossings
    return tuple(tuple(row) for row in best)


def _by_barycenter(row: list[Slot], fixed: list[Slot], pairs: list[tuple[Slot, Slot]]) -> list[Slot]:
    place = {slot: number / max(len(fixed) - 1, 1) for number, slot in enumerate(fixed)}
    own = {slot: number / max(len(row) - 1, 1) for number, slot in enumerate(row)}

    def barycenter(slot: Slot) -> float:
        near = [
            place[b if a == slot else a] for a, b in pairs if slot in (a, b) and (a in place or b in place)
        ]
        return sum(near) / len(near) if near else own[slot]

    return sorted(row, key=barycenter)


def _crossings(rows: list[list[Slot]], pairs: list[tuple[Slot, Slot]]) -> int:
    place = {slot: number for row in rows for number, slot in enumerate(row)}
    layer = {slot: number for number, row in enumerate(rows) for slot in row}
    count = 0
    for number in range(len(rows) - 1):
        between = [(place[a], place[b]) for a, b in pairs if layer[a] == number]
        for index, (a, b) in enumerate(between):
            count += sum((a - c) * (b - d) < 0 for c, d in between[index + 1 :])
    return count
