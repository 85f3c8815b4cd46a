"""Absorption of meals against the published meal tests, within the ten points that the curve carries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.errors import DataError
from nemda.magnesium.absorption import (
    absorbed_daily,
    absorbed_fraction,
    absorbed_meq,
    absorbed_share,
)
from nemda.magnesium.binding import phytate_ratio, retained_by_phytate
from nemda.magnesium.stoichiometry import MG_PER_MMOL

POINTS = 0.10


@pytest.mark.parametrize(("dose_meq", "share"), [(2.962, 0.65), (82.962, 0.11)])
def test_the_ends_of_fine_1991_are_met(dose_meq, share):
    # The constants were solved from these two, so only rounding is allowed.
    assert absorbed_share(dose_meq) == pytest.approx(share, abs=0.001)


@pytest.mark.parametrize(
    ("magnesium_mg", "phytate_mmol", "seen"),
    [
        (3.6 * MG_PER_MMOL, 0.0, 0.325), (3.6 * MG_PER_MMOL, 1.49, 0.130), (3.6 * MG_PER_MMOL, 0.0, 0.322),
        (3.6 * MG_PER_MMOL, 0.75, 0.240), (55.0, 0.0, 0.457), (55.0, 0.0, 0.523),
    ],
)  # fmt: skip
def test_published_meals_lie_within_ten_points(magnesium_mg, phytate_mmol, seen):
    kept = retained_by_phytate(phytate_ratio(660.04 * phytate_mmol, magnesium_mg)).share
    assert absorbed_fraction(magnesium_mg).value * kept == pytest.approx(seen, abs=POINTS)


@pytest.mark.parametrize(("phytate_mmol", "ratio_seen"), [(1.49, 13.0 / 32.5), (0.75, 24.0 / 32.2)])
def test_the_two_points_of_bohn_2004_are_met(phytate_mmol, ratio_seen):
    # An exact curve through two points, its constants printed with three digits.
    assert retained_by_phytate(phytate_mmol / 3.6).share == pytest.approx(ratio_seen, abs=0.005)


def test_phytate_beyond_what_was_measured_is_marked():
    assert not retained_by_phytate(0.41).extrapolated
    assert retained_by_phytate(0.51).extrapolated


def test_the_surveyed_diet_is_absorbed_by_thirty_to_forty_percent():
    assert 0.30 <= absorbed_daily(326.0) / 326.0 <= 0.40


@given(st.floats(0.5, 150.0), st.floats(1.01, 3.0))
def test_more_magnesium_gives_more_but_a_smaller_fraction(dose, factor):
    assert absorbed_meq(dose * factor) > absorbed_meq(dose)
    assert absorbed_share(dose * factor) <= absorbed_share(dose)


@given(st.floats(10.0, 1500.0))
def test_portions_are_absorbed_better_than_one_dose(dose):
    assert absorbed_daily(dose, meals=3) > absorbed_daily(dose, meals=1)


@given(st.floats(0.0, 2000.0))
def test_what_is_absorbed_is_at_most_what_is_eaten(dose):
    low, high = absorbed_fraction(dose).low, absorbed_fraction(dose).high
    assert 0 <= low <= absorbed_fraction(dose).value <= high <= 1


def test_a_negative_meal_is_refused():
    with pytest.raises(DataError, match="less than no magnesium"):
        absorbed_meq(-1.0)
    with pytest.raises(DataError, match="not negative"):
        retained_by_phytate(-0.1)
