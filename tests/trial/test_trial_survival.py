from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.trial.survival import kaplan_meier, time_to_share

# Times to relapse (weeks) of 21 children on 6-mercaptopurine, a plus meaning censored: 6, 6, 6, 6+, 7, 9+,
# 10, 10+, 11+, 13, 16, 17+, 19+, 20+, 22, 23, 25+, 32+, 32+, 34+, 35+ (Freireich 1963, Blood 21:699).
WEEKS = np.array([6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35], dtype=float)
RELAPSE = np.array([1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0], dtype=bool)


def test_a_textbook_example_is_met() -> None:
    curve = kaplan_meier(WEEKS, RELAPSE)
    assert curve.time.tolist() == [6, 7, 10, 13, 16, 22, 23]
    # the products 18/21, 16/17, 14/15, 11/12, 10/11, 6/7, 5/6, as printed to 3 digits
    expected = [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert curve.surviving == pytest.approx(expected, abs=0.0006)
    assert time_to_share(curve, 0.5) == 23


@given(st.lists(st.integers(1, 30), min_size=1, max_size=40))
def test_without_censoring_it_is_the_share_of_people_left(days: list[int]) -> None:
    time = np.array(days, dtype=float)
    curve = kaplan_meier(time, np.ones(time.size, dtype=bool))
    left = [np.mean(time > day) for day in curve.time]
    # products of up to 40 ratios, each rounded to 1e-16
    assert curve.surviving == pytest.approx(left, abs=1e-13)
    half = (len(days) + 1) // 2
    assert time_to_share(curve, 0.5) == sorted(days)[half - 1]
    assert time_to_share(curve, 1.0) == max(days)


def test_what_is_not_reached_is_none() -> None:
    curve = kaplan_meier(np.array([3.0, 10.0, 10.0]), np.array([True, False, False]))
    assert time_to_share(curve, 1 / 3) == 3
    assert time_to_share(curve, 0.5) is None


def test_nobody_gives_an_empty_curve() -> None:
    curve = kaplan_meier(np.array([]), np.array([], dtype=bool))
    assert curve.time.size == curve.surviving.size == 0
    assert time_to_share(curve, 0.5) is None
