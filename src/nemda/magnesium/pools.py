"""Where the body keeps its magnesium: extracellular fluid and four pools that exchange with it.

Each pool i is emptied with the half-time of tracer studies and filled so that at rest it holds

    M_i(S) = M_i0 (1 + e_i (S / S_0 - 1))

The two fast pools follow serum fully (e = 1), the cells hardly (they keep their magnesium while serum
changes), bone and muscle by a third (the share of bone that exchanges). The tracer half-times say how fast
atoms swap; e_i says how much the amount follows. What would falsify the form: red cells that double their
magnesium when serum is doubled for a week, or a dose of which most is not in urine after a day.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.magnesium.parameters import value
from nemda.magnesium.stoichiometry import MG_PER_MMOL
from nemda.units import HOURS_PER_DAY

POOLS = ("extracellular", "fast", "middle", "cell", "store")
"""The pools in the order of the columns of every array: extracellular fluid first."""


class Pools(NamedTuple):
    """The pools of one body; arrays over the four pools that exchange with extracellular fluid.

    `extracellular_volume` is in L, `amounts` (mmol) hold at the reference serum, `rates` (1/h) empty them,
    `follows` is the relative change of amount for one of serum.
    """

    extracellular_volume: float
    amounts: Float[ndarray, " pool"]
    rates: Float[ndarray, " pool"]
    follows: Float[ndarray, " pool"]


def pools(weight_kg: float) -> Pools:
    """Return the pools of a body of this weight; all amounts scale with weight."""
    whole = value("body_magnesium") / MG_PER_MMOL * weight_kg / value("reference_weight")
    exchangeable = value("exchangeable") * weight_kg
    extracellular = value("extracellular_share") * whole
    cell = value("cell_share") * exchangeable
    quick = (exchangeable - cell - extracellular) / 2
    half_times = np.array([value(f"{name}_half_time") for name in ("fast", "middle", "cell")])
    rates = np.append(math.log(2) / half_times, value("store_turnover") / HOURS_PER_DAY)
    return Pools(
        extracellular_volume=extracellular / value("serum_reference"),
        amounts=np.array([quick, quick, cell, whole - exchangeable]),
        rates=rates,
        follows=np.array([1.0, 1.0, value("cell_follows_serum"), value("store_follows_serum")]),
    )


def resting_amounts(body: Pools, serum: float) -> Float[ndarray, " pool"]:
    """Return the amounts (mmol) of all five pools at rest at a serum level (mmol/L), extracellular first."""
    others = body.amounts * (1 + body.follows * (serum / value("serum_reference") - 1))
    return np.append(body.extracellular_volume * serum, others)


def capacity(body: Pools) -> Float[ndarray, " pool"]:
    """Return by how much the amount of each of the five pools changes per mmol/L of serum (L)."""
    others = body.amounts * body.follows / value("serum_reference")
    return np.append(body.extracellular_volume, others)


def apparent_volume(body: Pools) -> float:
    """Return the volume (L) over which a dose spreads within hours: extracellular fluid, fast pools."""
    return float(capacity(body)[:3].sum())


def slow_half_time(body: Pools, renal_slope: float) -> float:
    """Return the half-time (h) at which the body's stores follow a lasting change of intake.

    The slowest mode of the linear system with a renal slope dU/dS (L/h) around its balance.
    """
    volume = body.extracellular_volume
    others = body.amounts * body.follows / value("serum_reference")
    matrix = np.zeros((5, 5))
    matrix[0, 0] = -(renal_slope + float((body.rates * others).sum())) / volume
    matrix[0, 1:] = body.rates
    matrix[1:, 0] = body.rates * others / volume
    matrix[1:, 1:] = -np.diag(body.rates)
    slowest = -float(np.linalg.eigvals(matrix).real.max())
    return math.log(2) / slowest
