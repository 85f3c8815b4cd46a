"""What magnesium around the synapse does to NMDA receptors: block by voltage, and what is left open.

The formula and constants are the receptor room's (Jahr and Stevens 1990 by default). A change of brain
magnesium within the physiological range changes the open share at rest in nearly inverse proportion, and
hardly at all when the cell is depolarized. What would falsify it: as in `nemda.receptor.magnesium`.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.receptor.magnesium import (
    magnesium_half_block,
    magnesium_table,
    magnesium_variant,
    unblocked_fraction,
)

RESTING_MV, DEPOLARIZED_MV = -70.0, -20.0


def open_share(
    brain_mmol_l: Float[ndarray, " time"] | float, voltage_mv: float, variant: str = "jahr1990"
) -> Float[ndarray, " time"] | float:
    """Return the share of open pores that magnesium (mmol/L) leaves free at a voltage (mV).

    Raises
    ------
    ParameterError
        The set of constants is unknown.
    """
    block = magnesium_variant(magnesium_table(), variant)
    half = magnesium_half_block(voltage_mv, block.half_block_0mv, block.voltage_slope)
    return unblocked_fraction(np.asarray(brain_mmol_l), half)
