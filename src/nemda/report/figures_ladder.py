"""The ladder of effects: the share of each that a level of S-ketamine reaches, with published half-levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nemda.mechanism import dissociation, pain, sedation
from nemda.mechanism.catalog import simulation_parameters
from nemda.model.mechanism import Nothing
from nemda.pk.molar import molar_mass
from nemda.report.arms import COLORS
from nemda.report.bands import significant
from nemda.report.look import INK, heading, style

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

LEVELS = (0.02, 20.0)
PUBLISHED = (
    ("drug high (Simons 2022)", 0.3, 0.0),
    ("acute pain (Simons 2022)", 1.45, 0.25),
    ("EEG slowing (Schüttler 1987)", 3.4, 0.0),
)
"""Half-level (umol/L of S-ketamine in plasma) and half of the range, where one is given."""


def ladder_figure() -> Figure:
    """Return how much of each effect a level has, over S-ketamine on a logarithmic axis."""
    from plotly.graph_objects import Figure, Scatter

    level = np.geomspace(*LEVELS, 160)
    figure = Figure()
    for (name, share), color in zip(_shares(level).items(), COLORS, strict=False):
        figure.add_trace(
            Scatter(
                x=significant(level), y=significant(100 * share), name=name, mode="lines", showlegend=True,
                line={"color": color, "width": 2},
            )
        )  # fmt: skip
    for (name, half, around), symbol in zip(PUBLISHED, ("circle", "diamond", "square"), strict=True):
        figure.add_trace(
            Scatter(
                x=[half], y=[50], name=name, mode="markers", showlegend=True,
                error_x={"type": "data", "array": [around], "color": INK, "thickness": 1},
                marker={"color": INK, "size": 9, "symbol": symbol},
            )
        )  # fmt: skip
    style(figure, 360, 48)
    ticks = [0.02, 0.1, 0.3, 1, 3, 10]
    figure.update_xaxes(
        title={"text": "S-ketamine, umol/L"}, type="log", tickvals=ticks,
        ticktext=[f"{tick:g}" for tick in ticks], range=[float(np.log10(edge)) for edge in LEVELS],
    )  # fmt: skip
    figure.update_yaxes(title={"text": "% of the full effect, or of people"}, range=[0, 102])
    words = "<b>The ladder of effects</b>, points: published half-levels"
    figure.update_layout(annotations=[heading(words, 0, 1)])
    return figure


def _shares(level: np.ndarray) -> dict[str, np.ndarray]:
    """Return the share of each effect at levels (umol/L): of its ceiling, or of people."""
    table = simulation_parameters()

    def typical(names: tuple[str, ...]) -> dict[str, float]:
        return {name: table[name].value for name in names}

    nothing = dict.fromkeys(dissociation.Inputs._fields, 0.0)
    felt = dissociation.outputs(
        dissociation.States(0.0), dissociation.Parameters(**typical(dissociation.Parameters._fields)),
        dissociation.Inputs(**{**nothing, "ketamine_s_effect": level}),
    )  # fmt: skip
    relief = pain.outputs(
        pain.States(1.0, 1.0), pain.Parameters(**typical(pain.Parameters._fields)),
        pain.Inputs(level, 0.0, 0.0),
    )  # fmt: skip
    drowsy = sedation.outputs(
        Nothing(), sedation.Parameters(**typical(sedation.Parameters._fields)), sedation.Inputs(level)
    )
    return {
        "drug high": np.asarray(felt.dissociation) / table["dissociation_ceiling"].value,
        "acute pain": np.asarray(relief.analgesia),
        "slowing of the EEG": _slowing(level),
        "sedated (MOAA/S below 5), people": np.asarray(drowsy.sedation),
        "unresponsive (MOAA/S 0), people": np.asarray(drowsy.unresponsive),
    }


def _slowing(level: np.ndarray) -> np.ndarray:
    """Return the fall of the median frequency over its maximum, by the curve fitted to the cortical model."""
    from nemda.validate.eeg.curve import curve_of

    curve = curve_of("esketamine")
    half = 1e3 * curve.half_level / molar_mass("esketamine")  # umol/L from ug/mL
    return level**curve.steepness / (level**curve.steepness + half**curve.steepness)
