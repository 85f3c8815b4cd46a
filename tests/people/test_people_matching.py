"""Matching: the part of the curve inside the bounds has the mean and SD that were asked for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.errors import PeopleError
from nemda.people.distributions import Bernoulli, Categorical, Constant, TruncatedLognormal, TruncatedNormal
from nemda.people.matching import cut_lognormal, cut_normal, matched_lognormal, matched_normal

# Midpoints of 200 000 equal shares of (0, 1): their quantiles are the distribution without chance.
GRID = (np.arange(200_000) + 0.5) / 200_000


MATCHES = [matched_normal, matched_lognormal]


def moments(curve: TruncatedNormal | TruncatedLognormal) -> tuple[float, float]:
    values = curve.quantile(GRID)
    return float(values.mean()), float(values.std())


@given(
    place=st.floats(0.25, 0.75), spread=st.floats(0.01, 0.15), low=st.floats(-50, 50), width=st.floats(1, 200)
)
def test_normal_matches_mean_and_sd(place: float, spread: float, low: float, width: float) -> None:
    # a curve exists for all of these: even an exponential with its mean at a quarter has an SD of 0.2
    mean, sd = low + place * width, spread * width
    curve = matched_normal(mean, sd, low, low + width, where="test")
    got_mean, got_sd = moments(curve)
    # the grid stands for an integral: its error is below 1e-3 of the SD for bounded smooth quantiles
    assert got_mean == pytest.approx(mean, abs=1e-3 * sd)
    assert got_sd == pytest.approx(sd, rel=1e-3)


@given(place=st.floats(0.02, 0.98), spread=st.floats(0.01, 0.45), match=st.sampled_from(MATCHES))
def test_moments_are_matched_or_refused(
    place: float, spread: float, match: Callable[..., TruncatedNormal | TruncatedLognormal]
) -> None:
    # out to moments that no curve has: never a curve with other moments
    try:
        curve = match(10 + 90 * place, 90 * spread, 10.0, 100.0, where="test")
    except PeopleError:
        assert spread > 0.015
        return
    got_mean, got_sd = moments(curve)
    # towards an exponential the steep end of the quantiles costs the grid up to 2e-3
    assert got_mean == pytest.approx(10 + 90 * place, abs=2e-3 * 90 * spread)
    assert got_sd == pytest.approx(90 * spread, rel=2e-3)


@given(place=st.floats(0.1, 0.5), spread=st.floats(0.05, 0.4))
def test_lognormal_matches_mean_and_sd(place: float, spread: float) -> None:
    low, high = 10.0, 100.0
    mean = low + place * (high - low)
    sd = spread * (mean - low)
    curve = matched_lognormal(mean, sd, low, high, where="test")
    got_mean, got_sd = moments(curve)
    assert got_mean == pytest.approx(mean, abs=1e-3 * sd)
    assert got_sd == pytest.approx(sd, rel=1e-3)


def test_against_scipy() -> None:
    from scipy.stats import truncnorm

    curve = matched_normal(33.8, 6.8, 20, 60, where="test")
    a, b = (20 - curve.mean) / curve.sd, (60 - curve.mean) / curve.sd
    other = truncnorm(a, b, loc=curve.mean, scale=curve.sd)
    # 1e-9 of an SD is what the solver promises; scipy's own integrals hold 1e-8
    assert other.mean() == pytest.approx(33.8, abs=1e-7)
    assert other.std() == pytest.approx(6.8, abs=1e-7)
    np.testing.assert_allclose(curve.quantile(GRID[::1000]), other.ppf(GRID[::1000]), rtol=1e-10)


def test_far_bounds_leave_the_curve_as_it_is() -> None:
    curve = matched_normal(50.0, 2.0, 0.0, 100.0, where="test")
    assert (curve.mean, curve.sd) == pytest.approx((50.0, 2.0), rel=1e-12)
    skewed = cut_lognormal(50.0, 5.0, 0.0, 1e6, where="test")
    assert moments(skewed) == pytest.approx((50.0, 5.0), rel=1e-3)


def test_the_naive_cut_would_have_been_wrong() -> None:
    # the reason for matching: the same numbers taken as the curve before the cut shift mean and SD
    got_mean, got_sd = moments(cut_normal(33.8, 6.8, 20, 60, where="test"))
    assert got_mean > 34.1
    assert got_sd < 6.5


@given(
    mean=st.floats(21, 59),
    sd=st.floats(0.1, 30),
    uniform=st.floats(2.0**-53, 1 - 2.0**-53),
)
def test_nobody_lies_outside_the_bounds(mean: float, sd: float, uniform: float) -> None:
    number = np.array([uniform])
    for curve in (cut_normal(mean, sd, 20, 60, where="test"), cut_lognormal(mean, sd, 20, 60, where="test")):
        # the bounds of the lognormal pass through log and exp, which costs two bits at most
        assert 20 - 1e-13 <= curve.quantile(number)[0] <= 60 + 1e-13


@given(st.lists(st.floats(2.0**-53, 1 - 2.0**-53), min_size=2, max_size=30))
def test_quantiles_rise(numbers: list[float]) -> None:
    uniform = np.sort(np.array(numbers))
    curves = [
        cut_normal(33.8, 6.8, 20, 60, where="test"),
        cut_lognormal(28, 5.8, 15, 60, where="test"),
        Categorical((2.0, 3.0, 4.0), (0.7, 0.18, 0.12)),
    ]
    for curve in curves:
        assert np.all(np.diff(curve.quantile(uniform)) >= 0)


@pytest.mark.parametrize(
    ("mean", "sd", "low", "high"),
    [(10.0, 1.0, 20.0, 60.0), (20.0, 1.0, 20.0, 60.0), (30.0, 0.0, 20.0, 60.0), (30.0, -1.0, 20.0, 60.0)],
)
def test_impossible_moments_are_refused(mean: float, sd: float, low: float, high: float) -> None:
    for curve in (matched_normal, matched_lognormal, cut_normal, cut_lognormal):
        with pytest.raises(PeopleError, match="severity"):
            curve(mean, sd, low, high, where="severity")


def test_an_sd_that_no_curve_has_is_refused() -> None:
    # people between 20 and 60 with mean 40 cannot have an SD above 20 at all
    with pytest.raises(PeopleError, match="smaller SD"):
        matched_normal(40.0, 25.0, 20.0, 60.0, where="severity")


def test_shares_of_classes() -> None:
    classes = Categorical((2.0, 3.0, 4.0), (0.7, 0.18, 0.12)).quantile(GRID)
    values, counts = np.unique(classes, return_counts=True)
    assert values.tolist() == [2, 3, 4]
    assert counts / GRID.size == pytest.approx([0.7, 0.18, 0.12], abs=1e-5)
    assert Bernoulli(0.663).quantile(GRID).mean() == pytest.approx(0.663, abs=1e-5)
    assert Bernoulli(0.0).quantile(GRID).max() == 0
    assert Bernoulli(1.0).quantile(GRID).min() == 1
    assert set(Constant(7.0).quantile(GRID)) == {7.0}


def test_the_last_class_is_reached_though_the_shares_do_not_sum_exactly() -> None:
    tenths = Categorical(tuple(float(k) for k in range(10)), (0.1,) * 10)
    assert sum((0.1,) * 10) < 1
    assert tenths.quantile(np.array([1 - 2.0**-53]))[0] == 9
