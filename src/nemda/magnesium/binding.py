"""What phytate and oxalate leave of a meal's magnesium for uptake.

    retained = 1 / (1 + (R / 0.343)^2.15),      R = mmol phytate / mmol magnesium of the whole meal

is an exact curve through the two meals of Bohn 2004 and is marked as an extrapolation above R = 0.5. For
oxalate the review of Schuchardt and Hahn 2017 gives a direction, spinach below kale; its two figures were
not seen, so the share used is graded as assumed. What would falsify the form: phytate that binds less
where there is more of it per magnesium.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.errors import DataError
from nemda.magnesium.parameters import value
from nemda.magnesium.stoichiometry import MG_PER_MMOL


class Retained(NamedTuple):
    """The share left for uptake, the molar ratio behind it, and whether it lies beyond what was measured."""

    share: float
    ratio: float
    extrapolated: bool


def retained_by_phytate(ratio: float) -> Retained:
    """Return what a molar phytate to magnesium ratio leaves for uptake.

    Raises
    ------
    DataError
        The ratio is negative.
    """
    if not ratio >= 0:
        raise DataError("A molar ratio is not negative.", where="phytate to magnesium", got=ratio)
    share = 1 / (1 + (ratio / value("phytate_half_ratio")) ** value("phytate_exponent"))
    return Retained(share, ratio, ratio > value("phytate_highest_ratio"))


def phytate_ratio(phytate_mg: float, magnesium_mg: float) -> float:
    """Return mmol of phytate per mmol of magnesium; 0 where there is no magnesium."""
    if magnesium_mg <= 0:
        return 0.0
    return phytate_mg / value("phytate_molar_mass") / (magnesium_mg / MG_PER_MMOL)


def retained_by_oxalate(is_rich: bool) -> float:
    """Return the share that a food leaves for uptake: 1, or less where it is rich in oxalate."""
    return value("oxalate_retained") if is_rich else 1.0
