"""Between mass and amount of substance: molar masses of the bases come from the compound cards."""

from __future__ import annotations

from functools import cache

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.drugs import compounds, find_compound
from nemda.errors import DrugError
from nemda.units import NG_PER_ML_PER_MG_PER_L

UMOL_PER_MMOL = 1000.0


@cache
def molar_mass(compound: str) -> float:
    """Return the molar mass of the base (g/mol); that of a metabolite stands on the card of its parent.

    Raises
    ------
    DrugError
        The compound is unknown or inert.
    """
    for card in compounds().values():
        if "molar_mass" in card.numbers.get("metabolites", {}).get(compound, {}):
            return float(card.numbers["metabolites"][compound]["molar_mass"])
    mass = find_compound(compound).molar_mass
    if mass is None:
        raise DrugError("This compound has no molar mass.", got=compound)
    return mass.base


def ng_per_ml(
    concentration_umol_l: Float[ndarray, " *shape"] | float, compound: str
) -> Float[ndarray, " *shape"]:
    """Return a concentration in ng of base per mL: umol/L times g/mol.

    `compound` is a card name such as ``"ketamine"``, ``"norketamine"``, ``"hydroxynorketamine"``.
    """
    factor = molar_mass(compound) * NG_PER_ML_PER_MG_PER_L / UMOL_PER_MMOL
    return np.asarray(np.multiply(concentration_umol_l, factor))


def umol(amount_mg: Float[ndarray, " *shape"], compound: str) -> Float[ndarray, " *shape"]:
    """Return milligrams of base as micromoles."""
    return np.asarray(np.multiply(amount_mg, UMOL_PER_MMOL / molar_mass(compound)))
