"""Counting people in bins: the error bound holds, and nothing depends on the order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nemda.engine.histogram import BINS, count, empty, merge, quantiles, width

PROBABILITIES = np.array([0.0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1.0])

# Concentrations, shares and points: 1e-30 (a level weeks after a dose) to 1e6, both signs, and zero.
SIZES = st.floats(1e-30, 1e6)
VALUES = st.one_of(st.just(0.0), SIZES, SIZES.map(lambda size: -size))


def counted(*groups):
    histograms = empty(groups[0].shape[0])
    for group in groups:
        count(histograms, slice(0, group.shape[0]), group)
    return histograms


def merged(*groups):
    histograms = empty(groups[0].shape[0])
    for group in groups:
        merge(histograms, counted(group))
    return histograms


def same(first, second):
    """Equal levels and equal counts per absolute bin, whatever the window."""
    np.testing.assert_array_equal(first.level, second.level)
    np.testing.assert_array_equal(first.minimum, second.minimum)
    np.testing.assert_array_equal(first.maximum, second.maximum)
    for cell in range(first.level.size):
        found = [
            {int(h.origin[cell]) + int(b): int(h.counts[cell, b]) for b in np.flatnonzero(h.counts[cell])}
            for h in (first, second)
        ]
        assert found[0] == found[1]
    np.testing.assert_array_equal(quantiles(first, PROBABILITIES), quantiles(second, PROBABILITIES))


@given(arrays(float, (1, 40), elements=VALUES), st.randoms(use_true_random=False))
def test_order_and_cuts_make_no_difference(values, random):
    order = list(range(40))
    random.shuffle(order)
    cuts = sorted(random.sample(range(1, 40), 4))
    groups = np.split(values[:, order], cuts, axis=1)
    straight = counted(values)
    same(straight, counted(*groups))
    same(straight, merged(*groups))
    same(straight, merged(*reversed(groups)))


@given(arrays(float, (1, 60), elements=VALUES))
def test_quantiles_are_within_the_stated_error(values):
    histograms = counted(values[:, :25], values[:, 25:])
    expected = np.quantile(values, PROBABILITIES, axis=1)
    # the bound, and rounding of the interpolation itself
    slack = 4 * np.finfo(float).eps * np.abs(values).max()
    assert np.all(np.abs(quantiles(histograms, PROBABILITIES) - expected) <= width(histograms) + slack)
    assert histograms.counts.sum() == 60


@given(arrays(float, (1, 30), elements=st.floats(-1e3, 1e3, allow_subnormal=False)))
def test_bins_are_as_narrow_as_promised(values):
    histograms = counted(values)
    distance = values.max() - values.min()
    last_digit = np.ldexp(np.abs(values).max(), -52)
    assert width(histograms)[0] <= max(distance / 1023, last_digit, 2.0**-999)


@pytest.mark.parametrize("name", ["normal", "lognormal", "uniform", "two humps"])
def test_many_people_give_accurate_quantiles(name, seed):
    random = np.random.default_rng(seed)
    values = {
        "normal": lambda: random.normal(30, 5, 200_000),
        "lognormal": lambda: random.lognormal(0, 1, 200_000),
        "uniform": lambda: random.uniform(-1, 1, 200_000),
        "two humps": lambda: np.where(
            random.random(200_000) < 0.4, random.normal(0, 1, 200_000), random.normal(9, 2, 200_000)
        ),
    }[name]()
    histograms = counted(*np.split(values[None], 40, axis=1))
    found, expected = quantiles(histograms, PROBABILITIES)[:, 0], np.quantile(values, PROBABILITIES)
    assert np.all(np.abs(found - expected) <= width(histograms))
    # m people spread over a bin stand within about 1 / (2 sqrt(m)) of their even places, and the bins
    # around these quantiles hold 9 people or more: three times 1 / 6
    assert np.all(np.abs(found - expected)[2:-2] < 0.5 * width(histograms))
    assert found[0] == values.min()
    assert found[-1] == values.max()


def test_people_who_are_all_alike_are_exact():
    histograms = counted(np.full((1, 9), 33.7), np.full((1, 4), 33.7))
    np.testing.assert_array_equal(quantiles(histograms, PROBABILITIES), 33.7)


def test_an_outlier_later_widens_the_bins_and_loses_nobody():
    random = np.random.default_rng(1)
    values = np.append(random.normal(1, 1e-3, 999), 1e5)
    narrow = counted(values[None, :-1])
    wide = counted(values[None, :-1], values[None, -1:])
    assert width(narrow)[0] < 1e-5
    assert width(wide)[0] == 2.0**5  # the narrowest with 1e5 in BINS bins: 1e5 / 4096 = 24.4
    assert wide.counts.sum() == 1000
    same(wide, counted(values[None]))
    assert wide.counts.shape == (1, BINS)


def test_the_first_small_values_after_zeros_are_resolved():
    zeros, small = np.zeros((1, 5)), np.array([[1e-30, 3e-30, 5e-30]])
    histograms = counted(zeros, small)
    assert width(histograms)[0] < 1e-32
    same(histograms, merged(small, zeros))


@pytest.mark.parametrize("size", [1e-12, 1.0, 33.0, 1e6])
def test_people_who_differ_by_rounding_alone_are_counted_without_overflow(size):
    values = np.array([[size, np.nextafter(size, np.inf), size]])
    histograms = counted(values)  # a cast that overflows is a warning, which is an error here
    assert histograms.counts.sum() == 3
    np.testing.assert_allclose(quantiles(histograms, PROBABILITIES)[0], size, rtol=1e-9)
