"""Trials run with the model: the same after a stop, the same drug when masked, parts that add up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from trial_samples import arm, trial

from nemda.errors import CancelledError, TrialError
from nemda.progress import SilentProgress
from nemda.trial.conduct.pool import changes_of
from nemda.trial.decomposition import Term, decompose
from nemda.trial.definition import Trial
from nemda.trial.estimates import Key
from nemda.trial.outcomes import observed_rows, outcomes, verdicts
from nemda.trial.protocol import Analysis, Limits, Protocol
from nemda.trial.replicates import LINES, ReplicateSettings, TrialReplicates, run_replicates
from nemda.trial.shipped import shipped_trial
from nemda.trial.sources import sources_of

SETTINGS = ReplicateSettings(replicates=6, seed=3, pool=60, parameters=False)
MIDAZOLAM = "0.045 mg/kg midazolam iv over 40 min"


def small(**protocol: object) -> Trial:
    settings: dict[str, object] = {"people": 20, "visits_h": (4.0, 24.0, 168.0), **protocol}
    arms = (arm(), arm("midazolam", MIDAZOLAM, role="comparator"))
    return trial(arms=arms, protocol=Protocol(**settings))


@pytest.fixture(scope="module")
def done() -> TrialReplicates:
    return run_replicates(small(), SETTINGS)


class StopsAfter(SilentProgress):
    def __init__(self, replicates: int) -> None:
        self.left = replicates
        self.counting = False

    def start(self, total: int, label: str) -> None:
        self.counting = "times" in label

    def advance(self, amount: int = 1) -> None:
        self.left -= amount * self.counting

    def cancelled(self) -> bool:
        return self.counting and self.left <= 0


def test_a_run_that_was_stopped_goes_on_to_the_same_numbers(done: TrialReplicates, tmp_path: Path) -> None:
    with pytest.raises(CancelledError, match="2 replicates are kept"):
        run_replicates(small(), SETTINGS, out=tmp_path, progress=StopsAfter(2))
    assert len((tmp_path / LINES).read_text().splitlines()) == 2
    with (tmp_path / LINES).open("a") as stream:
        stream.write('{"replicate": 2, "estim')  # as a kill in the middle of a write leaves it
    resumed = run_replicates(small(), SETTINGS, out=tmp_path)
    assert resumed.values.keys() == done.values.keys()
    assert all(
        np.array_equal(resumed.values[key], values, equal_nan=True) for key, values in done.values.items()
    )


def test_another_trial_in_the_same_folder_starts_anew(tmp_path: Path) -> None:
    run_replicates(small(), SETTINGS._replace(replicates=2), out=tmp_path)
    other = run_replicates(small(), SETTINGS._replace(replicates=2, seed=9), out=tmp_path)
    assert len((tmp_path / LINES).read_text().splitlines()) == 2
    assert other.settings.seed == 9


def test_parts_of_the_change_add_up_to_what_raters_see(done: TrialReplicates) -> None:
    terms = decompose(done.prepared, SETTINGS)
    big = SETTINGS._replace(replicates=40, between_trials=False)
    seen = run_replicates(small(people=200), big)
    for term in terms:
        values = seen.values[Key("change_from_baseline", "madrs", term.arm, term.time_h)]
        # 40 trials of 100 people: standard error 0.15 points of the mean change; the pool bootstrap shares it
        assert term.total == pytest.approx(values.mean(), abs=0.6)


def test_parts_hold_the_own_deviation_of_a_trial_that_the_calibration_saw() -> None:
    settings = SETTINGS._replace(replicates=30, between_trials=False)
    shipped = shipped_trial("murrough2013")
    one = run_replicates(shipped, settings._replace(between_trials=True))
    assert one.prepared.effect != one.prepared.variation.effect_of("new", known=True)
    term = at_day_1(decompose(one.prepared, settings), "midazolam")
    values = one.values[Key("change_from_baseline", "madrs", "midazolam", 24.0)]
    # SD of the mean change of 25 people 1.9, of the trial's own deviation 2 or less; of 30 trials: 0.5
    assert term.total == pytest.approx(values.mean(), abs=1.5)


def at_day_1(terms: tuple[Term, ...], name: str) -> Term:
    return next(term for term in terms if term.arm == name and term.time_h == 24.0)


def test_under_anesthesia_the_drug_does_the_same_and_nothing_breaks_the_blind(done: TrialReplicates) -> None:
    asleep = run_replicates(small(anesthesia=True), SETTINGS._replace(replicates=2))
    usual, masked = (at_day_1(decompose(one.prepared, SETTINGS), "ketamine") for one in (done, asleep))
    assert masked.unblinding == 0.0
    assert usual.unblinding < -0.5
    lifts = [one.prepared.main["ketamine"].lift.part(slice(None), 2) for one in (done, asleep)]
    assert all(np.array_equal(*parts) for parts in zip(*lifts, strict=True))
    assert lifts[0].fast.max() > 0
    assert masked.natural_course == pytest.approx(usual.natural_course, abs=1e-9)


def test_better_blinding_leaves_less_unblinding() -> None:
    half = run_replicates(small(blinding=0.5), SETTINGS._replace(replicates=2))
    none = run_replicates(small(), SETTINGS._replace(replicates=2))
    found = [at_day_1(decompose(one.prepared, SETTINGS), "ketamine").unblinding for one in (half, none)]
    assert found[1] < found[0] < 0


def test_regression_to_the_mean_appears_only_where_a_rating_decides_on_entry(done: TrialReplicates) -> None:
    assert all(term.regression_to_the_mean == 0 for term in decompose(done.prepared, SETTINGS))
    chosen = run_replicates(
        small(limits=(Limits("baseline_madrs", 32.0, None),)), SETTINGS._replace(replicates=2)
    )
    assert all(term.regression_to_the_mean < -0.2 for term in decompose(chosen.prepared, SETTINGS))


def test_the_protocol_reaches_the_model() -> None:
    plain = SETTINGS.pool_settings()
    assert changes_of(small(), plain) == {}
    assert changes_of(small(open_label=True), plain) == {"treatment_known": 1.0}
    found = changes_of(small(blinding=0.25, prior_failures=1, crisis=True), plain)
    assert found == {"unblinding_switch": 0.75, "nonresistance": 1.0, "crisis": 1.0}


def test_each_source_of_uncertainty_is_told_apart(done: TrialReplicates) -> None:
    found = sources_of(done, 24.0)
    assert [one.key.quantity for one in found] == ["change_from_baseline"] * 2 + ["diff_vs_control"]
    drug, control, difference = found
    assert difference.people == pytest.approx(np.hypot(drug.people, control.people))
    assert difference.rating == pytest.approx(np.sqrt(2 * 2 * 2.9**2 / 10))
    assert difference.parameters is None
    assert drug.trials is not None
    assert control.trials is not None
    assert difference.trials is not None
    # what all arms of a trial lose cancels between them; how strong the drug is in it does not
    assert 0 < difference.trials < np.hypot(drug.trials, control.trials)


def test_trials_that_do_not_differ_scatter_less(done: TrialReplicates) -> None:
    same = run_replicates(small(), SETTINGS._replace(between_trials=False))
    # whether half of an arm of ten relapse, so that there is a median time, or anybody, so that there is a
    # hazard ratio, is chance in six small trials
    by_chance = {"time_to_relapse", "hazard_ratio_relapse", "hazard_p_relapse"}
    certain = {key for key in done.values if key.quantity not in by_chance}
    assert {key for key in same.values if key.quantity not in by_chance} == certain
    assert all(one.trials is None for one in sources_of(same, 24.0))


def test_outcomes_and_tests_come_from_the_replicates(done: TrialReplicates) -> None:
    by_key = {one.key: one for one in outcomes(done)}
    key = Key("diff_vs_control", "madrs", "ketamine_vs_midazolam", 24.0)
    assert by_key[key].median == pytest.approx(np.median(done.values[key]))
    verdict = verdicts(done, "madrs", 24.0)[0]
    p = done.values[key._replace(quantity="p_value")]
    assert verdict.significant == (p < 0.05).mean()
    assert observed_rows(done.prepared.trial, done) == ()


def test_every_analysis_runs_on_the_same_people() -> None:
    means = [
        run_replicates(small(analysis=Analysis(method)), SETTINGS._replace(replicates=3)).values[
            Key("mean", "madrs", "ketamine", 24.0)
        ]
        for method in ("ttest", "mmrm")
    ]
    assert np.array_equal(*means)


def test_numbers_that_make_no_sense_are_refused() -> None:
    with pytest.raises(TrialError, match="--replicates"):
        run_replicates(small(), SETTINGS._replace(replicates=1))
    with pytest.raises(TrialError, match="--pool"):
        run_replicates(small(), SETTINGS._replace(pool=10))
    assert replace(small(), weeks=2.0).weeks == 2.0
