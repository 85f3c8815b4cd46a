from __future__ import annotations

import numpy as np
import pytest

from nemda.report.estimates import difference, mean


def test_the_interval_of_a_mean_holds_the_truth_as_often_as_it_says(seed: int) -> None:
    generator = np.random.default_rng(seed)
    trials = 2000
    hits = 0
    for _ in range(trials):
        found = mean(generator.normal(3.0, 2.0, size=100))
        hits += found.lower_90 <= 3.0 <= found.upper_90
    # binomial error 0.7%, and with 100 people the normal quantile is 0.3% too narrow: 3 errors allowed
    assert hits / trials == pytest.approx(0.9, abs=0.025)


def test_the_same_people_leave_only_the_difference_within_them(seed: int) -> None:
    generator = np.random.default_rng(seed)
    start = generator.normal(30, 8, size=200)
    shift = generator.normal(-5, 1, size=200)
    paired = difference(start + shift, start, same_people=True)
    apart = difference(start + shift, start, same_people=False)
    assert paired.value == pytest.approx(apart.value) == pytest.approx(shift.mean())
    # standard errors: 1 / sqrt(200) within people, sqrt(2) 8 / sqrt(200) between groups
    assert paired.upper_90 - paired.lower_90 == pytest.approx(2 * 1.645 / np.sqrt(200), rel=0.2)
    assert apart.upper_90 - apart.lower_90 == pytest.approx(2 * 1.645 * 8 * np.sqrt(2 / 200), rel=0.2)


def test_one_person_has_no_interval() -> None:
    assert mean(np.array([4.0])) == (4.0, 4.0, 4.0)
    assert difference(np.array([4.0]), np.array([1.0]), same_people=False) == (3.0, 3.0, 3.0)
