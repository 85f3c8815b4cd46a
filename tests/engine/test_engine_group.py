from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemda.engine.group import drive_of, run_group
from nemda.engine.job import Job
from nemda.engine.kernels import kernels
from nemda.engine.oracle import solve_person
from nemda.engine.rest import rest
from nemda.engine.simulate import simulate
from nemda.errors import ParameterError, RegimenError
from nemda.mechanism.chain import chain
from nemda.people import people, sample
from nemda.regimen import parse

SENTENCE = "0.5 mg/kg ketamine iv over 40 min on days 0, 2, 4"
GROUP = people("trd", n=24, seed=11)
REGIMEN = parse(SENTENCE)


@cache
def together():
    return run_group(Job(REGIMEN, GROUP, weeks=1), GROUP)


@settings(max_examples=8)
@given(st.integers(0, 22), st.integers(1, 24))
def test_a_person_does_not_depend_on_the_batch(start, size):
    whole = together()
    stop = min(start + size, 24)
    part = GROUP.slice(start, stop)
    alone = run_group(Job(REGIMEN, GROUP, weeks=1), part)
    for name in ("madrs", "glutamate", "connectivity", "ketamine_venous", "systolic_rise"):
        # bit for bit
        np.testing.assert_array_equal(alone.values[name], whole.values[name][start:stop], err_msg=name)


@settings(max_examples=8)
@given(st.lists(st.floats(0.0, 167.0), min_size=1, max_size=6))
def test_a_person_does_not_depend_on_the_output_times(visits):
    whole = together()
    more = run_group(Job(REGIMEN, GROUP, weeks=1, visits_h=tuple(visits)), GROUP)
    shared = np.isin(more.time_h, whole.time_h)
    kept = np.isin(whole.time_h, more.time_h)
    for name in chain().state_names:
        np.testing.assert_array_equal(more.values[name][:, shared], whole.values[name][:, kept], err_msg=name)


def test_results_agree_with_the_oracle():
    job = Job(REGIMEN, GROUP, weeks=1)
    model, code = chain(), kernels(chain())
    few = GROUP.slice(0, 6)
    fast = run_group(job, few)
    drawn = sample(job.parameters, few)
    constants = code.constants_of(np.array([drawn[name] for name in model.parameter_names]))
    start = rest(model, code, constants, np.zeros((len(model.drives), few.n)))
    drive = drive_of(job, model, drawn, few["weight_kg"])
    for person in range(few.n):
        exact = solve_person(model, code, start[:, person], constants[:, person], drive, person, fast.time_h)
        for index, name in enumerate(model.state_names):
            found = fast.values[name][person]
            size = np.abs(exact[index]) + 1e-3 * np.abs(exact[index]).max() + 1e-9
            # the accuracy the engine promises for every state
            assert np.max(np.abs(found - exact[index]) / size) <= 1e-4, (person, name)


def test_occupancy_stays_in_bounds_and_states_stay_positive():
    whole = together()
    for pool in ("parvalbumin", "somatostatin", "pyramidal", "resting", "habenula"):
        occupancy = whole.values[f"{pool}_occupancy"]
        assert occupancy.min() >= -1e-9  # solver tolerance below zero
        assert occupancy.max() <= 1.0
    for name in ("glutamate", "bdnf_released", "synaptic_protein", "labile_spines", "stable_spines"):
        assert whole.values[name].min() > 0, name
    assert whole.values["madrs"].min() >= 0
    assert whole.values["madrs"].max() <= 60


def test_chunks_make_no_difference():
    one = simulate(REGIMEN, GROUP, 1, chunk=24)
    many = simulate(REGIMEN, GROUP, 1, chunk=7)
    for name in one.data_vars:
        np.testing.assert_array_equal(one[name].values, many[name].values, err_msg=str(name))


def test_the_same_call_gives_the_same_numbers():
    again = run_group(Job(REGIMEN, GROUP, weeks=1), GROUP)
    first = run_group(Job(REGIMEN, GROUP, weeks=1), GROUP)
    np.testing.assert_array_equal(again.values["madrs"], first.values["madrs"])


@pytest.mark.parametrize("weeks", [0, -1, float("nan"), 1e6])
def test_impossible_times_are_refused(weeks):
    with pytest.raises(RegimenError, match="out of range"):
        Job(REGIMEN, GROUP, weeks=weeks)


def test_a_dose_after_the_end_is_refused():
    with pytest.raises(RegimenError, match="after the simulation ends"):
        Job(REGIMEN, GROUP, weeks=0.5)


def test_unknown_or_impossible_changes_are_refused():
    with pytest.raises(ParameterError, match="Unknown parameter"):
        Job(REGIMEN, GROUP, weeks=1, changes=(("no_such_switch", 1.0),))
    with pytest.raises(ParameterError, match="plausible interval"):
        Job(REGIMEN, GROUP, weeks=1, changes=(("opioid_switch", 2.0),))
