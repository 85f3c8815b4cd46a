"""What new synapses leave in the EEG once the drug is gone: more excitation among pyramidal cells.

Claim: spines that grow after a dose sit on pyramidal cells and take input of pyramidal cells, and slow
homeostasis keeps the firing rates, as in all resting states of this model. Form: all excitation between
pyramidal cells, near and far, is multiplied by the density of spines relative to that before the dose; a
constant background takes up the rest. More recurrent excitation at the same rates lengthens the memory of the
network, so that delta rises and hardly anything else does. What would falsify it: delta that is up for days
while spines are not, or fast rhythms that are.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.cortex.coupling import Coupling
from nemda.cortex.operating import rest_of
from nemda.cortex.parameters import Cortex
from nemda.cortex.populations import PYRAMIDAL, places
from nemda.errors import DataError


def grown(cortex: Cortex, coupling: Coupling, density: Float[ndarray, " level"]) -> Coupling:
    """Return the coupling with excitation between pyramidal cells times the density of spines (1 before).

    Raises
    ------
    DataError
        A density is not finite and above 0.
    """
    if not (np.all(np.isfinite(density)) and np.all(density > 0)):
        raise DataError(
            "A density of spines is above 0.", where="spines", expected="about 1", got=np.ravel(density)[:5],
            hint="give it relative to the density before the first dose",
        )  # fmt: skip
    if np.all(density == 1.0):
        return coupling
    cells = places(PYRAMIDAL)
    among = np.ix_(range(density.size), cells, cells)
    gain = density[:, None, None]
    ampa, nmda, background = coupling.ampa.copy(), coupling.nmda.copy(), coupling.background.copy()
    added = (gain - 1) * (ampa[among] + nmda[among])
    ampa[among] *= gain
    nmda[among] *= gain
    background[:, cells] -= added @ rest_of(cortex).vector()[cells]
    return coupling._replace(ampa=ampa, nmda=nmda, background=background)
