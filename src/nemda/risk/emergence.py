"""Reactions on waking from anesthesia: dreams, confusion, fear.

Claim: of people whom a dose makes unconscious 12% have a reaction on waking (label, 1 to 4.5 mg/kg into a
vein), and who stays awake has none: what is felt then counts as dissociation. Form: chance = share x chance
of having been unconscious; the share is the same at every anesthetic dose, because the label gives one number
for all of them. Falsified by: reactions as frequent after doses that leave people awake.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.risk.priors import Estimate, draws, estimate


def emergence_reaction(unconscious: Float[ndarray, " person"]) -> Estimate:
    """Return the share of people with a reaction, from everybody's chance of having been unconscious."""
    return estimate(draws("emergence_reaction") * float(np.mean(unconscious)))
