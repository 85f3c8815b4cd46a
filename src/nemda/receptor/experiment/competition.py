"""Does an antagonist compete? The dose-response of a ligand at several antagonist concentrations (Schild).

A competitive antagonist shifts the curve to the right and leaves its maximum; the dose ratio r of
half-effects obeys log(r - 1) = n log [B] - log K_B with n = 1 (Arunlakshana and Schild 1959, PMID 13651579),
and pA2 = -log10 K_B (mol/L). A pore blocker lowers the maximum and does not shift the curve much. A partial
agonist shifts it and keeps a floor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ReceptorError
from nemda.receptor.experiment.grid import HIGHEST, LOWEST, crossing
from nemda.receptor.experiment.setup import Setup, channel_only, prepared
from nemda.receptor.experiment.table import Table
from nemda.receptor.preparation.steady import steady_open_probability

POINTS = 101
MOL_PER_UMOL = 1e-6
LEAST_SHIFT = 1.01


@dataclass(frozen=True)
class Competition:
    """Curves of `ligand` at each antagonist concentration (the first is 0).

    `response` (antagonist, level) is the steady open probability; `half` (umol/L) is NaN where nothing
    opens; `maximum` is the largest response over that without antagonist.
    """

    receptor: str
    ligand: str
    antagonist: str
    antagonist_level: Float[ndarray, " antagonist"]
    level: Float[ndarray, " level"]
    response: Float[ndarray, "antagonist level"]
    half: Float[ndarray, " antagonist"]
    maximum: Float[ndarray, " antagonist"]

    @property
    def dose_ratio(self) -> Float[ndarray, " antagonist"]:
        """Half-effect with over without antagonist."""
        return self.half / self.half[0]

    @property
    def schild(self) -> tuple[float, float]:
        """Slope of the Schild line and pA2; NaN where fewer than two concentrations shift the curve."""
        shifted = np.nan_to_num(self.dose_ratio, nan=1.0) > LEAST_SHIFT
        if shifted.sum() < 2:
            return float("nan"), float("nan")
        x = np.log10(self.antagonist_level[shifted] * MOL_PER_UMOL)
        slope, offset = np.polyfit(x, np.log10(self.dose_ratio[shifted] - 1), 1)
        return float(slope), float(offset / slope)

    @property
    def table(self) -> Table:
        """One row for each antagonist concentration."""
        columns = (self.antagonist_level, self.half, self.dose_ratio, self.maximum)
        return Table(
            ("antagonist_concentration", "half_effect", "dose_ratio", "maximum"),
            tuple(tuple(float(cell) for cell in row) for row in zip(*columns, strict=True)),
        )


def competition(setup: Setup, ligand: str, antagonist: str, antagonist_level: Sequence[float]) -> Competition:
    """Return the steady dose-response of `ligand` without and with each antagonist concentration (umol/L).

    The ligand is the agonist of the setup or one of its co-agonists (glycine).

    Raises
    ------
    ReceptorError
        The receptor has no pore, a compound is unknown, both are the same, or a concentration is negative.
    """
    channel_only(setup)
    if ligand == antagonist:
        raise ReceptorError("A ligand does not compete with itself.", where="antagonist", got=antagonist)
    preparation = prepared(setup, [ligand, antagonist])
    others = {name: value for name, value in setup.active.items() if name not in (ligand, antagonist)}
    antagonists = np.array([0.0, *antagonist_level])
    levels = np.geomspace(LOWEST, HIGHEST, POINTS)
    response = steady_open_probability(
        preparation, setup.voltage_mv, {**others, ligand: levels, antagonist: antagonists[:, None]}
    )
    halves = [crossing(levels, row) for row in response]
    return Competition(
        setup.scheme.name, ligand, antagonist, antagonists, levels, response,
        np.array([np.nan if half is None else half for half in halves]),
        response.max(axis=-1) / response[0].max(),
    )  # fmt: skip
