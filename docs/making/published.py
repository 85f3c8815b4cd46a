"""The published models of adults in one chart: 0.5 mg/kg over 40 min, arterial and venous told apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from typing import NamedTuple

import numpy as np

from making.panels import GRID, INK, nice_ticks
from nemda.evidence.rows import raw_rows
from nemda.pk.bodies import Bodies
from nemda.pk.doses import KetamineDoses
from nemda.pk.molar import ng_per_ml
from nemda.pk.published import PublishedModel, published_models

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 860.0, 420.0, 52.0, 300.0, 44.0, 62.0
DOSE_MG, DURATION_H, END_MIN = 35.0, 40.0 / 60.0, 180.0
ARTERIAL = ("#b23a48", "#d9822b")
VENOUS = ("#2f5d8c", "#2a8b97", "#4c8c46", "#6f63a8", "#8a8f98")
DASHES = {"arterial": "", "venous": "7 4"}
LEGEND = LEFT + (WIDTH - LEFT - RIGHT) + 24


class Line(NamedTuple):
    """One model: what it is called in the chart, its site and its levels (ng/mL)."""

    model: PublishedModel
    levels: np.ndarray
    end: float


def adult_models() -> list[PublishedModel]:
    """Return the models that hold for an adult of 40 years, without the second writing of Fanta 2015."""
    return [
        model
        for model in published_models().values()
        if model.limits.bodies.get("age_y", (0.0, np.inf))[1] > 30 and model.name != "fanta2015"
    ]


def lines() -> list[Line]:
    """Return the levels of every adult model, highest at the end of the infusion first."""
    bodies = Bodies(weight_kg=70.0, age_y=40.0)
    times_h = np.append(np.linspace(0.0, END_MIN / 60.0, 361), DURATION_H)
    found: list[Line] = []
    for model in adult_models():
        share = 1.0 if model.separate_s else 0.5
        doses = KetamineDoses(
            ("iv",), np.zeros(1), np.array([DURATION_H]),
            np.full((1, 1), DOSE_MG * share), np.full((1, 1), DOSE_MG * (1.0 - share)),
        )  # fmt: skip
        drive = model.plasma(doses, bodies)
        row = drive.names.index(model.signal(drive, "ketamine"))
        levels = ng_per_ml(drive.at(times_h)[row, :, 0], "ketamine")
        found.append(Line(model, levels[:-1], float(levels[-1])))
    return sorted(found, key=lambda line: -line.end)


def observed() -> float:
    """Return the tabulated peak of the antidepressant infusion (ng/mL)."""
    [row] = [row for row in raw_rows("pk_observations") if row.cells["study_id"] == "zarate2006"]
    return float(row.cells["value"])


def stamp() -> str:
    """Return what decides the numbers of the picture: the models, their dates and their highest levels."""
    return "; ".join(f"{line.model.name} {line.model.dated} {line.end:.0f}" for line in lines())


def chart() -> str:
    """Return the picture as SVG text."""
    top = 300.0

    def px(minutes: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * minutes / END_MIN

    def py(value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img" '
        'font-family="system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif">',
        "<title>Ketamine in plasma by published models: 0.5 mg/kg over 40 min, 70 kg</title>",
        f"<desc>{escape(stamp())}</desc>",
        f'<rect width="{WIDTH:.0f}" height="{HEIGHT:.0f}" rx="8" fill="#ffffff"/>',
        _text(LEFT, 24, "Ketamine in plasma, ng/mL", 13, weight=650),
        f'<rect x="{px(0):.1f}" y="{TOP:g}" width="{px(40) - px(0):.1f}" '
        f'height="{HEIGHT - TOP - BOTTOM:g}" fill="#f3f4f6"/>',
        _text(px(20), TOP + 14, "infusion", 10.5, "middle", "#6b7280"),
    ]
    for tick in nice_ticks(0.0, top):
        parts.append(f'<path d="M{LEFT:g} {py(tick):.1f}H{px(END_MIN):.1f}" stroke="{GRID}"/>')
        parts.append(_text(LEFT - 6, py(tick) + 3.5, f"{tick:g}", 10.5, "end"))
    minutes = range(0, int(END_MIN) + 1, 20)
    parts += [_text(px(tick), HEIGHT - BOTTOM + 16, f"{tick}", 10.5, "middle") for tick in minutes]
    below = "minutes from the start of the infusion"
    parts.append(_text(px(END_MIN / 2), HEIGHT - BOTTOM + 33, below, 10.5, "middle"))
    parts += list(_curves(px, py))
    parts.append(_point(px(40), py(observed())))
    who = "70 kg, typical person. Models of esketamine: 0.5 mg/kg of esketamine."
    parts.append(_text(LEFT, HEIGHT - 10, who, 10.5))
    return "\n".join([*parts, "</svg>\n"])


def _curves(px: Callable[[float], float], py: Callable[[float], float]) -> Iterator[str]:
    colors = {"arterial": iter(ARTERIAL), "venous": iter(VENOUS)}
    minutes = np.linspace(0.0, END_MIN, 361)
    shown = lines()
    place = TOP + 8
    yield _text(LEGEND, place, "level at 40 min, ng/mL", 10.5, color="#6b7280")
    point_drawn = False
    for line in shown:
        if not point_drawn and line.end < observed():
            place += 23
            yield _point(LEGEND + 15, place - 4)
            yield _text(LEGEND + 40, place, f"{observed():.0f}  observed peak, Zarate 2006", 11.5, weight=650)
            point_drawn = True
        color, dash = next(colors[line.model.site]), DASHES[line.model.site]
        points = " ".join(f"{px(m):.1f},{py(v):.1f}" for m, v in zip(minutes, line.levels, strict=True))
        style = f'stroke="{color}" stroke-width="2" stroke-dasharray="{dash}" fill="none"'
        yield f'<polyline points="{points}" {style}/>'
        place += 23
        yield f'<path d="M{LEGEND:g} {place - 4:g}h30" {style}/>'
        yield _text(LEGEND + 40, place, f"{line.end:.0f}  {_name(line.model)}", 11.5, color=color)
    place += 34
    for site in ("arterial", "venous"):
        style = f'stroke="{INK}" stroke-width="2" stroke-dasharray="{DASHES[site]}"'
        yield f'<path d="M{LEGEND:g} {place - 4:g}h30" {style}/>'
        known = "" if site == "arterial" else " (?: not stated by the source)"
        yield _text(LEGEND + 40, place, f"{site} plasma{known}", 10.5)
        place += 18


def _name(model: PublishedModel) -> str:
    state = ", intensive care" if model.limits.state else ""
    return f"{model.name}, {model.site}{'' if model.site_stated else '?'}{state}"


def _point(x: float, y: float) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" fill="#ffffff" stroke="{INK}" stroke-width="2.2"/>'


def _text(
    x: float, y: float, text: str, size: float, anchor: str = "start", color: str = INK, weight: int = 400
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}" fill="{color}" '
        f'font-weight="{weight}">{escape(text)}</text>'
    )
