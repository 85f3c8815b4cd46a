"""What the bench says to a row without a number: its own finding, stated beside the reason.

Each check is an experiment that a statement of the row calls for. Nothing here decides whether a row is
predicted; a reader sees what the bench shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from nemda.errors import NemdaError
from nemda.receptor.experiment.agonist_jump import agonist_jump
from nemda.receptor.experiment.application import application_order
from nemda.receptor.experiment.dose_response import steady_dose_response
from nemda.receptor.experiment.setup import Setup, at_voltage, prepared, with_background
from nemda.receptor.experiment.washout import washout_experiment
from nemda.receptor.preparation.steady import steady_open_probability
from nemda.validate.outcome import NotApplicableError
from nemda.validate.receptor.quantities import Quantity
from nemda.validate.receptor.receptors import Receptors
from nemda.validate.receptor.results import Part
from nemda.validate.receptor.row import Row
from nemda.validate.receptor.scenario import Position, Scenario, read_scenario
from nemda.validate.receptor.stated import listed

PLAIN = Quantity("response", "", "left")
HALF_BLOCKS = 3.0


def finding(row: Row, study: Receptors = ()) -> str:
    """Return the bench's finding on what a row states, with a leading "; the bench: ", or nothing."""
    text = f"{row.said}; {row.result}"
    said: list[str] = []
    for pattern, check in CHECKS:
        if re.search(pattern, text):
            try:
                scenarios = _scenarios(row, study)
                said += [sentence for one in scenarios if (sentence := check(one))]
            except NemdaError:
                continue
    return f"; the bench: {'; '.join(dict.fromkeys(said))}" if said else ""


def _scenarios(row: Row, study: Receptors) -> list[Scenario]:
    """Return one scenario for each compound that a row names, without a stated magnesium."""
    drugs = listed(row.measured).drugs or listed(row.said).drugs
    if not drugs:
        raise NotApplicableError("no compound of the bench is named")
    part = Part(1.0, "")
    one = read_scenario(row, PLAIN, part, Position(0, 1, None), study)
    return [replace(one, drug=drug, magnesium_mmol=0.0) for drug in drugs]


def _needs_agonist(one: Scenario) -> str:
    setup, level = _setup(one), _level(one)
    order = application_order(setup, one.drug, level, pre_s=60.0)
    return (
        f"60 s of {one.drug} without agonist take {order.peak_block['washed']:.0%} of the next peak, "
        f"{order.late_block['together']:.0%} with agonist"
    )


def _magnesium_protects(one: Scenario) -> str:
    setup, level = _setup(one), _level(one)
    fast = washout_experiment(setup, one.drug, level)
    slow = washout_experiment(with_background(setup, {"magnesium": 1000.0}), one.drug, level)
    fold = slow.onset_s / fast.onset_s
    return f"1 mmol/L magnesium slows the onset of {one.drug} {fold:.1f}-fold at {setup.voltage_mv:g} mV"


def _in_magnesium(one: Scenario) -> str:
    setup = _setup(one)
    halves = [_half(with_background(setup, bath), one.drug) for bath in ({}, {"magnesium": 1000.0})]
    return (
        f"half-block by {one.drug} {halves[0]:.3g} umol/L without and {halves[1]:.3g} with 1 mmol/L magnesium"
    )


def _on_voltage(one: Scenario) -> str:
    setup = _setup(one)
    halves = [_half(at_voltage(setup, volt), one.drug) for volt in (-60.0, 20.0)]
    return f"half-block by {one.drug} changes {halves[1] / halves[0]:.1f}-fold from -60 to +20 mV"


def _on_glycine(one: Scenario) -> str:
    left: list[float] = []
    for glycine in (1.0, 100.0):
        setup = Setup(one.receptors[0], background={"glycine": glycine})
        preparation = prepared(setup, [one.drug])
        with_and_without = [
            float(steady_open_probability(preparation, setup.voltage_mv, {**setup.active, one.drug: level}))
            for level in (_level(one), 0.0)
        ]
        left.append(1 - with_and_without[0] / with_and_without[1])
    return f"inhibition by {one.drug} {left[0]:.0%} in 1 and {left[1]:.0%} in 100 umol/L glycine"


def _on_decay(one: Scenario) -> str:
    setup = _setup(one)
    runs = [agonist_jump(with_background(setup, bath)) for bath in ({}, {one.drug: _level(one)})]
    peak, decay = runs[1].peak / runs[0].peak, runs[1].decay.weighted_s / runs[0].decay.weighted_s
    return f"{one.drug} leaves {peak:.0%} of the peak and {decay:.0%} of the decay time constant"


CHECKS: tuple[tuple[str, Callable[[Scenario], str]], ...] = (
    (r"open channels|without agonist|use[- ]depend|no block without|resting receptors", _needs_agonist),
    (r"(?:mg|magnesium)\S* (?:protects|inhibits|prevents|slows)|protect", _magnesium_protects),
    (
        r"physiological (?:mg|magnesium)|(?:mg|magnesium) competition|mepsc|block at rest|equimolar",
        _in_magnesium,
    ),
    (r"v-?depend|voltage[- ]depend|inhibition vs v\b|ramp", _on_voltage),
    (r"glycine (?:varied|falls|compet)|vs\.? glycine|competitive", _on_glycine),
    (r"decay unchanged|depresses peak|epsc decay", _on_decay),
)
"""A statement, as a pattern, and the experiment that answers it."""


def _setup(one: Scenario) -> Setup:
    return one.setup(one.receptors[0])


def _half(setup: Setup, drug: str) -> float:
    found = steady_dose_response(setup, drug).half
    if found is None:
        raise NotApplicableError(f"{drug} does nothing here")
    return found


def _level(one: Scenario) -> float:
    return one.level if one.level is not None else HALF_BLOCKS * _half(_setup(one), one.drug)
