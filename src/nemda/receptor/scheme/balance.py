"""Detailed balance: at equilibrium the two ways around a cycle are taken equally often.

For a cycle of states the product of the rates one way must equal the product the other way at every
voltage and concentration (microscopic reversibility; Colquhoun and Hawkes 1982 for channels). A cycle
that breaks the rule needs a source of energy; closed-state escape of a partly trapped blocker, modeled
without re-entry, is such a case and claims nothing.
"""

from __future__ import annotations

from itertools import pairwise
from math import log

from nemda.errors import ReceptorError
from nemda.receptor.scheme.scheme import Cycle, Rate, Scheme

TOLERANCE = 0.02
"""Largest logarithm of the product of ratios: published constants are rounded to two or three figures."""

VOLTAGES_MV = (-90.0, -70.0, 0.0, 40.0)
"""Where the rule is tried; the voltage term is log-linear, so two would do."""


def imbalance(scheme: Scheme, cycle: Cycle, voltage_mv: float = -70.0) -> float:
    """Return the logarithm of the product of forward over backward rates around a cycle (0 in balance).

    Ligands, sites and fast blocker cancel exactly or make the rule fail at any concentration; a cycle on
    which they do not cancel gives infinity.

    Raises
    ------
    ReceptorError
        Two neighbors on the cycle are not joined, or one direction is missing.
    """
    total, loose = 0.0, dict[tuple[str, str], float]()
    rates = {(step.source, step.target): step.rate for step in scheme.steps}
    around = (*cycle.states, cycle.states[0])
    for first, second in pairwise(around):
        for sign, pair in ((1.0, (first, second)), (-1.0, (second, first))):
            if pair not in rates:
                raise ReceptorError(
                    "A cycle lacks a transition.", where=f"{scheme.name}: cycle {' '.join(cycle.states)}",
                    expected=f"{pair[0]} to {pair[1]}",
                )  # fmt: skip
            rate = rates[pair]
            total += sign * _log_size(scheme, rate, voltage_mv)
            for ligand in rate.ligands:
                loose["ligand", ligand] = loose.get(("ligand", ligand), 0.0) + sign
            if rate.site:
                loose["site", rate.site] = loose.get(("site", rate.site), 0.0) + sign * rate.power
            if rate.through_pore:
                loose["pore", ""] = loose.get(("pore", ""), 0.0) + sign
    return total if not any(loose.values()) else float("inf")


def check_balance(scheme: Scheme) -> None:
    """Refuse a cycle that claims detailed balance and does not have it.

    Raises
    ------
    ReceptorError
        The product around a claiming cycle is off by more than `TOLERANCE` at some voltage, or the cycle
        is not one of the scheme.
    """
    for cycle in scheme.cycles:
        where = f"{scheme.name}: cycle {' '.join(cycle.states)}"
        unknown = [name for name in cycle.states if name not in scheme.state_names]
        if unknown or len(set(cycle.states)) < max(3, len(cycle.states)):
            raise ReceptorError(
                "Not a cycle of three or more states of the scheme.", where=where, got=unknown
            )
        if not cycle.detailed_balance:
            continue
        worst = max((imbalance(scheme, cycle, voltage) for voltage in VOLTAGES_MV), key=abs)
        if not abs(worst) <= TOLERANCE:
            raise ReceptorError(
                "Detailed balance is violated.", where=where,
                expected=f"log of the product of rate ratios within {TOLERANCE:g} of 0", got=f"{worst:.4g}",
                hint="correct a constant, or set detailed_balance = false and say what drives the cycle",
            )  # fmt: skip


def _log_size(scheme: Scheme, rate: Rate, voltage_mv: float) -> float:
    size = scheme.constants[rate.constant].value * rate.factor
    if size <= 0:
        return float("-inf")
    term = 0.0
    if rate.slope:
        term = (voltage_mv - rate.reference_mv) / scheme.constants[rate.slope].value
    return log(size) + term
