"""One synapse in pictures: plasticity by rate and timing, practice, and injury by dose and time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nemda.report.arms import COLORS
from nemda.report.look import style
from nemda.synapse import (
    DAILY_SESSION,
    CalciumRule,
    Condition,
    Exposure,
    Guard,
    SpikePairs,
    injected_injury,
    injury_of_exposures,
    injury_of_scenario,
    nmda_share,
    practice,
    published_rule,
    scenario,
    strength_change,
)

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

SJOSTROM = {
    10.0: ((0.1, 0.96, 0.05), (10, 1.14, 0.10), (20, 1.29, 0.14), (40, 1.53, 0.11), (50, 1.56, 0.26)),
    -10.0: ((0.1, 0.71, 0.08), (10, 0.59, 0.11), (20, 0.66, 0.10), (40, 1.56, 0.32), (50, 1.75, 0.19)),
}
"""Pairs in visual cortex (Sjöström 2001, as stored by Graupner): by delay, rate (Hz), strength, SE."""
AROUND = {
    "no drug": Condition(),
    "ketamine 0.5 µmol/L": Condition(ketamine_s=0.25, ketamine_r=0.25),
    "ketamine 5 µmol/L": Condition(ketamine_s=2.5, ketamine_r=2.5),
    "magnesium 1.5 mmol/L": Condition(magnesium_mmol_l=1.5),
    "D-cycloserine 10 µmol/L": Condition(d_cycloserine=10.0),
}


def frequency_figure(rule: CalciumRule | None = None) -> Figure:
    """Return strength after pairs at 1 to 60 Hz, both orders, over the observed points."""
    from plotly.graph_objects import Figure, Scatter

    used = rule or published_rule("cortical_slices")
    rates = np.concatenate([[0.1, 0.5], np.linspace(1, 60, 119)])
    figure = Figure()
    for (delay, points), color in zip(SJOSTROM.items(), COLORS, strict=False):
        name = "pre before post" if delay > 0 else "post before pre"
        curve = [strength_change(used, SpikePairs(75, rate, delay)).strength for rate in rates]
        figure.add_trace(
            Scatter(x=rates, y=curve, name=f"{name}, rule", line={"color": color}, showlegend=True)
        )
        rate, strength, error = zip(*points, strict=True)
        figure.add_trace(
            Scatter(x=rate, y=strength, mode="markers", name=f"{name}, observed (± SE)", showlegend=True,
                    marker={"color": color, "size": 9}, error_y={"type": "data", "array": error})
        )  # fmt: skip
    figure.add_hline(y=1, line={"color": "#8a8a8a", "width": 1, "dash": "dot"})
    style(figure, 420)
    figure.update_xaxes(title_text="rate of spike pairs (Hz)")
    return figure.update_yaxes(title_text="strength after / before")


def timing_figure(rule: CalciumRule | None = None) -> Figure:
    """Return strength after 60 pairs at 20 Hz by the delay of the postsynaptic spike, by condition."""
    from plotly.graph_objects import Figure, Scatter

    used = rule or published_rule("cortical_slices")
    delays = np.linspace(-25, 25, 101)
    figure = Figure()
    for (name, around), color in zip(AROUND.items(), COLORS, strict=False):
        present = used.with_nmda(nmda_share(around))
        curve = [strength_change(present, SpikePairs(60, 20, delay)).strength for delay in delays]
        figure.add_trace(Scatter(x=delays, y=curve, name=name, line={"color": color}, showlegend=True))
    figure.add_hline(y=1, line={"color": "#8a8a8a", "width": 1, "dash": "dot"})
    style(figure, 420)
    figure.update_xaxes(title_text="postsynaptic spike after the presynaptic one (ms)")
    return figure.update_yaxes(title_text="strength after / before")


def practice_figure(rule: CalciumRule | None = None, sessions: int = 14, interval_h: float = 24.0) -> Figure:
    """Return the effort of a practiced input by session, by what surrounds the synapse in the sessions."""
    from plotly.graph_objects import Figure, Scatter

    used = rule or published_rule("cortical_slices")
    figure = Figure()
    for (name, around), color in zip(AROUND.items(), COLORS, strict=False):
        course = practice(used, DAILY_SESSION, sessions, interval_h, around)
        figure.add_trace(
            Scatter(x=course.session, y=100 * course.effort, name=name, mode="lines+markers",
                    line={"color": color}, showlegend=True)
        )  # fmt: skip
    style(figure, 400)
    figure.update_xaxes(title_text="session of practice (0: before)")
    return figure.update_yaxes(title_text="active inputs needed (% of the first day)", rangemode="tozero")


def injury_figure() -> Figure:
    """Return the doomed share by concentration in lasting exposure, and by time at a high concentration."""
    from plotly.graph_objects import Scatter
    from plotly.subplots import make_subplots

    figure = make_subplots(1, 2, subplot_titles=("lasting exposure", "a pulse of 1 mmol/L NMDA"))
    levels = np.geomspace(1, 1000, 121)
    for (agonist, observed), color in zip(
        (("ampa", 10.0), ("nmda", 65.0), ("kainate", 100.0)), COLORS, strict=False
    ):
        share = [injury_of_exposures([Exposure(agonist, level, 1e4)]) for level in levels]
        label = agonist.upper() if agonist != "kainate" else agonist
        figure.add_trace(
            Scatter(x=levels, y=np.multiply(100, share), name=label, line={"color": color}, showlegend=True),
            1, 1,
        )  # fmt: skip
        figure.add_trace(
            Scatter(x=[observed], y=[50], mode="markers", marker={"color": color, "size": 10},
                    name=f"{label}, observed half", showlegend=True),
            1, 1,
        )  # fmt: skip
    minutes = np.linspace(0, 12, 121)
    pulse = [injury_of_exposures([Exposure("nmda", 1000.0, minute)]) for minute in minutes]
    figure.add_trace(
        Scatter(x=minutes, y=np.multiply(100, pulse), line={"color": COLORS[1]}, showlegend=False), 1, 2
    )
    for start, end, text in ((1, 3, "survived"), (5, 10, "lethal")):
        figure.add_shape(
            type="rect", xref="x2", yref="y2 domain", x0=start, x1=end, y0=0, y1=1, fillcolor="#8a8a8a",
            opacity=0.12, line_width=0,
        )  # fmt: skip
        figure.add_annotation(
            text=text, xref="x2", yref="y2 domain", x=start, y=1, showarrow=False, xanchor="left",
            yanchor="top",
        )  # fmt: skip
    style(figure, 420)
    figure.update_xaxes(title_text="concentration (µmol/L)", type="log", row=1, col=1)
    figure.update_xaxes(title_text="duration (min)", row=1, col=2)
    return figure.update_yaxes(title_text="neurons doomed (%)", range=[0, 104])


def ischemia_figure() -> Figure:
    """Return injury by the duration of ischemia, and by how late magnesium or ketamine comes."""
    from plotly.graph_objects import Scatter
    from plotly.subplots import make_subplots

    figure = make_subplots(1, 2, subplot_titles=("how long it lasts", "how late a guard comes"))
    minutes = np.linspace(0, 20, 81)
    harm = scenario("ischemia")
    for guard, name, color in (
        (None, "no guard", COLORS[0]),
        (Condition(magnesium_mmol_l=2.0), "magnesium 2 mmol/L at the cell", COLORS[1]),
        (Condition(ketamine_s=1.5, ketamine_r=1.5), "ketamine 3 µmol/L, free", COLORS[2]),
    ):
        by_time = [injury_of_scenario(harm, guard, 0.0, minute) for minute in minutes]
        figure.add_trace(
            Scatter(x=minutes, y=np.multiply(100, by_time), name=name, line={"color": color},
                    showlegend=True), 1, 1,
        )  # fmt: skip
        late = np.linspace(0, 15, 61)
        by_delay = [injury_of_scenario(harm, guard, minute, 15.0) for minute in late]
        figure.add_trace(
            Scatter(x=late, y=np.multiply(100, by_delay), line={"color": color}, showlegend=False), 1, 2
        )
    style(figure, 420)
    figure.update_xaxes(title_text="duration of ischemia (min)", row=1, col=1)
    figure.update_xaxes(title_text="guard present from (min, of 15)", row=1, col=2)
    return figure.update_yaxes(title_text="neurons doomed (%)", range=[0, 104])


def protection_figure() -> Figure:
    """Return the injury by an injection of NMDA with magnesium, over the observed protection."""
    from plotly.graph_objects import Figure, Scatter

    doses = np.linspace(0, 5, 26)
    without = injected_injury(25.0)
    curve = [100 * (1 - injected_injury(25.0, [Guard(15, dose)]) / without) for dose in doses]
    figure = Figure()
    figure.add_trace(
        Scatter(
            x=doses, y=curve, name="model (two numbers fitted)", line={"color": COLORS[0]}, showlegend=True
        )
    )
    figure.add_trace(
        Scatter(x=[2, 3, 4], y=[29, 52, 62], mode="markers", name="observed (± SEM)", showlegend=True,
                marker={"color": COLORS[1], "size": 9}, error_y={"type": "data", "array": [11, 12, 7]})
    )  # fmt: skip
    style(figure, 380)
    figure.update_xaxes(title_text="magnesium 15 min after the injection (mmol/kg)")
    return figure.update_yaxes(title_text="injury prevented (%)")
