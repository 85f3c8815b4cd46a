"""Reference intakes, populations, and the share below requirement."""

import numpy as np
import pytest

from nemda.errors import DataError
from nemda.evidence.tables import magnesium
from nemda.magnesium.person import Person
from nemda.magnesium.population import (
    adult_share_below,
    draw_intakes,
    intake_groups,
    lognormal_sigma,
    median_of_mean,
    share_below,
    share_inadequate,
    typical_sigma,
    with_sampling_error,
)
from nemda.magnesium.reference import band_of, probability_inadequate, references


@pytest.mark.parametrize(
    ("person", "recommended", "average"),
    [
        (Person(2.0), 80, 65), (Person(16.0), 410, 340), (Person(25.0, is_female=True), 310, 255),
        (Person(30.9), 400, 330), (Person(60.0), 420, 350), (Person(60.0, is_female=True), 320, 265),
        (Person(25.0, is_female=True, conditions=frozenset({"pregnant"})), 350, 255),
        (Person(40.0, is_female=True, conditions=frozenset({"lactating"})), 320, 265),
    ],
)  # fmt: skip
def test_reference_intakes_by_age_sex_and_state(person, recommended, average):
    found = references(person)
    assert (found.recommended_mg, found.average_mg) == (recommended, average)


@pytest.mark.parametrize(("age", "upper"), [(2.0, 65), (6.0, 110), (9.0, 350), (70.0, 350)])
def test_the_upper_level_of_supplements(age, upper):
    assert references(Person(age)).upper_supplement_mg == upper


def test_every_band_of_the_table_is_read():
    for row in magnesium():
        if row.section == "reference_intake" and row.item.split()[0] in {"RDA", "EAR", "AI", "UL"}:
            assert band_of(row.population_or_condition) is not None, row.population_or_condition


def test_the_recommended_intake_covers_nearly_all():
    # Two standard deviations of 10% above the average need: 97.7% of people are covered.
    assert probability_inadequate(420.0, 350.0) == pytest.approx(0.023, abs=0.001)
    assert probability_inadequate(350.0, 350.0) == pytest.approx(0.5)


def test_a_lognormal_gives_back_mean_and_median():
    for group in intake_groups():
        drawn = draw_intakes(group, 200_000, seed=3)
        # Three standard errors of the mean of 200,000 draws.
        assert drawn.mean() == pytest.approx(group.mean_mg, rel=3 * group.sigma / np.sqrt(200_000) + 1e-3)
        assert np.median(drawn) == pytest.approx(group.median_mg, rel=0.01)
        assert median_of_mean(group.mean_mg, group.sigma) == pytest.approx(group.median_mg)


def test_the_share_below_is_that_of_the_draws():
    for group in intake_groups():
        drawn = draw_intakes(group, 20_000, seed=5)
        seen = with_sampling_error(float((drawn < 300).mean()), 20_000)
        # Six groups are compared, so twice the 95% interval.
        assert abs(share_below(group.median_mg, group.sigma, 300.0) - seen.value) < seen.high - seen.low


@pytest.mark.parametrize(
    ("is_female", "mean_mg", "meeting"),
    [(False, 338, 0.43), (True, 256, 0.48), (False, 370, 0.52), (True, 292, 0.59)],
)
def test_the_share_that_meets_the_requirement_is_near_the_surveys(is_female, mean_mg, meeting):
    sigma = typical_sigma(is_female)
    found = 1 - adult_share_below(median_of_mean(mean_mg, sigma), sigma, is_female=is_female)
    # The survey removes day-to-day noise and mixes groups, which costs up to 9 points (a known miss);
    # a sampling error of 300 people alone would be 6.
    assert found == pytest.approx(meeting, abs=0.09)


def test_the_two_methods_of_the_share_agree_within_two_points():
    for group in intake_groups():
        average = 265.0 if group.is_female else 350.0
        cut, whole = (
            method(group.median_mg, group.sigma, average) for method in (share_below, share_inadequate)
        )
        assert cut == pytest.approx(whole, abs=0.02)


def test_sampling_error_shrinks_with_people_and_nonsense_is_refused():
    few, many = (with_sampling_error(0.5, people) for people in (50, 5000))
    assert few.low < many.low < 0.5 < many.high < few.high
    for wrong in (lambda: with_sampling_error(0.5, 0), lambda: lognormal_sigma(300, 310)):
        with pytest.raises(DataError):
            wrong()
