"""Fit how people answer to monoamines, and to no drug, to the steps of STAR*D.

    python scripts/fit_stepped_care.py

Nine numbers enter: remission rates of four steps (with their sampling errors), mean QIDS-SR16 at the exit
of each (PMC4267902, half a point of model error added), and the standardized difference of antidepressants
from placebo after eight weeks (0.29, error 0.03 so that it does not outweigh the rates). Five numbers are
free. The result is printed; it belongs into slow_antidepressant.toml and stepped_care.toml.
"""

from __future__ import annotations

import sys

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.optimize import minimize
from scipy.special import expit, logit

from nemda.model.parameters import ParameterTable, override
from nemda.people import people
from nemda.trial.stepped_care import drug_against_placebo, stepped_care, stepped_care_parameters
from nemda.trial.stepped_published import published_exits, published_steps

DIFFERENCE, DIFFERENCE_ERROR = 0.29, 0.03
EXIT_MODEL_ERROR = 0.5
PEOPLE = 40_000


def with_values(free: Float[ndarray, " free"]) -> ParameterTable:
    """Return the table with the free numbers put in."""
    typical, spread = float(expit(free[0])), float(np.exp(free[1]))
    values = {"stepped_nonspecific_share": float(free[2])}
    values |= {"stepped_nonspecific_spread": float(np.exp(free[3]))}
    values |= {"stepped_nonspecific_persistence": float(expit(free[4]))}
    for kind in ("serotonin", "catecholamine"):
        values |= {f"{kind}_responsiveness": typical, f"{kind}_responsiveness.spread": spread}
    return override(stepped_care_parameters(), values)


def main() -> int:
    """Fit and print."""
    group = people("mdd", n=PEOPLE, seed=11)
    rates, exits = published_steps(), published_exits()
    rate_error = np.array([np.sqrt(one.remission * (1 - one.remission) / one.entered) for one in rates])
    exit_error = np.array([np.hypot(one.exit_sd / np.sqrt(one.entered), EXIT_MODEL_ERROR) for one in exits])

    def misfit(free: Float[ndarray, " free"]) -> float:
        table = with_values(free)
        shown = stepped_care(group, parameters=table)
        rate = [(a.remission - b.remission) / e for a, b, e in zip(shown, rates, rate_error, strict=True)]
        exit_ = [(a.exit_mean - b.exit_mean) / e for a, b, e in zip(shown, exits, exit_error, strict=True)]
        difference = (drug_against_placebo(group, table) - DIFFERENCE) / DIFFERENCE_ERROR
        return float(np.sum(np.square([*rate, *exit_, difference])))

    start = np.array([logit(0.0091), np.log(6.02), 0.222, np.log(0.434), logit(0.698)])
    found = minimize(misfit, start, method="Nelder-Mead", options={"maxiter": 250, "fatol": 0.02})
    free = found.x
    print(f"misfit {found.fun:.2f} over nine numbers, five free")
    print(f"responsiveness {expit(free[0]):.4f}, spread {np.exp(free[1]):.2f}")
    print(f"nonspecific share {free[2]:.3f}, spread {np.exp(free[3]):.3f}, persistence {expit(free[4]):.3f}")
    for one in stepped_care(group, parameters=with_values(free)):
        print(one)
    return 0


if __name__ == "__main__":
    sys.exit(main())
