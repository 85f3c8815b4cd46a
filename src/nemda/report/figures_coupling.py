"""The EEG beyond its spectra: how regions hang together, and how the brain switches between states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.cortex import EEG, Blocks, blocks_of, eeg
from nemda.cortex.alternation import sampled_states
from nemda.cortex.connectivity import cortical_flow, corticothalamic_flow, link, thalamic_link
from nemda.cortex.course import FREQUENCIES_HZ
from nemda.cortex.parameters import Cortex, typical_cortex
from nemda.cortex.populations import REGIONS
from nemda.cortex.spectrum import response_of
from nemda.report.arms import COLORS
from nemda.report.bands import significant
from nemda.report.look import INK, domain, heading, layout_axis, style

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

ALPHA_HZ, WHOLE_HZ = (8.0, 12.0), (1.0, 80.0)
BOLUS = "1.5 mg/kg ketamine iv"
LOWEST, HIGHEST, LEVELS = 0.1, 10.0, 40
SHOWN_S, STEP_S, SEED = 60.0, 0.02, 3
HEIGHT, TOP, BOTTOM, PANEL_PX, GAP_PX = 380, 40, 60, 170, 72


def coupling_figure(blocks: Blocks, axis: Float[ndarray, " level"], words: str, cortex: Cortex) -> Figure:
    """Return what is left (%) of the coupling of regions at each level, rest being 100."""
    from plotly.graph_objects import Figure, Scatter

    response = response_of(cortex, blocks.with_rest(), FREQUENCIES_HZ)
    down = [corticothalamic_flow(response, FREQUENCIES_HZ, one, WHOLE_HZ).share for one in REGIONS]
    deep = [thalamic_link(response, FREQUENCIES_HZ, one, ALPHA_HZ).coherence for one in REGIONS]
    back = cortical_flow(response, FREQUENCIES_HZ, "frontal", "parietal", WHOLE_HZ)
    curves = {
        "coherence of frontal and parietal alpha": link(
            response, FREQUENCIES_HZ, "frontal", "parietal", ALPHA_HZ
        ).coherence,
        "flow from frontal to parietal cortex, 1-80 Hz": back.information,
        "coherence of cortex and its thalamus, alpha": np.mean(deep, axis=0),
        "share of the thalamus that its cortex drives, 1-80 Hz": np.mean(down, axis=0),
    }
    figure = Figure()
    for color, (name, curve) in zip(COLORS, curves.items(), strict=False):
        figure.add_trace(
            Scatter(
                x=significant(axis), y=significant(100 * curve[1:] / curve[0]), name=name, mode="lines",
                showlegend=True, line={"color": color, "width": 2},
            )
        )  # fmt: skip
    style(figure, HEIGHT, TOP, BOTTOM)
    figure.update_xaxes(title={"text": words, "standoff": 8})
    figure.update_yaxes(title={"text": "% of rest"}, rangemode="tozero")
    figure.add_hline(y=100, line={"color": INK, "width": 1, "dash": "dot"})
    figure.update_layout(annotations=[heading("<b>Coupling of regions</b>, rest is 100%", 0, 1)])
    return figure


def states_figure(course: EEG, place: int, minutes: Sequence[float] | None = None) -> Figure:
    """Return the share of time in slow-delta over a dose, and one drawn minute of switching within it."""
    from plotly.graph_objects import Scatter
    from plotly.subplots import make_subplots

    inner = 2 * PANEL_PX + GAP_PX
    figure = make_subplots(rows=2, cols=1, vertical_spacing=GAP_PX / inner)
    axis = course.time_h * 60.0 if minutes is None else np.asarray(minutes)
    figure.add_trace(
        Scatter(
            x=significant(axis), y=significant(100 * course.alternation.slow_share), mode="lines",
            showlegend=False, line={"color": COLORS[0], "width": 2}, name="slow-delta",
        ),
        row=1, col=1,
    )  # fmt: skip
    states = sampled_states(course.alternation, place, SHOWN_S, STEP_S, SEED)
    figure.add_trace(
        Scatter(
            x=significant(np.arange(states.size) * STEP_S), y=significant(states), mode="lines",
            showlegend=False,
            line={"color": COLORS[1], "width": 1.5, "shape": "hv"}, name="state",
        ),
        row=2, col=1,
    )  # fmt: skip
    style(figure, inner + TOP + BOTTOM, TOP, BOTTOM)
    figure.update_yaxes(title={"text": "% of time"}, rangemode="tozero", row=1)
    figure.update_yaxes(
        tickvals=[0, 1], ticktext=["slow-delta", "gamma"], range=[-0.2, 1.2], nticks=None, row=2
    )
    figure.update_xaxes(title={"text": "minutes", "standoff": 8}, row=1)
    figure.update_xaxes(title={"text": "seconds", "standoff": 8}, row=2)
    stay = course.alternation
    titles = (
        "Time in slow-delta",
        f"One drawn minute at {axis[place]:.0f} min: mean stays {stay.active_s[place]:.1f} s in gamma, "
        f"{stay.slow_s[place]:.1f} s in slow-delta",
    )
    notes = [
        heading(f"<b>{title}</b>", 0, domain(figure, layout_axis("y", row))[1])
        for row, title in enumerate(titles, start=1)
    ]
    figure.update_layout(annotations=notes, margin_l=84)
    return figure


def coupling_ladder_figure() -> Figure:
    """Return the coupling of regions over a ladder of levels of the racemate, for the pages."""
    levels = np.geomspace(LOWEST, HIGHEST, LEVELS)
    blocks = blocks_of({"ketamine_s_effect": levels / 2, "ketamine_r_effect": levels / 2})
    figure = coupling_figure(blocks, levels, "total ketamine at the effect site, umol/L", typical_cortex())
    figure.update_xaxes(type="log", tickvals=[0.1, 0.3, 1, 3, 10], ticktext=["0.1", "0.3", "1", "3", "10"])
    return figure


def alternation_figure() -> Figure:
    """Return the states over two hours after 1.5 mg/kg at once, for the pages."""
    course = eeg(BOLUS, np.linspace(0.0, 2.0, 121))
    return states_figure(course, int(np.argmax(course.alternation.slow_share)))
