"""Stepped care: the steps of STAR*D within sampling error, and where they come from."""

import numpy as np
import pytest

from nemda.model.parameters import override
from nemda.people import people
from nemda.trial.stepped_care import (
    HELD_SEROTONIN,
    STAR_D,
    Arm,
    drug_against_placebo,
    stepped_care,
    stepped_care_parameters,
)
from nemda.trial.stepped_published import published_exits, published_steps

GROUP = people("mdd", n=40_000, seed=5)  # another seed than the fit


@pytest.fixture(scope="module")
def shown():
    return stepped_care(GROUP)


def test_the_published_steps_are_read_from_the_table():
    assert [one.entered for one in published_steps()] == [3671, 1439, 390, 123]
    assert [one.remission for one in published_steps()] == pytest.approx([0.368, 0.306, 0.137, 0.130])


@pytest.mark.parametrize("step", range(4))
def test_remission_by_step_is_within_sampling_error(shown, step):
    seen = published_steps()[step]
    error = np.sqrt(seen.remission * (1 - seen.remission) / seen.entered)
    assert abs(shown[step].remission - seen.remission) < 1.96 * error


def test_people_drawn_as_many_as_entered_scatter_as_the_trial_would():
    seen = published_steps()[0]
    small = [stepped_care(people("mdd", n=seen.entered, seed=seed))[0].remission for seed in range(12)]
    error = np.sqrt(seen.remission * (1 - seen.remission) / seen.entered)
    # the SD of twelve draws is known to about a fifth: two of its errors
    assert np.std(small) == pytest.approx(error, rel=0.5)


@pytest.mark.parametrize("step", range(4))
def test_severity_at_exit_fits_and_its_spread_was_not_fitted(shown, step):
    seen = published_exits()[step]
    error = np.hypot(seen.exit_sd / np.sqrt(seen.entered), 0.5)  # half a point of model error, as in the fit
    assert abs(shown[step].exit_mean - seen.exit_mean) < 2 * error
    assert shown[step].exit_sd == pytest.approx(seen.exit_sd, rel=0.2)  # nothing was fitted to it


def test_the_difference_from_placebo_is_the_small_one_of_trials():
    assert drug_against_placebo(GROUP) == pytest.approx(0.29, abs=0.06)  # 0.27 to 0.31, and the fit's 0.03
    assert drug_against_placebo(GROUP, weeks=1) < 0.4 * drug_against_placebo(GROUP)


def test_rates_fall_because_good_answers_leave(shown):
    rates = [one.remission for one in shown]
    assert rates == sorted(rates, reverse=True)
    entered = [one.entered for one in shown]
    for before, after, rate in zip(entered, entered[1:], rates, strict=False):
        assert after == round(before * (1 - rate))


def test_without_a_second_kind_of_drug_the_second_step_brings_less(shown):
    same = (Arm(1.0, HELD_SEROTONIN, 0.0),)
    repeated = stepped_care(GROUP, steps=(same,) * 4)
    assert repeated[0].remission == shown[0].remission
    assert repeated[1].remission < 0.7 * shown[1].remission


def test_people_who_all_answer_alike_would_not_show_the_steps():
    alike = {f"{kind}_responsiveness.spread": 0.01 for kind in ("serotonin", "catecholamine")}
    table = override(stepped_care_parameters(), alike)
    rates = [one.remission for one in stepped_care(GROUP, STAR_D, table)]
    assert rates[0] < 0.3  # the typical answer is nearly none
