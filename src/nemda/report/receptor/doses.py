"""Figures against concentration: dose-response, competition, drugs side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from nemda.receptor.experiment.compare import Comparison
from nemda.receptor.experiment.competition import Competition
from nemda.receptor.experiment.dose_response import DoseResponse
from nemda.report.receptor.frame import CONCENTRATION_AXIS, color_of, framed, line, points

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

SMOOTH = 200
LEAST_SHOWN = 1e-3


def dose_response_figure(results: Sequence[DoseResponse]) -> Figure:
    """Return relative responses against concentration with their Hill curves and half-effects."""
    from plotly.graph_objects import Figure

    figure = Figure()
    for number, one in enumerate(results):
        color, name = color_of(number), _label(one)
        figure.add_trace(points(one.level, one.relative, name, color))
        if one.fit is not None:
            smooth = np.geomspace(one.level[0], one.level[-1], SMOOTH)
            scale = one.relative[0] / one.response[0] if one.response[0] > 0 else 1.0
            fitted = one.fit.at(smooth) * scale
            figure.add_trace(line(smooth, fitted, name, color, showlegend=False))
            if one.fit.half_interval is not None:
                middle = float(one.fit.at(np.array([one.fit.half]))[0] * scale)
                figure.add_trace(
                    line(one.fit.half_interval, [middle, middle], "95 % interval of the half-effect", color,
                         showlegend=False)
                )  # fmt: skip
    return framed(figure, CONCENTRATION_AXIS, "Response relative to control", log_x=True)


def competition_figure(result: Competition) -> Figure:
    """Return the curves of a ligand at each antagonist concentration."""
    from plotly.graph_objects import Figure

    figure = Figure()
    top = float(result.response[0].max())
    # Flat tails say nothing: show where at least one curve moves.
    moving = np.flatnonzero(
        (result.response > LEAST_SHOWN * top).any(axis=0)
        & (result.response < (1 - LEAST_SHOWN) * result.response.max(axis=-1, keepdims=True)).any(axis=0)
    )
    shown = slice(int(moving[0]), int(moving[-1]) + 1) if moving.size else slice(None)
    for number, (level, row) in enumerate(zip(result.antagonist_level, result.response, strict=True)):
        name = f"{result.antagonist} {level:g} µmol/L" if level > 0 else "control"
        figure.add_trace(line(result.level[shown], row[shown] / top, name, color_of(number)))
    return framed(figure, f"{result.ligand} (µmol/L)", "Response relative to maximum", log_x=True)


def comparison_figure(result: Comparison) -> Figure:
    """Return the dose-response curves of several drugs in one panel."""
    return dose_response_figure(result.curves)


def _label(one: DoseResponse) -> str:
    half = "" if one.half is None else f", half at {one.half:.3g} µmol/L"
    magnesium = one.others.get("magnesium", 0.0)
    bath = f", {magnesium / 1000:g} mmol/L Mg" if magnesium else ""
    return f"{one.drug} at {one.receptor}, {one.voltage_mv:g} mV{bath}{half}"
