"""Magnesium and ketamine at the same receptors: together more than their sum, and order matters in rats.

At NR1/2A and NR1/2B expressed in oocytes S-ketamine and magnesium block superadditively (Hollmann 2001).

    current left = 1 / (1 + k + m + c k m),        k = S-ketamine / IC50,  m = magnesium / IC50

c = 1 is two sites that know nothing of each other (the reading of that paper), c = 0 one pore that holds
either (the reading of the receptor room: exactly dose additive). In rats magnesium before ketamine
antagonizes and after it does not (Savic Vujovic 2017): an input here, not a default. Of the ratio printed
for magnesium after ketamine (1.2) we saw no direction; the printed order effect of 1.8 fits 1.6 x 1.2 and
not 1.6 / 1.2, so it is read as less ketamine needed. What would falsify the form: a pair of doses that
leaves more than either
alone at the receptor.
"""

from __future__ import annotations

import math
from typing import Literal

from nemda.errors import DataError
from nemda.magnesium.absorption import Range
from nemda.magnesium.parameters import magnesium_parameters, value
from nemda.receptor.occupancy import steady_occupancies

Site = Literal["2a", "2b"]
Reading = Literal["two sites", "one pore"]
Order = Literal["magnesium first", "ketamine first", "ketamine alone"]
ORDERS: tuple[Order, ...] = ("ketamine alone", "ketamine first", "magnesium first")
INTERACTION = {"two sites": 1.0, "one pore": 0.0}


def current_left(
    ketamine_umol_l: float, magnesium_umol_l: float, site: Site = "2a", reading: Reading = "two sites"
) -> float:
    """Return the share of NMDA current left by free S-ketamine and magnesium (both umol/L), 0 to 1.

    Raises
    ------
    DataError
        A level is negative.
    """
    if ketamine_umol_l < 0 or magnesium_umol_l < 0:
        raise DataError("A level is not negative.", got=(ketamine_umol_l, magnesium_umol_l))
    ketamine = ketamine_umol_l / value(f"hollmann_ketamine_{site}")
    magnesium = magnesium_umol_l / value(f"hollmann_magnesium_{site}")
    if reading == "one pore":
        return 1 - sum(steady_occupancies((ketamine, magnesium)))
    return 1 / (1 + ketamine + magnesium + INTERACTION[reading] * ketamine * magnesium)


def combination_index(share_of_ketamine: float = 0.5, reading: Reading = "two sites") -> float:
    """Return the Loewe combination index at half block: below 1 superadditive, 1 additive.

    `share_of_ketamine` is ketamine's part of the pair in units of IC50, above 0 and below 1. With k = p u and
    m = (1 - p) u the index is the u that solves u + c p (1 - p) u^2 = 1.

    Raises
    ------
    DataError
        The share is not inside 0 to 1.
    """
    if not 0 < share_of_ketamine < 1:
        raise DataError(
            "A pair holds both.",
            where="share_of_ketamine",
            expected="above 0, below 1",
            got=share_of_ketamine,
        )
    curvature = INTERACTION[reading] * share_of_ketamine * (1 - share_of_ketamine)
    if curvature == 0:
        return 1.0
    return (math.sqrt(1 + 4 * curvature) - 1) / (2 * curvature)


def ketamine_needed(order: str) -> Range:
    """Return ketamine needed for the same analgesia in rats by order, relative to ketamine alone.

    Above 1: magnesium antagonizes. Rat formalin test, 5 mg/kg of sulfate; no dose rule for people.

    Raises
    ------
    DataError
        The order is unknown.
    """
    if order == "ketamine alone":
        return Range(1.0, 1.0, 1.0)
    if order not in ORDERS:
        raise DataError("Unknown order.", got=order, expected=", ".join(ORDERS))
    found = magnesium_parameters()["order_" + order.replace(" ", "_")]
    low, high = found.interval
    if order == "magnesium first":
        return Range(found.value, low, high)
    return Range(1 / found.value, 1 / high, 1 / low)


def order_effect() -> float:
    """Return how much more ketamine is needed when magnesium comes first than when it comes last."""
    return ketamine_needed("magnesium first").value / ketamine_needed("ketamine first").value


def bench_half_block(site: Site, magnesium_mmol_l: float, voltage_mv: float = -70.0) -> float:
    """Return the S-ketamine (umol/L) that halves the current on the receptor room's bench, for comparison.

    Raises
    ------
    DataError
        The curve has no half.
    """
    from nemda.receptor.laboratory import dose_response

    half = dose_response("ketamine_s", f"nmda.{site}", voltage_mv, magnesium_mmol_l).half
    if half is None:
        raise DataError("The bench finds no half block.", where=f"nmda.{site}", got=magnesium_mmol_l)
    return half
