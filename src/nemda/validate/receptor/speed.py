"""Experiments on block over time: onset, offset, trapping, recovery from trapping, and voltage jumps."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.receptor.experiment.grid import crossing, settling_time_s
from nemda.receptor.experiment.setup import Setup, at_voltage, prepared
from nemda.receptor.experiment.trapping import trapping
from nemda.receptor.experiment.voltage_jump import VoltageJump, voltage_jump
from nemda.receptor.experiment.washout import Washout, washout_experiment
from nemda.receptor.measure.exponentials import fit_exponentials
from nemda.receptor.preparation.prepare import Preparation
from nemda.receptor.preparation.run import run
from nemda.receptor.preparation.steady import steady_state
from nemda.receptor.protocol.builders import hold
from nemda.receptor.solve.conditions import conditions
from nemda.validate.outcome import NotApplicableError
from nemda.validate.receptor.conventions import convention
from nemda.validate.receptor.measured import Measured, checked, needs_drug, usual_level
from nemda.validate.receptor.quantities import Quantity
from nemda.validate.receptor.scenario import Scenario

POINTS = 600
SOONEST_S, SHORTEST_S = 2e-4, 0.05
LEAST_HELD = 1e-4
TIMES_E = 6.0
MOST_PULSES = 60


def association(scenario: Scenario, receptor: str, quantity: Quantity) -> Measured:
    """Return the apparent on-rate, 1/(umol/L s), from onset and offset of block in continuous agonist."""
    found = _washout(scenario, receptor, convention("rate_level_half_blocks"))
    return checked(found.association_per_umol_s, "association", "on-rate")


def offset(scenario: Scenario, receptor: str, quantity: Quantity) -> Measured:
    """Return the time constant (s) of recovery from block in continuous agonist."""
    found = _washout(scenario, receptor, convention("rate_level_half_blocks"))
    return checked(found.offset_s, "time", "time constant of recovery")


def onset(scenario: Scenario, receptor: str, quantity: Quantity) -> Measured:
    """Return the time constant (s) of block in continuous agonist."""
    found = _washout(scenario, receptor, convention("rate_level_half_blocks"))
    return checked(found.onset_s, "time", "time constant of block")


def retained(scenario: Scenario, receptor: str, quantity: Quantity) -> Measured:
    """Return the share of block that is left after drug and agonist were washed off together."""
    setup = scenario.setup(receptor)
    found = trapping(
        setup, needs_drug(scenario), _trapping_level(scenario, setup), wash_s=_wash_s(scenario),
        voltages_mv=(setup.voltage_mv,), retests=2, test_s=convention("test_pulse"),
    )  # fmt: skip
    kept = float(found.retained[0, 0])
    return checked(1 - kept if quantity.component == "released" else kept, "share", "retention")


def trap_recovery_time(scenario: Scenario, receptor: str, quantity: Quantity) -> Measured:
    """Return the time constant (s) with which a trapped drug leaves when agonist comes back.

    Drug and agonist act at the usual holding voltage until block is steady; both are washed off, and agonist
    is applied again at the voltage of the scenario. Followed is the share of receptors that hold the drug,
    which is what a current shows once the agonist's own desensitization is taken out; one exponential is
    fitted to it over six times the time of its fall to 1/e.

    Raises
    ------
    NotApplicableError
        Nothing is trapped.
    """
    setup = scenario.setup(receptor)
    preparation, washed = _washed(scenario, receptor)
    drug = needs_drug(scenario)
    end = max(settling_time_s(preparation, conditions(setup.voltage_mv, setup.active)), SHORTEST_S)

    def held(times: Float[ndarray, " time"]) -> Float[ndarray, " time"]:
        again = hold(float(times[-1]), setup.voltage_mv, setup.active)
        return run(preparation, again, times, washed).held(drug)[0]

    scan = np.geomspace(SOONEST_S, end, POINTS)
    course = held(scan)
    passed = crossing(scan, course, float(course[0]) / np.e)
    if passed is None or course[0] < LEAST_HELD:
        raise NotApplicableError(f"no {drug} is trapped here")
    times = np.linspace(0.0, min(end, TIMES_E * passed), POINTS)
    fit = fit_exponentials(times, held(times), 1, end=0.0)
    return checked(float(fit.time_constant_s[0]), "time", "time constant of recovery")


def _washed(scenario: Scenario, receptor: str) -> tuple[Preparation, Float[ndarray, "one state"]]:
    """Return the receptor after drug and agonist were washed off together at the scenario's voltage."""
    setup = scenario.setup(receptor)
    loading = at_voltage(setup, convention("holding_voltage"))
    drug, level = needs_drug(scenario), _trapping_level(scenario, loading)
    preparation = prepared(setup, [drug])
    loaded = steady_state(preparation, loading.voltage_mv, {**setup.active, drug: level})
    wash = hold(_wash_s(scenario), setup.voltage_mv, setup.background)
    return preparation, run(preparation, wash, np.array([wash.duration_s]), loaded).final


def _still_held(scenario: Scenario, receptor: str, after_s: float) -> float:
    """Return the share of the trapped drug that is still held after so long in agonist (s)."""
    preparation, washed = _washed(scenario, receptor)
    setup, drug = scenario.setup(receptor), needs_drug(scenario)
    course = run(preparation, hold(after_s, setup.voltage_mv, setup.active), np.array([0.0, after_s]), washed)
    held = course.held(drug)[0]
    if held[0] < LEAST_HELD:
        raise NotApplicableError(f"no {drug} is trapped here")
    return float(held[1] / held[0])


def recovery_share(scenario: Scenario, receptor: str, quantity: Quantity) -> Measured:
    """Return the share of steady block that is gone after a stated time of wash in continuous agonist.

    Raises
    ------
    NotApplicableError
        No time is stated.
    """
    after = scenario.wash_s if scenario.after_s is None else scenario.after_s
    if after is None:
        raise NotApplicableError("after which time recovery was measured is not stated")
    setup = scenario.setup(receptor)
    level = usual_level(scenario, setup, convention("drug_level_half_blocks"))
    found = washout_experiment(setup, needs_drug(scenario), level, wash_s=after)
    left = 1 - float(found.response[-1]) / found.control
    return checked(1 - left / found.block, "share", "recovery")


def trap_recovery_share(scenario: Scenario, receptor: str, quantity: Quantity) -> Measured:
    """Return the share of trapped block that agonist has removed.

    After a stated time of continuous agonist, or after a number of test pulses, which is one unless stated.
    """
    if scenario.after_s is not None and not scenario.count:
        return checked(1 - _still_held(scenario, receptor, scenario.after_s), "share", "recovery")
    setup = scenario.setup(receptor)
    pulses = min(scenario.count or 1, MOST_PULSES)
    loading = at_voltage(setup, convention("holding_voltage"))
    interval = scenario.interval_s or 1.0
    test = min(scenario.pulse_s or convention("test_pulse"), interval / 2)
    found = trapping(
        loading, needs_drug(scenario), _trapping_level(scenario, loading), wash_s=_wash_s(scenario),
        voltages_mv=(setup.voltage_mv,), retests=pulses + 1, test_s=test, interval_s=interval,
    )  # fmt: skip
    return checked(float(1 - found.block[0, -1] / found.block[0, 0]), "share", "recovery")


def jump_share(scenario: Scenario, receptor: str, quantity: Quantity) -> Measured:
    """Return the share of the fast (or slow) of two components in the relaxation after a voltage step."""
    share = _jump(scenario, receptor).fast_share
    return checked(1 - share if quantity.component == "slow" else share, "share", "share of a component")


def jump_time(scenario: Scenario, receptor: str, quantity: Quantity) -> Measured:
    """Return a time constant (s) of the relaxation after a voltage step: fast, slow, or weighted."""
    fit = _jump(scenario, receptor).fit
    values = {"fast": fit.time_constant_s[0], "slow": fit.time_constant_s[-1], "weighted": fit.weighted_s}
    return checked(float(values[quantity.component]), "time", "time constant")


def _jump(scenario: Scenario, receptor: str) -> VoltageJump:
    setup = scenario.setup(receptor)
    target = convention("jump_voltage") if scenario.step_mv is None else scenario.step_mv
    if scenario.drug in {"", "magnesium"}:
        level = scenario.level or scenario.magnesium_mmol * 1000.0
        if not level:
            raise NotApplicableError("without a blocker nothing relaxes after a voltage step in the bench")
        explicit = Setup(receptor, setup.voltage_mv, setup.agonist, explicit_magnesium=True)
        return voltage_jump(explicit, "magnesium", level, to_mv=target)
    level = usual_level(scenario, setup, convention("drug_level_half_blocks"))
    return voltage_jump(setup, scenario.drug, level, to_mv=target)


def _washout(scenario: Scenario, receptor: str, half_blocks: float) -> Washout:
    setup = scenario.setup(receptor)
    drug = needs_drug(scenario)
    return washout_experiment(setup, drug, usual_level(scenario, setup, half_blocks))


def _trapping_level(scenario: Scenario, setup: Setup) -> float:
    return usual_level(scenario, setup, convention("drug_level_half_blocks"))


def _wash_s(scenario: Scenario) -> float:
    return convention("joint_wash") if scenario.wash_s is None else scenario.wash_s
