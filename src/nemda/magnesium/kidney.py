"""The kidney as the governor of serum: what is filtered above a tubular maximum is excreted.

    excretion(S) = GFR f s ln(1 + exp((S - S_T) / s)),      S_T = Tm / f

GFR in L/h, f the share of serum magnesium that is filtered, Tm the tubular maximum per liter of filtrate
(1.4 mg/100 mL in normal adults, Rude 1980), s a small splay. A smaller kidney has fewer nephrons with the
same threshold each, so serum rises as its inverse: the reason why supplements are barred below 30 mL/min.
What would falsify the form: excretion that rises in proportion to serum from zero, or serum that stays
normal when filtration falls to a tenth while intake does not.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.magnesium.parameters import value
from nemda.magnesium.stoichiometry import MG_PER_MMOL
from nemda.units import MINUTES_PER_HOUR

Values = Float[ndarray, " person"] | float
MILLILITERS_PER_LITER = 1000.0


def filtration(egfr_ml_min: Values) -> Values:
    """Return glomerular filtration in L/h; at least 1 mL/min, below which dialysis would do the work."""
    return np.maximum(np.asarray(egfr_ml_min), 1.0) * MINUTES_PER_HOUR / MILLILITERS_PER_LITER


def threshold() -> float:
    """Return the serum magnesium (mmol/L) above which the tubules cannot take back what is filtered."""
    return value("tubular_maximum") / MG_PER_MMOL / value("filterable_share")


def excretion(serum: Values, filtered_l_h: Values) -> Values:
    """Return magnesium in urine (mmol/h) at a serum level (mmol/L) and a filtration (L/h)."""
    splay = value("tubular_splay")
    above = splay * np.logaddexp(0.0, (np.asarray(serum) - threshold()) / splay)
    return np.asarray(filtered_l_h) * value("filterable_share") * above


def serum_in_balance(absorbed_mmol_h: Values, filtered_l_h: Values) -> Values:
    """Return the serum (mmol/L) at which urine carries away what is absorbed (mmol/h, above 0); exact."""
    splay = value("tubular_splay")
    needed = np.asarray(absorbed_mmol_h) / (np.asarray(filtered_l_h) * value("filterable_share") * splay)
    # ln(e^x - 1) = x + ln(1 - e^-x), which does not overflow.
    return threshold() + splay * (needed + np.log(-np.expm1(-needed)))


def fractional_excretion(serum: Values, filtered_l_h: Values) -> Values:
    """Return the excreted share of the filtered load, 0 to 1."""
    load = np.asarray(filtered_l_h) * value("filterable_share") * np.asarray(serum)
    return excretion(serum, filtered_l_h) / load
