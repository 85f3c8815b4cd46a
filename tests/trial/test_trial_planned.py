from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from trial_samples import KETAMINE, SALINE, arm, trial

from nemda.errors import PeopleError
from nemda.people import people
from nemda.regimen import Regimen, parse
from nemda.trial import Arm, Share, arms_of_regimens, arms_of_trial, published_trial
from nemda.trial.planned import split


def test_parallel_arms_share_no_person() -> None:
    arms = arms_of_trial(published_trial("daly2018_p1"), 7, seed=3)
    persons = [
        person
        for planned in arms
        for part in planned.portions
        for person in range(part.people.first, part.people.first + part.people.n)
    ]
    assert persons == list(range(4 * 7))
    assert {part.people.seed for planned in arms for part in planned.portions} == {3}


def test_a_pooled_arm_is_split_between_its_regimens() -> None:
    mix = (Share(parse(SALINE), 0.75), Share(parse(KETAMINE), 0.25))
    [planned] = arms_of_trial(trial(arms=(Arm("pool", "comparator", mix),)), 10, seed=1)
    sizes = [part.people.n for part in planned.portions]
    assert sizes in ([8, 2], [7, 3])
    assert planned.n == 10
    assert planned.portions[1].people.first == sizes[0]


def test_one_person_gets_one_regimen() -> None:
    mix = (Share(parse(SALINE), 0.75), Share(parse(KETAMINE), 0.25))
    [planned] = arms_of_trial(trial(arms=(Arm("pool", "comparator", mix),)), 1, seed=1)
    assert [part.people.n for part in planned.portions] == [1]


@given(st.integers(1, 1000), st.lists(st.integers(1, 50), min_size=1, max_size=5))
def test_a_split_gives_everybody_one_regimen_and_misses_no_share_by_a_person(
    n: int, parts: list[int]
) -> None:
    shares = [Share(Regimen(()), part / sum(parts)) for part in parts]
    sizes = split(n, shares)
    assert sum(sizes) == n
    assert all(abs(size - share.share * n) < 1 for size, share in zip(sizes, shares, strict=True))


def test_covariates_of_the_arm_come_before_those_of_the_trial() -> None:
    found = trial(
        arms=(arm(covariates={"baseline_madrs": 40.0}), arm("other")),
        covariates={"baseline_madrs": 30.0, "age_y": 50.0},
    )
    first, second = arms_of_trial(found, 3, seed=1)
    assert set(first.portions[0].people["baseline_madrs"]) == {40}
    assert set(second.portions[0].people["baseline_madrs"]) == {30}
    assert set(first.portions[0].people["age_y"]) == {50}


def test_published_baselines_are_met() -> None:
    for planned in arms_of_trial(published_trial("wilkinson2018_ipd"), 4000, seed=5):
        start = np.concatenate([part.people["baseline_madrs"] for part in planned.portions])
        mean, sd = (33.8, 6.8) if planned.name == "ketamine pooled" else (32.9, 6.5)
        # standard errors with 4000 people: 0.11 of the mean, 0.08 of the SD; four of them allowed
        assert start.mean() == pytest.approx(mean, abs=0.44)
        assert start.std() == pytest.approx(sd, abs=0.32)


def test_how_clearly_a_comparator_is_felt_can_be_set() -> None:
    first, second = arms_of_trial(trial(arms=(arm(comparator_felt=0.1), arm("other"))), 1, seed=1)
    assert first.portions[0].setting.comparator_felt == 0.1
    assert second.portions[0].setting.comparator_felt == 0.6


def test_regimens_outside_a_trial_go_to_the_same_people() -> None:
    group = people("trd", n=4)
    arms = arms_of_regimens([parse(KETAMINE), Regimen(parse(SALINE).doses, "control")], group)
    assert [planned.name for planned in arms] == [KETAMINE, "control"]
    assert all(planned.portions[0].people is group for planned in arms)
    assert arms[1].sentence == SALINE


@pytest.mark.parametrize("n", [0, -1])
def test_an_arm_needs_people(n: int) -> None:
    with pytest.raises(PeopleError):
        arms_of_trial(trial(), n, seed=1)


def test_sessions_of_a_pooled_arm_are_those_of_all_its_regimens() -> None:
    mix = (Share(parse(f"{SALINE} on days 0, 2"), 0.5), Share(parse(f"{KETAMINE} on days 0, 3"), 0.5))
    [planned] = arms_of_trial(trial(arms=(Arm("pool", "drug", mix),)), 2, seed=1)
    assert planned.sessions_h == (0, 48, 72)
