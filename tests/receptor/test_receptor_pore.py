"""Blockers in the pore: composition, derived constants, competition, trapping and voltage."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from nemda.errors import ReceptorError
from nemda.receptor.ligand.library import compound_names, load_compound
from nemda.receptor.occupancy import steady_occupancies
from nemda.receptor.parameters import parameter_table
from nemda.receptor.pore.compose import with_blockers
from nemda.receptor.pore.intrinsic import THERMAL_VOLTAGE_MV, retained_fraction, steady_gate
from nemda.receptor.preparation.prepare import prepare
from nemda.receptor.preparation.run import run
from nemda.receptor.preparation.steady import steady_open_probability, steady_state
from nemda.receptor.protocol.builders import hold, preapplication, washout
from nemda.receptor.scheme.balance import imbalance
from nemda.receptor.scheme.library import load_scheme
from nemda.receptor.subtypes import enantiomer_half_blocks

STEP = {"glutamate": 1000.0}


def held(prepared, voltage, levels, blocker):
    share = steady_state(prepared, voltage, levels)
    return float(share[[state.holds == blocker for state in prepared.scheme.states]].sum())


def half_block(prepared, blocker, voltage, others):
    free = float(steady_open_probability(prepared, voltage, others))
    return brentq(
        lambda drug: float(steady_open_probability(prepared, voltage, {**others, blocker: drug})) - free / 2,
        1e-5, 1e5, rtol=1e-10,
    )  # fmt: skip


# Intrinsic constants of the brief, from Gilling's apparent ones.
@pytest.mark.parametrize(
    ("receptor", "compound", "association", "dissociation"),
    [
        ("nmda.2a", "ketamine", 3.65, 2.59),
        ("nmda.2a", "memantine", 7.9, 6.24),
        ("nmda.fast", "ketamine", 1.41, 1.00),
        ("nmda.2b", "ketamine", 13.8, 9.8),
    ],
)
def test_intrinsic_constants(receptor, compound, association, dissociation):
    prepared = prepare(receptor, [compound])
    blocker = prepared.blockers[0]
    scale = 1.0
    if receptor == "nmda.2b":
        # The brief rescales GluN2A's potency; here GluN2B has its own, relative to GluN2A.
        scale = load_compound(compound).constants["relative_glun2b"].value
    # Printed to two or three figures; the small escape of memantine is taken off here.
    assert blocker.association.value == pytest.approx(association, rel=0.01)
    assert blocker.dissociation.value / scale == pytest.approx(dissociation, rel=0.01)


@pytest.mark.parametrize(
    "compound",
    ["ketamine", "memantine", "mk801", "phencyclidine", "amantadine", "dextromethorphan", "dextrorphan"],
)
def test_the_experiment_comes_back_out(compound):
    card = load_compound(compound)
    voltage = card.constants["reference_voltage"].value
    prepared = prepare("nmda.2a", [compound])
    expected = card.constants["half_block"].value
    if "relative_glun2a" in card.constants:
        # The half-block of amantadine is that of neurons; GluN2A has its own, relative to it.
        expected *= card.constants["relative_glun2a"].value
    # Exact for full trapping; escape makes memantine 3 % weaker in steady state, see the module.
    assert half_block(prepared, compound, voltage, STEP) == pytest.approx(expected, rel=0.04)


def test_recovery_in_agonist_has_the_apparent_rate():
    prepared = prepare("nmda.2a", ["ketamine"])
    course = run(prepared, washout(60.0, 30.0, -70.0, STEP, {"ketamine": 0.05}), np.array([62.0, 66.0]))
    rate = -np.log(course.held("ketamine")[0, 1] / course.held("ketamine")[0, 0]) / 4.0
    # The chain recovers somewhat slower than P k_off: receptors also sit in the long-lived desensitized
    # state (1 s), where drug waits. The slow formula claims a quarter, see `nemda.receptor.limits`.
    assert rate == pytest.approx(0.22, rel=0.25)


# The brief: symmetric GluN2A arms keep 97 % and 93 % through a joint wash of 60 s from 10 umol/L.
@pytest.mark.parametrize(("compound", "kept"), [("ketamine", 0.97), ("memantine", 0.93)])
def test_retention_without_escape(compound, kept):
    prepared = prepare("nmda.2a", [compound])
    trapped = replace(prepared.blockers[0], closed_exit=None)
    assert retained_fraction(prepared.gating, trapped) == pytest.approx(kept, abs=0.005)


@pytest.mark.parametrize(("compound", "kept"), [("memantine", 0.833), ("lanicemine", 0.54)])
@pytest.mark.parametrize("receptor", ["nmda.2a", "nmda.fast"])
def test_escape_meets_the_trapping_fraction(receptor, compound, kept):
    prepared = prepare(receptor, [compound])
    # k_esc comes from a closed formula that neglects the moments the gate is open.
    assert retained_fraction(prepared.gating, prepared.blockers[0]) == pytest.approx(kept, abs=0.01)


def test_no_escape_is_added_where_the_chain_alone_loses_more():
    # Glutamate leaves GluN2B slowly, so the gate goes on opening in the wash; Blanpied 1997 saw five sixths
    # kept there too, which symmetric arms of this scheme cannot give.
    prepared = prepare("nmda.2b", ["memantine"])
    assert prepared.blockers[0].closed_exit is None
    assert retained_fraction(prepared.gating, prepared.blockers[0]) < 0.833


@given(
    st.dictionaries(
        st.sampled_from(["ketamine", "norketamine", "phencyclidine"]), st.floats(0.01, 50.0), min_size=1
    ),
    st.floats(-90.0, 20.0),
    st.floats(0.0, 2000.0),
)
def test_trapping_blockers_share_the_pore_as_the_slow_formula_says(drugs, voltage, magnesium):
    prepared = prepare("nmda.2a", list(drugs))
    levels = {**STEP, "magnesium": magnesium, **drugs}
    shift = 1 + magnesium / (3570.0 * np.exp(0.062 * voltage))
    halves = []
    for blocker in prepared.blockers:
        slope = blocker.dissociation_slope.value
        faster = np.exp((voltage - blocker.reference_mv) / slope)
        halves.append(blocker.dissociation.value * faster / blocker.association.value * shift)
    expected = steady_occupancies([level / half for level, half in zip(drugs.values(), halves, strict=True)])
    found = [held(prepared, voltage, levels, blocker.name) for blocker in prepared.blockers]
    # Symmetric arms: exact.
    assert found == pytest.approx(list(expected), rel=1e-9)


def test_occupancy_of_a_trapped_drug_ignores_activity_and_of_an_escaping_one_does_not():
    for compound, changes in (("ketamine", False), ("lanicemine", True)):
        prepared = prepare("nmda.2a", [compound])
        busy, quiet = (
            held(prepared, -70.0, {"glutamate": glutamate, compound: 5.0}, compound)
            for glutamate in (1000.0, 0.3)
        )
        assert (quiet < 0.9 * busy) == changes


def test_no_agonist_no_block_except_for_what_passes_the_closed_gate():
    for compound, expected in (("ketamine", 0.0), ("hydroxynorketamine", 0.5)):
        prepared = prepare("nmda.2a", [compound])
        level = load_compound(compound).constants["half_block"].value
        course = run(prepared, hold(3600.0, -70.0, {compound: level}), np.array([3600.0]))
        assert course.held(compound)[0, 0] == pytest.approx(expected, abs=1e-6)


def test_hydroxynorketamine_is_competed_out_by_magnesium_and_slower_than_ketamine():
    prepared = prepare("nmda.2a", ["hydroxynorketamine"])
    free = half_block(prepared, "hydroxynorketamine", -70.0, STEP)
    shifted = half_block(prepared, "hydroxynorketamine", -70.0, {**STEP, "magnesium": 1000.0})
    assert free == pytest.approx(46.0, rel=1e-6)
    assert shifted / free == pytest.approx(1 + 1000.0 / (3570.0 * np.exp(-0.062 * 70)), rel=1e-6)


def test_drug_taken_in_during_the_block_stays_behind_a_closed_gate():
    prepared = prepare("nmda.2a", ["ketamine"])
    shut = run(prepared, washout(30.0, 60.0, -70.0, STEP, {"ketamine": 10.0}, agonist_in_wash=False))
    opened = run(prepared, washout(30.0, 60.0, -70.0, STEP, {"ketamine": 10.0}))
    assert shut.held("ketamine")[0, -1] > 0.9
    assert opened.held("ketamine")[0, -1] < 0.01
    before = run(prepared, preapplication(30.0, 1e-3, -70.0, STEP, {"ketamine": 10.0}))
    assert before.held("ketamine")[0, 200] == 0.0


def test_voltage_speeds_the_exit_by_its_electrical_distance():
    prepared = prepare("nmda.2a", ["ketamine"])
    hyper, depolarized = (half_block(prepared, "ketamine", voltage, STEP) for voltage in (-70.0, -30.0))
    assert depolarized / hyper == pytest.approx(np.exp(0.79 * 40 / 25.3), rel=1e-6)
    assert parameter_table()["thermal_voltage"].value == THERMAL_VOLTAGE_MV


def test_arms_multiply_and_stay_in_balance():
    scheme = prepare("nmda.2a", ["ketamine", "memantine", "hydroxynorketamine"]).scheme
    assert len(scheme.states) == 8 * 4
    assert len({state.name for state in scheme.states}) == 32
    for cycle in scheme.cycles:
        assert abs(imbalance(scheme, cycle)) < 1e-9
    # One square for every transition that hydroxynorketamine can go around, and one for each arm's own.
    assert len(scheme.cycles) == 4 + 8


def test_explicit_magnesium_approaches_its_own_equilibrium():
    prepared = prepare("nmda.fast", ["ketamine"], explicit_magnesium=True)
    assert prepared.scheme.fast_block is None
    assert len(prepared.scheme.states) == 15
    blocked = held(prepared, -70.0, {**STEP, "magnesium": 1000.0}, "magnesium")
    half = 5400 / 0.61 * np.exp(-70 / 47 - 70 / 17)
    open_with = steady_state(prepared, -70.0, {**STEP, "magnesium": 1000.0})
    names = prepared.scheme.state_names
    ratio = open_with[names.index("O+magnesium")] / open_with[names.index("O")]
    assert ratio == pytest.approx(1000.0 / half, rel=1e-9)
    assert blocked > 0.9


def test_blockers_stay_out_of_pores_that_hold_explicit_magnesium():
    prepared = prepare("nmda.magnesium", ["ketamine"])
    holds = {state.name: state.holds for state in prepared.scheme.states}
    assert holds["OB"] == "magnesium"
    assert not any(name.startswith(("OB+", "C2B+")) for name in holds)
    assert len(holds) == 15


def test_a_blocker_named_twice_is_refused():
    prepared = prepare("nmda.2a", ["ketamine"])
    with pytest.raises(ReceptorError, match="in the pore twice"):
        with_blockers(prepared.gating, [*prepared.blockers, *prepared.blockers])
    with pytest.raises(ReceptorError, match="without a pore"):
        with_blockers(load_scheme("opioid.mu"), prepared.blockers)


def test_derived_numbers_on_the_cards_follow_from_their_sources():
    table = parameter_table()
    binding = {
        name: table[f"{name}_mk801_site_ki"].value
        for name in ("ketamine_s", "ketamine_r", "norketamine_s", "norketamine_r")
    }
    racemate = load_compound("ketamine").constants["half_block"].value
    strong, weak = enantiomer_half_blocks(racemate, binding["ketamine_r"] / binding["ketamine_s"])
    nor = 2 / sum(
        binding["ketamine_s"] / (strong * binding[name]) for name in ("norketamine_s", "norketamine_r")
    )
    for name, expected in (("ketamine_s", strong), ("ketamine_r", weak), ("norketamine", nor)):
        assert load_compound(name).constants["half_block"].value == pytest.approx(expected, rel=1e-3)
    for blocker in ("ketamine", "memantine"):
        for subtype in ("glun2b", "glun2c", "glun2d"):
            ratio = (
                table[f"{blocker}_half_block_free_{subtype}"].value
                / table[f"{blocker}_half_block_free_glun2a"].value
            )
            found = load_compound(blocker).constants[f"relative_{subtype}"].value
            assert found == pytest.approx(ratio, rel=1e-3)


@pytest.mark.parametrize("name", compound_names())
def test_every_number_of_a_card_has_a_known_source(name):
    from nemda.evidence.citations import citations

    for constant in load_compound(name).constants.values():
        assert constant.source == "assumption" or constant.source in citations()
        assert constant.verified or constant.note
        assert constant.verified or constant.grade != "A"


def test_mk801_recovers_in_hours_at_rest_and_minutes_when_depolarized():
    # Huettner and Bean 1988: 5400 s at -70 to -80 mV, 120 s at +30 mV, in continuous agonist.
    prepared = prepare("nmda.2a", ["mk801"])
    gate = steady_gate(prepared.gating)
    blocker = prepared.blockers[0]

    def recovery(voltage):
        shift = np.exp((voltage - blocker.reference_mv) / blocker.dissociation_slope.value)
        return 1 / (gate * blocker.dissociation.value * shift)

    assert recovery(-75.0) == pytest.approx(5400.0, rel=0.05)
    # Not used for the card: carried over 105 mV, so an error of 5 % in the slope is one of 20 %.
    assert recovery(30.0) == pytest.approx(120.0, rel=0.25)
