"""Shares of people who are well: the expected share, and the counted one of drawn trials."""

import numpy as np
import pytest
from scipy.special import ndtr
from trial_row_samples import RATE, ask

from nemda.trial.rows.statistic import BLUR, Group, statistic

PEOPLE = 20_000


def group(score, blur, noise=0.0, scale=30.0):
    """Return people of a score at entry with one score at one look, and an error shared by both."""
    error = noise * np.random.default_rng(3).standard_normal((1, PEOPLE))
    everyone = np.ones((1, PEOPLE))
    return Group(
        score + error[:, :, None], scale * everyone - error, everyone.astype(bool), everyone, everyone, blur
    )


def share(measure, people):
    return statistic(measure, (people,), 0.0)[0]


def test_one_look_at_the_limit_is_half_and_far_from_it_certain():
    measure = ask(base=RATE).measure
    found = [share(measure, group(score, BLUR)) for score in (5.0, 15.0, 25.0)]
    assert found == pytest.approx([100.0, 50.0, 0.0], abs=1e-6)
    assert share(measure, group(14.0, BLUR)) == pytest.approx(100 * ndtr(1.0))


@pytest.mark.parametrize(("quantity", "score"), [("response_rate", 9.0), ("remission_rate", 6.0)])
def test_on_another_scale_the_expected_share_is_that_of_trials_drawn_with_its_error(quantity, score):
    measure = ask(base=RATE, scale="HAMD17", quantity=quantity).measure
    error = measure.reading.rating_error / np.sqrt(2)
    counted = share(measure, group(score, 0.0, error, 20.0))
    expected = share(measure, group(score, 1e-9, 0.0, 20.0))
    assert 5 < counted < 95
    assert expected == pytest.approx(counted, abs=400 * np.sqrt(0.25 / PEOPLE))  # four standard errors
