"""Means and SDs: right, and the same bits however the blocks are shared out."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nemda.engine.moments import Moments, add, finished, joined, moments, total


def blocks(count, seed=5, size=7):
    random = np.random.default_rng(seed)
    return [random.lognormal(3, 1, (4, size if block < count - 1 else 3)) for block in range(count)]


def tree(order, values):
    nodes = {}
    for block in order:
        add(nodes, (0, block), moments(values[block]))
    return nodes


@given(st.integers(1, 23).flatmap(lambda count: st.permutations(range(count))))
def test_any_order_of_blocks_gives_the_same_bits(order):
    values = blocks(len(order))
    straight, shuffled = tree(range(len(order)), values), tree(order, values)
    assert straight.keys() == shuffled.keys()
    assert finished(shuffled) == set(order)
    for one, other in [(total(straight), total(shuffled))]:
        assert one.n == other.n
        np.testing.assert_array_equal(one.mean, other.mean)
        np.testing.assert_array_equal(one.squares, other.squares)


@given(st.integers(2, 40), st.integers(1, 9), st.randoms(use_true_random=False))
def test_any_share_of_the_work_gives_the_same_bits(count, size, random):
    values = blocks(count)
    shares = [range(first, min(first + size, count)) for first in range(0, count, size)]
    random.shuffle(shares)
    together = {}
    for share in shares:
        for place, node in tree(share, values).items():
            add(together, place, node)
    straight = tree(range(count), values)
    np.testing.assert_array_equal(total(together).mean, total(straight).mean)
    np.testing.assert_array_equal(total(together).squares, total(straight).squares)


def test_moments_are_those_of_everybody():
    values = blocks(13)
    found, everybody = total(tree(range(13), values)), np.concatenate(values, axis=1)
    assert found.n == everybody.shape[1]
    # rounding of about a hundred additions
    np.testing.assert_allclose(found.mean, everybody.mean(axis=1), rtol=1e-14)
    np.testing.assert_allclose(found.sd(), everybody.std(axis=1, ddof=1), rtol=1e-13)


def test_a_small_spread_on_a_large_mean_does_not_cancel():
    values = [1e9 + np.random.default_rng(block).normal(0, 1e-3, (1, 500)) for block in range(8)]
    exact = np.std(np.concatenate(values, axis=1) - 1e9, ddof=1)
    # values near 1e9 are themselves rounded to 1e-7; sums of squares would lose all digits
    np.testing.assert_allclose(total(tree(range(8), values)).sd(), exact, rtol=1e-6)


def test_people_who_are_alike_have_no_spread():
    found = total(tree(range(3), [np.full((2, 7), 0.1)] * 3))
    np.testing.assert_array_equal(found.mean, 0.1)
    np.testing.assert_array_equal(found.squares, 0.0)


def test_one_person_has_no_spread():
    np.testing.assert_array_equal(moments(np.array([[4.0], [5.0]])).sd(), 0.0)


def test_joining_counts_people():
    one, other = Moments(2, np.array([1.0]), np.array([2.0])), Moments(6, np.array([5.0]), np.array([0.0]))
    both = joined(one, other)
    assert both.n == 8
    np.testing.assert_allclose(both.mean, 4.0)
    np.testing.assert_allclose(both.squares, 2 + 16 * 12 / 8)
