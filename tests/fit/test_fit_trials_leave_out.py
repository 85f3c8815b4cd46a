"""Studies left out: weights agree with refits where the answer is known in closed form."""

from __future__ import annotations

import csv
from collections.abc import Iterable

import numpy as np
import pytest

from nemda.errors import DataError
from nemda.fit.trials.data import targets
from nemda.fit.trials.leave_out import (
    Data,
    Draws,
    Surface,
    covariance_of,
    data_of,
    left_out,
    log_density,
    refit_without,
    stored_draws,
    straight,
    summary,
    surface_of,
)  # fmt: skip
from nemda.fit.trials.leave_out_record import left_out_csv, left_out_lines
from nemda.fit.trials.optimum import Optimum
from nemda.fit.trials.parameters import free_parameters
from nemda.fit.trials.problem import Problem
from nemda.fit.trials.simulate import SimulatedPeople
from nemda.mechanism.catalog import simulation_parameters
from nemda.mechanism.sets import DEFAULT_SET
from nemda.trial.deviation import Deviation

STUDIES, PER_STUDY, FREE = 6, 2, 2
SDS = Deviation(drug=0.3, lasting=0.2, other=0.05)


def linear() -> tuple[Data, Surface, np.ndarray, np.ndarray]:
    """Return a linear problem of six studies with its exact posterior: mean and covariance."""
    generator = np.random.default_rng(5)
    size = STUDIES * PER_STUDY
    index = np.repeat(np.arange(STUDIES), PER_STUDY)
    data = Data(
        tuple("abcdef"), index, np.ones(STUDIES), generator.normal(0.0, 2.0, size), np.full(size, 2.0),
        ("change",) * size,
    )  # fmt: skip
    surface = Surface(
        at=np.zeros(FREE), base=np.zeros(size), slopes=generator.normal(0.0, 1.0, (size, FREE)),
        curvature=np.zeros((size, FREE)), by_own=np.repeat([[1.0], [0.5], [2.0]], size, axis=1),
    )  # fmt: skip
    return data, surface, *posterior(data, surface, range(STUDIES))


def posterior(problem: Data, surface: Surface, kept: Iterable[int]) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and covariance of z given the studies that are kept: normal prior, normal likelihood."""
    precision, pull = np.eye(FREE), np.zeros(FREE)
    for study in kept:
        rows = np.flatnonzero(problem.study_index == study)
        inverse = np.linalg.inv(covariance_of(problem, surface, rows, np.array([SDS]), np.ones(1))[0])
        precision += surface.slopes[rows].T @ inverse @ surface.slopes[rows]
        pull += surface.slopes[rows].T @ inverse @ problem.observed[rows]
    covariance = np.linalg.inv(precision)
    return covariance @ pull, covariance


def drawn(mean: np.ndarray, covariance: np.ndarray, draws: int = 6000) -> Draws:
    z = np.random.default_rng(6).multivariate_normal(mean, covariance, draws)
    return Draws(z, np.tile(SDS, (draws, 1)), np.ones(draws))


def test_weights_and_refit_both_find_the_posterior_without_the_study() -> None:
    problem, surface, mean, covariance = linear()
    for study, found in enumerate(left_out(problem, surface, drawn(mean, covariance))):
        rows = np.flatnonzero(problem.study_index == study)
        without, spread = posterior(problem, surface, [s for s in range(STUDIES) if s != study])
        exact = surface.slopes[rows] @ without
        sd = np.sqrt(np.diag(surface.slopes[rows] @ spread @ surface.slopes[rows].T))
        assert [row.refit for row in found.rows] == pytest.approx(exact, abs=1e-5)
        assert found.by_weights, found.k
        # thousands of draws, hundreds effective where a study weighs much: a tenth of the posterior SD
        assert [row.left_out for row in found.rows] == pytest.approx(exact, abs=0.15 * float(sd.max()))


def test_the_prediction_as_new_leans_toward_the_study_that_it_has_seen() -> None:
    problem, surface, mean, covariance = linear()
    rows = [row for study in left_out(problem, surface, drawn(mean, covariance)) for row in study.rows]
    seen = np.mean([(row.as_new - row.observed) ** 2 for row in rows])
    unseen = np.mean([(row.left_out - row.observed) ** 2 for row in rows])
    assert seen < unseen


def test_a_study_that_rules_the_posterior_is_predicted_from_the_refit() -> None:
    problem, surface, _, _ = linear()
    problem.error[:PER_STUDY] = 0.01
    surface.by_own[:, :PER_STUDY] = 0.0
    found = left_out(problem, surface, drawn(*posterior(problem, surface, range(STUDIES))))[0]
    assert not found.by_weights
    assert [row.left_out for row in found.rows] == [row.refit for row in found.rows]


def test_each_deviation_of_a_study_is_shared_by_its_numbers_with_its_own_spread() -> None:
    data, surface, _, _ = linear()
    slopes = np.random.default_rng(9).normal(size=surface.by_own.shape)
    surface, data = surface._replace(by_own=slopes), data._replace(pooled=np.array([2.0, 1, 1, 1, 1, 1]))
    sds, factor = np.array([SDS, (0.1, 0.4, 0.0)]), np.array([1.0, 1.5])
    rows = np.arange(PER_STUDY)
    found = covariance_of(data, surface, rows, sds, factor)
    for draw in range(2):
        expected = np.diag((factor[draw] * data.error[rows]) ** 2)
        for sd, slope in zip(sds[draw], slopes[:, rows], strict=True):
            expected += sd**2 * np.outer(slope, slope) / 4  # the mean of four trials
        assert found[draw] == pytest.approx(expected)


def test_the_surface_holds_no_deviation_of_any_study() -> None:
    found, times = targets()
    free = free_parameters(simulation_parameters(("uncalibrated",)))
    problem = Problem(found, times, free, SimulatedPeople(20, 1, "uncalibrated"))
    generator, zeros = np.random.default_rng(4), np.zeros((len(found), len(free)))
    own = generator.normal(size=(3, len(problem.studies)))
    by_own = generator.normal(size=(3, len(found)))
    without = generator.normal(size=len(found))
    moved = sum(by * each[problem.study_index] for by, each in zip(by_own, own, strict=True))
    optimum = Optimum(np.zeros(len(free)), own, SDS, without + moved, zeros, zeros, by_own, 0.0)
    surface = surface_of(problem, optimum)
    assert surface.base == pytest.approx(without)
    assert surface.predicted(np.zeros((2, len(free))))[1] == pytest.approx(without)
    assert np.array_equal(surface.by_own, by_own)


def test_density_is_that_of_the_normal_law() -> None:
    multivariate = pytest.importorskip("scipy.stats").multivariate_normal
    covariance = np.array([[2.0, 0.5], [0.5, 1.0]])
    residual = np.array([[0.3, -1.2]])
    expected = multivariate.logpdf(residual[0], np.zeros(2), covariance)
    assert log_density(residual, covariance[None])[0] == pytest.approx(expected)


def test_refit_of_all_but_nothing_that_matters_changes_nothing() -> None:
    problem, surface, mean, covariance = linear()
    surface.slopes[-PER_STUDY:] = 0.0  # the last study says nothing of the parameters
    mean, covariance = posterior(problem, surface, range(STUDIES))
    refitted = refit_without(problem, surface, drawn(mean, covariance), STUDIES - 1)
    assert refitted == pytest.approx(surface.slopes @ mean, abs=1e-5)


def test_summary_tells_errors_and_coverage_by_kind() -> None:
    problem, surface, mean, covariance = linear()
    studies = left_out(problem, surface, drawn(mean, covariance))
    told = summary(studies)
    assert set(told) == {"change"}
    assert told["change"]["data"] == STUDIES * PER_STUDY
    assert 0 <= told["change"]["inside"] <= 1
    assert [row.datum for row in studies[1].rows] == [2, 3]


def test_the_shipped_draws_fit_the_free_parameters() -> None:
    found, times = targets()
    free = free_parameters(simulation_parameters(("uncalibrated",)))
    problem = Problem(found, times, free, SimulatedPeople(20, 1, "uncalibrated"))
    draws = stored_draws(problem, DEFAULT_SET)
    assert draws.z.shape == (draws.factor.size, len(free))
    assert {"change", "difference", "rate"} <= set(data_of(problem).kinds)
    assert np.isfinite(draws.z).all()
    assert (draws.sds > 0).all()
    with pytest.raises(DataError, match="draws"):
        stored_draws(problem, "no-such-set")


def test_the_record_has_a_line_for_every_datum_and_names_refits() -> None:
    problem, surface, mean, covariance = linear()
    studies = left_out(problem, surface, drawn(mean, covariance))
    rows = list(csv.DictReader(left_out_csv(studies).splitlines()))
    assert [int(row["datum"]) for row in rows] == list(range(STUDIES * PER_STUDY))
    assert {row["by"] for row in rows} <= {"weights", "refit"}
    *_, last = left_out_lines([studies[0]._replace(k=0.9), *studies[1:]])
    assert "a (k 0.9)" in last


def test_parameters_of_the_equations_get_no_curvature() -> None:
    free = free_parameters(simulation_parameters(("uncalibrated",)))
    found, times = targets()
    problem = Problem(found, times, free, SimulatedPeople(20, 1, "uncalibrated"))
    zeros, size, ones = np.zeros(len(free)), len(found), np.ones((len(found), len(free)))
    own = np.zeros((3, len(problem.studies)))
    optimum = Optimum(zeros, own, SDS, np.zeros(size), ones, ones, np.zeros((3, size)), 0.0)
    told = straight(problem, optimum).curvature[0]
    assert told.tolist() == [0.0 if one.dynamic else 1.0 for one in free]
