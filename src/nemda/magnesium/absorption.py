"""How much magnesium a meal yields: a path that saturates, and a small share that does not.

    A(x) = A_max x / (K + x) + b x        (x and A in mEq per meal)

from the balance of single meals (Fine 1991): 65% of the smallest, 11% of the largest. What is absorbed
here is net of what the gut secretes. Two measured meals lie up to 9 points below the curve, so every
fraction carries plus and minus ten points. What would falsify the form: a fraction that does not fall
with dose, or one large dose that is absorbed like the same dose in portions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import DataError
from nemda.magnesium.parameters import value
from nemda.magnesium.stoichiometry import MEQ_PER_MMOL, MG_PER_MMOL, meq


class Range(NamedTuple):
    """A number with what its uncertainty leaves open."""

    value: float
    low: float
    high: float


def absorbed_meq(dose_meq: float) -> float:
    """Return what is absorbed (mEq) of the magnesium of one meal (mEq).

    Raises
    ------
    DataError
        The dose is negative or no number.
    """
    if not (np.isfinite(dose_meq) and dose_meq >= 0):
        raise DataError("A meal cannot hold less than no magnesium.", where="dose_meq", got=dose_meq)
    saturable = value("absorption_maximum") * dose_meq / (value("absorption_half") + dose_meq)
    return saturable + value("absorption_linear") * dose_meq


def absorbed_share(dose_meq: float) -> float:
    """Return the absorbed fraction of the magnesium of one meal, 0 to 1; the limit where the meal holds none.

    The curve leaves (0, 1) nowhere: its largest value, at the smallest dose, is 1.23 and is cut at 1.
    """
    if dose_meq <= 0:
        return min(1.0, value("absorption_maximum") / value("absorption_half") + value("absorption_linear"))
    return min(1.0, absorbed_meq(dose_meq) / dose_meq)


def absorbed_fraction(dose_mg: float) -> Range:
    """Return the absorbed fraction of one meal of `dose_mg` with its ten points to either side."""
    share = absorbed_share(meq(dose_mg))
    half = value("absorption_uncertainty") / 100
    return Range(share, max(0.0, share - half), min(1.0, share + half))


def absorbed_daily(
    intake_mg: Float[ndarray, " person"] | float, meals: int = 3
) -> Float[ndarray, " person"] | float:
    """Return net absorption (mg/day) of a daily intake (mg/day) in equal meals of food."""
    dose = np.asarray(intake_mg) / meals / MG_PER_MMOL * MEQ_PER_MMOL
    saturable = value("absorption_maximum") * dose / (value("absorption_half") + dose)
    taken = np.minimum(saturable + value("absorption_linear") * dose, dose)
    return meals * taken / MEQ_PER_MMOL * MG_PER_MMOL
