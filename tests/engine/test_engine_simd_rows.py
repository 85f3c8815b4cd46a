"""Rows of states are taken two at a time; an odd one at the end is no state and must not show."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest
from engine_models import Group, Push, Rates, compiled, fading_push, portable

from nemda.engine.kernels import kernels
from nemda.engine.lanes import Tolerance
from nemda.engine.simd.machine import this_machine
from nemda.model.assembly import assemble
from nemda.model.maths import Value
from nemda.model.mechanism import Declaration, Mechanism, state
from nemda.model.parameters import Parameter

PEOPLE = 13


class Three(NamedTuple):
    first: Value = state("1", "the first", start=1.0)
    second: Value = state("1", "the second", start=0.5)
    third: Value = state("1", "the third", start=0.0)


def fall(states, parameters, inputs):
    """Return a cascade that a signal feeds, whose last step is steep."""
    p = parameters
    handed = p.pull * states.second / (1 + states.first)
    steep = states.second**12 / (1 + states.second**12)
    return Three(inputs.push - p.pace * states.first, p.pace * states.first - handed, handed - steep)


@pytest.fixture(scope="module")
def group():
    table = {
        name: Parameter(name, 1.0, "1", "for the test", (-1e9, 1e9), "C", "assumption", note="for the test")
        for name in Rates._fields
    }
    part = Mechanism(
        name="part",
        claim="for the test",
        states=Three,
        parameters=Rates,
        inputs=Push,
        rates=fall,
        table=table,
    )
    model = assemble("three", [part], {"push": Declaration("1", "what acts from outside")})
    code, rng = kernels(model), np.random.default_rng(4)
    constants = code.constants_of(rng.uniform(0.5, 3.0, (2, PEOPLE)))
    start = np.repeat([[1.0], [0.5], [0.0]], PEOPLE, axis=1)
    drive = fading_push(
        [0.0, 2.0], rng.uniform(0, 2, (2, PEOPLE)), np.full(PEOPLE, 0.7), np.ones((2, PEOPLE))
    )
    return Group(code, start, constants, drive, np.ones(3))


@pytest.mark.parametrize("lanes", [this_machine().lanes, 4])
def test_an_odd_number_of_states(group, lanes):
    times = np.linspace(0, 6, 25)
    one = compiled(group, times, Tolerance(), machine=replace(this_machine(), lanes=lanes))
    other = portable(group, times, Tolerance())
    np.testing.assert_array_equal(one.steps, other.steps)
    # the same steps, rounded in another order
    np.testing.assert_allclose(one.states, other.states, rtol=1e-10, atol=1e-13)
