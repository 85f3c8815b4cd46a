from __future__ import annotations

import pytest
from trial_samples import course

from nemda.people import people
from nemda.regimen import parse
from nemda.trial import ArmResult, arms_of_regimens, summarize
from nemda.trial.summary import ArmSummary

DAYS = [24.0 * day for day in range(8)]


def summary(madrs: list[list[float]], sentence: str = "84 mg esketamine nasal", days: int = 8) -> ArmSummary:
    [planned] = arms_of_regimens([parse(sentence)], people("trd", n=len(madrs)))
    dataset = course([scores[:days] for scores in madrs], [30.0] * len(madrs), DAYS[:days])
    return summarize(planned, ArmResult(planned.name, planned.sentence, dataset), 10)


COURSE = [
    [30.0, 10, 12, 20, 20, 20, 20, 20],
    [30.0, 14, 14, 14, 14, 14, 14, 14],
    [30.0, 20, 20, 20, 20, 20, 20, 20],
    [30.0, 28, 28, 28, 28, 28, 28, 28],
]


def test_the_main_numbers_are_those_of_the_people() -> None:
    found = summary(COURSE)
    assert found.n == 4
    assert (found.endpoint_day, found.endpoint.day) == (1, 1)
    assert found.endpoint.response.share == 0.5
    assert found.endpoint.remission.share == 0.25
    assert found.endpoint.madrs.mean == pytest.approx(18)
    assert found.endpoint.change.mean == pytest.approx(-12)
    assert [day.day for day in found.days] == list(range(8))
    assert found.days[0].change.mean == 0
    assert [(step.day, step.response.share) for step in found.build_up] == [(0, 0.5)]


def test_relapse_counts_responders_only() -> None:
    relapse = summary(COURSE).relapse
    assert relapse is not None
    assert (relapse.responders, relapse.relapsed) == (2, 1)
    assert (relapse.median_days, relapse.lower_90, relapse.upper_90) == (3, 3, None)
    assert relapse.observed_days == 7


def test_without_responders_there_is_no_relapse_time() -> None:
    relapse = summary(COURSE[2:]).relapse
    assert relapse is not None
    assert (relapse.responders, relapse.median_days) == (0, None)


def test_without_doses_the_end_is_judged() -> None:
    found = summary(COURSE, "no treatment")
    assert found.endpoint_day == 7
    assert found.build_up == ()
    assert found.relapse is None


def test_one_person_and_one_day_are_enough() -> None:
    found = summary(COURSE[:1], days=2)
    assert found.relapse is None
    assert found.endpoint.madrs.sd == 0
