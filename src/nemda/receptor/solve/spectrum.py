"""Relaxation times: with what time constants a receptor approaches its steady state."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

NEGLIGIBLE = 1e-12
"""Eigenvalues this much smaller than the largest are the zero of conservation plus rounding."""


def relaxation_times(matrix: Float[ndarray, "state state"]) -> Float[ndarray, " mode"]:
    """Return the time constants (s) of a generator, slowest first.

    They are -1 / Re(lambda) of its eigenvalues; one eigenvalue, that of the steady state, is 0 and has
    none. A receptor with reversible steps and n states has n - 1 of them. Fewer are returned where
    states are cut off (no agonist): those never relax.
    """
    values = np.linalg.eigvals(matrix).real
    moving = values[values < -NEGLIGIBLE * np.abs(values).max(initial=0.0)]
    return np.sort(-1 / moving)[::-1]
