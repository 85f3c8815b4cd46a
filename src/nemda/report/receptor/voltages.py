"""Figures of voltage: current-voltage curves and relaxations after a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nemda.receptor.experiment.iv_curve import IVCurve
from nemda.receptor.experiment.voltage_jump import VoltageJump
from nemda.report.receptor.frame import OPEN_AXIS, TIME_AXIS, color_of, framed, line, zero_lines

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def iv_figure(result: IVCurve) -> Figure:
    """Return current against voltage in each bath."""
    from plotly.graph_objects import Figure

    figure = Figure()
    for number, (label, current) in enumerate(zip(result.labels, result.current_pa, strict=True)):
        figure.add_trace(line(result.voltage_mv, current, label, color_of(number)))
    framed(figure, "Voltage (mV)", f"Current of {result.channels:g} channels (pA)")
    zero_lines(figure)
    return figure


def voltage_jump_figure(result: VoltageJump) -> Figure:
    """Return the relaxation after a voltage step, its control and the fitted curve."""
    from plotly.graph_objects import Figure

    fast, slow = result.fit.time_constant_s
    fitted = f"fit: {fast * 1e3:.3g} ms ({result.fast_share:.0%}) and {slow * 1e3:.3g} ms"
    figure = Figure()
    figure.add_trace(line(result.time_s, result.control, "without drug", color_of(6)))
    name = f"{result.drug} {result.concentration:g} µmol/L, {result.from_mv:g} to {result.to_mv:g} mV"
    figure.add_trace(line(result.time_s, result.response, name, color_of(0)))
    figure.add_trace(line(result.time_s, result.fit.at(result.time_s), fitted, color_of(1), dashed=True))
    return framed(figure, TIME_AXIS, OPEN_AXIS)
