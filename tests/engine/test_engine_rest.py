import numpy as np
import pytest

from nemda.engine.group import run_group
from nemda.engine.job import Job
from nemda.engine.kernels import kernels
from nemda.engine.rest import rest
from nemda.engine.setting import Setting
from nemda.mechanism.chain import chain
from nemda.people import people, sample
from nemda.regimen import Regimen


def at_rest(n):
    model, code = chain(), kernels(chain())
    drawn = sample(model.parameters, people("trd", n=n, seed=4))
    constants = code.constants_of(np.array([drawn[name] for name in model.parameter_names]))
    still = np.zeros((len(model.drives), n))
    return model, code, constants, still, rest(model, code, constants, still)


def test_all_rates_vanish_at_rest():
    model, code, constants, still, x = at_rest(1000)
    rates = np.empty_like(x)
    code.rates(x, still, constants, rates)
    scale = np.array([state.scale for state in model.states.values()])[:, None]
    # rounding of the largest terms, 541 per hour in receptor unblocking
    assert np.max(np.abs(rates) / (np.abs(x) + scale)) < 1e-11


def test_without_drug_every_state_of_1000_people_stays_for_24_weeks():
    group = people("trd", n=1000, seed=4)
    result = run_group(Job(Regimen(()), group, weeks=24), group)
    model = chain()
    for name, state in model.states.items():
        course = result.values[name]
        moved = np.abs(course - course[:, :1]) / (np.abs(course[:, :1]) + state.scale)
        assert moved.max() <= 1e-8, name
    assert not result.by_reference.any()


def test_without_care_madrs_stays_at_baseline():
    group = people("trd", n=20, seed=4)
    result = run_group(Job(Regimen(()), group, weeks=2, setting=Setting(in_care=False)), group)
    np.testing.assert_allclose(result.values["madrs_change"], 0.0, atol=1e-9)


def test_stress_costs_spines_and_raises_cortisol():
    model, _, _, _, sick = at_rest(200)
    healthy = people("healthy", n=200, seed=4)
    job = Job(Regimen(()), healthy, weeks=1)
    well = run_group(job, healthy).values
    connectivity = sick[model.state_names.index("connectivity")].mean()
    assert well["cortisol"].mean() < sick[model.state_names.index("cortisol")].mean()
    # 16% fewer spines under chronic restraint (Radley 2006), read as the mean of depression
    assert well["connectivity"].mean() - connectivity == pytest.approx(0.16, abs=0.04)
