"""A switch at 0 removes its own arrow and nothing else, in the equations themselves."""

import pytest

from nemda.engine.points import typical_points
from nemda.mechanism.catalog import simulation_parameters
from nemda.mechanism.chain import MECHANISMS
from nemda.model.mechanism import fields_of

# switch: mechanism, the signals or states at the tail of its arrow, and what stands at its head
ARROWS = {
    "disinhibition_switch": (
        "circuit", ("parvalbumin_activity", "somatostatin_activity"), {"disinhibition", "pyramidal_activity"},
    ),
    "habenula_switch": ("circuit", ("habenula_block",), {"habenula_relief", "habenula_bursting"}),
    "hydroxynorketamine_switch": (
        "glutamate", ("hydroxynorketamine_free",), {"glutamate", "release_probability"},
    ),
    "homeostatic_switch": ("ampa", ("resting_block",), {"calcineurin", "homeostatic_scale"}),
    "eef2_switch": ("bdnf", ("resting_block",), {"phospho_eef2", "eef2_kinase"}),
    "trkb_direct_switch": ("bdnf", ("ketamine_free",), {"trkb"}),
    "deep_block_switch": ("plasticity", ("ampa_open",), {"late_plasticity"}),
    "enantiomer_switch": ("signaling", ("ketamine_s_effect", "ketamine_r_effect"), {"mtorc1_route"}),
    "inflammation_switch": ("inflammation", ("kynurenine_balance",), {"inflammation_brake"}),
    "opioid_switch": ("opioid", ("opioid_tone",), {"opioid_gate"}),
    "serotonin_autoreceptor_switch": (
        "serotonin", ("serotonin_transporter_load",), {"serotonin_autoreceptor"},
    ),
    "striatal_release_switch": (
        "reward", ("disinhibition",),
        {
            "opponent_process", "dopamine_cell_activity", "striatal_dopamine", "raclopride_binding",
            "hedonic_tone", "craving",
        },
    ),
    "norketamine_pain_switch": (
        "pain", ("norketamine_s_effect", "norketamine_r_effect"),
        {"analgesia", "ongoing_pain", "chronic_pain"},
    ),
}  # fmt: skip
BY_NAME = {mechanism.name: mechanism for mechanism in MECHANISMS}


def values(mechanism, point):
    kinds = (mechanism.states, mechanism.parameters, mechanism.inputs)
    arguments = [kind(*(point[field] for field in fields_of(kind))) for kind in kinds]
    found = dict(zip(fields_of(mechanism.states), mechanism.rates(*arguments), strict=True))
    if mechanism.output_equations is not None:
        outputs = mechanism.output_equations(*arguments)
        found |= dict(zip(fields_of(mechanism.outputs), outputs, strict=True))
    return found


def differing(first, second):
    return {name for name in first if first[name] != second[name]}


def away_from_rest(point):
    # a switched arrow shows only where its tail is not at rest
    return {
        **point, "kynurenine_balance": 1.3, "opioid_tone": 0.5, "parvalbumin_activity": 0.7,
        "pyramidal_block": 0.3, "ketamine_free": 1.0, "ketamine_s_effect": 0.5, "ketamine_r_effect": 0.4,
        "norketamine_s_effect": 0.3, "norketamine_r_effect": 0.3,
        "hydroxynorketamine_free": 1.0, "resting_block": 0.2, "habenula_block": 0.2,
        "serotonin_transporter_load": 4.0, "disinhibition": 0.3, "hedonic_set_point": 0.1,
    }  # fmt: skip


@pytest.mark.parametrize("switch", ARROWS)
def test_a_switch_at_0_removes_its_own_arrow_and_nothing_else(switch):
    name, tails, heads = ARROWS[switch]
    mechanism = BY_NAME[name]
    for typical in typical_points():
        point = away_from_rest(typical)
        on, off = ({**point, switch: value} for value in (1.0, 0.0))
        assert differing(values(mechanism, on), values(mechanism, off)) == heads
        for tail in tails:
            moved = {**off, tail: off[tail] * 1.1}
            # a tail that is a state also leaves its own rate and other, unswitched arrows behind
            assert not differing(values(mechanism, off), values(mechanism, moved)) & heads, tail


def test_every_contested_arrow_between_drug_and_mood_is_tested():
    # felt effects, the high-affinity site and the barrier for magnesium are tested with the whole chain
    others = {"unblinding_switch", "high_affinity_site", "brain_magnesium_gain"}
    in_chain = {field for mechanism in MECHANISMS for field in fields_of(mechanism.parameters)}
    table = simulation_parameters()
    switches = {name for name in in_chain if table[name].kind == "switch"}
    assert switches - others == set(ARROWS)
