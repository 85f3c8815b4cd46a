"""The two forms of ketamine: what makes R differ from S.

S-ketamine behaves the same alone and within the racemate (Wang 2019, doi 10.2147/DDDT.S224553), so
a racemic dose is two independent doses. What would falsify it: S-ketamine cleared more slowly in the
presence of R at doses in use, as hinted in liver microsomes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.pk.values import Values


class Form(NamedTuple):
    """Ratios of one form to S [person], and the letter that names its signals."""

    letter: str
    clearance_ratio: Float[ndarray, " person"]
    volume_ratio: Float[ndarray, " person"]
    norketamine_clearance_ratio: Float[ndarray, " person"]
    hydroxynorketamine_clearance_scale: Float[ndarray, " person"]


def s_form(values: Values) -> Form:
    """Return S-ketamine, the reference."""
    one = np.ones_like(values["ketamine_clearance_factor"])
    return Form("s", one, one, one, values["hydroxynorketamine_s_clearance_scale"])


def r_form(values: Values) -> Form:
    """Return R-ketamine with its published ratios."""
    return Form(
        "r",
        values["ketamine_r_clearance_ratio"],
        values["ketamine_r_volume_ratio"],
        values["norketamine_r_clearance_ratio"],
        values["hydroxynorketamine_r_clearance_scale"],
    )
