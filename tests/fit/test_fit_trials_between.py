"""How far studies differ: the rule of expectation and maximization, on studies whose spread is known."""

import numpy as np
import pytest

from nemda.fit.trials import optimum
from nemda.fit.trials.problem import Problem
from nemda.fit.trials.simulate import SimulatedPeople
from nemda.trial.deviation import NAMES, Deviation

STUDIES, EACH = 60, 8
TRUE = Deviation(drug=0.6, lasting=0.9, other=0.05)
START = Deviation(drug=0.4, lasting=0.4, other=0.05)


@pytest.fixture(name="made")
def made_studies():
    """Return a problem without parameters, predictions of no deviation, the point 0 and the slopes."""
    random = np.random.default_rng(5)
    index = np.repeat(np.arange(STUDIES), EACH)
    by = random.normal(size=(len(NAMES), index.size)) * np.array([[5.0], [5.0], [60.0]])
    own = random.normal(size=(len(NAMES), STUDIES)) * np.array(TRUE)[:, None]
    slopes = np.zeros((index.size, len(NAMES) * STUDIES))
    for place in range(len(NAMES)):
        slopes[np.arange(index.size), place * STUDIES + index] = by[place]
    truth = (by * own[:, index]).sum(axis=0)
    problem = Problem((), {}, (), SimulatedPeople(20, 1, "uncalibrated"))
    problem.__dict__.update(  # in the place of what is worked out from targets
        studies=tuple(map(str, range(STUDIES))), pooled=np.ones(STUDIES),
        observed=truth + random.normal(size=index.size), error=np.ones(index.size),
    )  # fmt: skip
    return problem, np.zeros(index.size), np.zeros(slopes.shape[1]), slopes


def test_the_spread_between_studies_is_found_and_rests(made):
    found = optimum._between(*made, START)
    # 60 studies know a standard deviation to 1 / sqrt(120) = 9%; the prior of four studies adds a little
    assert np.array(found) == pytest.approx(np.array(TRUE), rel=0.25)
    again = optimum._between(*made, found)
    assert np.array(again) == pytest.approx(np.array(found), rel=1e-3)  # it rests at 1e-4 a step


def test_where_the_search_stands_does_not_move_the_spread(made):
    problem, predicted, x, slopes = made
    x_there = x + 0.3
    there = optimum._between(problem, predicted + slopes @ x_there, x_there, slopes, START)
    assert np.array(there) == pytest.approx(np.array(optimum._between(*made, START)), rel=1e-6)
