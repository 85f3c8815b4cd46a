"""Rows that are read in those who stayed: when, how many, and that they are the better ones."""

import numpy as np
import pytest
from test_validate_trials_rows import ARM, OUTCOME

from nemda.trial.deviation import Lift
from nemda.trial.rows.arm_row import arm_rows, outcome_rows
from nemda.trial.rows.course import Course
from nemda.trial.rows.reckon import number_of
from nemda.trial.rows.request import Request, requests_of
from nemda.validate.trials.staying import (
    FEWEST_STAYED,
    chance_to_stay,
    courses_of_stayers,
    share_of_stayers,
    stayers,
)

OPEN = ARM | {"design": "open-label extension", "n": "60", "schedule": "2/wk for 8 weeks"}
LATE = OUTCOME | {"quantity": "response_rate", "value": "50", "unit": "%", "time_h": "1344", "n": "30"}


def asked(arm: dict[str, str], outcome: dict[str, str]) -> Request:
    found, _ = requests_of(outcome_rows([outcome]), arm_rows([arm]))
    assert isinstance(found[0], Request), found[0]
    return found[0]


def halves(people: int = 200) -> Course:
    """Half of the people have lost four fifths of their symptoms from the first day on, half nothing."""
    times = np.array([0.0, 24.0, 672.0, 1344.0])
    lost = np.where(np.arange(people) < people // 2, 0.8, 0.0)[:, None] * (times > 0)[None, :]
    flat = np.zeros((people, times.size))
    lift = Lift(-np.log1p(-lost), flat, flat)
    return Course(times, lift, flat, np.full(people, 30.0), np.zeros(people), np.full(people, 25.0))


def test_an_open_course_that_counts_half_of_its_people_is_read_in_half():
    assert share_of_stayers(asked(OPEN, LATE)) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("arm", "outcome"),
    [
        (OPEN, LATE | {"n": "60"}),  # nobody is missing
        (OPEN, LATE | {"n": ""}),  # not said
        (OPEN, LATE | {"time_h": "24"}),  # a day later a missing rating is chance
        (OPEN | {"design": "RCT double-blind"}, LATE),  # a blind trial is analyzed as randomized
        (OPEN, LATE | {"quantity": "relapse_rate"}),  # counted among those who responded
    ],
)
def test_other_rows_are_read_in_everybody(arm, outcome):
    assert share_of_stayers(asked(arm, outcome)) == 1


def test_a_blind_trial_that_says_completers_is_read_in_them():
    request = asked(OPEN | {"design": "RCT double-blind"}, LATE | {"note": "week 8, completers"})
    assert share_of_stayers(request) == pytest.approx(0.5)


def test_a_share_is_never_nobody():
    assert share_of_stayers(asked(OPEN | {"n": "600"}, LATE | {"n": "3"})) == FEWEST_STAYED


def test_as_many_stay_as_were_counted_and_the_better_rather():
    unhelped = np.linspace(0, 1, 101)
    chance = chance_to_stay(unhelped, 0.6)
    assert chance.mean() == pytest.approx(0.6, abs=1e-6)
    assert (np.diff(chance) < 0).all()


def test_those_who_stayed_respond_more_often_by_the_odds_of_their_chances():
    request = asked(OPEN, LATE)
    course = halves()
    scenario = request.planned[0].scenario
    everybody = number_of(request, {scenario: course})[0]
    left = number_of(request, courses_of_stayers(request, {scenario: course}))[0]
    chance = chance_to_stay(np.where(np.arange(200) < 100, 0.0, 1.0), 0.5)
    expected = 100 * chance[0] / (chance[0] + chance[-1])
    assert everybody == pytest.approx(50)
    assert left == pytest.approx(expected, abs=1.0)  # 200 people are drawn evenly: within one of them


def test_the_course_of_all_who_stayed_is_the_course_itself():
    course = halves()
    assert stayers(course, 0.0, 1344.0, 1.0) is course
