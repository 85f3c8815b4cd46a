"""The dose ladder of the rat as a picture, drawn from the model whenever the pages are built."""

from __future__ import annotations

import numpy as np

from making.panels import GRID, INK, nice_ticks
from nemda.experiment import run
from nemda.experiment.library import find_classic

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 860.0, 330.0, 52.0, 130.0, 44.0, 46.0
COLORS = ("#2f5d8c", "#2a8b97", "#4c8c46", "#d9822b", "#b23a48")
END_H, APART = 3.0, 15.0
"""Hours shown, and the least distance of two labels (px)."""


def ladder() -> str:
    """Return prefrontal glutamate of the rat after five doses, as SVG inside a page."""
    times = np.linspace(0.0, END_H, 181)
    arms = find_classic("rat-glutamate-ladder").arms
    curves = {name: run(one, times, ["glutamate"]).drug["glutamate"] for name, one in arms.items()}
    low = min(float(curve.min()) for curve in curves.values()) - 0.05
    high = max(float(curve.max()) for curve in curves.values()) + 0.05

    def px(time: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * time / END_H

    def py(value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - low) / (high - low)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img" '
        'font-family="system-ui, sans-serif">',
        "<title>Prefrontal glutamate of the rat after five doses of ketamine</title>",
        f'<rect width="{WIDTH:.0f}" height="{HEIGHT:.0f}" rx="8" fill="#ffffff"/>',
        _text(LEFT, 24, "Extracellular glutamate, relative to rest", 13, INK),
    ]
    for tick in nice_ticks(low, high):
        parts.append(f'<path d="M{LEFT:g} {py(tick):.1f}H{px(END_H):.1f}" stroke="{GRID}"/>')
        parts.append(_text(LEFT - 6, py(tick) + 3.5, f"{tick:.10g}", 10.5, INK, "end"))
    hours = np.arange(0.0, END_H + 0.1, 0.5).tolist()
    parts += [_text(px(hour), HEIGHT - BOTTOM + 16, f"{hour:g}", 10.5, INK, "middle") for hour in hours]
    parts.append(_text(px(END_H / 2), HEIGHT - 10, "hours after the ip dose", 10.5, INK, "middle"))
    places = _apart([py(float(curve[-1])) + 4 for curve in curves.values()])
    for color, place, (name, curve) in zip(COLORS, places, curves.items(), strict=True):
        points = " ".join(f"{px(t):.1f},{py(v):.1f}" for t, v in zip(times, curve, strict=True))
        parts.append(f'<polyline points="{points}" stroke="{color}" stroke-width="2" fill="none"/>')
        parts.append(_text(px(END_H) + 8, place, name, 11.5, color))
    return "".join([*parts, "</svg>\n"])


def _apart(places: list[float]) -> list[float]:
    """Return the places of labels, moved down where they would overlap."""
    found = dict.fromkeys(range(len(places)), 0.0)
    last = -np.inf
    for number in sorted(found, key=lambda one: places[one]):
        last = found[number] = max(places[number], last + APART)
    return list(found.values())


def _text(x: float, y: float, words: str, size: float, color: str, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{color}" text-anchor="{anchor}">'
        f"{words}</text>"
    )
