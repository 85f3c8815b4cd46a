"""What rodents keep of a dose, and mice whose TrkB answers less: both are nothing in people."""

from __future__ import annotations

import numpy as np
import pytest

from nemda.experiment import CoDrug, Dose, Experiment, run
from nemda.mechanism.catalog import simulation_parameters
from nemda.mechanism.plasticity import PLASTICITY, Inputs, States, outputs

AT_REST = {
    "pyramidal_block": 0.0, "ampa_open": 1.0, "hydroxynorketamine_free": 0.0, "synaptic_protein": 1.0,
    "plasticity_coagonism": 1.0, "trkb": 1.0, "mtorc1": 1.0, "erk": 1.0, "mtorc1_route": 0.7,
    "translation_inhibitor": 0.0,
}  # fmt: skip


def kept(later: float, late_plasticity: float, **changed: float) -> float:
    values = {name: one.value for name, one in PLASTICITY.table.items()} | {
        "consolidation_later_steps": later
    }
    parameters = PLASTICITY.parameters(*(values[name] for name in PLASTICITY.parameters._fields))
    inputs = Inputs(**{**AT_REST, **changed})
    return float(outputs(States(late_plasticity), parameters, inputs).consolidation)


def lift(dose: float, *, genotype: dict[str, float] | None = None, co: tuple[CoDrug, ...] = ()) -> float:
    doses = (Dose("ketamine", dose, "ip"),)
    course = run(
        Experiment("mouse", doses, co_drugs=co, genotype=genotype or {}, hours=26.0),
        np.array([0.0, 24.0]), ("mood_fast",),
    )  # fmt: skip
    return float(course.drug["mood_fast"][1] - course.vehicle["mood_fast"][1])


def test_without_later_steps_what_is_kept_is_late_plasticity_times_trkb_exactly():
    assert kept(0.0, 0.4) == pytest.approx(0.4, rel=1e-15)  # rounding only
    assert kept(0.0, 0.4, mtorc1=0.0, translation_inhibitor=1.0) == pytest.approx(0.4, rel=1e-15)
    assert simulation_parameters()["consolidation_later_steps"].value == 0.0


def test_later_steps_keep_the_cube_and_need_new_protein():
    assert kept(1.0, 0.4) == pytest.approx(0.4**3, rel=1e-12)  # algebra
    assert kept(1.0, 1.0, translation_inhibitor=1.0) == 0.0
    assert 0.0 < kept(1.0, 1.0, mtorc1=0.0) < 0.5 < kept(1.0, 1.0, erk=0.0)


def test_mice_keep_nothing_of_a_deep_dose_and_much_of_a_low_one():
    low, usual, deep = (lift(dose) for dose in (5.0, 10.0, 50.0))
    assert min(low, usual) > 0.2
    assert deep < 0.02


@pytest.mark.parametrize("inhibitor", ["translation_inhibitor", "mtorc1_inhibitor", "trkb_inhibitor"])
def test_what_mice_keep_needs_protein_mtorc1_and_trkb(inhibitor):
    assert lift(10.0, co=(CoDrug(inhibitor, 1.0, 0.0, 24.0),)) < 0.25 * lift(10.0)


def test_a_genotype_with_less_trkb_activity_keeps_less_in_order():
    shares = [lift(10.0, genotype={"trkb_lacking": lacking}) for lacking in (0.0, 0.3, 0.6, 0.95)]
    assert shares == sorted(shares, reverse=True)
    assert shares[2] < 0.5 * shares[0]
    assert shares[3] < 0.02


def test_new_spines_do_not_change_the_loss_of_old_ones_and_stress_does():
    wanted = np.array([48.0])
    drug = run(
        Experiment("mouse", (Dose("ketamine", 10.0, "ip"),), hours=50.0), wanted, ("spine_elimination",)
    )
    assert drug.drug["spine_elimination"][0] == pytest.approx(1.0, abs=1e-9)  # solver noise
    ill = run(Experiment("mouse", stress=1.0, hours=50.0), wanted, ("spine_elimination",))
    gain = simulation_parameters()["stress_elimination_gain"].value
    assert ill.drug["spine_elimination"][0] == pytest.approx(1 + gain, rel=1e-6)  # the rest state is solved


def test_more_dopamine_cells_fire_than_their_brake_lets_dopamine_rise():
    names = ("dopamine_cell_activity", "striatal_dopamine")
    course = run(Experiment("rat", (Dose("ketamine", 10.0, "ip"),), hours=2.0), np.array([0.75]), names)
    cells, level = (float(course.drug[name][0]) for name in names)
    assert cells > level > 1.0
