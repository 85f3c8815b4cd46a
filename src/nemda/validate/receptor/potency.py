"""Experiments on potency: half-effects, Hill slopes, voltage dependence, efficacy, binding, effects."""

from __future__ import annotations

import math

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.receptor.experiment.application import application_order
from nemda.receptor.experiment.dose_response import (
    DoseResponse,
    peak_dose_response,
    steady_dose_response,
)
from nemda.receptor.experiment.grid import HIGHEST, LOWEST, around_half_effect, crossing
from nemda.receptor.experiment.setup import Setup, at_voltage, prepared, with_agonist
from nemda.receptor.experiment.synaptic import synaptic_train
from nemda.receptor.pore.intrinsic import THERMAL_VOLTAGE_MV
from nemda.receptor.preparation.run import run_family
from nemda.receptor.preparation.steady import steady_open_probability, steady_state
from nemda.receptor.protocol.builders import hold
from nemda.validate.outcome import NotApplicableError
from nemda.validate.receptor.conventions import convention
from nemda.validate.receptor.measured import Measured, checked, needs_drug, needs_level, related
from nemda.validate.receptor.quantities import Quantity
from nemda.validate.receptor.scenario import GLYCINE_SITE, Scenario

PEAKED = frozenset({"nachr", "ampa", "gabaa"})
"""Families whose agonists are judged at the peak, because they desensitize."""
TEST_S, TEST_POINTS = 0.2, 200
DEPOLARIZED_BY_MV = 40.0
SCAN = 61
MOST_PULSES = 100


def half(scenario: Scenario, receptor: str, quantity: Quantity) -> Measured:
    """Return the half-effective concentration (umol/L)."""
    setup = scenario.setup(receptor)
    if setup.scheme.kind == "binding":
        return binding(scenario, receptor, quantity)
    drug = scenario.drug or _agonist_of(setup)
    if _is_agonist(setup, drug) and quantity.component == "inhibition":
        return checked(_desensitizing_half(setup, drug), "concentration", "half-effect")
    if scenario.is_synaptic and not _is_agonist(setup, drug):
        return checked(_synaptic_half(scenario, setup), "concentration", "half-effect")
    if scenario.high_affinity_site:
        return checked(_site_half(scenario, setup), "concentration", "half-effect")
    found = _curve(scenario, setup, drug).half
    if found is None:
        raise NotApplicableError(f"{drug} has no half-effect at {receptor} in the bench")
    return checked(found, "concentration", "half-effect")


def hill(scenario: Scenario, receptor: str, quantity: Quantity) -> Measured:
    """Return the Hill slope of the dose-response curve."""
    setup = scenario.setup(receptor)
    fit = _curve(scenario, setup, scenario.drug or _agonist_of(setup)).fit
    return checked(None if fit is None else fit.hill, "share", "Hill slope")


def distance(scenario: Scenario, receptor: str, quantity: Quantity) -> Measured:
    """Return the Woodhull delta from half-blocks 40 mV apart: 25.3 mV ln(K_2 / K_1) / (V_2 - V_1)."""
    return checked(THERMAL_VOLTAGE_MV / _millivolts_per_e(scenario, receptor), "share", "electrical distance")


def e_fold(scenario: Scenario, receptor: str, quantity: Quantity) -> Measured:
    """Return by how many mV an e-fold change of the half-block takes."""
    return checked(_millivolts_per_e(scenario, receptor), "voltage", "voltage dependence")


def binding(scenario: Scenario, receptor: str, quantity: Quantity) -> Measured:
    """Return the concentration (umol/L) that occupies half of a receptor that is described by binding alone.

    Raises
    ------
    NotApplicableError
        The receptor is a channel: binding to membranes without voltage is no experiment of the bench.
    """
    setup = scenario.setup(receptor)
    drug = needs_drug(scenario)
    if setup.scheme.kind != "binding":
        raise NotApplicableError("binding to membranes, without voltage and current, is not in the bench")
    if drug not in setup.scheme.ligands:
        raise NotApplicableError(f"{drug} has no affinity at {receptor} in the bench")
    preparation = prepared(setup)
    rest = setup.scheme.index(setup.scheme.rest)
    levels = np.geomspace(LOWEST, HIGHEST, SCAN)
    occupied = 1 - steady_state(preparation, setup.voltage_mv, {drug: levels})[..., rest]
    return checked(crossing(levels, occupied, 0.5), "concentration", "half-occupancy")


def efficacy(scenario: Scenario, receptor: str, quantity: Quantity) -> Measured:
    """Return the largest response over that to the receptor's own agonist, or to glycine at its site."""
    setup, drug = scenario.setup(receptor), needs_drug(scenario)
    reference = "glycine" if drug in GLYCINE_SITE else setup.scheme.agonist
    tops = [float(_curve(scenario, setup, name).response.max()) for name in (drug, reference)]
    return checked(tops[0] / tops[1], "share", "efficacy")


def response(scenario: Scenario, receptor: str, quantity: Quantity) -> Measured:
    """Return the share of the current that a stated concentration leaves or takes."""
    setup = scenario.setup(receptor)
    left: float | None = None
    if scenario.drug and _is_agonist(setup, scenario.drug):
        left = _after_exposure(setup, scenario.drug, np.array([0.0, needs_level(scenario)]))[1]
    elif scenario.is_before_agonist:
        order = application_order(setup, needs_drug(scenario), needs_level(scenario))
        left = 1 - order.peak_block["before" if scenario.stays else "washed"]
    elif scenario.is_synaptic or scenario.count:
        left = _synaptic_left(scenario, setup, needs_level(scenario))
    if left is None:
        return related(scenario, receptor, quantity, _steady)
    return checked(1 - left if quantity.mode == "lost" else left, "share", "response")


def _steady(setup: Setup) -> Measured:
    opened = float(steady_open_probability(prepared(setup), setup.voltage_mv, setup.active))
    return checked(opened, "share", "open probability")


def _is_agonist(setup: Setup, drug: str) -> bool:
    return drug in setup.scheme.ligands and drug != "magnesium"


def _agonist_of(setup: Setup) -> str:
    return next(iter(setup.agonist))


def _curve(scenario: Scenario, setup: Setup, drug: str) -> DoseResponse:
    if _is_agonist(setup, drug):
        alone = with_agonist(setup, {drug: convention("agonist_level")})
        peaked = setup.scheme.family in PEAKED or scenario.is_peak
        return (peak_dose_response if peaked else steady_dose_response)(alone, drug)
    if drug in GLYCINE_SITE:
        bath = {name: level for name, level in setup.background.items() if name != "glycine"}
        keep = setup.background if drug in {"xenon", "7_chlorokynurenate"} else bath
        return steady_dose_response(Setup(setup.receptor, setup.voltage_mv, setup.agonist, keep), drug)
    return steady_dose_response(setup, drug)


def _millivolts_per_e(scenario: Scenario, receptor: str) -> float:
    setup, drug = scenario.setup(receptor), needs_drug(scenario)
    other = setup.voltage_mv + DEPOLARIZED_BY_MV
    halves = [steady_dose_response(at_voltage(setup, volt), drug).half for volt in (setup.voltage_mv, other)]
    if halves[0] is None or halves[1] is None or abs(math.log(halves[1] / halves[0])) < 1e-9:
        raise NotApplicableError(f"the effect of {drug} does not depend on voltage in the bench")
    return DEPOLARIZED_BY_MV / math.log(halves[1] / halves[0])


def _desensitizing_half(setup: Setup, drug: str) -> float | None:
    """Return the concentration that halves the peak of a test pulse after it has been there for long."""
    grid = around_half_effect(lambda levels: _after_exposure(setup, drug, levels))
    return crossing(grid, _after_exposure(setup, drug, grid), 0.5)


def _after_exposure(setup: Setup, drug: str, levels: Float[ndarray, " level"]) -> Float[ndarray, " level"]:
    """Return the peak of a test pulse after an agonist has been there for long, over that without it."""
    preparation = prepared(setup)
    own = {setup.scheme.agonist: convention("agonist_level")}
    times = np.geomspace(TEST_S / 1e4, TEST_S, TEST_POINTS)
    exposed = np.concatenate([[0.0], levels])
    start = steady_state(preparation, setup.voltage_mv, {drug: exposed})
    tests = [hold(TEST_S, setup.voltage_mv, own) for _ in exposed]
    peaks = run_family(preparation, tests, times, start).peak()
    return peaks[1:] / peaks[0]


def _synaptic_left(scenario: Scenario, setup: Setup, level: float) -> float:
    interval = scenario.interval_s or convention("synaptic_interval")
    count = int(min(scenario.count or convention("synaptic_count"), MOST_PULSES))
    pulse = min(scenario.pulse_s or convention("synaptic_pulse"), interval / 2)
    # A stated number of pulses begins with the drug; without one, block has settled.
    before = 0.0 if scenario.count else None
    train = synaptic_train(setup, needs_drug(scenario), level, count, 1 / interval, pulse, pre_s=before)
    return float(train.relative_peak[-1])


def _synaptic_half(scenario: Scenario, setup: Setup) -> float | None:
    center = steady_dose_response(setup, needs_drug(scenario)).half
    if center is None:
        return None
    levels = np.geomspace(center / 10, center * 30, 9)
    left = np.array([_synaptic_left(scenario, setup, float(level)) for level in levels])
    return crossing(levels, left, 0.5)


def _site_half(scenario: Scenario, setup: Setup) -> float | None:
    """Return the half-effect at the disputed site: of what is lost beyond block of the pore."""
    drug = needs_drug(scenario)
    pore_only = Setup(setup.receptor, setup.voltage_mv, setup.agonist, setup.background)
    levels = np.geomspace(LOWEST, HIGHEST, SCAN)
    both, pore = (
        steady_open_probability(prepared(one, [drug]), one.voltage_mv, {**one.active, drug: levels})
        for one in (setup, pore_only)
    )
    return crossing(levels, both / pore)
