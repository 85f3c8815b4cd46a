"""Experiments: arms, windows, phases, baths and the numbers that are read out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
import pytest

from nemda.errors import ExperimentError, ParameterError
from nemda.experiment import CoDrug, Dose, Experiment, Phase, Readout, Species, measure, read, run, sweep
from nemda.experiment.definition import Stress

KETAMINE = Dose("ketamine", 10, "ip")
TIMES = [0.0, 0.5, 1.0, 4.0, 24.0]
MAIN = ["glutamate", "bdnf_released", "connectivity", "mood_fast"]


@pytest.mark.parametrize("species", ["mouse", "rat"])
@pytest.mark.parametrize("stress", ["none", "chronic"])
def test_vehicle_changes_nothing(species: Species, stress: Stress):
    course = run(Experiment(species, (KETAMINE,), stress=stress), TIMES, MAIN)
    for name in MAIN:
        # a steady state moves by no more than the accepted error of the solver
        assert np.allclose(course.vehicle[name], course.vehicle[name][0], rtol=1e-5, atol=1e-8), name
        assert np.array_equal(course.vehicle[name], course.co_drugs[name])


def test_nothing_given_is_the_vehicle():
    course = run(Experiment("rat", hours=24), TIMES, MAIN)
    for name in MAIN:
        assert np.array_equal(course.drug[name], course.vehicle[name])


def test_a_co_drug_acts_only_in_its_window():
    late = Experiment("rat", (KETAMINE,), co_drugs=(CoDrug("ampa_antagonist", 0.9, 2.0, 3.0),))
    course = run(late, [0.0, 1.0, 1.99, 2.5, 3.5], ["ampa_antagonist", "bdnf_released"])
    assert course.drug["ampa_antagonist"].tolist() == [0, 0, 0, 0.9, 0]
    plain = run(Experiment("rat", (KETAMINE,)), [0.0, 1.0, 1.99, 2.5, 3.5], ["bdnf_released"])
    # the same up to the solver, whose steps differ as the window is an edge
    assert np.allclose(course.drug["bdnf_released"][:3], plain.drug["bdnf_released"][:3], rtol=1e-4)
    assert course.drug["bdnf_released"][3] < 0.9 * plain.drug["bdnf_released"][3]
    assert course.co_drugs["bdnf_released"][3] < 1
    assert course.vehicle["bdnf_released"][3] > 0.99


def test_block_rises_with_the_dose():
    found = [
        measure(
            Experiment("rat", (Dose("ketamine", dose, "ip"),)), Readout("pyramidal_block", 0.25, "absolute")
        )
        for dose in (1, 3, 10, 30, 100)
    ]
    assert found == sorted(found)
    assert found[0] > 0
    assert found[-1] < 1


def test_glutamate_follows_an_inverted_u():
    # Moghaddam 1997: 10 to 30 mg/kg raise it and 200 mg/kg lower it
    window = Readout("glutamate", 100 / 60, from_h=0.0)
    small, medium, large = (
        measure(Experiment("rat", (Dose("ketamine", dose, "ip"),)), window) for dose in (10, 30, 200)
    )
    assert small > 1
    assert medium > 1
    assert large < 1


def test_a_phase_that_changes_nothing_changes_nothing():
    plain = run(Experiment("mouse", (KETAMINE,)), TIMES, MAIN)
    cut = run(Experiment("mouse", (KETAMINE,), phases=(Phase(0.75, {"spines_removed": 0.0}),)), TIMES, MAIN)
    for name in MAIN:
        # a second start of the solver, whose accepted error is 2e-6 per step
        assert np.allclose(plain.drug[name], cut.drug[name], rtol=1e-4, atol=1e-6), name


def test_a_phase_acts_from_its_start_in_every_arm():
    ended = Experiment("rat", stress="chronic", hours=500, phases=(Phase(100, {"chronic_stress": 0.0}),))
    course = run(ended, [0.0, 99.0, 499.0], ["connectivity"])
    before, still, after = course.vehicle["connectivity"]
    assert still == pytest.approx(before, rel=1e-5)
    assert after > before + 0.05


def test_a_protocol_acts_in_the_vehicle_arm_too():
    stressed = Experiment("rat", (KETAMINE,), protocols=(CoDrug("stress_protocol", 1.0),), hours=504)
    course = run(stressed, [0.0, 504.0], ["connectivity"])
    assert course.vehicle["connectivity"][1] < 0.95 * course.vehicle["connectivity"][0]


def test_a_bath_holds_free_levels():
    course = run(Experiment("mouse", bath={"ketamine": 1.0}), [0.0, 0.1, 12.0], ["ketamine_free"])
    # 1 umol/L free, by definition of the bath, up to rounding
    assert course.drug["ketamine_free"] == pytest.approx([1.0, 1.0, 1.0], rel=1e-12)
    assert course.vehicle["ketamine_free"].tolist() == [0, 0, 0]


def test_a_sweep_is_its_single_runs():
    experiment = Experiment("rat", (KETAMINE,))
    cases = [{}, {"disinhibition_switch": 0.0}]
    together = sweep(experiment, TIMES, MAIN, cases)
    for case, course in zip(cases, together, strict=True):
        alone = run(experiment, TIMES, MAIN, changes=case)
        for name in MAIN:
            assert np.array_equal(alone.drug[name], course.drug[name])
    assert together[0].drug["glutamate"][2] > together[1].drug["glutamate"][2]


def test_a_person_is_an_experiment_too():
    infusion = Dose("ketamine", 0.5, "iv", 0.0, 40 / 60)
    person = Experiment("human", (infusion,), stress="chronic", hours=48)
    course = run(person, [0.0, 24.0], ["madrs_change"])
    assert course.drug["madrs_change"][1] < course.vehicle["madrs_change"][1] < 0


def test_readouts_compare():
    experiment = Experiment("rat", (KETAMINE,))
    course = run(experiment, [0.0, 1.0], ["glutamate", "mood_fast"])
    value, rest = course.drug["glutamate"][1], course.vehicle["glutamate"][1]
    assert read(course, Readout("glutamate", 1.0)) == pytest.approx(value / rest)
    assert read(course, Readout("glutamate", 1.0, change="difference")) == pytest.approx(value - rest)
    assert read(course, Readout("glutamate", 1.0, "absolute")) == value
    assert read(course, Readout("glutamate", 1.0, "baseline")) == pytest.approx(
        value / course.drug["glutamate"][0]
    )
    with pytest.raises(ExperimentError, match="no ratio to nothing"):
        read(course, Readout("mood_fast", 1.0))
    with pytest.raises(ExperimentError, match="no such time"):
        read(course, Readout("glutamate", 2.0))


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda: Experiment(cast("Any", "cat")), "Unknown species"),
        (lambda: Dose("ketamine", -1, "ip"), "not negative"),
        (lambda: Experiment("rat", (Dose("ketamin", 1, "ip"),)), "did you mean ketamine"),
        (lambda: Experiment("rat", (Dose("ketamine", 1, "nasal"),)), "route of an animal"),
        (lambda: CoDrug("ampa", 0.5), "Unknown signal"),
        (lambda: CoDrug("ampa_antagonist", 1.5), "at most 1"),
        (lambda: CoDrug("ampa_antagonist", 0.5, 3, 2), "ends before"),
        (lambda: Experiment("rat", (Dose("ketamine", 1, "ip", 30),)), "ended"),
        (lambda: Experiment("rat", (KETAMINE,), bath={"ketamine": 1}), "no doses"),
        (lambda: Experiment("rat", stress=cast("Any", "very")), "Unknown stress"),
        (lambda: Experiment("rat", hours=0), "out of range"),
        (lambda: Phase(0, {}), "after hour 0"),
        (lambda: run(Experiment("rat"), [30], ["glutamate"]), "outside the experiment"),
        (lambda: run(Experiment("rat"), [1, 1], ["glutamate"]), "Times rise"),
        (lambda: run(Experiment("rat"), [1], ["glutamat"]), "did you mean glutamate"),
    ],
)
def test_what_makes_no_sense_is_refused(make: Callable[[], object], match: str):
    with pytest.raises(ExperimentError, match=match):
        make()


def test_an_unknown_parameter_is_refused():
    with pytest.raises(ParameterError, match="Unknown parameter"):
        run(Experiment("rat", genotype={"no_such": 1.0}), [1], ["glutamate"])
