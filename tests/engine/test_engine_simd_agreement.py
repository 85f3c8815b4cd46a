"""The compiled solver against the portable one and against SciPy, on the shipped model."""

import numpy as np
import pytest
from engine_models import compiled, error_of, portable, shipped_group

from nemda.engine.lanes import Tolerance
from nemda.engine.oracle import solve_person
from nemda.mechanism.chain import chain

ACCURACY = 1e-4
"""What the default tolerance promises for every state."""


@pytest.fixture(scope="module")
def shipped():
    return shipped_group(24)


def test_both_forms_take_the_same_steps_to_the_same_states(shipped):
    group, times = shipped
    one, other = (run(group, times, Tolerance()) for run in (compiled, portable))
    assert not one.failed.any()
    # rounding may tip a step at the edge of acceptance
    assert np.mean(one.steps == other.steps) > 0.9
    # a thousand times below the tolerance: they differ in rounding, which the step sizes amplify
    assert error_of(one.states, other.states).max() < 1e-6


def test_every_state_agrees_with_the_oracle(shipped):
    group, times = shipped
    person, few = 3, times[times <= 24.0]
    exact = solve_person(
        chain(), group.kernels, group.start[:, person], group.constants[:, person], group.drive, person, few
    )
    found = {
        tolerance: error_of(compiled(group, few, tolerance).states[:, :, [person]], exact[:, :, None]).max()
        for tolerance in (Tolerance(), Tolerance(1e-7, 1e-9), Tolerance(1e-9, 1e-11))
    }
    default, tight, tighter = found.values()
    assert default <= ACCURACY
    assert tight < default / 20
    assert tighter < 1e-8


@pytest.mark.parametrize(
    ("sentence", "weeks"),
    [
        ("0.5 mg/kg ketamine iv over 40 min on days 0, 2, 4, 7, 9, 11", 4.0),
        ("84 mg esketamine nasal twice weekly for 2 weeks", 3.0),
        ("150 mg ketamine oral daily for 1 week", 2.0),
    ],
)
def test_the_default_tolerance_keeps_its_promise_for_every_route(sentence, weeks):
    group, times = shipped_group(64, sentence, weeks, seed=5)
    exact = compiled(group, times, Tolerance(1e-9, 1e-11))
    found = compiled(group, times, Tolerance())
    error = error_of(found.states, exact.states)
    worst = chain().state_names[int(error.max(axis=1).argmax())]
    assert error.max() <= ACCURACY, worst
