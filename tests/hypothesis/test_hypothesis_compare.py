"""Comparing explanations: data that one of them makes select it, and proposals separate what differs."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from nemda.errors import CancelledError, ExperimentError
from nemda.hypothesis.brief import brief_tests, run_brief, variance_share, verdict
from nemda.hypothesis.candidate import (
    Candidate,
    candidates,
    chosen_candidates,
    read_candidates,
    save_candidates,
)
from nemda.hypothesis.compare import compare, imagined
from nemda.hypothesis.crowd import Terms, mean_madrs, response_rate
from nemda.hypothesis.discriminate import discriminate, distinct, feasible_experiments, information
from nemda.hypothesis.explanation import find_hypothesis
from nemda.hypothesis.posterior import posteriors
from nemda.hypothesis.predictor import predictions
from nemda.hypothesis.target import targets
from nemda.progress import SilentProgress

FEW = (
    "glutamate_rat_10", "glutamate_rat_50", "slice_excitation_1", "eef2_mouse_30min", "spines_mouse_regained",
    "habenula_rat_1h", "madrs_2h", "madrs_24h", "madrs_7d",
)  # fmt: skip
RIVALS = ("disinhibition", "direct_eef2k", "habenula")


def few():
    return [one for one in targets() if one.name in FEW]


@pytest.mark.parametrize("truth", RIVALS)
def test_data_made_by_one_explanation_select_it(truth: str) -> None:
    made = imagined(few(), predictions(few(), [find_hypothesis(truth).typical()])[0])
    found = compare(RIVALS, held_to=made, draws=48, rounds=3)
    assert found.ranked[0].hypothesis.name == truth
    # its own predictions are among the draws' reach, so it must agree with nearly all it made
    assert sum(found.ranked[0].agrees) >= len(made) - 1
    assert found.ranked[1].standing.difference < 0
    assert set(found.without_source) == {one.source for one in made}


class _Stop(SilentProgress):
    def cancelled(self) -> bool:
        return True


def test_a_comparison_stops_when_asked_and_refuses_too_little() -> None:
    with pytest.raises(CancelledError):
        compare(RIVALS, held_to=few(), draws=8, rounds=1, progress=_Stop())
    with pytest.raises(ExperimentError, match="too little"):
        compare(RIVALS, held_to=few()[:1])


def test_weights_of_draws_recover_a_posterior_that_is_known() -> None:
    one = find_hypothesis("disinhibition")
    asked = [one for one in few() if one.name in ("madrs_2h", "madrs_24h")]
    [found] = posteriors([one], asked, draws=64, rounds=2, seed=3)
    assert found.weight.sum() == pytest.approx(1)
    assert 1 <= found.effective <= found.weight.size
    best = found.log_likelihood.sum(axis=1) - 0.5 * np.sum(found.z**2, axis=1)
    assert found.best == int(np.argmax(best))
    # the data narrow what the prior leaves open: the error of the prediction shrinks
    mean = found.weight @ found.predicted
    posterior_sd = np.sqrt(found.weight @ (found.predicted - mean) ** 2)
    assert np.all(posterior_sd < found.predicted[:64].std(axis=0))


def test_equal_explanations_cannot_be_told_apart_and_distant_ones_fully() -> None:
    same = np.array([0.1, 0.2, 0.3])
    assert information([same, same], 0.1) == pytest.approx(0, abs=1e-6)
    # two predictions twenty errors apart: one bit, up to the grid of the entropies
    assert information([np.zeros(2), np.full(2, 2.0)], 0.1) == pytest.approx(1, abs=1e-3)
    # two sigma apart: less than the whole bit, more than nothing
    assert 0.2 < information([np.zeros(1), np.full(1, 0.2)], 0.1) < 0.6


def test_the_search_finds_what_separates_two_explanations() -> None:
    found = [
        Candidate(name, name, (find_hypothesis(name).typical(),)) for name in ("direct_eef2k", "habenula")
    ]
    among = [one for one in feasible_experiments() if one.species == "mouse" and one.is_plain]
    ranked = distinct(discriminate(found, among=among))
    assert ranked[0].experiment.readout.name in {"phospho_eef2", "habenula"}
    assert ranked[0].information_bits > 0.8
    assert all(a.information_bits >= b.information_bits - 0.01 for a, b in pairwise(ranked))
    with pytest.raises(ExperimentError, match="at least two"):
        discriminate(found[:1], among=among)


def test_the_tests_of_the_literature_are_read_by_their_rules() -> None:
    names = ("disinhibition", "direct_eef2k", "opioid_gated", "habenula")
    found = [Candidate(name, name, (find_hypothesis(name).typical(),)) for name in names]
    results = {one.test.name: one for one in run_brief(found)}
    assert set(results) == {one.name for one in brief_tests()}
    gate = results["naltrexone_on_mood"]
    by_name = dict(zip(gate.names, gate.predicted, strict=True))
    alone, with_antagonist = by_name["opioid_gated"]
    assert alone < with_antagonist < 0  # less improvement, and expectancy is left
    assert by_name["disinhibition"][0] == pytest.approx(by_name["disinhibition"][1], rel=1e-6)
    assert results["naltrexone_on_dissociation"].met
    assert results["inflammation_variance"].met is None
    ladder = next(one for one in brief_tests() if one.rule == "ladder")
    wide = np.array([0.1, 0.3, 0.6, 0.5, 0.3, 0.1, -0.2, -0.4])
    assert verdict(ladder, wide) == "inverted U"
    assert verdict(ladder, np.linspace(0, -0.6, 8)) == "falls"
    assert verdict(ladder, np.linspace(0, 0.6, 8)) == "rises"
    assert verdict(ladder, np.zeros(8)) == "flat"
    kept = next(one for one in brief_tests() if one.rule == "kept")
    assert verdict(kept, np.array([0.4, 0.1])) == "lost"
    assert verdict(kept, np.array([0.4, 0.3])) == "kept"
    assert verdict(kept, np.array([0.0, 0.0])) == "nothing to lose"
    # 2.9 points per SD of 11 is 7% of variance
    assert variance_share(np.array([2.91, -2.91])) == pytest.approx(0.07, abs=0.001)


def test_fits_are_kept_in_a_file(tmp_path) -> None:
    found = compare(("disinhibition", "habenula"), held_to=few(), draws=16, rounds=1)
    kept = candidates(found)
    file = tmp_path / "fits.json"
    save_candidates(kept, found.parameter_set, file)
    again, used = read_candidates(file)
    assert again == tuple(replace(one) for one in kept)
    assert used == found.parameter_set
    assert [one.name for one in chosen_candidates(again, ["habenula"])] == ["habenula"]
    with pytest.raises(ExperimentError, match="trkb_direct"):
        chosen_candidates(again, ["trkb_direct"])


def test_means_over_people_agree_with_drawing_them() -> None:
    terms = Terms(np.array([33.0]), np.array([0.8]), np.array([0.2]))
    random = np.random.default_rng(2)
    own = 0.5 * np.exp(0.9 * random.standard_normal(200_000))
    natural = 0.25 * random.standard_normal(200_000)
    left = np.exp(-own * 0.8)
    # 200,000 draws: standard errors 0.02 points and 0.0011
    assert mean_madrs(terms, 0.5, 0.9)[0] == pytest.approx(np.mean(33 * left * 0.8), abs=0.1)
    drawn = np.mean(left * (0.8 - natural) <= 0.5)
    assert response_rate(terms, 0.5, 0.9, 0.25)[0] == pytest.approx(drawn, abs=0.006)
