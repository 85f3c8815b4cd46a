"""The mechanism graph as one SVG picture: causes above, effects below, no program needed to see it.

A box names a mechanism, its states and how fast they move. An arrow carries its sign at its head; it is
dashed where the field disputes it (a switch belongs to it) and pale where that switch is off.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import NamedTuple

from nemda.model.graph import Arrow, MechanismGraph, Place, joined_sign
from nemda.model.layers import Edge, Layers, layered
from nemda.model.layout import Layout, placed, ports
from nemda.model.printing import NO_SPELLING, Spelling, readable

BOX_WIDTH, GAP, BETWEEN, MARGIN = 196.0, 20.0, 52.0, 18.0
LINE, TITLE_LINE, PADDING = 14.0, 22.0, 7.0
CHARACTERS = 29
"""Of the small type in one line of a box."""
LEGEND_ROW, LETTER = 22.0, 6.6

FILLS = ("#e8eef7", "#fde9d9", "#e3f1e1", "#f3e6f5", "#fbe3e4", "#fff3cd", "#e2f3f5", "#ececec")
STROKES = ("#4a6fa5", "#c76b1e", "#4c8c46", "#8a4f9e", "#b23a48", "#a98307", "#2a8b97", "#777777")
SIGN_COLORS = {"+": "#2e7d32", "-": "#c62828", "+/-": "#6d6d6d", "0": "#6d6d6d"}
SIGN_MARKS = {"+": "+", "-": "−", "+/-": "±", "0": "0"}
INK, ARROW, PALE = "#22252a", "#59606b", "#b6bcc6"
DASHES = ' stroke-dasharray="6 4"'
LINE_WIDTH = 1.5
LINES = ((ARROW, "", "accepted"), (ARROW, DASHES, "contested"), (PALE, DASHES, "contested, off by default"))
"""Stroke, dashes and meaning of each kind of arrow."""


class Weight(NamedTuple):
    """How an arrow is drawn beyond its sign: line width (px), a grade beside the sign, words for its tip."""

    width: float = LINE_WIDTH
    grade: str = ""
    words: str = ""


PLAIN = Weight()


class _Line(NamedTuple):
    """All signals from one box to another, drawn as one arrow."""

    edge: Edge
    arrows: tuple[Arrow, ...]
    weight: Weight

    @property
    def sign(self) -> str:
        """The common sign of the signals."""
        return joined_sign(arrow.sign for arrow in self.arrows)

    @property
    def contested(self) -> bool:
        """Whether a switch belongs to every signal."""
        return all(arrow.switches for arrow in self.arrows)

    @property
    def off(self) -> bool:
        """Whether every signal is switched off unless asked for."""
        return all(any(switch.value == 0 for switch in arrow.switches) for arrow in self.arrows)


class _Frame(NamedTuple):
    """Where everything stands."""

    layers: Layers
    layout: Layout
    heights: Mapping[str, float]
    ends: Mapping[tuple[Edge, str], float]
    depth: Mapping[str, int]

    def top(self, name: str) -> float:
        """Return the y of a box, which stands in the middle of its layer."""
        layer = self.depth[name]
        return (self.layout.top[layer] + self.layout.bottom[layer] - self.heights[name]) / 2

    def route(self, edge: Edge) -> list[tuple[float, float]]:
        """Return the points an arrow passes, from its tail to its head."""
        slots = self.layers.routes[edge]
        upper, lower = slots[0][0], slots[-1][0]
        points = [(self.ends[edge, "top"], self.top(upper) + self.heights[upper])]
        for layer, slot in enumerate(slots[1:-1], start=self.depth[upper] + 1):
            x = self.layout.x[slot]
            points += [(x, self.layout.top[layer]), (x, self.layout.bottom[layer])]
        points.append((self.ends[edge, "bottom"], self.top(lower)))
        return points[::-1] if edge in self.layers.upward else points


def drawing(
    graph: MechanismGraph,
    groups: Mapping[str, Sequence[str]],
    spelling: Spelling = NO_SPELLING,
    weights: Mapping[Edge, Weight] | None = None,
    note: str = "",
) -> str:
    """Return the graph as the text of an SVG file.

    `groups` names sets of places that get one color; a place in none of them is gray. `weights` gives
    arrows a width of their own, and `note` says in the legend what it means.
    """
    weighted = weights or {}
    pairs: dict[Edge, list[Arrow]] = {}
    for arrow in graph.arrows:
        pairs.setdefault((arrow.provider, arrow.user), []).append(arrow)
    lines = [_Line(edge, tuple(arrows), weighted.get(edge, PLAIN)) for edge, arrows in pairs.items()]
    texts = {place.name: _wrapped(place, spelling) for place in graph.places}
    frame = _frame(graph, pairs, texts)
    color = {name: number for number, names in enumerate(groups.values()) for name in names}
    pale_first = sorted(lines, key=lambda line: not line.off)
    parts = [_arrow(line, frame.route(line.edge), spelling) for line in pale_first]
    for place in graph.places:
        corner = frame.layout.x[place.name,] - BOX_WIDTH / 2, frame.top(place.name)
        words = readable(place.name, spelling), texts[place.name]
        parts.append(_box(place, *words, *corner, frame.heights[place.name], color.get(place.name, -1)))
    parts += [_mark(line, frame.route(line.edge)) for line in pale_first]
    parts.append(_legend(groups, frame.layout.height + MARGIN + 12, note))
    width = frame.layout.width + 2 * MARGIN
    height = frame.layout.height + 3 * MARGIN + (3 if note else 2) * LEGEND_ROW
    body = "\n".join(parts)
    names = ", ".join(readable(place.name, spelling) for place in graph.places)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
        f'font-family="system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif">\n'
        f"<title>{escape(names)}</title>\n"
        f'<rect width="{width:.0f}" height="{height:.0f}" rx="8" fill="#ffffff"/>\n'
        f'<g transform="translate({MARGIN:g} {MARGIN:g})">\n{body}\n</g>\n</svg>\n'
    )


def _frame(graph: MechanismGraph, edges: Iterable[Edge], texts: Mapping[str, Sequence[str]]) -> _Frame:
    layers = layered([place.name for place in graph.places], edges)
    heights = {name: TITLE_LINE + LINE * len(text) + PADDING for name, text in texts.items()}
    widths = dict.fromkeys(heights, BOX_WIDTH)
    layout = placed(layers, widths, heights, GAP, BETWEEN)
    depth = {slot[0]: number for number, row in enumerate(layers.rows) for slot in row if len(slot) == 1}
    return _Frame(layers, layout, heights, ports(layers, layout, widths), depth)


def span(times_h: Sequence[float]) -> str:
    """Return time scales in words, from the fastest to the slowest: ``"3 min to 2 h"``."""
    finite = sorted(time for time in times_h if math.isfinite(time))
    if not finite:
        return ""
    fastest, slowest = _duration(finite[0]), _duration(finite[-1])
    return fastest if fastest == slowest else f"{fastest} to {slowest}"


def _duration(time_h: float) -> str:
    for unit, size_h in (("d", 24.0), ("h", 1.0), ("min", 1 / 60)):
        if time_h >= size_h:
            return f"{time_h / size_h:.2g} {unit}"
    return f"{time_h * 3600:.2g} s"


def _wrapped(place: Place, spelling: Spelling) -> list[str]:
    text = ", ".join(readable(state, spelling) for state in place.times_h) or place.claim
    return textwrap.wrap(text, CHARACTERS)


def _arrow(line: _Line, points: Sequence[tuple[float, float]], spelling: Spelling) -> str:
    stroke = PALE if line.off else ARROW
    dashes = DASHES if line.contested else ""
    half = max(4.0, 0.9 * line.weight.width)
    (x, y), before = points[-1], points[-2]
    down = 1.0 if y > before[1] else -1.0
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for start, end in zip(points, [*points[1:-1], (x, y - (2 * half - 1) * down)], strict=False):
        middle = (start[1] + end[1]) / 2
        path += f" C{start[0]:.1f} {middle:.1f} {end[0]:.1f} {middle:.1f} {end[0]:.1f} {end[1]:.1f}"
    base = y - 2 * half * down
    head = f"{x:.1f},{y:.1f} {x - half:.1f},{base:.1f} {x + half:.1f},{base:.1f}"
    tail, user = (readable(name, spelling) for name in line.edge)
    signals = [f"{SIGN_MARKS[arrow.sign]} {readable(arrow.signal, spelling)}" for arrow in line.arrows]
    told = escape(". ".join(filter(None, (f"{tail} to {user}: {'; '.join(signals)}", line.weight.words))))
    return (
        f'<g><title>{told}</title><path d="{path}" fill="none" stroke="{stroke}" '
        f'stroke-width="{line.weight.width:.3g}"{dashes}/>'
        f'<polygon points="{head}" fill="{stroke}"/></g>'
    )


def _mark(line: _Line, points: Sequence[tuple[float, float]]) -> str:
    (x, y), before = points[-1], points[-2]
    away = max(17.0, 1.8 * line.weight.width + 9)
    y -= away if y > before[1] else -away
    place = f'x="{x + 10:.1f}" y="{y + 4:.1f}"'
    letter = f'<text {place} font-size="10" fill="{INK}">{escape(line.weight.grade)}</text>'
    grade = letter if line.weight.grade else ""
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7" fill="#ffffff" stroke="{SIGN_COLORS[line.sign]}"/>'
        f'<text x="{x:.1f}" y="{y + 4:.1f}" font-size="12" font-weight="700" text-anchor="middle" '
        f'fill="{SIGN_COLORS[line.sign]}">{SIGN_MARKS[line.sign]}</text>{grade}'
    )


def _box(
    place: Place, name: str, text: Sequence[str], left: float, y: float, height: float, color: int
) -> str:
    rows = "".join(
        f'<text x="{left + 9:.1f}" y="{y + TITLE_LINE + 8 + LINE * number:.1f}" font-size="11" fill="{INK}">'
        f"{escape(row)}</text>"
        for number, row in enumerate(text)
    )
    return (
        f"<g><title>{escape(place.claim)}</title>"
        f'<rect x="{left:.1f}" y="{y:.1f}" width="{BOX_WIDTH:g}" height="{height:.1f}" rx="6" '
        f'fill="{FILLS[color]}" stroke="{STROKES[color]}" stroke-width="1.3"/>'
        f'<text x="{left + 9:.1f}" y="{y + 17:.1f}" font-size="14" font-weight="650" fill="{INK}">'
        f"{escape(name)}</text>"
        f'<text x="{left + BOX_WIDTH - 9:.1f}" y="{y + 17:.1f}" font-size="10.5" text-anchor="end" '
        f'fill="{STROKES[color]}">{span(list(place.times_h.values()))}</text>{rows}</g>'
    )


def _legend(groups: Mapping[str, Sequence[str]], y: float, note: str) -> str:
    parts: list[str] = []
    x = 0.0
    for number, name in enumerate(groups):
        parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="13" height="13" rx="3" fill="{FILLS[number]}" '
            f'stroke="{STROKES[number]}"/>{_legend_text(name, x + 19, y + 11)}'
        )
        x += 19 + LETTER * len(name) + GAP
    x, y = 0.0, y + LEGEND_ROW + 6
    for stroke, dashes, text in LINES:
        parts.append(
            f'<path d="M{x:.1f} {y:.1f}h34" stroke="{stroke}" stroke-width="1.5"{dashes}/>'
            f"{_legend_text(text, x + 42, y + 4)}"
        )
        x += 42 + LETTER * len(text) + GAP
    parts.append(_legend_text("sign: + raises, − lowers, ± both", x, y + 4))
    if note:
        parts.append(_legend_text(note, 0.0, y + 4 + LEGEND_ROW))
    return "\n".join(parts)


def _legend_text(text: str, x: float, y: float) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="11.5" fill="{INK}">{escape(text)}</text>'
