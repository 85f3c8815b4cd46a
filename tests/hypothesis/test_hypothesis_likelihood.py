"""The likelihood of signs and numbers, and the criteria that rank."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.hypothesis.criteria import aicc, left_out, standings, winners_without
from nemda.hypothesis.explanation import hypotheses
from nemda.hypothesis.likelihood import SIGNS, expected_sign, log_likelihood, sign_probability
from nemda.hypothesis.posterior import Posterior
from nemda.hypothesis.target import targets


@given(st.floats(-50, 50), st.floats(0.01, 10))
def test_the_three_signs_are_all_that_can_happen(predicted: float, error: float) -> None:
    chances = [sign_probability(np.array([predicted]), sign, error)[0] for sign in SIGNS]
    assert all(0 <= chance <= 1 for chance in chances)
    assert sum(chances) == pytest.approx(1, abs=1e-12)  # rounding of three normal integrals


def test_without_an_effect_one_study_in_twenty_finds_one() -> None:
    assert sign_probability(np.zeros(1), "none", 0.3)[0] == pytest.approx(0.95, abs=1e-6)


def test_power_is_half_where_the_effect_is_just_significant() -> None:
    assert sign_probability(np.array([1.959964]), "up", 1.0)[0] == pytest.approx(0.5, abs=1e-6)


def test_more_effect_makes_a_rise_more_probable_and_no_row_can_do_unbounded_harm() -> None:
    up = next(one for one in targets() if one.observed == "up")
    steps = np.linspace(-3, 3, 40) * up.error
    logs = log_likelihood([up], steps[:, None])[:, 0]
    assert np.all(np.diff(logs) > 0)
    assert log_likelihood([up], np.array([[-1e3]]))[0, 0] == pytest.approx(np.log(0.05 / 3))
    number = next(one for one in targets() if not isinstance(one.observed, str))
    far = log_likelihood([number], np.array([[1e3]]))
    assert np.isfinite(far).all()


def test_parameters_without_a_course_are_impossible_not_silent() -> None:
    pair = targets()[:2]
    logs = log_likelihood(pair, np.array([[np.nan, np.nan], [0.1, 0.1]]))
    assert np.all(logs[0] < logs[1] - 30)


@pytest.mark.parametrize(("value", "sign"), [(0.9, "up"), (-0.9, "down"), (0.1, "none")])
def test_the_expected_sign(value: float, sign: str) -> None:
    assert expected_sign(value, 0.2) == sign


def test_aicc_counts_parameters_and_few_data() -> None:
    # -2 (-10) + 2 * 3 + 2 * 3 * 4 / (20 - 3 - 1)
    assert aicc(-10.0, 3, 20) == pytest.approx(27.5)
    assert aicc(-10.0, 3, 4) == np.inf


def test_leaving_out_costs_what_an_observation_told() -> None:
    one = next(iter(hypotheses().values()))
    logs = np.log(np.array([[0.9, 0.5], [0.1, 0.5]]))
    weight = np.array([0.5, 0.5])
    posterior = Posterior(one, np.zeros((2, len(one.free))), logs, logs, weight)
    # 1 / mean(1 / 0.9, 1 / 0.1) for the first; the second is the same under both draws
    assert left_out(posterior) == pytest.approx([np.log(1 / (0.5 / 0.9 + 0.5 / 0.1)), np.log(0.5)])


def test_standings_know_the_best_and_how_sure_that_is() -> None:
    sources = [f"s{i // 2}" for i in range(20)]
    sure = np.array([np.zeros(20), np.full(20, -1.0)])
    best, second = standings(sure, sources, seed=1)
    assert (best.difference, best.best_share) == (0, 1.0)
    assert second.difference == pytest.approx(-20)
    assert second.high < 0
    alternating = np.where(np.arange(20) // 2 % 2 == 0, 1.0, -1.0)
    near = standings(np.array([alternating, -alternating]), sources, seed=1)
    assert 0.2 < near[0].best_share < 0.8


def test_a_source_that_decides_is_found() -> None:
    pointwise = np.array([[5.0, -1.0, -1.0], [0.0, 0.0, 0.0]])
    assert winners_without(pointwise, ["a", "b", "c"]) == {"a": 1, "b": 0, "c": 0}


def test_an_error_is_of_the_row_where_it_has_one() -> None:
    by_name = {one.name: one for one in targets()}
    assert by_name["rapamycin_human"].error == 3.5
    assert by_name["glutamate_rat_10"].error == by_name["glutamate_rat_10"].readout.error
    assert replace(by_name["madrs_24h"], error=1.0).error == 1.0
