"""Figures against time: washout, agonist jumps, order of application, removal of glycine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nemda.receptor.experiment.agonist_jump import AgonistJump, Desensitization, PairedPulses
from nemda.receptor.experiment.application import ApplicationOrder
from nemda.receptor.experiment.glycine import GlycineRemoval
from nemda.receptor.experiment.washout import Washout
from nemda.report.receptor.frame import MARK, OPEN_AXIS, TIME_AXIS, color_of, framed, line, points

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

SHADE = "rgba(128, 128, 128, 0.14)"


def washout_figure(result: Washout) -> Figure:
    """Return onset and offset of block in continuous agonist; the time in drug is shaded."""
    from plotly.graph_objects import Figure

    figure = Figure()
    name = f"response with {result.drug} {result.concentration:g} µmol/L"
    figure.add_trace(line(result.time_s, result.response / result.control, name, color_of(0)))
    if result.held.any():
        figure.add_trace(line(result.time_s, result.held, "receptors that hold it", color_of(1), dashed=True))
    framed(figure, TIME_AXIS, "Share of control, share of receptors")
    figure.add_vrect(x0=0, x1=result.washed_at_s, fillcolor=SHADE, line_width=0, layer="below")
    limbs = f"onset {_time(result.onset_s)}, offset {_time(result.offset_s)}"
    note = {"x": result.washed_at_s, "y": 1.0, "yref": "paper", "xanchor": "left", "xshift": 6}
    figure.add_annotation(text=limbs, showarrow=False, font={"color": MARK}, **note)
    return figure


def jump_figure(result: AgonistJump) -> Figure:
    """Return the response to a pulse of agonist with its fitted decay."""
    from plotly.graph_objects import Figure

    figure = Figure()
    figure.add_trace(
        line(result.time_s, result.response, f"{result.pulse_s * 1e3:g} ms agonist", color_of(0))
    )
    later = result.time_s[result.time_s >= result.peak_time_s]
    name = f"decay, weighted time constant {_time(result.weighted_deactivation_s)}"
    fitted = result.decay.at(later - result.peak_time_s)
    figure.add_trace(line(later, fitted, name, color_of(1), dashed=True))
    return framed(figure, TIME_AXIS, OPEN_AXIS)


def desensitization_figure(result: Desensitization) -> Figure:
    """Return the response to a long application of agonist."""
    from plotly.graph_objects import Figure

    figure = Figure()
    name = f"steady over peak {result.steady_over_peak:.2g}"
    figure.add_trace(line(result.time_s, result.response, name, color_of(0)))
    return framed(figure, TIME_AXIS, OPEN_AXIS)


def paired_pulses_figure(result: PairedPulses) -> Figure:
    """Return the peak of a second pulse over the first, by interval."""
    from plotly.graph_objects import Figure

    figure = Figure()
    figure.add_trace(points(result.interval_s, result.ratio, "second over first peak", color_of(0)))
    return framed(figure, "Interval (s)", "Peak ratio", log_x=True)


def application_figure(result: ApplicationOrder) -> Figure:
    """Return the responses for four orders of drug and agonist, time from the agonist on, log scale."""
    from plotly.graph_objects import Figure

    figure = Figure()
    drug = f"{result.drug} {result.concentration:g} µmol/L"
    shown = (
        ("agonist alone", result.control, False),
        (f"{drug} together with agonist", result.together, False),
        (f"{drug} {result.pre_s:g} s before, stays", result.before, True),
        (f"{drug} {result.pre_s:g} s before, washed off", result.washed, True),
    )
    later = result.time_s > 0
    for number, (name, response, dashed) in enumerate(shown):
        figure.add_trace(line(result.time_s[later], response[later], name, color_of(number), dashed=dashed))
    return framed(figure, "Time since the agonist (s)", OPEN_AXIS, log_x=True)


def glycine_figure(result: GlycineRemoval) -> Figure:
    """Return the decay of the current after glycine is removed."""
    from plotly.graph_objects import Figure

    figure = Figure()
    figure.add_trace(line(result.time_s, result.response, "glycine removed at 0 s", color_of(0)))
    name = f"fit: {_time(float(result.decay.time_constant_s[0]))}"
    figure.add_trace(line(result.time_s, result.decay.at(result.time_s), name, color_of(1), dashed=True))
    return framed(figure, TIME_AXIS, OPEN_AXIS)


def _time(seconds: float) -> str:
    if not np.isfinite(seconds):
        return "unknown"
    if seconds == 0:
        return "immediate"
    return f"{seconds:.3g} s" if seconds >= 1 else f"{seconds * 1e3:.3g} ms"
