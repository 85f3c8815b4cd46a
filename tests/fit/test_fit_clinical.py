import numpy as np
import pytest

from nemda.errors import TrialError
from nemda.fit.clinical import fit_clinical, predict
from nemda.fit.free import FreeParameter, free_parameters, to_values
from nemda.fit.record import as_parameter_set
from nemda.fit.targets import targets_of
from nemda.mechanism.catalog import simulation_parameters
from nemda.mechanism.sets import DEFAULT_SET, read_set
from nemda.trial.published import PUBLISHED, published_trial

TRIALS = [published_trial(study_id) for study_id in PUBLISHED]


def test_targets_come_from_the_tables_with_their_uncertainty():
    targets = [target for trial in TRIALS for target in targets_of(trial)]
    kinds = [target.quantity for target in targets]
    assert [kinds.count(kind) for kind in ("mean", "sd", "change", "difference")] == [8, 8, 4, 10]
    pooled = next(t for t in targets if t.arm == "ketamine pooled" and t.quantity == "mean")
    # SD 12.3 in 84 people, and 2 points between trials averaged over 10
    assert (pooled.value, pooled.uncertainty) == (19.5, pytest.approx(np.hypot(12.3 / 84**0.5, 2 / 10**0.5)))
    contrast = next(t for t in targets if t.arm == "ketamine_vs_midazolam")
    assert contrast.uncertainty == pytest.approx((12.71 - 3.20) / 3.92)
    single = next(t for t in targets if t.study_id == "daly2018_p1" and t.arm == "placebo")
    assert single.uncertainty == pytest.approx(np.hypot(1.76, 2.0))


def test_a_change_without_error_is_refused():
    trial = TRIALS[0]
    bare = trial.observed[0]._replace(dispersion="", dispersion_type="", arm="midazolam")
    from dataclasses import replace

    with pytest.raises(TrialError, match="standard error"):
        targets_of(replace(trial, study_id="other", observed=(bare,)))


def test_free_parameters_start_at_the_uncalibrated_tables():
    table = simulation_parameters(("uncalibrated",))
    free = free_parameters(table)
    values = to_values(free, np.zeros(len(free)))
    assert values["slow_mood_gain"] == table["slow_mood_gain"].value
    assert values["natural_course.spread"] == table["natural_course"].spread
    far = to_values(free, np.full(len(free), 50.0))
    assert far["slow_mood_gain"] == table["slow_mood_gain"].interval[1]


def test_the_fit_finds_a_parameter_that_made_the_data():
    free = (FreeParameter("care_mood_gain", 0.12, 0.7, (-0.5, 1.0)),)
    trial = next(t for t in TRIALS if t.study_id == "wilkinson2018_ipd")
    targets = targets_of(trial)
    truth = predict([trial], targets, {"care_mood_gain": 0.2}, 12, 5, "uncalibrated")
    from dataclasses import replace

    found = {(t.arm, t.time_h, t.quantity): float(v) for t, v in zip(targets, truth, strict=True)}
    rows = [
        row._replace(
            value=found[row.arm, row.time_h, "mean"], dispersion=str(found[row.arm, row.time_h, "sd"])
        )
        for row in trial.observed
        if row.quantity == "mean"
    ]
    made = replace(trial, observed=tuple(rows))
    fit = fit_clinical([made], free, n=12, seed=5, parameter_set="uncalibrated")
    # the prior pulls toward 0.12 by less than one standard error
    error = fit.relative_errors["care_mood_gain"]
    assert abs(np.log(fit.values["care_mood_gain"] / 0.2)) < error + 0.02
    assert 0 < fit.contraction["care_mood_gain"] < 1
    text = as_parameter_set(fit, simulation_parameters(("uncalibrated",)), "2000-01-01", 12, 5)
    assert "[care_mood_gain]" in text
    assert 'grade = "F"' in text


def test_the_shipped_set_is_a_calibration_within_intervals():
    fitted = read_set(DEFAULT_SET)
    assert fitted.about["data"] == ["daly2018_p1", "murrough2013", "wilkinson2018_ipd"]
    assert fitted.about["misfit"] < fitted.about["targets"]
    table = simulation_parameters()
    for name, entry in fitted.entries.items():
        assert table[name].grade == "F"
        assert "value" in entry or "spread" in entry
