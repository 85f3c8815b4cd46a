"""What a receptor in given states and conditions lets through."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.receptor.preparation.prepare import Preparation
from nemda.receptor.site.coagonist import coagonist_factor
from nemda.receptor.site.scaling import scaling_factor
from nemda.receptor.solve.conditions import Conditions
from nemda.receptor.solve.generator import RateTable, unblocked


def conducting(
    preparation: Preparation,
    table: RateTable,
    probability: Float[ndarray, "*batch state"],
    at: Conditions,
) -> Float[ndarray, "*batch"]:
    """Return the open probability that a current shows.

    The sum over open states of probability times relative conductance, times the share of pores without
    fast magnesium, times the factors of glycine site and scaling substances.
    """
    relative = np.array([state.conductance for state in preparation.scheme.states])
    factor = coagonist_factor(preparation.coagonists, at) * scaling_factor(preparation.scalings, at)
    return np.asarray((probability @ relative) * unblocked(table, at) * factor)
