from __future__ import annotations

import pytest
from trial_samples import KETAMINE, SALINE, arm, observed, trial

from nemda.errors import TrialError
from nemda.regimen import Regimen, parse
from nemda.trial import Arm, Observed, Share


def test_an_arm_tells_its_regimen_in_words() -> None:
    assert arm().sentence == KETAMINE


def test_a_pooled_arm_tells_the_share_of_each_regimen() -> None:
    mix = (Share(parse(SALINE), 0.75), Share(parse(KETAMINE), 0.25))
    assert Arm("pooled", "comparator", mix).sentence == f"75% {SALINE}, or 25% {KETAMINE}"


def test_an_arm_is_found_by_name_or_by_its_only_beginning() -> None:
    found = trial(arms=(arm("ketamine pooled"), arm("control pooled", SALINE)))
    assert found.find_arm("control pooled", "here").name == "control pooled"
    assert found.contrast("ketamine_vs_control", "here") == ("ketamine pooled", "control pooled")


def test_a_full_name_wins_over_a_longer_one_that_begins_alike() -> None:
    found = trial(arms=(arm("esketamine 8"), arm("esketamine 84")))
    assert found.find_arm("esketamine 8", "here").name == "esketamine 8"
    with pytest.raises(TrialError, match="More than one arm"):
        found.find_arm("esketamine", "here")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (observed(arm="ketaminee"), "did you mean 'ketamine'"),
        (observed(arm="ketamine_vs_placebo"), "No such arm"),
        (observed(time_h=200.0), "outside the simulated time"),
        (observed(time_h=-1.0), "outside the simulated time"),
        (observed(value=float("nan")), "finite"),
        (observed(n=0), "people"),
    ],
)
def test_an_outcome_that_makes_no_sense_is_refused(row: Observed, message: str) -> None:
    with pytest.raises(TrialError, match=message):
        trial(row)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"arms": ()}, "needs arms"),
        ({"arms": (arm(), arm())}, "share a name"),
        ({"weeks": 0.0}, "longer than 0"),
        ({"weeks": float("inf")}, "longer than 0"),
        ({"remission_madrs": 60.0}, "remission"),
    ],
)
def test_a_trial_that_makes_no_sense_is_refused(more: dict[str, object], message: str) -> None:
    with pytest.raises(TrialError, match=message):
        trial(**more)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"name": "a_vs_b"}, "name of its own"),
        ({"name": " "}, "name of its own"),
        ({"role": "control"}, "Unknown role"),
        ({"n": 0}, "needs people"),
        ({"comparator_felt": 1.5}, "between 0 and 1"),
    ],
)
def test_an_arm_that_makes_no_sense_is_refused(more: dict[str, object], message: str) -> None:
    with pytest.raises(TrialError, match=message):
        arm(**more)


@pytest.mark.parametrize("shares", [(), (0.5,), (0.5, 0.6), (1.5, -0.5)])
def test_shares_must_sum_to_one(shares: tuple[float, ...]) -> None:
    with pytest.raises(TrialError, match="shares"):
        Arm("pooled", "drug", tuple(Share(Regimen(()), share) for share in shares))
