"""The slow-time occupancy of the week-long model against the full chain of the bench, and its limit.

Formula: `nemda.receptor.occupancy` and `nemda.receptor.course`. Chain: `prepare(...)`, every gating state
with and without each drug, driven by constant agonist or by trains of synaptic pulses.
"""

import numpy as np
import pytest

from nemda.receptor.course import occupancy_course
from nemda.receptor.experiment.setup import Setup
from nemda.receptor.experiment.synaptic import synaptic_train
from nemda.receptor.limits import ReceptorClaimWarning, warn_outside_claim, within_claim
from nemda.receptor.magnesium import magnesium_half_block, magnesium_variant, unblocked_fraction
from nemda.receptor.measure.openings import openings
from nemda.receptor.occupancy import half_block, half_block_with_escape, steady_occupancies, time_constant
from nemda.receptor.parameters import parameter_table
from nemda.receptor.preparation.prepare import prepare
from nemda.receptor.preparation.run import run
from nemda.receptor.preparation.steady import steady_open_probability, steady_state
from nemda.receptor.protocol.builders import hold, train

VOLTAGE = -70.0
GLUTAMATE = {"glutamate": 1000.0}
SUBTYPES = ("nmda.2a", "nmda.2b")
WITH_AND_WITHOUT = (0.0, 1000.0)
UMOL_PER_MMOL = 1000.0


def pore(preparation, drug, voltage=VOLTAGE):
    """Association (1/(umol/L s)) and dissociation (1/s) of a drug at a voltage, as the chain has them."""
    constants = preparation.scheme.constants
    blocker = next(one for one in preparation.blockers if one.name == drug)
    slope = blocker.dissociation_slope
    faster = 1.0 if slope is None else np.exp((voltage - blocker.reference_mv) / slope.value)
    return constants[f"{drug}.association"].value, constants[f"{drug}.dissociation"].value * faster


def gate_open(preparation):
    return float(steady_open_probability(preparation, VOLTAGE, GLUTAMATE))


def free_of_magnesium(magnesium):
    jahr = magnesium_variant(parameter_table(), "jahr1990")
    return unblocked_fraction(magnesium / UMOL_PER_MMOL, magnesium_half_block(VOLTAGE, *jahr))


def held(preparation, drug, share):
    inside = [state.holds == drug for state in preparation.scheme.states]
    return float(np.atleast_2d(share)[-1, inside].sum())


def chain_onset(preparation, levels, drug, times):
    """Open probability and share of receptors with drug, from the moment the drug joins the agonist."""
    start = steady_state(preparation, VOLTAGE, {k: v for k, v in levels.items() if k != drug})
    course = run(preparation, hold(float(times[-1]), VOLTAGE, levels), times, start)
    return course.open_probability[0], course.held(drug)[0]


def covered(times, course, end):
    """Time at which a course has covered 63 % of its way to its end (s)."""
    return float(np.interp(1 - np.exp(-1), (course - course[0]) / (end - course[0]), times))


@pytest.mark.parametrize("receptor", SUBTYPES)
@pytest.mark.parametrize("magnesium", WITH_AND_WITHOUT)
@pytest.mark.parametrize("free", [0.1, 0.3, 1.0])
def test_steady_occupancy_is_that_of_the_chain(receptor, magnesium, free):
    preparation = prepare(receptor, ["ketamine"])
    association, dissociation = pore(preparation, "ketamine")
    gate = gate_open(preparation)
    half = half_block(association, dissociation, gate, free_of_magnesium(magnesium), 0.0)
    (formula,) = steady_occupancies([free / half])
    share = steady_state(preparation, VOLTAGE, {**GLUTAMATE, "ketamine": free, "magnesium": magnesium})
    # Symmetric arms and one entry: the formula is exact.
    assert held(preparation, "ketamine", share) == pytest.approx(formula, rel=1e-9)


@pytest.mark.parametrize("receptor", SUBTYPES)
@pytest.mark.parametrize("magnesium", WITH_AND_WITHOUT)
@pytest.mark.parametrize("free", [0.1, 0.3, 1.0])
def test_speed_is_that_of_the_chain_up_to_1_umol(receptor, magnesium, free):
    preparation = prepare(receptor, ["ketamine"])
    association, dissociation = pore(preparation, "ketamine")
    unblocked, gate = free_of_magnesium(magnesium), gate_open(preparation)
    formula = time_constant(free, association, dissociation, gate, unblocked, 0.0)
    half = half_block(association, dissociation, gate, unblocked, 0.0)
    assert within_claim(free / half, shortest_time_s=1.0).within
    levels = {**GLUTAMATE, "ketamine": free, "magnesium": magnesium}
    times = np.linspace(0.0, 60.0, 3001)
    opened, occupied = chain_onset(preparation, levels, "ketamine", times)
    # What `limits` claims for the response: a quarter.
    assert 1 / 1.25 < formula / covered(times, opened, opened[-1]) < 1.25
    # The share of receptors with drug lags behind the response, because channels in long shut states exchange
    # late: the formula is 1.2 times too fast when dilute, 1.6 times at 1.5 half-blocks.
    (end,) = steady_occupancies([free / half])
    assert 0.6 < formula / covered(times, occupied, end) < 1.0
    assert np.abs(end * (1 - np.exp(-times / formula)) - occupied).max() < 0.1


@pytest.mark.parametrize("receptor", SUBTYPES)
def test_above_the_limit_the_speed_is_wrong_both_ways_and_the_claim_says_so(receptor):
    preparation = prepare(receptor, ["ketamine"])
    association, dissociation = pore(preparation, "ketamine")
    formula = time_constant(10.0, association, dissociation, gate_open(preparation), 1.0, 0.0)
    times = np.linspace(0.0, 20.0, 10001)
    opened, occupied = chain_onset(preparation, {**GLUTAMATE, "ketamine": 10.0}, "ketamine", times)
    assert 3.0 < formula / covered(times, opened, opened[-1]) < 7.0
    half = half_block(association, dissociation, gate_open(preparation), 1.0, 0.0)
    (end,) = steady_occupancies([10.0 / half])
    assert 0.15 < formula / covered(times, occupied, end) < 0.4
    claim = within_claim(10.0 / half, shortest_time_s=1.0)
    assert not claim.within
    assert "half-blocking" in claim.reasons[0]
    with pytest.warns(ReceptorClaimWarning, match="claimed"):
        warn_outside_claim(10.0 / half, 1.0)


def test_a_single_synaptic_event_is_outside_the_claim_and_the_chain_shows_why():
    """Within one response the open gate is not constant: entry happens in the first tens of milliseconds."""
    preparation = prepare("nmda.2a", ["ketamine"])
    association, dissociation = pore(preparation, "ketamine")
    event = synaptic_train(Setup("nmda.2a"), "ketamine", 1.0, count=2, frequency_hz=1.0)
    seen = event.held[1]
    activity = event.control_charge[0]
    times = np.array([0.02 / 3600])
    formula = occupancy_course(
        np.zeros(1), np.array([[1.0]]), np.array([dissociation / association]),
        np.array([activity * dissociation * 3600]), times,
    )[0, 0]  # fmt: skip
    early = run(
        preparation,
        hold(1e-3, VOLTAGE, {**GLUTAMATE, "ketamine": 1.0}) + hold(0.019, VOLTAGE, {"ketamine": 1.0}),
    ).held("ketamine")[0, -1]
    assert early > 5 * formula
    assert early > 0.1 * seen
    assert not within_claim(0.1, shortest_time_s=0.02).within


@pytest.mark.parametrize(("receptor", "frequency", "folds"), [("nmda.2a", 1.0, 1.15), ("nmda.2b", 0.5, 1.25)])
@pytest.mark.parametrize("free", [0.3, 1.0])
def test_activity_trains_follow_the_mean_open_gate(receptor, frequency, folds, free):
    """Half a minute and more of synaptic pulses: the formula needs only the mean open time per pulse."""
    preparation = prepare(receptor, ["ketamine"])
    association, dissociation = pore(preparation, "ketamine")
    count = 30
    response = synaptic_train(Setup(receptor), "ketamine", free, count=count, frequency_hz=frequency)
    # Mean open gate of the drug-free train, after its first pulses.
    activity = float(response.control_charge[5:].mean() * frequency)
    times = np.arange(count) / frequency / 3600
    formula = occupancy_course(
        np.zeros(1), np.array([[free]]), np.array([dissociation / association]),
        np.array([activity * dissociation * 3600]), times,
    )[:, 0]  # fmt: skip
    late = slice(5, None)
    assert np.max(formula[late] / response.held[late]) < folds
    assert np.min(formula[late] / response.held[late]) > 1 / folds


def test_silence_keeps_the_drug_and_activity_lets_it_go():
    preparation = prepare("nmda.2a", ["ketamine"])
    loaded = steady_state(preparation, VOLTAGE, {**GLUTAMATE, "ketamine": 1.0})
    closed = run(preparation, hold(60.0, VOLTAGE, {}), np.array([60.0]), loaded).final
    silent = run(preparation, hold(3600.0, VOLTAGE, {}), np.array([3600.0]), closed)
    assert silent.held("ketamine")[0, -1] == pytest.approx(held(preparation, "ketamine", closed), rel=1e-9)
    active = run(preparation, train(60, 1.0, VOLTAGE), np.array([60.0]), closed)
    association, dissociation = pore(preparation, "ketamine")
    one = openings(preparation, hold(1e-3, VOLTAGE, GLUTAMATE) + hold(0.999, VOLTAGE, {}))
    formula = held(preparation, "ketamine", closed) * np.exp(-60 * one.open_time_s * dissociation)
    # Open time per pulse of a rested receptor; repeated pulses find some still desensitized.
    assert active.held("ketamine")[0, -1] == pytest.approx(formula, rel=0.3)
    assert association > 0


@pytest.mark.parametrize("magnesium", WITH_AND_WITHOUT)
def test_several_drugs_at_once(magnesium):
    drugs = {"ketamine": 0.5, "norketamine": 3.0, "mk801": 0.002}
    preparation = prepare("nmda.2a", list(drugs))
    unblocked, gate = free_of_magnesium(magnesium), gate_open(preparation)
    halves = [half_block(*pore(preparation, drug), gate, unblocked, 0.0) for drug in drugs]
    formula = steady_occupancies([free / half for free, half in zip(drugs.values(), halves, strict=True)])
    share = steady_state(preparation, VOLTAGE, {**GLUTAMATE, **drugs, "magnesium": magnesium})
    found = [held(preparation, drug, share) for drug in drugs]
    assert found == pytest.approx(list(formula), rel=1e-8)


def test_course_of_two_drugs_follows_the_chain():
    """Two trapping drugs of different speed, one replaced by the other."""
    drugs = ("ketamine", "norketamine")
    preparation = prepare("nmda.2a", list(drugs))
    gate = gate_open(preparation)
    constants = np.array([pore(preparation, drug) for drug in drugs])
    halves, rates = constants[:, 1] / constants[:, 0], gate * constants[:, 1] * 3600
    first, second = {"ketamine": 0.7, "norketamine": 0.0}, {"ketamine": 0.0, "norketamine": 4.0}
    times = np.linspace(0.5, 40.0, 80)
    protocol = hold(20.0, VOLTAGE, {**GLUTAMATE, **first}) + hold(20.0, VOLTAGE, {**GLUTAMATE, **second})
    start = steady_state(preparation, VOLTAGE, GLUTAMATE)
    course = run(preparation, protocol, times, start)
    formula = occupancy_course(
        np.array([0.0, 20.0 / 3600]), np.array([list(first.values()), list(second.values())]), halves, rates,
        times / 3600,
    )  # fmt: skip
    chain = np.stack([course.held(drug)[0] for drug in drugs], axis=-1)
    # A tenth of all receptors at any moment, as for one drug; the ends agree.
    assert np.abs(formula - chain).max() < 0.1
    assert formula[-1] == pytest.approx(chain[-1], abs=0.01)


def test_a_low_trapping_drug_loses_potency_with_activity_as_the_formula_says():
    """Memantine leaves closed channels: less agonist, weaker block; ketamine keeps its potency."""
    for drug, weaker in (("memantine", True), ("ketamine", False)):
        preparation = prepare("nmda.2a", [drug])
        association, dissociation = pore(preparation, drug)
        blocker = next(one for one in preparation.blockers if one.name == drug)
        escape = 0.0 if blocker.closed_exit is None else blocker.closed_exit.value
        found: list[float] = []
        for glutamate in (1000.0, 0.3):
            gate = float(steady_open_probability(preparation, VOLTAGE, {"glutamate": glutamate}))
            formula = half_block_with_escape(dissociation / association, gate * dissociation, gate, escape)
            share = steady_state(preparation, VOLTAGE, {"glutamate": glutamate, drug: formula})
            found.append(formula)
            # Closed and open channels exchange drug at different speeds, which the mean gate cannot say.
            assert held(preparation, drug, share) == pytest.approx(0.5, abs=0.04)
        assert bool(found[1] > 1.05 * found[0]) == weaker
