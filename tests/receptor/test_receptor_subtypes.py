import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.errors import ParameterError
from nemda.receptor.magnesium import magnesium_half_block, magnesium_variant
from nemda.receptor.occupancy import half_block_with_escape, steady_occupancies, voltage_factor
from nemda.receptor.parameters import parameter_table
from nemda.receptor.subtypes import (
    SUBTYPES,
    SubtypePotency,
    enantiomer_half_blocks,
    mixed_half_block,
    mixed_magnesium_half_block,
    subtype_half_block,
    subtype_potency,
)

# Half-blocks (umol/L) in 1 mmol/L magnesium at -66 mV, Kotermanski and Johnson 2009. Each subtype's
# magnesium constant is the mean over both drugs, so one drug's shift is met within 30 %, not exactly.
PUBLISHED = {
    "ketamine": {"glun2a": 5.35, "glun2b": 5.08, "glun2c": 1.18, "glun2d": 2.95},
    "memantine": {"glun2a": 13.0, "glun2b": 10.0, "glun2c": 1.6, "glun2d": 1.8},
}
MEAN_CONSTANT_TOLERANCE = {"glun2a": 0.03, "glun2b": 0.06, "glun2c": 0.20, "glun2d": 0.05}

# Memantine in oocytes (umol/L): without magnesium at -70 mV, with 1 mmol/L at -30 mV.
OOCYTES = {"glun2a": (0.9, 10.3), "glun2b": (0.4, 10.9), "glun2c": (0.3, 2.0), "glun2d": (0.3, 1.9)}


def gilling_ketamine():
    table = parameter_table()
    jahr = magnesium_variant(table, "jahr1990")
    return SubtypePotency(
        half_block_free=table["ketamine_half_block_gilling2009"].value,
        reference_voltage=table["kinetic_reference_voltage"].value,
        electrical_distance=table["ketamine_electrical_distance"].value,
        thermal_voltage=table["thermal_voltage"].value,
        magnesium_half_block_0mv=jahr.half_block_0mv,
        magnesium_voltage_slope=jahr.voltage_slope,
    )


@pytest.mark.parametrize("blocker", ["ketamine", "memantine"])
@pytest.mark.parametrize("subtype", SUBTYPES)
def test_published_half_blocks_with_and_without_magnesium(blocker, subtype):
    table = parameter_table()
    potency = subtype_potency(table, blocker, subtype)
    free = table[f"{blocker}_half_block_free_{subtype}"].value
    assert subtype_half_block(potency, -66.0, 0.0) == pytest.approx(free)
    assert subtype_half_block(potency, -66.0, 1.0) == pytest.approx(
        PUBLISHED[blocker][subtype], rel=MEAN_CONSTANT_TOLERANCE[subtype]
    )


def test_jahr_and_stevens_alone_predicts_the_shift_at_2a():
    # 17.8-fold predicted at -66 mV against 16.2-fold published, at fixed voltage.
    jahr = magnesium_variant(parameter_table(), "jahr1990")
    shift = 1 + 1 / magnesium_half_block(-66.0, *jahr)
    assert shift == pytest.approx(17.8, abs=0.05)
    assert shift == pytest.approx(5.35 / 0.33, rel=0.10)


@pytest.mark.parametrize("subtype", SUBTYPES)
def test_memantine_in_oocytes_at_another_voltage(subtype):
    without, published = OOCYTES[subtype]
    potency = subtype_potency(parameter_table(), "memantine", subtype)._replace(
        half_block_free=without, reference_voltage=-70.0
    )
    miss = published / subtype_half_block(potency, -30.0, 1.0)
    if subtype == "glun2b":
        # Shown, not tuned away: the 27-fold shift of GluN2B in oocytes is 2.4 times what its magnesium
        # block in HEK cells allows.
        assert miss == pytest.approx(2.4, abs=0.2)
    else:
        # Secondary compilation, other cells, 36 mV away: 40 % is as good as these data agree.
        assert miss == pytest.approx(1.0, abs=0.4)


def test_prediction_to_watch_ketamine_in_magnesium_never_falls_below_6_7():
    # Magnesium relief and ketamine's own voltage dependence partly cancel (receptor brief, section 2).
    voltages = np.linspace(-80.0, 0.0, 801)
    in_magnesium = subtype_half_block(gilling_ketamine(), voltages, 1.0)
    assert in_magnesium.min() == pytest.approx(6.7, abs=0.05)
    assert 0 < voltages[in_magnesium.argmin()] + 30 < 15
    highest = [steady_occupancies([free / in_magnesium.min()])[0] for free in (0.3, 0.6)]
    assert highest == pytest.approx([0.04, 0.08], abs=0.005)
    # Without magnesium the same drug at the same voltage would hold a third to a half of the pores.
    assert subtype_half_block(gilling_ketamine(), -70.0, 0.0) == pytest.approx(0.71)


def test_the_two_data_sets_disagree_about_that_floor():
    # The pools follow Kotermanski and Johnson, whose floor is 2.4 times lower. Both readings are shipped.
    potency = subtype_potency(parameter_table(), "ketamine", "glun2a")
    voltages = np.linspace(-80.0, 0.0, 801)
    floors = [subtype_half_block(one, voltages, 1.0).min() for one in (gilling_ketamine(), potency)]
    assert floors[0] / floors[1] == pytest.approx(2.5, abs=0.2)


def test_magnesium_shift_is_nearly_equal_for_ketamine_and_memantine():
    # Simple competition predicts no difference at rest (Emnett 2013), against Gideons 2014; what is left
    # is memantine's escape from closed receptors, which weakens it where the gate rarely opens.
    table = parameter_table()
    shifts = []
    for blocker in ("ketamine", "memantine"):
        potency = subtype_potency(table, blocker, "glun2b")
        shifts.append(subtype_half_block(potency, -70.0, 1.0) / subtype_half_block(potency, -70.0, 0.0))
    assert shifts[0] == pytest.approx(shifts[1])
    escape = table["memantine_escape_rate"].value
    resting = half_block_with_escape(1.0, table["unblocking_rate_resting"].value, 0.0004, escape)
    active = half_block_with_escape(1.0, table["unblocking_rate_pyramidal"].value, 0.02, escape)
    assert resting > 1.4
    assert active < 1.05


def test_voltage_dependence_of_a_single_subtype_without_magnesium():
    potency = subtype_potency(parameter_table(), "memantine", "glun2d")
    ratio = subtype_half_block(potency, -38.0, 0.0) / subtype_half_block(potency, -66.0, 0.0)
    assert ratio == pytest.approx(voltage_factor(-38.0, -66.0, 0.90, 25.3))


@given(st.lists(st.floats(0.05, 1.0), min_size=2, max_size=4), st.floats(0.1, 10.0), st.floats(0.1, 10.0))
def test_mixed_pool_lies_between_its_subtypes(raw, low, high):
    shares = [one / sum(raw) for one in raw]
    halves = [low if index % 2 else high for index in range(len(shares))]
    mixed = mixed_half_block(shares, halves)
    assert min(halves) * (1 - 1e-9) <= mixed <= max(halves) * (1 + 1e-9)


def test_mixed_pool_is_exact_at_low_and_overstates_at_high_occupancy():
    mixed = mixed_half_block([0.5, 0.5], [1.0, 5.0])
    exact = [0.5 * d / (1.0 + d) + 0.5 * d / (5.0 + d) for d in (0.01, 5.0)]
    pooled = [d / (mixed + d) for d in (0.01, 5.0)]
    assert pooled[0] == pytest.approx(exact[0], rel=0.01)
    assert 0 < pooled[1] - exact[1] < 0.10


@given(st.floats(0.01, 10.0), st.floats(0.01, 20.0), st.floats(0.1, 3.0))
def test_magnesium_constant_is_recovered_from_the_shift(free, constant, magnesium):
    shifted = free * (1 + magnesium / constant)
    assert mixed_magnesium_half_block(free, shifted, magnesium) == pytest.approx(constant, rel=1e-6)


@given(st.floats(0.1, 100.0), st.floats(1.0, 20.0), st.floats(0.01, 100.0))
def test_enantiomers_together_act_as_the_racemate(racemic, ratio, concentration):
    stronger, weaker = enantiomer_half_blocks(racemic, ratio)
    assert weaker == pytest.approx(ratio * stronger)
    both = concentration / 2 / stronger + concentration / 2 / weaker
    assert both == pytest.approx(concentration / racemic)


def test_unknown_pair_is_refused():
    with pytest.raises(ParameterError, match="xenon at glun2a"):
        subtype_potency(parameter_table(), "xenon", "glun2a")
