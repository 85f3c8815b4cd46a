"""Analyses of trials against closed forms, other programs and an independent likelihood."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize
from statsmodels.regression.linear_model import OLS

from nemda.trial.protocol import Analysis
from nemda.trial.statistics import compare_arms, hazard_ratio, mmrm
from nemda.trial.statistics.compared import carried_forward, within_person
from nemda.trial.statistics.events import Times, first_time


def made(people: int = 40, seed: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return change [person, 3 visits], arm and first score."""
    generator = np.random.default_rng(seed)
    arm = np.repeat([1.0, 0.0], people // 2)
    start = 33 + 5 * generator.normal(size=people)
    factor = np.array([[3.0, 0, 0], [2.0, 4.0, 0], [1.0, 3.0, 5.0]])
    errors = generator.normal(size=(people, 3)) @ factor.T
    change = -6 - 5 * arm[:, None] * np.array([1.0, 0.7, 0.4]) - 0.4 * (start - 33)[:, None] + errors
    return change, arm, start


def test_with_complete_ratings_the_mixed_model_is_the_analysis_of_covariance_of_every_visit() -> None:
    change, arm, start = made()
    design = np.column_stack([np.ones(arm.size), arm, start - start.mean()])
    for visit, found in enumerate(mmrm(change, arm, start)):
        fit = OLS(change[:, visit], design).fit()
        expected = (fit.params[1], fit.bse[1], fit.df_resid, fit.pvalues[1])
        assert found == pytest.approx(
            expected, rel=1e-5
        )  # EM stops at a change of 1e-6 of the log determinant


def test_with_missing_ratings_the_mixed_model_maximizes_the_restricted_likelihood() -> None:
    change, arm, start = made(24)
    change = change[:, :2].copy()
    change[[1, 5, 9, 14, 20], 1] = np.nan
    design = np.column_stack([np.ones(arm.size), arm, start - start.mean()])

    def pieces(covariance: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
        information, moment, value = np.zeros((6, 6)), np.zeros(6), 0.0
        for y, x in zip(change, design, strict=True):
            at = np.flatnonzero(np.isfinite(y))
            block = np.kron(np.eye(2)[at], x[None])
            weight = np.linalg.inv(covariance[np.ix_(at, at)])
            information += block.T @ weight @ block
            moment += block.T @ weight @ y[at]
            value += np.linalg.slogdet(covariance[np.ix_(at, at)])[1] + y[at] @ weight @ y[at]
        beta = np.linalg.solve(information, moment)
        return beta, information, value - moment @ beta + np.linalg.slogdet(information)[1]

    def covariance(log_factor: np.ndarray) -> np.ndarray:
        factor = np.array([[np.exp(log_factor[0]), 0.0], [log_factor[1], np.exp(log_factor[2])]])
        return factor @ factor.T

    best = minimize(lambda z: pieces(covariance(z))[2], [1.0, 1.0, 1.0], method="Nelder-Mead",
                    options={"xatol": 1e-8, "fatol": 1e-10, "maxiter": 5000})  # fmt: skip
    beta, information, _ = pieces(covariance(best.x))
    errors = np.sqrt(np.diag(np.linalg.inv(information)))
    for visit, found in enumerate(mmrm(change, arm, start)):
        # both stop where the likelihood is flat
        assert found[0] == pytest.approx(beta[3 * visit + 1], rel=1e-3)
        assert found[1] == pytest.approx(errors[3 * visit + 1], rel=1e-3)


def test_the_t_test_is_that_of_the_textbook() -> None:
    starts = (np.array([30.0, 31, 32, 33]), np.array([30.0, 31, 32, 33]))
    scores = tuple(s[:, None] + c[:, None] for s, c in zip(
        starts, (np.array([-9.0, -11, -10, -12]), np.array([-2.0, -4, -3, -5])), strict=True))  # fmt: skip
    found = compare_arms(starts, (scores[0], scores[1]), Analysis("ttest"))[0]
    # means -10.5 and -3.5, variance 5/3 in both: t = -7 / sqrt(5/3 / 2) = -7.668 with 6 degrees of freedom
    assert found.difference == pytest.approx(-7.0)
    assert found.error == pytest.approx(np.sqrt(5 / 6))
    assert found.freedom == 6


def test_the_last_rating_is_carried_forward_and_the_first_where_there_is_none() -> None:
    score = np.array([[20.0, np.nan, np.nan], [np.nan, np.nan, 10.0], [5.0, 6.0, 7.0]])
    assert carried_forward(np.array([30.0, 31, 32]), score).tolist() == [
        [20, 20, 20], [31, 31, 10], [5, 6, 7],
    ]  # fmt: skip


def test_people_who_left_change_the_analysis_of_observed_cases_only_by_being_left_out() -> None:
    change, arm, start = made()
    score = change + start[:, None]
    score[3] = np.nan
    keep = np.arange(arm.size) != 3
    first, second = arm == 1, arm == 0
    whole = compare_arms((start[first], start[second]), (score[first], score[second]), Analysis())
    fewer = compare_arms(
        (start[first & keep], start[second]), (score[first & keep], score[second]), Analysis()
    )
    assert np.array(whole) == pytest.approx(np.array(fewer), rel=1e-9)


def test_an_effect_of_period_cancels_in_a_crossover() -> None:
    generator = np.random.default_rng(1)
    sequence = np.repeat([0, 1], 15)
    true = -4 + generator.normal(size=30)
    plain, shifted = within_person(true, sequence), within_person(true + np.where(sequence, -3, 3), sequence)
    assert shifted.difference == pytest.approx(plain.difference)
    assert shifted.p == pytest.approx(plain.p)


def test_the_hazard_ratio_of_exponential_times_is_found() -> None:
    generator = np.random.default_rng(8)
    first, second = generator.exponential(20.0, 2000), generator.exponential(10.0, 2000)
    cut = 30.0
    found = hazard_ratio(
        Times(np.minimum(first, cut), first < cut), Times(np.minimum(second, cut), second < cut)
    )
    # log ratio has the standard error sqrt(1/events1 + 1/events2) = 0.034; three of them
    assert np.log(found.ratio) == pytest.approx(np.log(0.5), abs=0.11)
    assert found.p < 1e-6


def test_arms_alike_have_a_ratio_of_one_and_no_finding() -> None:
    times = Times(np.array([1.0, 2, 3, 4, 5, 6]), np.array([True, False, True, True, False, True]))
    found = hazard_ratio(times, times)
    assert found.ratio == pytest.approx(1.0)
    assert found.p == pytest.approx(1.0)


def test_the_first_event_counts_and_those_without_are_censored_at_their_last_visit() -> None:
    hit = np.array([[False, True, True], [False, False, False], [True, False, False]])
    seen = np.array([[True, True, True], [True, True, False], [False, False, False]])
    found = first_time(hit, seen, np.array([1.0, 2.0, 3.0]))
    assert found.time.tolist() == [2.0, 2.0]
    assert found.event.tolist() == [True, False]
