"""Vacuoles after deep block of NMDA receptors: a threshold of block, and a window in which they are seen.

visible(t) where the block of interneuron receptors was above a threshold at some s with
s + onset <= t <= s + persistence

Olney and colleagues (1989, rat) saw vacuoles in retrosplenial cortex at 4 h from 40 mg/kg of ketamine on, and
after MK-801 from 2 to 12 h, gone by a day. Interneurons are read because what is lost is inhibition. The
threshold is fitted to that one dose, so this file says which other doses, routes and infusions go as deep,
and no more. Wrong if vacuoles follow the area under the block instead of its height; not explained is that
ten times the dose of MK-801 is still seen at 48 h. Nothing here claims vacuoles in people.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ParameterError
from nemda.synapse.parameters import value_of


def vacuole_window_h(
    time_h: Float[ndarray, " time"], block: Float[ndarray, " time"]
) -> tuple[float, float] | None:
    """Return from when to when (h) vacuoles are seen, for a course of interneuron block (0 to 1).

    None where the block stays below the threshold.

    Raises
    ------
    ParameterError
        The two courses differ in length or block is no share.
    """
    if time_h.shape != block.shape or not ((block >= 0) & (block <= 1)).all():
        raise ParameterError(
            "A block is one share from 0 to 1 at each time.", where="block", got=(time_h.shape, block.shape)
        )
    deep = np.flatnonzero(block >= value_of("vacuole_block"))
    if deep.size == 0:
        return None
    first, last = float(time_h[deep[0]]), float(time_h[deep[-1]])
    return first + value_of("vacuole_onset"), last + value_of("vacuole_persistence")


def has_vacuoles(time_h: Float[ndarray, " time"], block: Float[ndarray, " time"], at_h: float) -> bool:
    """Return whether vacuoles are seen at a time (h) under a course of interneuron block."""
    window = vacuole_window_h(time_h, block)
    return window is not None and window[0] <= at_h <= window[1]
