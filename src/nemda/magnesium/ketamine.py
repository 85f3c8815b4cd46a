"""Magnesium and ketamine at the same receptors: together more than their sum, and order matters in rats.

At NR1/2A and NR1/2B expressed in oocytes S-ketamine and magnesium block superadditively (Hollmann 2001).

    current left = 1 / (1 + k + m + c k m),        k = S-ketamine / IC50,  m = magnesium / IC50

c = 1 is two sites that know nothing of each other (the reading of that paper), c = 0 one pore that holds
either (the reading of the receptor room: exactly dose additive). In rats magnesium before ketamine
antagonizes and after it does not (Savic Vujovic 2017): an input here, not a default, because the receptor
room does not give it (`order_at_receptor`): an open pore forgets within a minute what came first, and only
receptors that have fallen silent with their drug keep the order for an hour. Of the ratio printed for
magnesium after ketamine (1.2) we saw no direction; the printed order effect of 1.8 fits 1.6 x 1.2 and not
1.6 / 1.2, so it is read as less ketamine needed. What would falsify the form: a pair of doses that leaves
more than either alone at the receptor.
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

import numpy as np

from nemda.errors import DataError
from nemda.magnesium.absorption import Range
from nemda.magnesium.parameters import magnesium_parameters, value
from nemda.receptor.course import occupancy_course
from nemda.receptor.magnesium import magnesium_shift
from nemda.receptor.occupancy import steady_occupancies
from nemda.receptor.parameters import parameter_table
from nemda.receptor.pools import pool
from nemda.units import MINUTES_PER_HOUR

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


class OrderAtReceptor(NamedTuple):
    """Share of receptors that hold ketamine at the time of a test, by which of the two came first."""

    magnesium_first: float
    ketamine_first: float

    @property
    def effect(self) -> float:
        """Return ketamine-first over magnesium-first occupancy; 1 where order does not matter."""
        return self.ketamine_first / self.magnesium_first


def order_at_receptor(
    ketamine_umol_l: float, magnesium_mmol_l: float, *, gap_min: float = 5.0, test_min: float = 60.0,
    pool_name: str = "pyramidal", unblocking_per_h: float | None = None,
) -> OrderAtReceptor:  # fmt: skip
    """Return what the receptor room makes of the order of ketamine and magnesium.

    At 0 min one of the two rises around the synapse (ketamine to a free level, magnesium from 1 mmol/L to
    `magnesium_mmol_l`), `gap_min` later the other joins it, and the test comes `test_min` after the start.
    The pool of the receptor room, magnesium competing for the pore, is carried through both orders exactly.
    `unblocking_per_h` replaces the pool's rate, as for receptors that have fallen silent with their drug.

    Raises
    ------
    DataError
        A level is not positive, or the test does not come after the second of the two.
    """
    if not (ketamine_umol_l > 0 and magnesium_mmol_l > 0 and 0 < gap_min < test_min):
        raise DataError(
            "Ketamine and magnesium need levels, and the test comes last.", where="order_at_receptor",
            got=(ketamine_umol_l, magnesium_mmol_l, gap_min, test_min),
        )  # fmt: skip
    table = parameter_table()
    one = pool(table, pool_name)
    rate = one.unblocking_rate if unblocking_per_h is None else unblocking_per_h
    usual = table["magnesium_of_affinity_table"].value
    shift = float(magnesium_shift(magnesium_mmol_l, usual, one.magnesium_half_block))
    edges, end = np.array([0.0, gap_min / MINUTES_PER_HOUR]), np.array([test_min / MINUTES_PER_HOUR])
    # In raised magnesium every level counts for less by one factor, so it may stand with the level.
    levels = {
        "magnesium first": np.array([[0.0], [ketamine_umol_l / shift]]),
        "ketamine first": np.array([[ketamine_umol_l], [ketamine_umol_l / shift]]),
    }
    half, leaving = np.array([one.half_block.ketamine_s]), np.array([rate])
    held = {
        name: float(occupancy_course(edges, level, half, leaving, end)[0, 0])
        for name, level in levels.items()
    }
    return OrderAtReceptor(held["magnesium first"], held["ketamine first"])


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
