"""A quantity that an experiment of the bench has measured, and how drugged and control runs are related."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from nemda.receptor.experiment.dose_response import steady_dose_response
from nemda.receptor.experiment.setup import Setup, with_background
from nemda.validate.outcome import NotApplicableError
from nemda.validate.receptor.conventions import convention
from nemda.validate.receptor.quantities import Quantity
from nemda.validate.receptor.scenario import Scenario
from nemda.validate.receptor.units import Dimension


class Measured(NamedTuple):
    """A value in the unit of the bench for its dimension."""

    value: float
    dimension: Dimension


def checked(value: float | None, dimension: Dimension, what: str) -> Measured:
    """Return a value that can be compared.

    Raises
    ------
    NotApplicableError
        There is none, or it is not finite and above 0.
    """
    if value is None or not math.isfinite(value) or value <= 0:
        raise NotApplicableError(f"the bench gives no {what} above 0 here")
    return Measured(value, dimension)


def needs_drug(scenario: Scenario) -> str:
    """Return the drug of a scenario.

    Raises
    ------
    NotApplicableError
        The row names no compound of the bench.
    """
    if not scenario.drug:
        raise NotApplicableError("no compound of the bench is named")
    return scenario.drug


def needs_level(scenario: Scenario) -> float:
    """Return the stated concentration of the drug (umol/L; gases atm).

    Raises
    ------
    NotApplicableError
        None is stated.
    """
    needs_drug(scenario)
    if scenario.level is None:
        raise NotApplicableError(f"the concentration of {scenario.drug} is not stated")
    return scenario.level


def usual_level(scenario: Scenario, setup: Setup, half_blocks: float) -> float:
    """Return the stated concentration, or an assumed one: so many half-blocks of the drug in this setup.

    Raises
    ------
    NotApplicableError
        The drug has no half-block here.
    """
    if scenario.level is not None:
        return scenario.level
    half = steady_dose_response(setup, needs_drug(scenario)).half
    if half is None:
        raise NotApplicableError(f"{scenario.drug} does nothing here")
    is_usual = half_blocks > 1 and 0.1 < half < 10
    return convention("drug_level") if is_usual else half_blocks * half


def related(
    scenario: Scenario, receptor: str, quantity: Quantity, measure: Callable[[Setup], Measured]
) -> Measured:
    """Return a quantity without the drug, with it, or the share of it that the drug leaves or takes."""
    control = scenario.setup(receptor)
    if quantity.mode == "absolute":
        if not scenario.drug:
            return measure(control)
        return measure(with_background(control, {scenario.drug: needs_level(scenario)}))
    drugged = with_background(control, {needs_drug(scenario): needs_level(scenario)})
    left = measure(drugged).value / measure(control).value
    return checked(left if quantity.mode == "left" else 1 - left, "share", "change")
