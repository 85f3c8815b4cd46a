from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nemda.errors import DataError
from nemda.report.bands import bands, significant

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)


@given(arrays(np.float64, st.tuples(st.integers(1, 30), st.integers(1, 5)), elements=NUMBERS))
def test_bands_are_nested_and_hold_the_people(values: np.ndarray) -> None:
    b = bands(values)
    slack = 1e-9 * (1 + np.abs(values).max())  # interpolation rounds in the last digits
    for lower, higher in pairwise(b):
        assert np.all(lower <= higher + slack)
    assert np.all(b.low_90 >= values.min(axis=0) - slack)
    assert np.all(b.high_90 <= values.max(axis=0) + slack)
    inside = (values >= b.low_90 - slack) & (values <= b.high_90 + slack)
    # of n values, at most 5% of n (rounded up) may lie beyond either quantile
    assert np.all((~inside).sum(axis=0) <= 2 * np.ceil(0.05 * values.shape[0]))


def test_bands_of_a_hundred_people_are_the_known_quantiles() -> None:
    b = bands(np.arange(101.0)[:, None])
    assert [float(q[0]) for q in b] == [5, 25, 50, 75, 95]


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_value_that_is_not_finite_is_refused(bad: float) -> None:
    values = np.zeros((3, 2))
    values[1, 1] = bad
    with pytest.raises(DataError, match=r"(?s)not finite.*glutamate of Ketamine.*1 values"):
        bands(values, "glutamate of Ketamine")


@given(st.lists(st.floats(-1e12, 1e12, allow_nan=False), max_size=20))
def test_rounding_keeps_four_digits(values: list[float]) -> None:
    for value, kept in zip(values, significant(values), strict=True):
        # half a unit in the fourth digit is at most 5e-4 of the value
        assert abs(kept - value) <= 5e-4 * abs(value) + 1e-300
        assert len(repr(kept).partition("e")[0].replace(".", "").strip("-0")) <= 4
