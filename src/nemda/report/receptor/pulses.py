"""Figures of pulses: trains, recovery from trapping, openings per pulse, and the classifier's evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nemda.receptor.classify.classify import Classification
from nemda.receptor.experiment.pulse_openings import QUANTITIES, PulseOpenings
from nemda.receptor.experiment.synaptic import SynapticTrain
from nemda.receptor.experiment.trapping import Trapping
from nemda.report.look import MARK
from nemda.report.receptor.frame import color_of, framed, line, points

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

WORDS = {
    "chance": "chance to open at least once",
    "number": "openings per pulse",
    "open_time_s": "open time per pulse",
    "mean_open_time_s": "mean open time",
    "mean_latency_s": "latency of the first opening",
}
ROW_PX = 42
LEAST_RATIO = 1e-2


def train_figure(result: SynapticTrain) -> Figure:
    """Return the peak of each pulse relative to the train without drug, and who holds the drug."""
    from plotly.graph_objects import Figure

    pulse = np.arange(1.0, result.peak.size + 1)
    figure = Figure()
    figure.add_trace(points(pulse, result.control_peak / result.control_peak[0], "without drug", color_of(6)))
    if result.drug:
        name = f"{result.drug} {result.concentration:g} µmol/L"
        figure.add_trace(points(pulse, result.peak / result.control_peak[0], name, color_of(0)))
        figure.add_trace(
            line(pulse, result.held, f"receptors that hold {result.drug}", color_of(1), dashed=True)
        )
    framed(figure, f"Pulse, {result.frequency_hz:g} Hz", "Peak over first control peak")
    figure.update_yaxes(rangemode="tozero")
    return figure


def trapping_figure(result: Trapping) -> Figure:
    """Return the share of block left at each test pulse after the joint wash, by voltage."""
    from plotly.graph_objects import Figure

    figure = Figure()
    for number, (voltage, retained) in enumerate(zip(result.voltage_mv, result.retained, strict=True)):
        pulse = np.arange(1.0, retained.size + 1)
        figure.add_trace(points(pulse, retained, f"{result.drug}, {voltage:g} mV", color_of(number)))
        figure.add_trace(line(pulse, retained, f"{voltage:g}", color_of(number), showlegend=False))
    framed(figure, f"Test pulse after {result.wash_s:g} s without agonist and drug", "Share of block left")
    figure.update_yaxes(range=[0, 1.05])
    return figure


def openings_figure(result: PulseOpenings) -> Figure:
    """Return every opening statistic relative to no drug, exact and simulated with standard errors."""
    from plotly.graph_objects import Figure

    figure = Figure()
    exact = np.array([list(one) for one in result.exact])
    labels = [f"{level:g}" for level in result.level]
    for number, quantity in enumerate(QUANTITIES):
        base = exact[0, number]
        name = f"{WORDS[quantity]} (control {_short(base, quantity)})"
        figure.add_trace(line(labels, exact[:, number] / base, name, color_of(number)))
        if result.simulated is not None and result.standard_error is not None:
            error = {"type": "data", "array": list(result.standard_error[:, number] / base)}
            figure.add_trace(
                points(labels, result.simulated[:, number] / base, name, color_of(number), error_y=error,
                       showlegend=False)
            )  # fmt: skip
    framed(figure, f"{result.drug or 'drug'} (µmol/L)", "Relative to control")
    figure.update_xaxes(type="category")
    figure.update_yaxes(rangemode="tozero")
    return figure


def classification_figure(result: Classification) -> Figure:
    """Return each number of the battery over the line it was held against; right of 1 it lies above it."""
    from plotly.graph_objects import Figure, Scatter

    judged = [one for one in result.evidence if one.threshold > 0 and np.isfinite(one.value)]
    ratio = [float(np.clip(one.value / one.threshold, LEAST_RATIO, 1 / LEAST_RATIO)) for one in judged]
    labels = [f"{one.test}:<br>{one.quantity}, {one.value:.3g} (line {one.threshold:g})" for one in judged]
    figure = Figure(
        Scatter(
            x=ratio, y=labels, mode="markers", showlegend=False, name=result.compound,
            hovertext=[one.meaning for one in judged],
            marker={"size": 10, "color": [color_of(0) if one >= 1 else color_of(1) for one in ratio]},
        )
    )  # fmt: skip
    framed(figure, "Value over its line", "", log_x=True, height=ROW_PX * (len(judged) + 5))
    figure.update_xaxes(range=[np.log10(LEAST_RATIO) - 0.2, 0.2 - np.log10(LEAST_RATIO)], tickangle=0)
    figure.update_yaxes(autorange="reversed", automargin=True, nticks=0)
    figure.add_vline(x=1, line={"color": MARK, "width": 1})
    title = f"{result.compound} at {result.receptor}: {result.kind.value}"
    figure.update_layout(title={"text": title, "font": {"size": 15}, "x": 0.01}, margin_t=48)
    return figure


def _short(value: float, quantity: str) -> str:
    return f"{value * 1e3:.3g} ms" if quantity.endswith("_s") else f"{value:.3g}"
