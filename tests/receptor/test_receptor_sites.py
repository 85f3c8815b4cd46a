"""Sites beside the pore: glycine, xenon, nitrous oxide, zinc, alpha7, opioid binding, the disputed site."""

import numpy as np
import pytest
from scipy.optimize import brentq

from nemda.receptor.ligand.library import load_compound
from nemda.receptor.pore.intrinsic import steady_gate
from nemda.receptor.preparation.prepare import prepare
from nemda.receptor.preparation.run import run
from nemda.receptor.preparation.steady import steady_open_probability, steady_state
from nemda.receptor.protocol.builders import hold, jump, preapplication
from nemda.receptor.scheme.balance import imbalance

STEP = {"glutamate": 1000.0}


def opened(prepared, levels, voltage=-70.0):
    return float(steady_open_probability(prepared, voltage, {**STEP, **levels}))


def test_without_a_named_ligand_the_glycine_site_saturates():
    assert opened(prepare("nmda.2a"), {}) == pytest.approx(0.085, rel=1e-3)
    assert opened(prepare("nmda.2a", ["glycine"]), {}) == 0.0


@pytest.mark.parametrize("subtype", ["2a", "2b", "2c", "2d"])
def test_glycine_half_activates_at_its_constant(subtype):
    prepared = prepare(f"nmda.{subtype}", ["glycine"])
    half = load_compound("glycine").constants[f"half_glun{subtype}"].value
    full = opened(prepared, {"glycine": 1e9})
    assert opened(prepared, {"glycine": half}) == pytest.approx(full / 2, rel=1e-6)


def test_cycloserine_is_partial_at_2b_and_more_than_full_at_2c():
    for receptor, efficacy in (("nmda.2b", 0.65), ("nmda.2c", 1.9)):
        prepared = prepare(receptor, ["glycine", "d_cycloserine"])
        full = opened(prepared, {"glycine": 1e9})
        alone = opened(prepared, {"d_cycloserine": 1e9})
        assert alone / full == pytest.approx(efficacy, rel=1e-6)
    partial = prepare("nmda.2b", ["glycine", "d_cycloserine"])
    # A partial agonist lowers a full response and raises a small one.
    assert opened(partial, {"glycine": 100.0, "d_cycloserine": 1000.0}) < opened(partial, {"glycine": 100.0})
    assert opened(partial, {"glycine": 0.05, "d_cycloserine": 1000.0}) > opened(partial, {"glycine": 0.05})


@pytest.mark.parametrize(("compound", "level"), [("xenon", 0.8), ("7_chlorokynurenate", 2.0)])
def test_competitors_are_overcome_by_glycine(compound, level):
    prepared = prepare("nmda.2a", ["glycine", compound])
    left = [
        opened(prepared, {"glycine": glycine, compound: level}) / opened(prepared, {"glycine": glycine})
        for glycine in (1.0, 10.0, 1000.0)
    ]
    assert left[0] < left[1] < left[2]
    assert left[2] > 0.97


def test_xenon_inhibits_as_recalled():
    prepared = prepare("nmda.2a", ["glycine", "xenon"])
    left = opened(prepared, {"glycine": 1.0, "xenon": 0.8}) / opened(prepared, {"glycine": 1.0})
    assert 1 - left == pytest.approx(0.585, abs=0.015)


@pytest.mark.parametrize(("receptor", "decay"), [("nmda.2b", 0.820), ("nmda.2c", 0.662)])
def test_current_after_removal_of_glycine_decays_as_measured(receptor, decay):
    # Jessen 2017: 100 umol/L glycine removed in 100 umol/L glutamate.
    prepared = prepare(receptor, explicit_glycine=True)
    background = {"glutamate": 100.0}
    protocol = hold(5.0, -60.0, {**background, "glycine": 100.0}) + hold(3.0, -60.0, background)
    course = run(prepared, protocol, np.array([5.2, 6.5]))
    early, late = course.open_probability[0]
    # Glycine leaves closed receptors only, and receptors re-enter the gate from desensitized states.
    assert 1.3 / np.log(early / late) == pytest.approx(decay, rel=0.05)


def test_explicit_glycine_site_is_in_balance_and_begins_empty():
    prepared = prepare("nmda.2a", ["ketamine"], explicit_glycine=True)
    assert prepared.scheme.rest == "R+apo"
    assert len(prepared.scheme.states) == 2 * 15
    for cycle in prepared.scheme.cycles:
        assert abs(imbalance(prepared.scheme, cycle)) < 1e-9
    half = load_compound("glycine").constants["half_glun2a"].value
    full, at_half = (
        float(steady_open_probability(prepared, -70.0, {**STEP, "glycine": level})) for level in (1e6, half)
    )
    # Open receptors keep their glycine, which shifts the half by the open probability.
    assert at_half / full == pytest.approx(0.5, abs=0.05)


def test_nitrous_oxide_scales_the_peak_and_leaves_the_decay():
    prepared = prepare("nmda.2a", ["nitrous_oxide"])
    without, with_gas = (
        run(prepared, jump(0.01, 1e-3, 0.5, -70.0, STEP, background)).open_probability[0]
        for background in ({}, {"nitrous_oxide": 0.8})
    )
    assert with_gas == pytest.approx(0.6 * without, rel=1e-9)


def test_zinc_acts_at_2a_hundreds_of_times_below_2c_and_at_every_voltage():
    for voltage in (-80.0, 40.0):
        zinc = {"zinc": 0.05}
        left = [
            opened(prepare(name, ["zinc"]), zinc, voltage) / opened(prepare(name), {}, voltage)
            for name in ("nmda.2a", "nmda.2c")
        ]
        assert left[0] == pytest.approx(1 - 0.7 * (0.05 / 0.015) / (1 + 0.05 / 0.015), rel=1e-9)
        assert left[1] > 0.99


def test_alpha7_activates_at_high_and_desensitizes_at_low_nicotine():
    # JPET table: activation by pulses at 76, loss of the response to pre-exposure at 0.65 umol/L.
    prepared = prepare("nachr.alpha7")

    def peak(level):
        return run(prepared, hold(0.02, -60.0, {"nicotine": level}), np.linspace(0, 0.02, 400)).peak()[0]

    full = peak(1e5)
    half = brentq(lambda level: peak(level) - full / 2, 1.0, 1e4, rtol=1e-3)
    assert half == pytest.approx(76.0, rel=0.15)

    def left(level):
        pre = steady_state(prepared, -60.0, {"nicotine": level})
        return 1 - pre[prepared.scheme.index("D")]

    # Closed and desensitized only: at these levels a receptor is open less than one time in a thousand.
    assert brentq(lambda level: left(level) - 0.5, 0.01, 100.0) == pytest.approx(0.65, rel=0.01)


def test_choline_and_acetylcholine_compete_with_nicotine_at_alpha7():
    prepared = prepare("nachr.alpha7")
    course = run(prepared, preapplication(5.0, 0.05, -60.0, {"acetylcholine": 1000.0}, {"choline": 300.0}))
    alone = run(prepared, hold(0.05, -60.0, {"acetylcholine": 1000.0}))
    assert course.open_probability[0, 200:].max() < 0.5 * alone.peak()[0]


def test_ketamine_at_alpha7_is_plain_inhibition():
    # Coates and Flood 2001: 20 umol/L, neither voltage- nor use-dependent.
    prepared = prepare("nachr.alpha7", ["ketamine"])
    for voltage in (-80.0, 30.0):
        level = {"acetylcholine": 100.0}
        free = steady_open_probability(prepared, voltage, level)
        assert steady_open_probability(prepared, voltage, {**level, "ketamine": 20.0}) == pytest.approx(
            free / 2, rel=1e-9
        )


def test_opioid_binding_follows_the_binding_constants():
    prepared = prepare("opioid.mu")
    names = prepared.scheme.state_names
    share = steady_state(prepared, 0.0, {"ketamine": 41.7, "naltrexone": 0.00106})
    assert share[names.index("R_ketamine")] == pytest.approx(1 / 3, rel=1e-4)
    assert share[names.index("R_naltrexone")] == pytest.approx(1 / 3, rel=1e-4)
    assert prepared.scheme.open_states == ()


def test_the_disputed_site_is_off_unless_asked_for():
    off, on = prepare("nmda.2a", ["ketamine"]), prepare("nmda.2a", ["ketamine"], high_affinity_site=True)
    assert len(off.scheme.states) == 16
    assert len(on.scheme.states) == 32
    plain, tonic = opened(off, {"ketamine": 0.1}), opened(on, {"ketamine": 0.1})
    # Near its half-effect the tonic current loses about half of the largest inhibition of 0.7.
    assert 1 - tonic / plain == pytest.approx(0.35, abs=0.08)
    assert opened(on, {}) == pytest.approx(steady_gate(on.gating), rel=1e-9)


def test_the_disputed_site_spares_a_brief_pulse():
    prepared = prepare("nmda.2a", ["ketamine"], high_affinity_site=True)
    peaks = [
        run(prepared, jump(30.0, 1e-3, 0.3, -70.0, STEP, background)).peak()[0]
        for background in ({}, {"ketamine": 0.1})
    ]
    assert peaks[1] > 0.98 * peaks[0]
