"""The error that all engines are brought to, and the search for the tolerance that reaches it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.bench.accuracy import ABSOLUTE_SHARES, RELATIVE, WANTED_ERROR, calibrate, scaled_error
from nemda.bench.engine import Answer
from nemda.bench.problem import Protocol, problem_of
from nemda.errors import SolverError


@pytest.fixture(scope="module")
def problem():
    return problem_of(Protocol("1d", "0.5 mg/kg ketamine iv over 40 min on day 0", 1 / 7), 1)


def test_the_error_is_relative_with_a_floor():
    reference = np.array([[[1.0], [0.0], [10.0]]])
    states = reference + np.array([[[0.02], [0.001], [0.1]]])
    # 0.02 / (1 + 0.01), 0.001 / (0 + 0.01), 0.1 / (10 + 0.01)
    assert scaled_error(states, reference) == pytest.approx(0.1)
    assert scaled_error(reference, reference) == 0


def test_a_value_that_is_not_finite_is_an_infinite_error():
    reference = np.ones((1, 2, 2))
    states = reference.copy()
    states[0, 1, 1] = np.nan
    assert scaled_error(states, reference) == np.inf


def test_a_state_that_stays_at_zero_has_no_size():
    assert scaled_error(np.zeros((1, 2, 1)), np.zeros((1, 2, 1))) == 0
    assert scaled_error(np.full((1, 2, 1), 1e-12), np.zeros((1, 2, 1))) == np.inf


def engine_with_error(factor):
    """Return an engine whose error is a multiple of the relative tolerance."""

    def run(problem, tolerance, room):
        return Answer(np.full((1, 2, 1), 1.0 + factor * tolerance.relative))

    return run


@given(factor=st.floats(0.2, 1e4))
def test_the_loosest_tolerance_that_will_do_is_found(problem, factor):
    # reference 1, floor 1e-3: the error of the value 1 + d is d / 1.001
    passing = [relative for relative in RELATIVE if factor * relative / 1.001 <= WANTED_ERROR]
    found = calibrate(engine_with_error(factor), problem, np.ones((1, 2, 1)))
    assert found.tolerance.relative == max(passing)
    assert found.error <= WANTED_ERROR
    assert found.tolerance.absolute in [found.tolerance.relative * share for share in ABSOLUTE_SHARES]


def test_an_engine_that_cannot_reach_it_says_so(problem):
    with pytest.raises(SolverError, match="not reached"):
        calibrate(engine_with_error(1e7), problem, np.ones((1, 2, 1)))


def test_the_ladder_falls_in_small_steps():
    ratios = np.array(RELATIVE[:-1]) / np.array(RELATIVE[1:])
    assert ratios.min() > 1
    assert ratios.max() < 1.7
