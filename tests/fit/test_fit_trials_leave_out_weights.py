"""Weights that make draws of one law draws of another, and the diagnostic that says when they do not."""

from __future__ import annotations

import numpy as np
import pytest

from nemda.fit.trials.leave_out_weights import TRUSTED_K, pareto, smoothed

DRAWS = 4000


@pytest.mark.parametrize("k", [-0.3, 0.2, 0.7])
def test_shape_of_the_tail_agrees_with_maximum_likelihood(k: float) -> None:
    genpareto = pytest.importorskip("scipy.stats").genpareto
    over = np.sort(genpareto.rvs(k, scale=2.0, size=2000, random_state=np.random.default_rng(1)))
    shape, _, scale = genpareto.fit(over, floc=0)
    # the prior is worth 10 of 2010 draws, so it moves k by less than 0.005; both estimators err by 0.02
    assert pareto(over) == pytest.approx((shape, scale), abs=0.05)


def test_weights_turn_a_standard_normal_into_a_moved_one() -> None:
    z = np.random.default_rng(2).standard_normal(DRAWS)
    found = smoothed(0.5 * z)  # density of Normal(0.5, 1) over that of Normal(0, 1), up to a factor
    # standard error of the mean of some 3000 effective draws is 0.02
    assert found.weights @ z == pytest.approx(0.5, abs=0.06)
    assert found.weights.sum() == pytest.approx(1.0)
    assert found.k < 0.5
    assert 0.5 * DRAWS < found.effective < DRAWS


def test_a_law_too_far_away_is_not_trusted() -> None:
    z = np.random.default_rng(3).standard_normal(DRAWS)
    found = smoothed(3.0 * z)
    assert found.k > TRUSTED_K
    assert found.effective < 0.02 * DRAWS


def test_smoothing_keeps_weights_below_the_largest_raw_one_and_the_order() -> None:
    log_ratio = np.random.default_rng(4).standard_t(2, size=500)
    weights = smoothed(log_ratio).weights
    assert weights[np.argmax(log_ratio)] == weights.max()
    assert np.all(np.diff(weights[np.argsort(log_ratio)]) >= -1e-12)


def test_equal_ratios_weigh_alike_and_few_draws_are_told() -> None:
    assert smoothed(np.zeros(50)).effective == pytest.approx(50)
    assert smoothed(np.array([0.0, 1.0])).k == np.inf
