"""The chain as six small charts of one real simulation: what most people do, from dose to mood."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

import numpy as np

import nemda
from nemda._version import NUMERICS_VERSION
from nemda.mechanism.sets import DEFAULT_SET
from nemda.units import HOURS_PER_WEEK

REGIMEN = "0.5 mg/kg ketamine iv over 40 min on days 0, 2, 4, 7, 9, 11"
PEOPLE, SEED, WEEKS = 200, 7, 6
WIDTH, HEIGHT, COLUMNS = 286.0, 168.0, 3
LEFT, RIGHT, TOP, BOTTOM = 40.0, 12.0, 30.0, 30.0
INK, GRID = "#22252a", "#e3e6ea"


class Panel(NamedTuple):
    """One chart: title, variables with their colors, the time shown (h) and how it is counted."""

    title: str
    unit: str
    lines: tuple[tuple[str, str, str], ...]
    end_h: float
    time_unit: str = "h"


PANELS = (
    Panel(
        "Plasma",
        "ng/mL",
        (("ketamine_venous", "#4a6fa5", "ketamine"), ("norketamine_venous", "#9a7b3f", "norketamine")),
        8.0,
    ),
    Panel(
        "Receptor block",
        "share",
        (("interneuron_block", "#c76b1e", "interneurons"), ("pyramidal_block", "#7a7f87", "pyramidal")),
        8.0,
    ),
    Panel("Circuit", "glutamate, relative to rest", (("glutamate", "#4c8c46", ""),), 8.0),
    Panel(
        "Signaling",
        "relative to rest",
        (("mtorc1", "#8a4f9e", "mTORC1"), ("bdnf_released", "#c06aa0", "BDNF")),
        24.0,
    ),
    Panel(
        "Synapses",
        "connectivity, relative to health",
        (("connectivity", "#2a8b97", ""),),
        WEEKS * HOURS_PER_WEEK,
        "weeks",
    ),
    Panel("Mood", "MADRS", (("madrs", "#b23a48", ""),), WEEKS * HOURS_PER_WEEK, "weeks"),
)


def stamp() -> str:
    """Return what decides the numbers of the picture; a picture with another stamp is out of date."""
    return f"{REGIMEN}; trd, n={PEOPLE}, seed={SEED}; set {DEFAULT_SET}; numerics {NUMERICS_VERSION}"


def panels() -> str:
    """Return the picture as SVG text, from a simulation made now."""
    names = [name for panel in PANELS for name, _, _ in panel.lines]
    group = nemda.people("trd", n=PEOPLE, seed=SEED)
    result = nemda.simulate(REGIMEN, group, weeks=WEEKS, variables=names)
    rows = math.ceil(len(PANELS) / COLUMNS)
    width, height = WIDTH * COLUMNS, HEIGHT * rows + 46
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
        'font-family="system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif">',
        f"<title>From dose to mood: {escape(REGIMEN)}</title>",
        f"<desc>{escape(stamp())}</desc>",
        f'<rect width="{width:.0f}" height="{height:.0f}" rx="8" fill="#ffffff"/>',
    ]
    for number, panel in enumerate(PANELS):
        x, y = WIDTH * (number % COLUMNS), HEIGHT * (number // COLUMNS)
        parts.append(f'<g transform="translate({x:g} {y:g})">{_panel(panel, result)}</g>')
    who = f"{REGIMEN}; {PEOPLE} simulated people with treatment-resistant depression."
    parts.append(_text(LEFT, height - 26, who, 10.5))
    parts.append(_text(LEFT, height - 11, "Line: median. Bands: half and nine tenths of the people.", 10.5))
    return "\n".join([*parts, "</svg>\n"])


def _panel(panel: Panel, result: Any) -> str:
    shown = result.sel(time=result["time"] <= panel.end_h)
    time = shown["time"].to_numpy()
    levels = [0.05, 0.25, 0.5, 0.75, 0.95]
    curves = [np.quantile(shown[name].to_numpy(), levels, axis=0) for name, _, _ in panel.lines]
    low = min(0.0 if panel.unit in ("ng/mL", "share", "MADRS") else float(c.min()) for c in curves)
    high = max(float(c.max()) for c in curves)
    ticks = nice_ticks(low, high)
    low, high = min(low, ticks[0]), max(high, ticks[-1])

    def px(hours: Any) -> Any:
        return LEFT + (WIDTH - LEFT - RIGHT) * hours / panel.end_h

    def py(value: Any) -> Any:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - low) / (high - low)

    parts = [_text(LEFT, 17, panel.title, 12.5, weight=650), _text(WIDTH - RIGHT, 17, panel.unit, 10, "end")]
    for tick in ticks:
        y = py(tick)
        parts.append(f'<path d="M{LEFT:g} {y:.1f}H{WIDTH - RIGHT:g}" stroke="{GRID}"/>')
        parts.append(_text(LEFT - 5, y + 3.5, f"{tick:g}", 10, "end"))
    unit_h = HOURS_PER_WEEK if panel.time_unit == "weeks" else 1.0
    for tick in nice_ticks(0.0, panel.end_h / unit_h):
        x = px(tick * unit_h)
        parts.append(_text(x, HEIGHT - BOTTOM + 14, f"{tick:g}", 10, "middle"))
    parts.append(_text(WIDTH - RIGHT, HEIGHT - BOTTOM + 26, panel.time_unit, 10, "end"))
    for curve, (_, color, _) in zip(curves, panel.lines, strict=True):
        for lower, upper, opacity in ((0, 4, 0.14), (1, 3, 0.25)):
            area = [*zip(px(time), py(curve[lower]), strict=True)]
            area += [*zip(px(time), py(curve[upper]), strict=True)][::-1]
            parts.append(f'<polygon points="{_points(area)}" fill="{color}" fill-opacity="{opacity}"/>')
        line = _points(zip(px(time), py(curve[2]), strict=True))
        parts.append(f'<polyline points="{line}" fill="none" stroke="{color}" stroke-width="1.8"/>')
    if len(panel.lines) > 1:
        for number, (_, color, name) in enumerate(panel.lines):
            parts.append(_text(WIDTH - RIGHT - 4, TOP + 12 + 13 * number, name, 10, "end", color))
    return "".join(parts)


def nice_ticks(low: float, high: float) -> Sequence[float]:
    """Return three to six round numbers that span an interval from inside or just outside."""
    rough = (high - low) / 5
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= rough)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(step * number, 10) for number in range(first, last + 1)]


def _points(pairs: Any) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in pairs)


def _text(
    x: float, y: float, text: str, size: float, anchor: str = "start", color: str = INK, weight: int = 400
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}" fill="{color}" '
        f'font-weight="{weight}">{escape(text)}</text>'
    )
