"""Fit what BDNF does to cells in a dish: TrkB, Akt and ERK over time, from the shipped rows.

    python scripts/calibrate_biology.py

Prints the fitted parameters (grade F in `data/bdnf.toml` and `data/signaling.toml`) and predicted beside
observed. Data: `biology.csv`, topic BDNF_TrkB_mTOR_kinetics (Yuen 1999, Dijkhuizen 2005, Ji 2010). Logs of
ratios are fitted by least squares. Each preparation has BDNF of its own at rest, which is not known:
that of the two cultures is fitted with the rest; cells without BDNF (NIH-3T3) enter with ratios to
their own peak. The points before 1 min are left out: binding itself takes that long and is not modeled.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from scipy.optimize import least_squares

from nemda.experiment import Experiment, run
from nemda.mechanism.catalog import simulation_parameters
from nemda.model.parameters import override

MINUTE_H = 1 / 60
NO_BDNF = 0.01
"""BDNF at rest (nmol/L) of cells that make none: small against what is applied."""


class Target(NamedTuple):
    """A series of one preparation: ratios of a variable to its baseline, or to one of its own times."""

    name: str
    applied: float
    at_rest: str | float
    variable: str
    hours: tuple[float, ...]
    observed: tuple[float, ...]
    relative_to_h: float | None = None


def _minutes(*values: float) -> tuple[float, ...]:
    return tuple(value * MINUTE_H for value in values)


TARGETS = (
    Target("TrkB 7.3 nmol/L", 7.3, NO_BDNF, "trkb", _minutes(15, 30), (9.5 / 14.5, 7.5 / 14.5), 5 * MINUTE_H),
    Target("Akt 2 nmol/L", 2.0, "cortical", "akt", _minutes(2, 5, 10, 30), (16.4, 15.6, 14.4, 13.8)),
    Target(
        "ERK 1 nmol/L", 1.0, "hippocampal", "erk", _minutes(15, 30, 60, 120, 240, 480),
        (5.6, 3.9, 4.0, 3.0, 2.2, 2.2),
    ),
)  # fmt: skip

FIRST_GUESS = {
    "trkb_time": 0.02,
    "trkb_internalization": 14.0,
    "trkb_surface_time": 0.8,
    "akt_time": 0.01,
    "akt_half": 0.3,
    "erk_time": 0.08,
    "erk_phosphatase_gain": 0.5,
    "erk_phosphatase_time": 3.0,
}
"""Middle of the prior, so that a second fit gives what the first gave."""
AT_REST = {"cortical": 0.05, "hippocampal": 0.1}
ACCEPTED_LOG_ERROR = 0.1
EDGE = 1e-3
"""Distance of the start from the bounds, and step of the slopes, in logs."""
PRIOR_SPREAD = 1.0
"""Of the logs around the starting values; the data decide wherever they say anything."""


def predicted(target: Target, case: Mapping[str, float]) -> np.ndarray:
    """Return what a target's series would be, [time], under a case of parameters."""
    own = {name: value for name, value in case.items() if name not in AT_REST}
    at_rest = case[target.at_rest] if isinstance(target.at_rest, str) else target.at_rest
    reference = 0.0 if target.relative_to_h is None else target.relative_to_h
    times = sorted({0.0, reference, *target.hours})
    dish = Experiment(species="rat", bath={"bdnf_applied": target.applied}, hours=max(times) + 1)
    course = run(dish, times, [target.variable], changes={**own, "bdnf_at_rest": at_rest})
    values = dict(zip(times, course.drug[target.variable], strict=True))
    return np.array([values[hour] / values[reference] for hour in target.hours])


def main() -> None:
    """Fit, and print values and the comparison."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    table = simulation_parameters()
    names = (*FIRST_GUESS, *AT_REST)
    start = np.log([*FIRST_GUESS.values(), *AT_REST.values()])
    low = np.log([*(max(table[name].interval[0], 1e-3) for name in FIRST_GUESS), 0.005, 0.005])
    high = np.log([*(table[name].interval[1] for name in FIRST_GUESS), 0.5, 0.5])

    def residuals(logs: np.ndarray) -> np.ndarray:
        case = dict(zip(names, np.exp(logs).tolist(), strict=True))
        parts = [np.log(predicted(one, case)) - np.log(one.observed) for one in TARGETS]
        return np.concatenate([*(part / ACCEPTED_LOG_ERROR for part in parts), (logs - start) / PRIOR_SPREAD])

    inside = np.clip(start, low + EDGE, high - EDGE)
    found = least_squares(residuals, inside, bounds=(low, high), diff_step=EDGE, max_nfev=60)
    fitted = dict(zip(names, np.exp(found.x).tolist(), strict=True))
    override(table, {name: value for name, value in fitted.items() if name in FIRST_GUESS})
    for name, value in fitted.items():
        print(f"{name:24s} {value:.4g}")
    for target in TARGETS:
        series = predicted(target, fitted)
        print(target.name, "observed", np.round(target.observed, 2), "predicted", series.round(2))


if __name__ == "__main__":
    main()
