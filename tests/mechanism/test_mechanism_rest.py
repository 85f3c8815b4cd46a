"""Without drug nobody moves: the steady state of a thousand people, and states that stay positive."""

import numpy as np
import pytest

from nemda.engine.group import run_group
from nemda.engine.job import Job
from nemda.mechanism.chain import chain
from nemda.people import people
from nemda.regimen import Regimen, parse

PEOPLE = 1000


@pytest.fixture(scope="module")
def group():
    return people("trd", n=PEOPLE, seed=20261122)


def states_of(group, regimen, weeks):
    visits = tuple(np.linspace(0.0, 168.0 * weeks, 9))
    return run_group(Job(regimen, group, weeks, visits_h=visits), group)


def test_a_thousand_people_stay_at_rest_without_drug(group):
    course = states_of(group, Regimen(()), 1)
    # care is entered at hour 0, so what follows it moves; nothing else may
    for name in chain().state_names:
        values = course.values[name]
        if name in {"expectancy", "care"}:
            continue
        np.testing.assert_allclose(values, values[:, :1] * np.ones(values.shape[1]), atol=1e-8, err_msg=name)


def test_states_are_never_negative_under_a_dose(group):
    course = states_of(group, parse("0.5 mg/kg ketamine iv over 40 min on days 0, 2"), 1)
    for name in chain().state_names:
        # the absolute tolerance of the solver
        assert course.values[name].min() >= -1e-6, name
