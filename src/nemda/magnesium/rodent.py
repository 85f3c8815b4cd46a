"""Imipramine and magnesium in the forced swim test: each idle alone, together not.

    u = d_i / a + d_m / b + c d_i d_m / (a b),        activity regained = u^n / (1 + u^n)

Claim: 10 + 5 and 15 + 10 mg/kg cut immobility although each dose alone does nothing (Poleszak 2005, mouse);
magnesium alone works from 15 mg/kg in rats. The constants are assumptions with those facts in view, so the
test of this file is what it says of other pairs. What would falsify the form: two drugs whose sum of parts
explains the pair (c = 0 within error).
"""

from __future__ import annotations

from nemda.errors import DataError
from nemda.magnesium.parameters import value

ROUNDING = 1e-9
"""The least dose that works must work in spite of rounding."""


def activity_regained(imipramine_mg_kg: float, magnesium_mg_kg: float) -> float:
    """Return the share (0 to 1) of a stressed mouse's immobility that two doses (mg/kg) take away.

    Raises
    ------
    DataError
        A dose is negative.
    """
    if imipramine_mg_kg < 0 or magnesium_mg_kg < 0:
        raise DataError("A dose is not negative.", got=(imipramine_mg_kg, magnesium_mg_kg))
    first, second = imipramine_mg_kg / value("imipramine_alone"), magnesium_mg_kg / _half_magnesium()
    together = first + second + value("swim_synergy") * first * second
    power = together ** value("swim_exponent")
    return power / (1 + power)


def works(imipramine_mg_kg: float, magnesium_mg_kg: float) -> bool:
    """Return whether a group of about ten mice would show the effect."""
    return activity_regained(imipramine_mg_kg, magnesium_mg_kg) >= value("swim_detectable") - ROUNDING


def least_magnesium(imipramine_mg_kg: float = 0.0) -> float:
    """Return the least magnesium (mg/kg) that works beside so much imipramine."""
    first = imipramine_mg_kg / value("imipramine_alone")
    second = (_needed() - first) / (1 + value("swim_synergy") * first)
    return max(0.0, second) * _half_magnesium()


def _needed() -> float:
    """Return the u of the least effect that a group shows."""
    return (value("swim_detectable") / (1 - value("swim_detectable"))) ** (1 / value("swim_exponent"))


def _half_magnesium() -> float:
    """Return b, from the least dose of magnesium that works alone."""
    return value("magnesium_least") / _needed()
