"""Drawing trials from pools: who enters, what is seen, who leaves."""

from __future__ import annotations

import numpy as np
import pytest
from trial_pools import DAY, WEEK, made_pools, made_trial, with_protocol
from trial_samples import arm, trial

from nemda.errors import TrialError
from nemda.regimen import parse, sessions
from nemda.trial.conduct import World, contrasts_of, draw_replicate, groups_of
from nemda.trial.conduct.leaving import stays
from nemda.trial.conduct.replicate import Observation, generator_of
from nemda.trial.conduct.titrated import dose_path
from nemda.trial.conduct.visits import endpoint_of, visits_of
from nemda.trial.definition import Trial
from nemda.trial.estimates import Key, estimates_of, key_of, seen_of
from nemda.trial.protocol import Crossover, Dropout, LeadIn, Limits, Protocol, Rated, Titration

AS_SIMULATED = World()


def drawn(
    of: Trial, world: World = AS_SIMULATED, size: int = 2000, name: str = "a"
) -> tuple[Observation, ...]:
    pools = made_pools(of)
    return draw_replicate(of, pools, visits_of(of), dict.fromkeys(pools, size), world, generator_of(1, name))


def test_a_replicate_is_the_same_whenever_it_is_drawn() -> None:
    first, again = drawn(made_trial()), drawn(made_trial())
    assert all(np.array_equal(a.score, b.score) for a, b in zip(first, again, strict=True))


def test_ratings_scatter_about_the_truth_by_the_error_of_the_rater() -> None:
    of = made_trial(scales=(Rated("madrs", "interview", 3.0),))
    one = drawn(of)[1]
    error = one.entry[0] - made_pools(of)["saline"].baseline[one.member]
    # 2000 ratings: standard error of an SD is 2.4% of it, three of them
    assert error.std() == pytest.approx(3.0, rel=0.07)


def test_with_an_effect_of_0_the_drug_lifts_nothing() -> None:
    null = drawn(made_trial(), World(0.0))
    # SD of a mean of 2000 people is 0.17; the difference of two, three of them
    assert np.nanmean(null[0].score) == pytest.approx(np.nanmean(null[1].score), abs=0.75)


def test_entry_by_a_rating_makes_ratings_fall_without_any_treatment() -> None:
    of = made_trial(
        limits=(Limits("baseline_madrs", 38.0, None),), scales=(Rated("madrs", "interview", 3.0),)
    )
    one = drawn(of)[1]
    assert one.entry[0].min() >= 38.0
    # truth 34 (4), error 3: the truth moves by 16 / 25 of what the rating moved
    expected = 34 + 16 / 25 * (one.entry[0].mean() - 34)
    assert one.true_start.mean() == pytest.approx(expected, abs=0.3)


def test_limits_of_covariates_hold_and_impossible_ones_are_refused() -> None:
    one = drawn(made_trial(limits=(Limits("age_y", 30.0, 40.0),)))[0]
    ages = made_pools(made_trial())["ketamine"].traits["age_y"][one.member]
    assert ages.min() >= 30
    assert ages.max() <= 40
    with pytest.raises(TrialError, match="Almost nobody"):
        drawn(made_trial(limits=(Limits("age_y", 99.0, None),)))
    with pytest.raises(TrialError, match=r"protocol\.criteria\.shoe_size"):
        drawn(made_trial(limits=(Limits("shoe_size", 40.0, None),)))


def test_people_leave_at_the_hazards_of_the_protocol() -> None:
    people = 20_000
    start, rated = np.full(people, 30.0), np.full((people, 2), 30.0)
    rated[: people // 2] = 10.0
    dropout = Dropout(random_per_week=0.1, lack_of_effect_per_week=0.3)
    stay = stays(dropout, start, rated, (WEEK, 2 * WEEK), np.zeros(people), np.random.default_rng(1))
    shares = stay[:, 1].reshape(2, -1).mean(axis=1)
    # nobody has been helped before the first visit; the first half has after it; SE below 0.005
    assert shares[0] == pytest.approx(np.exp(-0.4 - 0.1), abs=0.015)
    assert shares[1] == pytest.approx(np.exp(-0.4 - 0.4), abs=0.015)
    assert not (stay[:, 1] & ~stay[:, 0]).any()


def test_who_tolerated_a_dose_badly_does_not_come_back_after_the_first_visit() -> None:
    one, other = drawn(made_trial(dropout=Dropout(adverse_effect=1.0)))
    assert np.isfinite(one.score[0, :, 0]).all()
    assert np.isnan(one.score[0, :, 1]).all()
    assert np.isfinite(other.score).all()


def test_estimates_count_what_was_seen() -> None:
    of = made_trial()
    observations = drawn(of, size=30)
    found = estimates_of(of, observations, visits_of(of), contrasts_of(of))
    one = seen_of(observations)["ketamine"]
    share = 100 * (one.score[0, :, 1] <= one.entry[0] / 2).mean()
    assert found[Key("response_rate", "madrs", "ketamine", WEEK)] == pytest.approx(share)
    assert found[Key("dissociation_rate", "", "ketamine", -1.0)] == 100.0
    assert (
        found[Key("build_up", "madrs", "ketamine", 1.0)]
        == found[Key("response_rate", "madrs", "ketamine", DAY)]
    )
    assert all(key_of(key.text) == key for key in found)


def test_a_crossover_gives_everybody_every_arm_in_orders_that_balance() -> None:
    of = with_protocol(made_trial(), crossover=Crossover(7.0), people=20)
    groups = groups_of(of)
    assert [group.arms for group in groups] == [("ketamine", "saline"), ("saline", "ketamine")]
    assert [group.size for group in groups] == [10, 10]
    assert [sessions(group.mix[0].regimen) for group in groups] == [(0.0, WEEK), (0.0, WEEK)]
    late = trial(
        arms=(arm(sentence="0.5 mg/kg ketamine iv over 40 min on days 0, 9"), arm("b")), weeks=3.0,
        protocol=Protocol(crossover=Crossover(7.0)),
    )  # fmt: skip
    with pytest.raises(TrialError, match="after the end of its period"):
        groups_of(late)


def test_a_lead_in_comes_before_the_doses_of_every_arm() -> None:
    lead = LeadIn(parse("0.5 mg/kg ketamine iv over 40 min on days 0, 7"), 14.0, "responders")
    group = groups_of(with_protocol(made_trial(), lead_in=lead))[0]
    assert sessions(group.mix[0].regimen) == (0.0, WEEK, 2 * WEEK)
    assert group.begins_h == (2 * WEEK,)
    assert group.end_h == 3 * WEEK


def test_doses_follow_their_path_and_keep_the_last_level() -> None:
    regimen = parse("0.1 mg/kg ketamine iv over 40 min weekly for 4 weeks")
    found = dose_path(regimen, Titration((0.1, 0.2, 0.3)), (0, 1, 2), 0.0)
    assert [dose.amount for dose in found.doses] == [0.1, 0.2, 0.3, 0.3]


def test_visits_come_from_the_protocol_or_from_what_was_published() -> None:
    assert visits_of(made_trial()) == (DAY, WEEK)
    assert endpoint_of(made_trial()).time_h == WEEK
    assert visits_of(trial(weeks=2.0)) == (DAY, WEEK, 2 * WEEK)
