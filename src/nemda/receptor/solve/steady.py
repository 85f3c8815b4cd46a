"""Steady state by state reduction, which subtracts nothing and so loses no digits.

States are removed one by one and their traffic is passed on to the rest, the algorithm of Grassmann,
Taksar and Heyman. Every probability has full relative accuracy, however stiff the rates:
those of GluN2A span five orders of magnitude. States that cannot be reached from rest under the given
conditions (no agonist, no drug) have probability 0.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from nemda.errors import ReceptorError


def stationary(matrix: Float[ndarray, "*batch state state"], rest: int = 0) -> Float[ndarray, "*batch state"]:
    """Return the probabilities p with p Q = 0 that a receptor starting in state `rest` arrives at.

    Raises
    ------
    ReceptorError
        Some state is reached and never left, so that there is no way back to `rest` (an irreversible step).
    """
    size = matrix.shape[-1]
    order = np.array([rest, *(state for state in range(size) if state != rest)])
    rates = matrix[..., order[:, None], order].copy()
    diagonal = np.arange(size)
    rates[..., diagonal, diagonal] = 0.0
    # An unreached state gets a way to rest: it stays empty and no longer counts as a dead end.
    rates[..., 0] = np.where(_reached(rates > 0), rates[..., 0], 1.0)
    rates[..., 0, 0] = 0.0
    for last in range(size - 1, 0, -1):
        leaving = rates[..., last, :last].sum(axis=-1)
        if np.any(leaving <= 0):
            raise ReceptorError(
                "There is no single steady state: a state is entered and never left.",
                where=f"state number {int(order[last])}",
                hint="propagate from a start instead, or add the missing way back",
            )
        rates[..., :last, last] /= leaving[..., None]
        rates[..., :last, :last] += rates[..., :last, last, None] * rates[..., last, None, :last]
    share = np.zeros(rates.shape[:-1])
    share[..., 0] = 1.0
    for state in range(1, size):
        # Diagonals filled up during reduction belong to no traffic between states.
        share[..., state] = np.einsum("...i,...i->...", share[..., :state], rates[..., :state, state])
    share /= share.sum(axis=-1, keepdims=True)
    result = np.empty_like(share)
    result[..., order] = share
    return result


def _reached(joined: Bool[ndarray, "*batch state state"]) -> Bool[ndarray, "*batch state"]:
    reached = np.zeros(joined.shape[:-1], dtype=bool)
    reached[..., 0] = True
    for _ in range(joined.shape[-1]):
        further = reached | np.any(reached[..., :, None] & joined, axis=-2)
        if np.array_equal(further, reached):
            break
        reached = further
    return reached
