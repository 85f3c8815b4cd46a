"""The linear model solved column by column: the exact inverse with nothing but elementwise arithmetic.

Only pyramidal cells join the columns, and only pyramidal and relay cells have noise. Within a column the
cells without noise drop out in closed form (A is rho K; e pyramidal, p parvalbumin, s somatostatin, t relay,
c reticular):

    p = p_e e + p_t t and s = s_e e + s_t t     from the two equations of the inhibitory cells
    t = U e + G n_t    with G = 1 / (1 - A_tc A_ct) and U = G (A_te + A_tc A_ce)
    B e = n_e + V n_t  with V = (A_et + A_ep p_t + A_es s_t) G

B is 3 by 3, one row a column, and is inverted by cofactors. All levels and frequencies go through at once,
which is ten times as fast as a general solver of 15 equations at each. What would falsify the form: a
connection between columns by other cells, which the comparison with the general solver in the tests finds.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Complex
from numpy import ndarray

from nemda.cortex.coupling import Coupling
from nemda.cortex.filters import Filters
from nemda.cortex.operating import OperatingPoint
from nemda.cortex.populations import (
    PARVALBUMIN,
    PYRAMIDAL,
    REGIONS,
    RELAY,
    RETICULAR,
    SOMATOSTATIN,
    places,
)


class Reduced(NamedTuple):
    """Gains per column, [region, level, frequency], and what crosses between columns as their matrix B."""

    up: Complex[ndarray, "region level frequency"]
    relay_gain: Complex[ndarray, "region level frequency"]
    into_cortex: Complex[ndarray, "region level frequency"]
    matrix: Complex[ndarray, "region region level frequency"]


def transfer(
    coupling: Coupling, point: OperatingPoint, filters: Filters
) -> Complex[ndarray, "level frequency signal source"]:
    """Return (I - rho K(w))^-1 from and to pyramidal cells of all regions, then relay cells."""
    reduced = reduced_of(coupling, point, filters)
    crossing = _inverse(reduced.matrix)
    count = len(REGIONS)
    found = np.empty((2 * count, 2 * count, *crossing.shape[2:]), dtype=complex)
    from_relay = crossing * reduced.into_cortex[None]
    found[:count, :count] = crossing
    found[:count, count:] = from_relay
    found[count:, :count] = reduced.up[:, None] * crossing
    found[count:, count:] = reduced.up[:, None] * from_relay
    for region in range(count):
        found[count + region, count + region] += reduced.relay_gain[region]
    return np.moveaxis(found, (0, 1), (2, 3))


def reduced_of(coupling: Coupling, point: OperatingPoint, filters: Filters) -> Reduced:
    """Return the columns without the cells that have no noise."""
    passage = _Passage(coupling, point, filters)
    excited, inhibited = passage.excited, passage.inhibited
    e, p, s, t, c = PYRAMIDAL, PARVALBUMIN, SOMATOSTATIN, RELAY, RETICULAR
    pp, ps, sp, ss = 1 - inhibited(p, p), inhibited(p, s), inhibited(s, p), 1 - inhibited(s, s)
    scale = 1 / (pp * ss - ps * sp)
    by_p, by_s = inhibited(e, p) * scale, inhibited(e, s) * scale

    def through_inhibition(source: int) -> ndarray:
        to_p, to_s = excited(p, source), excited(s, source)
        return by_p * (to_p * ss + ps * to_s) + by_s * (pp * to_s + sp * to_p)

    back = inhibited(t, c)
    relay_gain = 1 / (1 - back * excited(c, t))
    up = relay_gain * (excited(t, e) + back * excited(c, e))
    lift = excited(e, t) + through_inhibition(t)
    count = len(REGIONS)
    matrix = np.empty((count, count, *up.shape[1:]), dtype=complex)
    for target, to in enumerate(places(e)):
        for source, by in enumerate(places(e)):
            matrix[target, source] = -passage.excitation(to, by)
    own = 1 - through_inhibition(e) - lift * up
    for region in range(count):
        matrix[region, region] += own[region]
    return Reduced(up, relay_gain, lift * relay_gain, matrix)


class _Passage(NamedTuple):
    """Elements of rho K(w)."""

    coupling: Coupling
    point: OperatingPoint
    filters: Filters

    def excited(self, target: int, source: int) -> Complex[ndarray, "region level frequency"]:
        """Return the excitation of a cell type by another within each column."""
        pairs = zip(places(target), places(source), strict=True)
        return np.stack([self.excitation(to, by) for to, by in pairs])

    def inhibited(self, target: int, source: int) -> Complex[ndarray, "region level frequency"]:
        """Return the inhibition of a cell type by another within each column."""
        pairs = zip(places(target), places(source), strict=True)
        return np.stack([self._through(self.coupling.gaba, self.filters.gaba, to, by) for to, by in pairs])

    def excitation(self, to: int, by: int) -> Complex[ndarray, "level frequency"]:
        """Return the excitation of one population by another, both kinds of receptor together."""
        fast = self._through(self.coupling.ampa, self.filters.ampa, to, by)
        return fast + self._through(self.coupling.nmda, self.filters.nmda, to, by)

    def _through(self, strength: ndarray, response: ndarray, to: int, by: int) -> ndarray:
        return (self.point.slope[:, to] * strength[:, to, by])[:, None] * response[:, to, by]


def _inverse(matrix: ndarray) -> ndarray:
    """Return the inverse of 3 by 3 matrices whose rows and columns are the first two axes."""
    (a, b, c), (d, e, f), (g, h, i) = matrix
    cofactors = np.array([
        [e * i - f * h, c * h - b * i, b * f - c * e],
        [f * g - d * i, a * i - c * g, c * d - a * f],
        [d * h - e * g, b * g - a * h, a * e - b * d],
    ])  # fmt: skip
    return cofactors / (a * cofactors[0, 0] + b * cofactors[1, 0] + c * cofactors[2, 0])
