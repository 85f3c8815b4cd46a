import csv
from importlib import resources

import numpy as np
import pytest

from nemda.errors import ParameterError
from nemda.evidence.keys import citation_key
from nemda.model.expression import Graph, symbols_of
from nemda.receptor.derivation import derive_pool, pool_half_block
from nemda.receptor.high_affinity import high_affinity_inhibition, tonic_current_left
from nemda.receptor.magnesium import magnesium_shift
from nemda.receptor.occupancy import pooled_steady
from nemda.receptor.parameters import parameter_table
from nemda.receptor.pools import POOLS, Blockers, blocking_drive, free_concentration, pool
from nemda.receptor.subtypes import SUBTYPES
from nemda.units import dimension

KETAMINE_MOLAR_MASS = 237.73  # g/mol, base


def racemic(free):
    return Blockers(free / 2, free / 2, 0.0, 0.0, 0.0, 0.0)


def occupancy(name, free):
    return pooled_steady(blocking_drive(racemic(free), pool(parameter_table(), name).half_block))


@pytest.mark.parametrize("name", POOLS)
def test_shipped_numbers_are_the_derived_ones(name):
    table = parameter_table()
    shipped, derived = pool(table, name), derive_pool(table, name)
    # Shipped to three digits.
    assert tuple(shipped.half_block) == pytest.approx(tuple(derived.half_block), rel=0.006)
    assert shipped[1:] == pytest.approx(derived[1:], rel=0.006)
    assert table[f"ketamine_half_block_{name}"].value == pytest.approx(
        pool_half_block(table, name, "ketamine", 1.0), rel=0.006
    )


@pytest.mark.parametrize("name", POOLS)
def test_subtype_shares_sum_to_one(name):
    assert sum(parameter_table()[f"{subtype}_share_{name}"].value for subtype in SUBTYPES) == 1.0


@pytest.mark.parametrize("name", POOLS)
def test_equal_enantiomers_act_as_the_racemate(name):
    table = parameter_table()
    half = table[f"ketamine_half_block_{name}"].value
    # Rounding of three numbers to three digits.
    assert blocking_drive(racemic(half), pool(table, name).half_block) == pytest.approx(1.0, rel=0.01)


def test_s_to_r_ratio_lies_in_the_published_range():
    half = pool(parameter_table(), "interneuron").half_block
    # At least fourfold in human brain (Oye 1992); about four in culture (Sinner 2005); 4.7 (Ebert 1997).
    assert 4.0 <= half.ketamine_r / half.ketamine_s <= 5.0


def test_norketamine_is_weaker_than_ketamine_by_the_published_amount():
    half = pool(parameter_table(), "pyramidal").half_block
    ketamine = 2 / (1 / half.ketamine_s + 1 / half.ketamine_r)
    norketamine = 2 / (1 / half.norketamine_s + 1 / half.norketamine_r)
    # Another laboratory's racemates: 0.97 / 0.119 = 8.2 (Salat 2015); 6.1 here.
    assert norketamine / ketamine == pytest.approx(8.2, rel=0.30)


def test_hydroxynorketamine_in_magnesium_is_far_above_any_clinical_level():
    for name in POOLS:
        assert pool(parameter_table(), name).half_block.hydroxynorketamine > 100


def test_interneurons_are_about_three_times_as_sensitive():
    table = parameter_table()
    ratio = table["ketamine_half_block_pyramidal"].value / table["ketamine_half_block_interneuron"].value
    # The biology brief proposes 3 to 5; the derivation gives 2.9, at the lower edge. Not tuned.
    assert ratio == pytest.approx(2.9, abs=0.05)


def test_occupancy_at_the_end_of_an_antidepressant_infusion():
    # Zarate 2006: 185 ng/mL racemic ketamine at the end of 0.5 mg/kg over 40 min.
    unbound = parameter_table()["ketamine_unbound_fraction"].value
    free = free_concentration(185.0 / KETAMINE_MOLAR_MASS, unbound)
    assert free == pytest.approx(0.41, abs=0.005)
    # Expected 20-35 % and 4-10 % at 0.4-0.6 umol/L free drug. The derivation gives 18.5-25 % and 7-10.5 %:
    # interneurons start just below the range and pyramidal cells end just above it. Not tuned.
    assert [occupancy("interneuron", one) for one in (0.4, 0.6)] == pytest.approx([0.185, 0.253], abs=0.005)
    assert [occupancy("pyramidal", one) for one in (0.4, 0.6)] == pytest.approx([0.072, 0.104], abs=0.005)


def test_block_of_interneurons_but_not_of_pyramidal_cells_is_an_inverted_u():
    table = parameter_table()
    dose = np.geomspace(0.01, 300.0, 400)
    block = {
        name: pooled_steady(blocking_drive(racemic(dose), pool(table, name).half_block))
        for name in ("interneuron", "pyramidal")
    }
    drive = block["interneuron"] * (1 - block["pyramidal"])
    best = drive.argmax()
    # With one site each the optimum is the geometric mean of the two half-blocks.
    halves = [table[f"ketamine_half_block_{name}"].value for name in block]
    assert dose[best] == pytest.approx(np.sqrt(np.prod(halves)), rel=0.03)
    assert drive[0] < 0.05 * drive[best]
    assert drive[-1] < 0.05 * drive[best]


@pytest.mark.parametrize(
    ("name", "low", "high", "largest"), [("interneuron", -70, -50, 1.5), ("pyramidal", -80, -50, 2.3)]
)
def test_how_much_potency_depends_on_the_assumed_voltage(name, low, high, largest):
    table = dict(parameter_table())
    halves = []
    for voltage in np.linspace(low, high, 9):
        entry = table[f"mean_voltage_{name}"]
        moved = {**table, entry.name: type(entry)(**{**vars(entry), "value": float(voltage)})}
        halves.append(pool_half_block(moved, name, "ketamine", 1.0))
    assert max(halves) / min(halves) < largest


def test_less_magnesium_makes_every_pool_more_sensitive_and_pyramidal_cells_most():
    gains = {}
    for name in POOLS:
        constant = pool(parameter_table(), name).magnesium_half_block
        gains[name] = 1 / magnesium_shift(0.7, 1.0, constant)
    assert all(gain > 1 for gain in gains.values())
    assert gains["pyramidal"] > gains["interneuron"]


def test_habenula_holds_drug_for_a_day_once_silent():
    table = parameter_table()
    rate = table["unblocking_rate_habenula_silent"].value
    assert 0.05 < np.exp(-24 * rate) < 0.3
    assert table["unblocking_rate_habenula"].value > 100 * rate


def test_high_affinity_site_is_off_unless_asked_for():
    table = parameter_table()
    assert table["high_affinity_site"].kind == "switch"
    assert table["high_affinity_site"].value == 0
    assert high_affinity_inhibition(1.0, 0.1, 0.7, 0.0) == 0.0


def test_high_affinity_site_with_the_pore_site_gives_the_cell_attached_data():
    table = parameter_table()
    half = table["high_affinity_half_effect"].value
    most = table["high_affinity_maximal_inhibition"].value
    for free, left in ((0.1, 0.53), (1.0, 0.24)):
        pore = pooled_steady(free / 1.0)  # pore site half-blocked at 1 umol/L in the same report
        both = tonic_current_left(pore, high_affinity_inhibition(free, half, most, 1.0))
        # Orser 1997, per cent of control opening; one constant cannot meet both points exactly.
        assert both == pytest.approx(left, abs=0.08)
        assert tonic_current_left(pore, 0.0) > left + 0.2
    assert high_affinity_inhibition(1e6, half, most, 1.0) == pytest.approx(most, rel=1e-6)


def test_blocking_drive_runs_on_symbols_and_skips_absent_drugs():
    graph = Graph()
    free = Blockers(graph.symbol("s"), graph.symbol("r"), 0.0, 0.0, 0.0, 0.0)
    half = Blockers(*(graph.symbol(f"k_{name}") for name in Blockers._fields))
    assert symbols_of([blocking_drive(free, half)]) == {"s", "r", "k_ketamine_s", "k_ketamine_r"}


def test_unknown_pool_is_refused():
    with pytest.raises(ParameterError, match="interneuron, pyramidal, resting, habenula"):
        pool(parameter_table(), "astrocyte")


def test_every_source_is_a_work_of_the_evidence_tables():
    keys = {"assumption"}
    for table in (resources.files("nemda.evidence") / "tables").iterdir():
        with table.open(newline="") as stream:
            keys |= {citation_key(row["citation"]) for row in csv.DictReader(stream) if row.get("citation")}
    assert {parameter.source for parameter in parameter_table().values()} <= keys


def test_every_unit_is_known():
    assert {parameter.unit for parameter in parameter_table().values()} == {
        "umol/L", "mmol/L", "mV", "1/mV", "1/h", "1/s", "L/umol/s", "dimensionless",
    }  # fmt: skip
    for unit in ("L/umol/s", "1/mV"):
        assert dimension(unit)
