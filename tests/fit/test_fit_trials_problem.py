"""What the calibration predicts: each deviation of a study reaches its own numbers, by its own slope."""

from collections.abc import Mapping

import numpy as np
import pytest

from nemda.fit.trials import optimum
from nemda.fit.trials.optimum import PRIOR_SDS, PRIOR_STUDIES, Optimum, Start
from nemda.fit.trials.problem import SHIFT_STEP, Problem, predict
from nemda.fit.trials.starting import problem_of
from nemda.progress import SILENT
from nemda.trial.deviation import NAMES, NO_DEVIATION, Deviation, Lift
from nemda.trial.rows.course import Course
from nemda.trial.rows.scenario import Scenario

WHOLE = problem_of(20, 1)
CHANGES = tuple(
    target
    for target in WHOLE.targets
    if target.kind == "points"
    and target.request.measure.quantity == "change_from_baseline"
    and not target.request.subgroup
)
PROBLEM = Problem(CHANGES, WHOLE.times, WHOLE.free, WHOLE.who)
Z = np.zeros(len(PROBLEM.free))
NONE = np.zeros((len(NAMES), len(PROBLEM.studies)))


def courses(fast: float, lasting: float, beside: float, people: int = 30) -> Mapping[Scenario, Course]:
    """Return for every arm people of one kind: the same lift at all times, no other loss."""
    found: dict[Scenario, Course] = {}
    for scenario, times in PROBLEM.times.items():
        rows = np.ones((people, len(times)))
        each = np.zeros(people)
        lift = Lift(fast * rows, lasting * rows, beside * rows)
        found[scenario] = Course(np.array(times), lift, 0.1 * rows, 30 + each, each, 25 + each)
    return found


def test_there_are_changes_of_many_studies_to_test_with():
    assert len(PROBLEM.targets) > 20
    assert len(PROBLEM.studies) > 10


@pytest.mark.parametrize(
    ("parts", "moved"),
    [
        ((0.5, 0.0, 0.0), {"drug", "other"}),  # nothing lasts
        ((0.0, 0.5, 0.0), {"drug", "lasting", "other"}),
        ((0.0, 0.0, 0.5), {"other"}),  # an antidepressant alone
    ],
)
def test_a_step_of_a_deviation_moves_only_what_it_stands_for(
    parts: tuple[float, float, float], moved: set[str]
):
    found = predict(PROBLEM, courses(*parts), Z, NONE, NO_DEVIATION)
    assert found.shape == (4, len(PROBLEM.targets))
    for name, row in zip(NAMES, found[1:], strict=True):
        if name in moved:
            assert (np.abs(row - found[0]) > 1e-6).all(), name
        else:
            assert row == pytest.approx(found[0], abs=1e-12), name


def test_deviations_of_a_study_move_its_own_numbers_alone():
    made = courses(0.4, 0.3, 0.1)
    base = predict(PROBLEM, made, Z, NONE, NO_DEVIATION)
    for study in (0, len(PROBLEM.studies) - 1):
        own = NONE.copy()
        own[:, study] = (0.2, -0.3, 0.05)
        rows = PROBLEM.study_index == study
        found = predict(PROBLEM, made, Z, own, NO_DEVIATION)
        assert np.array_equal(found[:, ~rows], base[:, ~rows])
        assert (np.abs(found[0, rows] - base[0, rows]) > 1e-6).all()


def test_the_step_of_each_deviation_is_one_of_that_deviation():
    made = courses(0.4, 0.3, 0.1)
    steps = predict(PROBLEM, made, Z, NONE, NO_DEVIATION)[1:]
    for place, step in enumerate(SHIFT_STEP):
        own = NONE.copy()
        own[place] = step
        assert predict(PROBLEM, made, Z, own, NO_DEVIATION)[0] == pytest.approx(steps[place], abs=1e-12)


def test_two_deviations_of_the_drug_that_cancel_for_what_lasts_still_move_what_does_not():
    own = NONE.copy()
    own[0], own[1] = 0.3, -0.3
    lasting, fast = courses(0.0, 0.5, 0.0), courses(0.5, 0.0, 0.0)
    held = predict(PROBLEM, lasting, Z, own, NO_DEVIATION)[0]
    assert held == pytest.approx(predict(PROBLEM, lasting, Z, NONE, NO_DEVIATION)[0], abs=1e-12)
    assert (
        predict(PROBLEM, fast, Z, own, NO_DEVIATION)[0] != predict(PROBLEM, fast, Z, NONE, NO_DEVIATION)[0]
    ).all()


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> Optimum:
    """Return the description of a start on arms made by hand, where nothing is searched for."""
    made = courses(0.4, 0.3, 0.1)
    monkeypatch.setattr(optimum, "states_of", lambda problem, z, progress: {})
    monkeypatch.setattr(optimum, "courses_of", lambda problem, states, z: made)
    own = np.random.default_rng(5).normal(0.0, 0.1, NONE.shape)
    return optimum.find_optimum(PROBLEM, SILENT, Start(Z, own, Deviation(0.4, 0.3, 0.05)), rounds=0)


def test_slopes_are_those_of_the_score_in_closed_form(found: Optimum):
    own = found.own[:, PROBLEM.study_index]
    drug = np.exp(own[0])
    lasting = np.exp(own[0] + own[1]) * 0.3
    symptoms = 30 * np.exp(-(drug * 0.4 + lasting + 0.1))
    left = 1 - 0.1 - own[2]
    expected = np.array([-symptoms * left * (drug * 0.4 + lasting), -symptoms * left * lasting, -symptoms])
    madrs = np.array([target.request.measure.reading.key == "madrs" for target in PROBLEM.targets])
    assert madrs.sum() > 10
    # a difference quotient of a step of 0.1 misses half of the second derivative: up to a tenth of a slope
    assert found.by_own[:, madrs] == pytest.approx(expected[:, madrs], rel=0.12)


def test_the_cost_counts_every_deviation_in_units_of_its_spread(found: Optimum):
    misfit = (((found.predicted - PROBLEM.observed) / PROBLEM.error) ** 2).sum()
    spread = np.array(found.sds)[:, None] / PROBLEM.pooled
    assert found.cost == pytest.approx(misfit + ((found.own / spread) ** 2).sum())


@pytest.mark.parametrize("before", [Deviation(0.4, 0.4, 0.05), Deviation(0.1, 1.0, 0.2)])
def test_numbers_that_say_nothing_leave_the_spread_between_studies_as_believed_before(before: Deviation):
    x = np.zeros(len(WHOLE.free) + NONE.shape[0] * len(WHOLE.studies))
    silent = np.zeros((len(WHOLE.targets), x.size))
    found = optimum._between(WHOLE, WHOLE.observed, x, silent, before)
    # it rests at a change of 1e-4, of which with 32 studies and 4 before nine are still to come
    assert found == pytest.approx(PRIOR_SDS, rel=2e-3)


def marginal(slopes: np.ndarray, left: np.ndarray, sds: Deviation) -> float:
    """Return the log density of what is to be explained with parameters and deviations integrated out."""
    spread = np.concatenate([np.ones(len(WHOLE.free)), *(sd / WHOLE.pooled for sd in sds)])
    covariance = np.diag(WHOLE.error**2) + (slopes * spread**2) @ slopes.T
    likelihood = -0.5 * (np.linalg.slogdet(covariance)[1] + left @ np.linalg.solve(covariance, left))
    before = [np.log(sd**2) + prior**2 / sd**2 for sd, prior in zip(sds, PRIOR_SDS, strict=True)]
    return float(likelihood - PRIOR_STUDIES / 2 * sum(before))


def test_standard_deviations_between_studies_come_to_rest_where_they_are_most_likely():
    generator, studies = np.random.default_rng(12), len(WHOLE.studies)
    by_study = np.eye(studies)[WHOLE.study_index] * 8 * WHOLE.error[:, None]
    kinds = generator.normal(size=(3, len(WHOLE.targets), 1)) * np.array([1.0, 1.0, 6.0])[:, None, None]
    slopes = np.hstack(
        [0.3 * generator.normal(size=(len(WHOLE.targets), len(WHOLE.free))), *(kinds * by_study)]
    )
    true = Deviation(0.7, 0.2, 0.1)
    x = np.concatenate(
        [generator.normal(size=len(WHOLE.free)), *(sd * generator.normal(size=studies) for sd in true)]
    )
    left = slopes @ x + WHOLE.error * generator.normal(size=len(WHOLE.targets))
    at = 0.5 * x  # anywhere: predictions are straight lines
    found = optimum._between(WHOLE, WHOLE.observed - left + slopes @ at, at, slopes, PRIOR_SDS)
    best = marginal(slopes, left, found)
    for name, sd in zip(NAMES, found, strict=True):
        for share in (0.95, 1.05):
            assert marginal(slopes, left, found._replace(**{name: share * sd})) < best, (name, share)
    # some thirty studies know a standard deviation to about a seventh of it; three of them
    assert found == pytest.approx(true, rel=0.45)
