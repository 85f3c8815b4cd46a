"""Experiments on gating: open probability, decay, desensitization, rise, single openings, unitary current."""

from __future__ import annotations

from nemda.receptor.experiment.agonist_jump import agonist_jump, desensitization, paired_pulses
from nemda.receptor.experiment.glycine import glycine_removal
from nemda.receptor.experiment.pulse_openings import openings_per_pulse
from nemda.receptor.experiment.setup import Setup, prepared
from nemda.receptor.measure.openings import SteadyOpenings, steady_openings
from nemda.receptor.measure.unitary import unitary
from nemda.receptor.preparation.steady import steady_open_probability
from nemda.receptor.solve.conditions import conditions
from nemda.validate.receptor.conventions import convention
from nemda.validate.receptor.measured import Measured, checked, related
from nemda.validate.receptor.quantities import Quantity
from nemda.validate.receptor.scenario import Scenario


def steady_open(scenario: Scenario, receptor: str, quantity: Quantity) -> Measured:
    """Return the open probability in continuous agonist."""

    def measure(setup: Setup) -> Measured:
        opened = steady_open_probability(prepared(setup), setup.voltage_mv, setup.active)
        return checked(float(opened), "share", "open probability")

    return related(scenario, receptor, quantity, measure)


def peak_open(scenario: Scenario, receptor: str, quantity: Quantity) -> Measured:
    """Return the largest open probability after a pulse of agonist."""

    def measure(setup: Setup) -> Measured:
        return checked(agonist_jump(setup, _pulse_s(scenario)).peak, "share", "open probability")

    return related(scenario, receptor, quantity, measure)


def deactivation(scenario: Scenario, receptor: str, quantity: Quantity) -> Measured:
    """Return a time constant (s) of the decay after a pulse: weighted, fast or slow."""

    def measure(setup: Setup) -> Measured:
        decay = agonist_jump(setup, _pulse_s(scenario)).decay
        values = {"fast": decay.time_constant_s[0], "slow": decay.time_constant_s[-1]}
        return checked(float(values.get(quantity.component, decay.weighted_s)), "time", "time constant")

    return related(scenario, receptor, quantity, measure)


def rise_time(scenario: Scenario, receptor: str, quantity: Quantity) -> Measured:
    """Return the 10 to 90 % rise time (s) after a pulse."""

    def measure(setup: Setup) -> Measured:
        return checked(agonist_jump(setup, _pulse_s(scenario)).rise_s, "time", "rise time")

    return related(scenario, receptor, quantity, measure)


def desensitizing(scenario: Scenario, receptor: str, quantity: Quantity) -> Measured:
    """Return the time constant (s) with which the response falls in continuous agonist."""

    def measure(setup: Setup) -> Measured:
        decay = desensitization(setup).decay
        found = None if decay is None else float(decay.time_constant_s[0])
        return checked(found, "time", "time constant of desensitization")

    return related(scenario, receptor, quantity, measure)


def steady_over_peak(scenario: Scenario, receptor: str, quantity: Quantity) -> Measured:
    """Return the steady response over the peak; its complement where the desensitized share is asked for."""
    found = desensitization(scenario.setup(receptor)).steady_over_peak
    return checked(1 - found if quantity.component == "released" else found, "share", "ratio")


def desensitization_recovery(scenario: Scenario, receptor: str, quantity: Quantity) -> Measured:
    """Return the time constant (s) with which the response to a second pulse recovers."""
    pulse = scenario.pulse_s or convention("long_pulse")
    found = paired_pulses(scenario.setup(receptor), pulse).recovery_s
    return checked(found, "time", "time constant of recovery")


def glycine_off(scenario: Scenario, receptor: str, quantity: Quantity) -> Measured:
    """Return the time constant (s) of the decay when glycine is removed in agonist."""
    found = glycine_removal(scenario.setup(receptor)).decay.time_constant_s[0]
    return checked(float(found), "time", "time constant")


def single_openings(scenario: Scenario, receptor: str, quantity: Quantity) -> Measured:
    """Return an opening statistic: per pulse where pulses were given, else in continuous agonist."""

    def measure(setup: Setup) -> Measured:
        per_pulse = quantity.kind in {
            "opening_chance",
            "openings_per_pulse",
            "open_time_per_pulse",
            "latency",
        }
        if per_pulse or scenario.pulse_s is not None:
            return _of_pulse(scenario, setup, quantity)
        return _of_steady(
            steady_openings(prepared(setup), conditions(setup.voltage_mv, setup.active)), quantity
        )

    return related(scenario, receptor, quantity, measure)


def conductance(scenario: Scenario, receptor: str, quantity: Quantity) -> Measured:
    """Return the unitary conductance (pS)."""
    return checked(
        unitary(scenario.setup(receptor).scheme).conductance_ps.value, "conductance", "conductance"
    )


def calcium_share(scenario: Scenario, receptor: str, quantity: Quantity) -> Measured:
    """Return the share of the current that calcium carries."""
    return checked(unitary(scenario.setup(receptor).scheme).calcium_fraction.value, "share", "calcium share")


def _pulse_s(scenario: Scenario) -> float:
    return convention("synaptic_pulse") if scenario.pulse_s is None else scenario.pulse_s


def _of_pulse(scenario: Scenario, setup: Setup, quantity: Quantity) -> Measured:
    found = openings_per_pulse(setup, pulse_s=_pulse_s(scenario), watch_s=scenario.after_s).exact[0]
    if quantity.kind == "opening_chance":
        return checked(
            1 - found.chance if quantity.component == "failure" else found.chance, "share", "chance"
        )
    if quantity.kind == "openings_per_pulse":
        return checked(found.number, "count", "number of openings")
    if quantity.kind == "latency":
        return checked(found.mean_latency_s, "time", "latency")
    if quantity.kind == "open_time_per_pulse":
        return checked(found.open_time_s, "time", "open time")
    if quantity.kind == "frequency":
        return checked(found.number, "count", "number of openings")
    return checked(found.mean_open_time_s, "time", "open time")


def _of_steady(found: SteadyOpenings, quantity: Quantity) -> Measured:
    if quantity.kind == "frequency":
        return checked(found.frequency_hz, "rate", "frequency")
    if quantity.kind == "mean_shut_time":
        return checked(found.mean_shut_time_s, "time", "shut time")
    return checked(found.mean_open_time_s, "time", "open time")
