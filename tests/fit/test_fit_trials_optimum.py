"""The search of the calibration, on made-up arms whose best parameters are known or hard to reach."""

import numpy as np
import pytest

from nemda.fit.trials import optimum
from nemda.fit.trials.data import targets
from nemda.fit.trials.parameters import free_parameters
from nemda.fit.trials.problem import Problem
from nemda.fit.trials.simulate import SimulatedPeople
from nemda.mechanism.catalog import simulation_parameters
from nemda.progress import SILENT
from nemda.trial.deviation import Deviation

TARGETS, TIMES = targets()
FREE = free_parameters(simulation_parameters(("uncalibrated",)))
MOVING = [index for index, one in enumerate(FREE) if one.dynamic]
PROBLEM = Problem(TARGETS, TIMES, FREE, SimulatedPeople(20, 1, "uncalibrated"))
SLOPES = np.random.default_rng(3).normal(size=(len(TARGETS), len(FREE)))
SDS = Deviation(drug=0.4, lasting=0.4, other=0.05)
BY_OWN = np.array([1.0, 2.0, 3.0])
"""What a deviation of each kind does to every number of its study."""


class Made(dict):
    """What simulated arms hold: the parameters that moved them."""

    def __init__(self, moving):
        super().__init__()
        self.moving = moving


def make_up(monkeypatch, effect=lambda moving: moving):
    """Let arms be linear in everything but the moving parameters, which only simulating tells."""
    rest = [index for index in range(len(FREE)) if index not in MOVING]

    def predict(problem, courses, z, own, sds):
        shifted = (BY_OWN @ own)[problem.study_index]
        base = SLOPES[:, MOVING] @ effect(courses.moving) + SLOPES[:, rest] @ z[rest] + shifted
        return np.stack(
            [base, *(base + by * step for by, step in zip(BY_OWN, optimum.SHIFT_STEP, strict=True))]
        )

    monkeypatch.setattr(optimum, "states_of", lambda problem, z, progress: Made(z[MOVING]))
    monkeypatch.setattr(optimum, "courses_of", lambda problem, states, z: states)
    monkeypatch.setattr(optimum, "predict", predict)
    monkeypatch.setattr(optimum, "_between", lambda problem, predicted, x, slopes, sds: sds)


def design():
    """Return how the predictions go with parameters and deviations."""
    studies = np.eye(len(PROBLEM.studies))[PROBLEM.study_index]
    return np.hstack([SLOPES, *(by * studies for by in BY_OWN)])


def test_a_linear_problem_ends_at_the_closed_form(monkeypatch):
    make_up(monkeypatch)
    found = optimum.find_optimum(PROBLEM, SILENT, rounds=12)
    scale = np.concatenate([np.ones(len(FREE)), *(sd / PROBLEM.pooled for sd in SDS)])
    weighted = design() / PROBLEM.error[:, None]
    normal = weighted.T @ weighted + np.diag(scale**-2)
    expected = np.linalg.solve(normal, weighted.T @ (PROBLEM.observed / PROBLEM.error))
    reached = np.concatenate([found.z, *found.own])
    # the search stops at a relative gain of 1e-4
    spread = np.sqrt(np.diag(np.linalg.inv(normal)))
    assert np.abs((reached - expected) / spread).max() < 0.1


@pytest.mark.parametrize("bend", [0.0, 3.0, 30.0])
def test_a_round_goes_a_short_way_and_never_uphill(monkeypatch, bend):
    make_up(monkeypatch, lambda moving: moving + bend * moving**2)
    before = float((PROBLEM.observed / PROBLEM.error) @ (PROBLEM.observed / PROBLEM.error))
    start = optimum.Start(np.zeros(len(FREE)), np.zeros((3, len(PROBLEM.studies))), SDS)
    found = optimum.find_optimum(PROBLEM, SILENT, start, rounds=1)
    assert np.abs(found.z[MOVING]).max() <= optimum.FARTHEST + 1e-9
    assert found.cost < before
    assert (np.abs(found.own).max(axis=1) > 0).all()  # what needs no simulation has moved in any case


def test_parameters_of_the_score_alone_need_no_columns(monkeypatch):
    make_up(monkeypatch)
    still = tuple(one._replace(dynamic=False) for one in FREE)
    problem = Problem(TARGETS, TIMES, still, SimulatedPeople(20, 1, "uncalibrated"))
    monkeypatch.setattr(optimum, "courses_of", lambda problem, states, z: Made(z[MOVING]))
    assert np.abs(optimum.find_optimum(problem, SILENT, rounds=1).z[MOVING]).max() > 0
