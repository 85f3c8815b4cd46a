"""What CYP3A4 and CYP2B6 do to the intrinsic clearance of ketamine and norketamine.

    scale = 1 + f_3A4 (a_3A4 - 1) + f_2B6 (a_2B6 - 1)

with f the part that an enzyme does and a its activity relative to usual. The rest (CYP2C9, CYP2A6,
excretion) never changes. One set of parts serves every interaction, so that none is tuned by itself.
The part of ketamine that becomes norketamine is the same for all enzymes, because no source splits it.
What would falsify the form: an inhibitor that raises exposure more than losing its enzyme allows,
which is what clarithromycin does after oral doses if the gut wall takes only a third.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ParameterError
from nemda.pk.values import Values


def enzyme_scale(values: Values, compound: Literal["ketamine", "norketamine"]) -> Float[ndarray, " person"]:
    """Return the intrinsic clearance of a compound relative to usual enzymes, exactly 1 where they are.

    Raises
    ------
    ParameterError
        The parts of the two enzymes exceed 1.
    """
    by_3a4 = values[f"{compound}_cyp3a4_fraction"]
    by_2b6 = values[f"{compound}_cyp2b6_fraction"]
    if np.any(by_3a4 + by_2b6 > 1.0):
        raise ParameterError(
            "Two enzymes cannot do more than everything.", where=f"{compound}_cyp3a4_fraction",
            expected=f"at most 1 together with {compound}_cyp2b6_fraction",
            got=float((by_3a4 + by_2b6).max()),
        )  # fmt: skip
    return (
        1.0
        + by_3a4 * (values["cyp3a4_liver_activity"] - 1.0)
        + by_2b6 * (values["cyp2b6_liver_activity"] - 1.0)
    )
