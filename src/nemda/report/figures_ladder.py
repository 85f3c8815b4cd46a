"""The ladder of effects: the share of each that a level of S-ketamine reaches, with published half-levels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nemda.errors import DataError
from nemda.evidence.rows import RawRow, raw_rows
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
SYMBOLS = ("circle", "diamond", "square")
UMOL_PER_MMOL = 1e3
ROWS = (
    ("drug high", {"readout": r"drug-high c50", "compound": r"^s-ketamine$"}),
    ("acute pain", {"readout": r"antinociception c50", "compound": r"^s-ketamine$"}),
)
"""Effects with the patterns of the row of the table of biology that holds their published half-level."""


class HalfLevel(NamedTuple):
    """A published half-level of an effect (umol/L of S-ketamine), its SD or half range, and its source."""

    effect: str
    level: float
    around: float
    source: str


@cache
def published() -> tuple[HalfLevel, ...]:
    """Return the published half-levels, read from the tables of evidence.

    Raises
    ------
    DataError
        A table has no such row, or its unit is another.
    """
    from nemda.validate.eeg.curve import half_level_row

    rows = {effect: (_biology_row(effect, patterns), "value") for effect, patterns in ROWS}
    rows["EEG slowing"] = half_level_row("esketamine"), "change"
    return tuple(_half_level(effect, row, row.cells[column]) for effect, (row, column) in rows.items())


def _biology_row(effect: str, patterns: Mapping[str, str]) -> RawRow:
    for row in raw_rows("biology"):
        if all(re.search(pattern, row.cells[name].lower()) for name, pattern in patterns.items()):
            return row
    raise DataError("No row holds the half-level of an effect.", where="biology", got=effect)


def _half_level(effect: str, row: RawRow, value: str) -> HalfLevel:
    numbers = [float(one) for one in re.findall(r"\d+(?:\.\d+)?", value)]
    unit = _per_umol(row.cells["unit"].lower())
    low, high = min(numbers) * unit, max(numbers) * unit
    spread = re.match(r"sd (\d+(?:\.\d+)?)", row.cells["dispersion"].lower())
    around = (high - low) / 2 if spread is None else float(spread[1]) * unit
    named = re.match(r"(\w+).*?(\d{4})", row.citation)
    source = row.citation if named is None else f"{named[1]} {named[2]}"
    return HalfLevel(effect, (low + high) / 2, around, source)


def _per_umol(unit: str) -> float:
    scale = {"nmol/ml": 1.0, "umol/l": 1.0, "ug/ml": UMOL_PER_MMOL / molar_mass("esketamine")}
    if unit not in scale:
        raise DataError(
            "The unit of a half-level is not read.", where="unit", got=unit, expected=", ".join(scale)
        )
    return scale[unit]


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
    for (effect, half, around, source), symbol in zip(published(), SYMBOLS, strict=True):
        name = f"{effect} ({source})"
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
    words = "<b>The ladder of effects</b>, points: published half-levels with range or SD"
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
    half = UMOL_PER_MMOL * curve.half_level / molar_mass("esketamine")  # umol/L from ug/mL
    return level**curve.steepness / (level**curve.steepness + half**curve.steepness)
