"""Power of trials drawn from pools whose distribution is known."""

from __future__ import annotations

import numpy as np
import pytest
from trial_pools import WEEK, made_trial, prepared

from nemda.errors import TrialError
from nemda.trial.power import power_cell, power_of, t_test_power
from nemda.trial.protocol import Analysis, Dropout
from nemda.trial.replicates import ReplicateSettings

SETTINGS = ReplicateSettings(replicates=800, seed=4)


def standard_error(share: float, replicates: int) -> float:
    return float(np.sqrt(share * (1 - share) / replicates))


@pytest.mark.parametrize("method", ["ttest", "ancova"])
def test_a_null_drug_is_found_as_often_as_the_level_says(method: str) -> None:
    trial = made_trial(analysis=Analysis(method), dropout=Dropout(random_per_week=0.1))
    cell = power_cell(prepared(trial), SETTINGS, 0.0, 60, True)[0]
    assert cell.power.share == pytest.approx(0.05, abs=3 * standard_error(0.05, 800))
    assert cell.closed_form == pytest.approx(0.05, abs=1e-9)


def test_the_mixed_model_keeps_its_level_where_people_leave_for_lack_of_effect() -> None:
    trial = made_trial(analysis=Analysis("mmrm"), dropout=Dropout(0.05, 0.3))
    settings = SETTINGS._replace(replicates=400)
    cell = power_cell(prepared(trial), settings, 0.0, 60, True)[0]
    assert cell.power.share == pytest.approx(0.05, abs=3 * standard_error(0.05, 400))


@pytest.mark.parametrize(("effect", "people"), [(0.5, 60), (1.0, 40), (0.7, 80)])
def test_power_of_a_t_test_agrees_with_the_closed_form(effect: float, people: int) -> None:
    cell = power_cell(prepared(made_trial(analysis=Analysis("ttest"))), SETTINGS, effect, people, False)[0]
    assert cell.closed_form is not None
    assert 0.1 < cell.closed_form < 0.95
    # three Monte Carlo errors, and 0.01 because scores end at 0 and the closed form assumes normal changes
    assert cell.power.share == pytest.approx(
        cell.closed_form, abs=3 * standard_error(cell.closed_form, 800) + 0.01
    )


@pytest.mark.slow
def test_level_and_power_hold_in_ten_thousand_trials() -> None:
    settings = SETTINGS._replace(replicates=10_000)
    made = prepared(made_trial(analysis=Analysis("ttest")))
    null, real = (power_cell(made, settings, effect, 60, False)[0] for effect in (0.0, 0.6))
    assert null.power.share == pytest.approx(0.05, abs=3 * standard_error(0.05, 10_000))
    assert real.closed_form is not None
    assert real.power.share == pytest.approx(
        real.closed_form, abs=3 * standard_error(real.closed_form, 10_000) + 0.01
    )


def test_the_closed_form_is_that_of_statsmodels() -> None:
    from statsmodels.stats.power import TTestIndPower

    expected = TTestIndPower().power(effect_size=0.6, nobs1=30, ratio=2.0, alpha=0.05)
    found = t_test_power([(-6.0, 100.0), (0.0, 100.0)], (30, 60), 0.05)
    assert found == pytest.approx(float(expected), rel=1e-6)


def test_adjusting_for_baseline_does_not_cost_power() -> None:
    cells = [
        power_cell(prepared(made_trial(analysis=Analysis(method))), SETTINGS, 1.0, 50, False)[0]
        for method in ("ttest", "ancova")
    ]
    assert cells[1].power.share > cells[0].power.share - 3 * standard_error(0.6, 800)


def test_an_effect_below_0_is_refused_before_anything_is_simulated() -> None:
    with pytest.raises(TrialError, match="--effect-grid"):
        power_of(made_trial(), SETTINGS, [-1.0])


def test_the_endpoint_is_tested_at_its_time() -> None:
    cell = power_cell(prepared(made_trial()), SETTINGS._replace(replicates=200), 1.0, 200, False)[0]
    baseline, lift, left = 34.0, 0.3, 1 - 0.15 - 0.05
    expected = -baseline * left * (1 - np.exp(-lift))
    # 200 trials of 200 people with SD 7.5 or so: standard error 0.08; three of them, and the pool's own
    assert cell.difference == pytest.approx(expected, abs=0.5)
    assert WEEK == 168.0
