from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from nemda.trial.intervals import spread, wilson


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_wilson_interval_is_that_of_scipy(counts: tuple[int, int]) -> None:
    successes, n = counts
    expected = binomtest(successes, n).proportion_ci(0.9, method="wilson")
    found = wilson(successes, n)
    # the same formula, so only rounding may differ
    assert found == pytest.approx((successes / n, expected.low, expected.high), abs=1e-12)
    assert 0 <= found.lower_90 <= found.share <= found.upper_90 + 1e-15 <= 1 + 1e-15


def test_spread_of_known_numbers() -> None:
    found = spread(np.arange(101.0))
    assert found[2:] == pytest.approx((5, 25, 50, 75, 95))
    # sample SD of 0 to 100: sqrt(101 * 102 / 12)
    assert (found.mean, found.sd) == pytest.approx((50, (101 * 102 / 12) ** 0.5))


def test_spread_of_one_person() -> None:
    assert spread(np.array([7.0])) == (7, 0, 7, 7, 7, 7, 7)
