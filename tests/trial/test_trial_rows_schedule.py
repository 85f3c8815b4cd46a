"""Schedules in words become days: every way of writing that is read, and what is refused."""

import pytest
from trial_row_samples import arm

from nemda.trial.rows.refusal import NotPredictedError
from nemda.trial.rows.scenario import scenario_of
from nemda.trial.rows.schedule import schedule_of, spelled

THREE_A_WEEK = (0, 2, 4, 7, 9, 11)
TWICE = (0, 3, 7, 10, 14, 17, 21, 24)


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("day 0, day 7, day 14", (0, 7, 14)),
        ("weeks 0, 1, 2, 4", (0, 7, 14, 28)),
        ("0 and 48 h", (0, 2)),
        ("0, 24, 48 h", (0, 1, 2)),
        ("single 40-min infusion", (0,)),
        ("40-min infusion", (0,)),
        ("0.5 mg/kg over 40 minutes", (0,)),
        ("bolus 0.2 + 0.3 mg/kg/h", (0,)),
        ("one infusion per week for 6 weeks", (0, 7, 14, 21, 28, 35)),
        ("once every 2 weeks for 6 weeks", (0, 14, 28)),
        ("two infusions one week apart", (0, 7)),
        ("3 infusions 48 h apart", (0, 2, 4)),
        ("three times weekly for 2 weeks", THREE_A_WEEK),
        ("thrice weekly for two weeks", THREE_A_WEEK),
        ("3 infusions per week for 2 weeks", THREE_A_WEEK),
        ("6 infusions (thrice weekly)", THREE_A_WEEK),
        ("mon/wed/fri for two weeks", THREE_A_WEEK),
        ("monday, wednesday and friday for 2 weeks", THREE_A_WEEK),
        ("tiw x 2 weeks", THREE_A_WEEK),
        ("tue/fri for 4 weeks", TWICE),
        ("biw for 4 wk", TWICE),
        ("8 sessions, twice weekly", TWICE),
        ("0.5 mg/kg over 40 min twice weekly for 4 weeks", TWICE),
        ("3/week for up to 6 sessions", THREE_A_WEEK),
        ("3 times a week until remission, max 6", THREE_A_WEEK),
        ("4 weekly infusions", (0, 7, 14, 21)),
        ("every 72 hours for 3 doses", (0, 3, 6)),
        ("every two weeks for 6 weeks", (0, 14, 28)),
        ("5 consecutive days", (0, 1, 2, 3, 4)),
        ("weeks 1-4: twice weekly; weeks 5-6: weekly", (*TWICE, 28, 35)),
        ("twice weekly (weeks 1-4), weekly (weeks 5-6)", (*TWICE, 28, 35)),
        ("twice weekly for 4 weeks, once weekly for 2 weeks", (*TWICE, 28, 35)),
        ("8 infusions over 4 weeks, then 2 weekly infusions", (*TWICE, 28, 35)),
        ("0,3,7,10,14,17,21,24 then weekly x2", (*TWICE, 28, 35)),
        ("0,2,4,7,9,11 then lithium", THREE_A_WEEK),
        ("infusion 1 on d0, infusion 2 on d7", (0, 7)),
        ("twice a week for a month", (*TWICE, 28)),
        ("qd d1-3 then bid x4", (0, 1, 2, 3, 4, 5, 6)),
    ],
)
def test_a_schedule_of_a_stranger_becomes_days(words, days):
    assert schedule_of(words, "", 84.0).days == pytest.approx(days)


def test_sessions_without_a_rhythm_are_three_a_week_and_said_so():
    found = schedule_of("six infusions", "", 84.0)
    assert found.days == THREE_A_WEEK
    assert any("three a week are assumed" in note for note in found.notes)


@pytest.mark.parametrize(
    ("words", "times"), [("50 mg twice daily", 2), ("three times a day", 3), ("b.i.d.", 2)]
)
def test_pills_keep_their_number_a_day(words, times):
    found = schedule_of(f"{words} for 6 weeks", "", 84.0)
    assert (len(found.days), found.per_day, found.daily) == (42, times, True)


def test_sessions_as_needed_are_refused():
    with pytest.raises(NotPredictedError, match="as needed"):
        schedule_of("maintenance as needed", "", 84.0)
    found = schedule_of("3x/week for 2 weeks, then as needed", "", 84.0)
    assert found.days == THREE_A_WEEK
    assert "sessions as needed after the course are left out" in found.notes


def test_doses_and_lengths_are_no_days():
    assert spelled("75 mg mon/wed/fri for two weeks, 40-min infusion") == "3/week for 2 weeks, infusion"


def test_two_infusions_of_a_crossover_are_one_of_each():
    crossover = arm(design="RCT crossover double-blind", schedule="2 infusions 2 weeks apart")
    parallel = arm(schedule="2 infusions 2 weeks apart")
    assert scenario_of(crossover, 700.0).course_h == (0,)
    assert scenario_of(parallel, 700.0).course_h == (0, 336)


def test_a_listed_schedule_of_a_crossover_stays():
    row = arm(design="multiple crossover", schedule="0,7,14 (titrated, >=1 wk apart)", dose="0.1-0.5")
    assert scenario_of(row, 700.0).course_h == (0, 168, 336)
