"""Shapley values: known games, sums, symmetry, and sampling that agrees with the exact answer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jaxtyping import Bool, Float
from numpy import ndarray

from nemda.explain.shapley import Effect, Shares, all_settings, shapley


def game(weights: Float[ndarray, " arrow"], together: float = 0.0) -> Effect:
    """Return an effect: the sum of the weights of what is on, plus `together` if everything is."""

    def effect(on: Bool[ndarray, "setting arrow"]) -> Float[ndarray, "setting time"]:
        both = on @ weights + together * on.all(axis=1)
        return np.stack([both, 2 * both], axis=1)

    return effect


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=6), st.floats(-5, 5))
def test_a_sum_with_a_joint_bonus_is_shared_as_the_axioms_say(weights: list[float], together: float) -> None:
    found = shapley(game(np.array(weights), together), len(weights))
    # each its own weight and an equal part of what needs all; the second time is twice the first
    np.testing.assert_allclose(found.shares[:, 0], np.array(weights) + together / len(weights), atol=1e-12)
    np.testing.assert_allclose(found.shares[:, 1], 2 * found.shares[:, 0], atol=1e-12)
    assert (found.error == 0).all()


def test_two_that_back_each_other_up_share_what_either_gives() -> None:
    def any_of_two(on: Bool[ndarray, "setting arrow"]) -> Float[ndarray, "setting time"]:
        return 6.0 * np.any(on, axis=1, keepdims=True)

    either = shapley(any_of_two, 2)
    assert either.shares[:, 0].tolist() == [3.0, 3.0]
    three = shapley(lambda on: (on[:, 0] & (on[:, 1] | on[:, 2]))[:, None] * 6.0, 3)
    # the textbook game of one left glove and two right gloves
    assert three.shares[:, 0].tolist() == pytest.approx([4.0, 1.0, 1.0])


def _many(found: int) -> tuple[Shares, Shares]:
    draw = np.random.default_rng(3)
    weights, pairs = draw.normal(size=found), draw.normal(size=(found, found)) * 0.3

    def effect(on: Bool[ndarray, "setting arrow"]) -> Float[ndarray, "setting time"]:
        x = on.astype(float)
        return (x @ weights + np.einsum("si,ij,sj->s", x, pairs, x))[:, None]

    return shapley(effect, found), shapley(effect, found, most_exact=found - 1)


def test_sampled_shares_sum_exactly_and_agree_within_their_error() -> None:
    exact, sampled = _many(8)
    assert sampled.settings < exact.settings
    np.testing.assert_allclose(sampled.shares.sum(axis=0), sampled.everything - sampled.nothing, atol=1e-12)
    # for a game of single and pairwise effects an order and its reverse together are exact
    np.testing.assert_allclose(sampled.shares, exact.shares, atol=1e-12)
    assert (sampled.error < 1e-12).all()


def test_sampling_error_is_of_the_size_it_says() -> None:
    def effect(on: Bool[ndarray, "setting arrow"]) -> Float[ndarray, "setting time"]:
        return (on.sum(axis=1)[:, None] > 2) * on[:, :1].astype(float) * (1 + on[:, 1:2])

    exact = shapley(effect, 6).shares[:, 0]
    misses = []
    for seed in range(40):
        found = shapley(effect, 6, seed=seed, most_exact=5)
        assert found.shares[:, 0].sum() == pytest.approx(2.0)
        misses.append((found.shares[:, 0] - exact)[:2] / found.error[:2, 0])
    # 80 standardized misses: their spread is 1 within 4 standard errors, sqrt(1 / (2 * 80)) each
    assert np.sqrt(np.mean(np.square(misses))) == pytest.approx(1.0, abs=0.32)


def test_nothing_to_share() -> None:
    found = shapley(lambda on: np.full((len(on), 3), 7.0), 0)
    assert found.shares.shape == (0, 3)
    assert found.nothing.tolist() == [7.0, 7.0, 7.0]


def test_settings_are_numbered_by_bits() -> None:
    assert all_settings(2).tolist() == [[False, False], [True, False], [False, True], [True, True]]
