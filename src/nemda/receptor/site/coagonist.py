"""The glycine site at equilibrium: which share of receptors may open, and how well.

    G = sum_i e_i x_i / (1 + sum_j x_j),        x_j = [ligand_j] / K_j

over every ligand of the site: glycine and D-serine with efficacy 1, partial agonists with less (or
more: D-cycloserine at GluN2C), antagonists and xenon with 0. G multiplies the open probability. On the
scale of minutes this is all the site does; for jumps in glycine see `nemda.receptor.site.glycine`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.receptor.solve.conditions import Conditions


class CoagonistLigand(NamedTuple):
    """One ligand of the site: half-occupying concentration (its own unit) and efficacy."""

    name: str
    half: float
    efficacy: float


def coagonist_factor(ligands: tuple[CoagonistLigand, ...], at: Conditions) -> Float[ndarray, "*batch"]:
    """Return G; 1 for a site that nothing was named for (a saturating co-agonist)."""
    if not ligands:
        return np.ones_like(at.voltage_mv)
    nothing = np.zeros_like(at.voltage_mv)
    relative = [at.of(ligand.name) / ligand.half for ligand in ligands]
    active = sum((x * one.efficacy for x, one in zip(relative, ligands, strict=True)), start=nothing)
    return np.asarray(active / (1 + sum(relative, start=nothing)))
