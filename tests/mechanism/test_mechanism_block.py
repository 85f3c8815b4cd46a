"""The cell types of block: where the numbers come from, other blockers, trapping."""

from dataclasses import replace

import numpy as np
import pytest

from nemda.engine.group import in_model_order
from nemda.engine.setting import Setting, setting_drive
from nemda.experiment import Experiment, run
from nemda.mechanism.block import BLOCK
from nemda.mechanism.chain import EXPERIMENT_DRIVES, chain
from nemda.receptor.derivation import derive_pool
from nemda.receptor.parameters import parameter_table
from nemda.regimen import parse

SYNAPTIC_MEMANTINE = 15.0
"""How much weaker memantine is at synaptic receptors than under lasting agonist (PMID 25656790)."""


@pytest.mark.parametrize("pool", ["interneuron", "pyramidal", "habenula"])
def test_memantine_spares_receptors_of_synapses(pool):
    name = f"memantine_half_block_{pool}"
    lasting = parameter_table()[name].value
    # three digits are shipped
    assert BLOCK.parameter_table[name].value == pytest.approx(SYNAPTIC_MEMANTINE * lasting, rel=5e-3)


def test_somatostatin_cells_are_derived_as_the_pools_of_the_receptor_room_are():
    table = dict(parameter_table())
    shares = {"glun2a_share": 0.0, "glun2b_share": 0.5, "glun2c_share": 0.0, "glun2d_share": 0.5}
    chosen = {**shares, "mean_voltage": -60.0, "relative_activity": 0.25}
    for name, value in chosen.items():
        like = table[f"{name}_interneuron"]
        table[f"{name}_somatostatin"] = replace(like, name=f"{name}_somatostatin", value=value)
    derived = derive_pool(table, "somatostatin")
    shipped = BLOCK.parameter_table
    for compound, half_block in derived.half_block._asdict().items():
        # memantine has a potency of its own at synaptic receptors
        expected = half_block * (SYNAPTIC_MEMANTINE if compound == "memantine" else 1.0)
        # three digits are shipped
        assert shipped[f"{compound}_half_block_somatostatin"].value == pytest.approx(expected, rel=5e-3)
    assert shipped["magnesium_half_block_somatostatin"].value == pytest.approx(
        derived.magnesium_half_block, rel=5e-3
    )
    assert shipped["unblocking_rate_somatostatin"].value == pytest.approx(derived.unblocking_rate, rel=5e-3)


@pytest.mark.parametrize("drug", ["memantine", "mk801"])
def test_other_blockers_hold_half_of_a_pool_at_their_half_blocking_concentration(drug):
    for pool, block in (("interneuron", "parvalbumin_block"), ("pyramidal", "pyramidal_block")):
        half = BLOCK.parameter_table[f"{drug}_half_block_{pool}"].value
        bath = Experiment("rat", bath={f"{drug}_effect": half}, hours=2)
        # magnesium of the typical brain is that of the affinity table
        assert run(bath, [0.0, 1.9], [block]).drug[block][1] == pytest.approx(0.5, abs=1e-4)


def test_mk801_blocks_interneurons_more_than_pyramidal_cells():
    bath = Experiment("rat", bath={"mk801_effect": 0.02}, hours=1)
    course = run(bath, [0.0, 0.9], ["interneuron_block", "pyramidal_block"])
    assert course.drug["interneuron_block"][1] > 1.4 * course.drug["pyramidal_block"][1]


def test_trapped_drug_leaves_only_as_silent_cells_let_it():
    model = chain()
    point = {name: state.start for name, state in model.states.items()}
    table = BLOCK.parameter_table
    states = BLOCK.states(*(point[name] for name in BLOCK.states._fields))._replace(habenula_trapped=0.4)
    inputs = BLOCK.inputs(*(1.0 if name == "brain_magnesium" else 0.0 for name in BLOCK.inputs._fields))
    rates = BLOCK.rates(states, BLOCK.parameters(*(table[n].value for n in BLOCK.parameters._fields)), inputs)
    assert rates.habenula_trapped == pytest.approx(-0.4 * table["unblocking_rate_habenula_silent"].value)


def test_signals_that_nobody_drives_are_0_and_have_no_modes():
    regimen = parse("0.5 mg/kg ketamine iv over 40 min")
    drive = in_model_order(setting_drive(regimen, Setting(), 3), chain())
    assert drive.names == chain().drive_names
    for name in EXPERIMENT_DRIVES:
        row = drive.names.index(name)
        assert not drive.weight[row].any()
    np.testing.assert_array_equal(drive.at(np.array([0.0, 5.0]))[drive.names.index("mtorc1_inhibitor")], 0.0)
