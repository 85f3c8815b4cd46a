"""Schedules that a second reading found misread: conditions, ratings, crossovers, zeros and drugs beside."""

from __future__ import annotations

import pytest
from trial_row_samples import ARM, OUTCOME, SALINE, arm, ask, refusal

from nemda.trial.rows.compounds import NOT_SIMULATED
from nemda.trial.rows.compounds_beside import beside_of
from nemda.trial.rows.refusal import NotPredictedError
from nemda.trial.rows.schedule import Schedule, schedule_of
from nemda.trial.rows.schedule_words import UNIT, prepared
from nemda.trial.rows.text import plain
from nemda.trial.rows.widening import widening_days

SIX = (0, 2, 4, 7, 9, 11)
FOUR = (0, 3, 7, 10)
EIGHT = (*FOUR, 14, 17, 21, 24)
FOUR_AND_WEEKLY = (*FOUR, 14, 21, 28, 35)


def read(words: str) -> Schedule:
    return schedule_of(plain(words), "", 84.0)


@pytest.mark.parametrize(
    ("words", "days", "note"),
    [
        ("2/wk x 4 wk if tolerated", EIGHT, "'if tolerated': the sessions are given to everybody"),
        ("2/wk x 4 wk (if tolerated)", EIGHT, "'if tolerated': the sessions are given to everybody"),
        ("2/wk x 4 wk as tolerated", EIGHT, "'as tolerated': the sessions are given to everybody"),
        ("if tolerated, 2/wk x 4 wk", EIGHT, "'if tolerated': the sessions are given to everybody"),
        ("3/wk for 2 wk, dose raised if tolerated", SIX, "'dose raised if tolerated' is left out"),
        ("3/wk for 2 wk (titrated to 1 mg/kg if tolerated)", SIX, "is left out: doses are those of"),
        ("dose increased if tolerated, 3/wk for 2 wk", SIX, "'dose increased if tolerated' is left out"),
        ("3/wk for 2 wk, repeated weekly x 3 unless remitted", (*SIX, 14, 21, 28), "'unless remitted': the"),
        ("2/wk x 2 wk, then weekly x 4 if response", FOUR_AND_WEEKLY, "'if response': the sessions are"),
        ("6 infusions over 2 weeks if no psychosis", SIX, "'if no psychosis': the sessions are"),
        ("2/wk (unless remitted) for 4 wk", EIGHT, "'unless remitted': the sessions are given"),
    ],
)
def test_a_condition_takes_no_course_away(words: str, days: tuple[float, ...], note: str) -> None:
    found = read(words)
    assert found.days == pytest.approx(days)
    assert note in "; ".join(found.notes)
    assert "'( )'" not in "; ".join(found.notes)


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("0; repeat day 7 if no response", (0,)),
        ("0,2,4,7 if no response", (0, 2, 4)),
        ("2/wk x 2 wk; if no response, weekly x 4", FOUR),
        ("2/wk x 2 wk, if no response, weekly x 4", FOUR),
        ("0,3,7 (another dose day 14 if no response)", (0, 3, 7)),
    ],
)
def test_sessions_of_some_people_only_are_still_left_out(words: str, days: tuple[float, ...]) -> None:
    found = read(words)
    assert found.days == pytest.approx(days)
    assert sum("is for some people only and is left out" in note for note in found.notes) == 1


def test_sessions_if_needed_are_sessions_as_needed() -> None:
    found = read("2/wk x 2 wk; weekly x 4 if needed")
    assert found.days == FOUR
    assert "sessions as needed after the course are left out" in found.notes
    with pytest.raises(NotPredictedError, match="as needed"):
        read("weekly if needed")


@pytest.mark.parametrize(
    ("words", "rating"),
    [
        ("2/wk x 2 wk, assessed at 2 wk then weekly x 4", "assessed at 2 wk"),
        ("2/wk x 2 wk, assessed at 1, 2 and 4 wk then weekly x 4", "assessed at 1, 2 and 4 wk"),
        ("2/wk x 2 wk with follow-up then weekly x 4", "with follow-up"),
        ("2/wk (assessed at 2 wk) x 2 wk then weekly x 4", "assessed at 2 wk"),
        ("2/wk x 2 wk; follow-up weekly x 4", ""),
        ("2/wk x 2 wk then follow-up infusions weekly x 4", ""),
    ],
)
def test_sessions_after_ratings_stay(words: str, rating: str) -> None:
    found = read(words)
    assert found.days == pytest.approx(FOUR_AND_WEEKLY)
    told = f"{rating!r} is left out: ratings are no sessions"
    assert found.notes == ((told,) if rating else ())


def test_ratings_alone_are_told() -> None:
    assert prepared("2/wk for 4 wk then followed to 8 wk").notes == (
        "'then followed to 8 wk' is left out: ratings are no sessions",
    )
    assert read("2/wk x 4 wk, follow-up visits weekly").days == pytest.approx(EIGHT)


@pytest.mark.parametrize(
    "words",
    [
        "single infusion; outcomes at day 1 and day 7",
        "once, madrs at days 1, 3, 7",
        "once; HAM-D17 at 24 h and day 7",
        "single infusion, primary outcome at 24 h",
        "single dose on day 1, crossover to placebo on day 8",
        "single dose on day 1, crossed over to midazolam after 7 days",
    ],
)
def test_a_single_session_with_ratings_or_a_crossover_is_one(words: str) -> None:
    found = read(words)
    assert found.days == (0.0,)
    assert len(found.notes) == 1
    assert "is left out" in found.notes[0]


def test_further_sessions_of_a_single_one_are_not_lost() -> None:
    assert read("single infusion, then weekly x 3").days != (0.0,)
    assert read("infusion 1 on d0, infusion 2 on d7").days == (0.0, 7.0)


@pytest.mark.parametrize(
    "words",
    [
        "6 infusions over 2 weeks; interval 5 d to 3 wk by month 0",
        "6 infusions over 2 weeks; interval 0 d to 0 wk by month 2",
        "0 infusions over 2 weeks",
        "6 infusions over 0 weeks",
        "3 in week 3-1",
        "3 infusions in week 0",
        "every 0 weeks x 4",
        "0-weekly x 4",
        "0/wk for 2 weeks",
        "2/wk for 0 weeks",
        "daily for 0 days",
        "daily days 5-3",
        "weekly weeks 5-3",
        "weekly x 0",
        "0 sessions 2 days apart",
        "3 sessions 0 days apart",
        "x0",
        "daily until day 0",
        "daily for 99999999999 weeks",
        f"{'9' * 400} infusions over 2 weeks",
    ],
)
def test_counts_and_lengths_of_nothing_are_refused_by_name(words: str) -> None:
    with pytest.raises(NotPredictedError, match="not read"):
        read(words)


def test_a_row_without_sessions_is_refused_and_no_crash() -> None:
    reason = refusal(arms=(ARM | {"schedule": "0 infusions over 2 weeks"}, SALINE))
    assert "'0' of a schedule is not read: 0 is no course" in reason


def test_a_taper_over_weeks_has_no_rhythm_and_is_told() -> None:
    found = read("2/wk x 4 wk, then tapered over 4 weeks")
    assert found.days == pytest.approx(EIGHT)
    assert "'tapered over 4 weeks' gives no rhythm and is left out" in found.notes
    assert read("2/wk x 2 wk, then tapered to weekly x 4").days == pytest.approx(FOUR_AND_WEEKLY)
    assert len(read("2/wk x 4 wk, then tapered to every 2 weeks for 8 weeks").days) == 12


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("biweekly (twice a week) for 4 weeks", EIGHT),
        ("biweekly infusions (i.e. twice a week) for 4 weeks", EIGHT),
        ("biweekly (2/wk) for 4 weeks", EIGHT),
        ("twice weekly (biweekly) for 4 weeks", EIGHT),
        ("biweekly (every 2 weeks) for 4 weeks", (0, 14)),
        ("biweekly for 4 weeks", (0, 14)),
    ],
)
def test_a_word_with_two_meanings_is_what_the_schedule_says(words: str, days: tuple[float, ...]) -> None:
    assert read(words).days == pytest.approx(days)


def test_the_explanation_of_a_word_is_told() -> None:
    assert (
        "'biweekly' is read as 'twice a week', as the schedule says" in read("biweekly (twice a week)").notes
    )
    assert "'biweekly' is read as every 2 weeks" in read("biweekly for 4 weeks").notes


@pytest.mark.parametrize(
    "words",
    [
        "2/wk for 2 weeks with or without lithium",
        "2/wk for 2 weeks then placebo or lithium",
        "2/wk for 2 weeks then lithium 600 mg/day or placebo",
        "2/wk for 2 weeks then lithium/placebo",
    ],
)
def test_a_drug_that_a_schedule_leaves_open_is_told_once_and_not_given(words: str) -> None:
    row, (only,) = beside_of(arm(schedule=words))
    assert (row.schedule, only.kind.name) == ("2/wk for 2 weeks", "lithium")
    assert only.note == f"lithium beside it {NOT_SIMULATED} (the schedule leaves open who gets it)"
    found = ask(arms=(ARM | {"schedule": words}, SALINE))
    assert found.notes.count(only.note) == 1
    assert {dose.compound for dose in found.planned[0].scenario.portions[0][0].doses} == {"ketamine"}


def test_two_doses_of_a_drug_leave_nothing_open() -> None:
    (only,) = beside_of(arm(schedule="2/wk for 2 weeks with lithium 300 or 600 mg/day"))[1]
    assert not only.reason


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("3/wk + lithium 600 mg/day for 2 weeks", "3/wk for 2 weeks"),
        ("3/wk + lithium 600 mg/day x 2 weeks", "3/wk x 2 weeks"),
        ("3/wk with daily lithium for 2 weeks then weekly x 4", "3/wk for 2 weeks then weekly x 4"),
        ("lithium 600 mg/day + 3/wk for 2 weeks", "3/wk for 2 weeks"),
        ("weekly x 4 with lithium 600 mg/day for 8 weeks", "weekly x 4"),
        ("0,2,4 then lithium for 4 weeks", "0,2,4"),
        ("2/wk x 2 wk then lithium for 12 weeks", "2/wk x 2 wk"),
    ],
)
def test_a_length_after_a_drug_is_of_sessions_that_have_none(words: str, kept: str) -> None:
    assert beside_of(arm(schedule=words))[0].schedule == kept


def test_a_course_beside_lithium_ends_when_it_says() -> None:
    row = ARM | {"schedule": "3/wk + lithium 600 mg/day for 2 weeks"}
    found = ask(arms=(row, SALINE), base=OUTCOME | {"time_h": "2016"})
    assert found.planned[0].course_h == pytest.approx([24 * day for day in SIX])


@pytest.mark.parametrize(("week", "day"), [("week 0", 0), ("week 1", 0), ("week 2", 7), ("wk 3", 14)])
@pytest.mark.parametrize("begins", ["from", "starting"])
def test_weeks_count_from_one_for_sessions_and_drugs(begins: str, week: str, day: float) -> None:
    (drug,) = beside_of(arm(schedule=f"weekly x4 + lithium 600 mg/day {begins} {week}"))[1]
    assert drug.from_h == 24 * day
    assert not drug.background
    sessions = read(f"0; weekly x 2 {begins} {week}").days
    assert min(one for one in sessions if one > 0) >= max(day, 1e-6)
    assert day == 0 or day in sessions


def test_units_of_intervals_that_grow_are_those_of_schedules() -> None:
    assert "wks?" in UNIT
    short = widening_days("interval 5 d to 3 w by month 5", 6)
    assert short == widening_days("interval 5 days to 3 weeks by month 5", 6)
    assert short is not None
    assert short[:2] == (0.0, 5.0)
