"""Rows that were once read plausibly and wrongly, in the words of people who tabulate trials."""

import pytest
from trial_row_samples import ARM, OUTCOME, RATE, SALINE, ask, refusal

from nemda.trial.rows.request import Request
from nemda.trial.rows.schedule import schedule_of
from nemda.trial.rows.study import ALL_RESPONDERS
from nemda.trial.rows.text import plain

SIX = (0, 2, 4, 7, 9, 11)
EIGHT = (0, 3, 7, 10, 14, 17, 21, 24)
SPRAY = ARM | {"compound": "esketamine", "dose": "84", "unit": "mg", "route": "IN", "duration_min": ""}


def doses_of(request: Request, compound: str, which: int = 0) -> list[tuple[float, float, str]]:
    """Return day, amount and route of every dose of a compound in the first portion of an arm."""
    regimen = request.planned[which].scenario.portions[0][0]
    return [(one.start_h / 24, one.amount, one.route) for one in regimen.doses if one.compound == compound]


def told(request: Request) -> str:
    """Return everything that is told of a row."""
    return "; ".join(request.notes)


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("twice weekly for 4 wk then followed to 8 wk", EIGHT),
        ("2/wk x4wk, follow-up 12 wk", EIGHT),
        ("2 infusions in week 1, 1 infusion in weeks 2, 3 and 4", (0, 3, 7, 14, 21)),
        ("loading 3 in week 1, 2 in week 2, 1 in week 3", (0, 2, 4, 7, 10, 14)),
        ("induction 6x over 2 wk; maintenance weekly x 2", (*SIX, 14, 21)),
        ("baseline, day 7, day 14", (0, 7, 14)),
        ("first infusion day 0, then 2x/week from day 7 x 2 wk", (0, 7, 10, 14, 17)),
        ("4 infusions, 1 week apart, then every 2 weeks x 2", (0, 7, 14, 21, 28, 42)),
        ("Acute: 6 infusions in 2 weeks. Continuation: 2 weekly infusions.", (*SIX, 14, 21)),
        ("2 per week (4 wk)", EIGHT),
        ("3x/wk (max 6)", SIX),
        ("2/wk x 1 wk, 1/wk in week 2", (0, 3, 7)),
        ("0,2,4,7,9,11 then weekly x2", (*SIX, 14, 21)),
        ("d1,4,8,11,15,18,22,25 then weekly wk 5-6", (*EIGHT, 28, 35)),
        ("6 infusions over 10 days then weekly x 1", (0, 2, 4, 6, 8, 10, 12)),
        ("weekly x3 with prolonged exposure", (0, 7, 14)),
    ],
)
def test_the_sessions_that_a_person_means(words: str, days: tuple[float, ...]) -> None:
    assert schedule_of(plain(words), "", 200.0).days == pytest.approx(days)


@pytest.mark.parametrize(
    ("words", "note"),
    [
        ("0; repeat day 7 if no response", "for some people only and is left out"),
        ("2/wk for 2 wk, then taper", "gives no rhythm and is left out"),
        ("0,3,7 (open label from day 21)", "'(open label from day 21)' in the schedule is left out"),
        ("0,2,4; weekly for responders x2", "'for responders': the sessions are given to everybody"),
        ("2-3/wk x 3 wk", "2-3/wk: its middle is taken"),
        ("weekly x3 with prolonged exposure", "prolonged exposure beside it is not simulated"),
        ("daily x42 after ketamine", "what came before ('after ketamine') is not simulated"),
        ("2/wk then 1/wk", "phases without a length share the time equally"),
    ],
)
def test_what_a_schedule_leaves_out_is_told(words: str, note: str) -> None:
    assert note in "; ".join(schedule_of(words, "", 28.0).notes)


def test_an_open_phase_after_counted_ones_ends_when_it_says() -> None:
    found = schedule_of("6 infusions in 2 weeks; weekly x4; every 4 weeks until 6 months", "", 365.0)
    assert found.days[:10] == pytest.approx((*SIX, 14, 21, 28, 35))
    assert found.days[10] == pytest.approx(42.0)
    assert 182.4 - 28 <= found.days[-1] < 182.4  # the last before six months


@pytest.mark.parametrize("scale", ["HAM-D", "HAM-D 17", "HADS-D", "CES-D", "MADRS"])
def test_a_letter_in_the_name_of_a_scale_is_no_effect_size(scale: str) -> None:
    assert not ask(scale=scale).measure.effect_size


@pytest.mark.parametrize(
    ("unit", "scale"), [("Cohen d", "HAM-D"), ("points", "depression SMD"), ("d", "MADRS")]
)
def test_an_effect_size_is_still_one(unit: str, scale: str) -> None:
    assert ask(unit=unit, scale=scale).measure.effect_size


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        ({"time_h": "", "note": "LOCF; week 4"}, 28.0),
        ({"time_h": "", "note": "day 5"}, 5.0),
        ({"time_h": "24", "note": "24 h after third infusion"}, 5.0),
        ({"time_h": "", "note": "after the second infusion"}, 3.0),
        ({"time_h": "120", "note": "24 h after third infusion"}, 5.0),
        ({"time_h": "", "note": "placebo was 66% of it at day 7"}, 5.0),
    ],
)
def test_times_that_a_note_gives(cells: dict[str, str], days: float) -> None:
    schedule = {"schedule": "0,2,4"}
    found = ask(arms=(ARM | schedule, SALINE | schedule), base=OUTCOME | cells)
    assert found.measure.time_h == 24 * days


def test_sustained_response_without_a_time_tells_how_long_people_are_followed() -> None:
    found = ask(base=RATE, quantity="sustained_response_rate", time_h="")
    assert "relapse within 26 weeks" in told(found)
    assert "24 h after the last session" not in told(found)


def test_a_comparator_keeps_its_own_route() -> None:
    row = ARM | {"route": "IM", "duration_min": "", "comparator": "IV ketamine 0.25 mg/kg"}
    found = ask(arms=(row,), quantity="diff_vs_control", value="-1")
    assert doses_of(found, "ketamine") == [(0.0, 0.5, "im")]
    assert doses_of(found, "ketamine", 1) == [(0.0, 0.25, "iv")]


@pytest.mark.parametrize("words", ["with lithium 900 mg/day", "+ lithium 900 mg/day", "; lithium 900 mg/day"])
def test_a_drug_beside_in_the_schedule_is_given_and_leaves_the_sessions(words: str) -> None:
    found = ask(arms=(ARM | {"schedule": f"2/wk x2wk {words}"}, SALINE), time_h="336")
    assert [day for day, _, _ in doses_of(found, "ketamine")] == [0.0, 3.0, 7.0, 10.0]
    assert len(doses_of(found, "lithium")) == 14


def test_a_drug_after_the_sessions_begins_after_them() -> None:
    row = ARM | {
        "arm": "lithium",
        "schedule": "3/wk x2wk then weekly x2 then lithium",
        "comparator": "placebo",
    }
    found = ask(arms=(row,), arm="lithium", time_h="1008")
    assert [day for day, _, _ in doses_of(found, "ketamine")] == [*SIX, 14.0, 21.0]
    assert doses_of(found, "lithium")[0][0] == 22.0
    assert "not found" in refusal(arms=(row,), arm="lithium_vs_placebo", quantity="diff_vs_control")


def test_memantine_from_a_day_on() -> None:
    found = ask(arms=(ARM | {"schedule": "0,3; memantine 10 mg bid from day 8"},), time_h="336")
    assert doses_of(found, "memantine")[0][0] == 8.0


WITHDRAWN = SPRAY | {
    "design": "randomised withdrawal double-blind",
    "schedule": "weekly",
    "comparator": "placebo",
}


def test_each_dose_has_its_own_course_before_withdrawal() -> None:
    row = WITHDRAWN | {"dose": "56 or 84", "population": "TRD in remission after 16 weeks of esketamine"}
    found = ask(arms=(row,), quantity="relapse_rate", value="30", unit="%", time_h="")
    for regimen, _ in found.planned[0].scenario.portions:
        assert len({dose.amount for dose in regimen.doses if dose.compound == "esketamine"}) == 1
    assert found.subgroup == "remitters"
    assert "16 weeks of the drug before the arms part" in told(found)


def test_only_responders_go_on_to_withdrawal() -> None:
    found = ask(arms=(WITHDRAWN,), quantity="relapse_rate", value="30", unit="%", time_h="")
    assert found.subgroup == ALL_RESPONDERS
    assert "only people who respond to the course are counted (assumed)" in told(found)


def test_tablets_are_taken_daily_before_withdrawal() -> None:
    tablets = {"compound": "dextromethorphan-bupropion", "dose": "45-105", "unit": "mg", "route": "PO"}
    row = WITHDRAWN | tablets | {"schedule": "bid"}
    found = ask(arms=(row,), quantity="relapse_rate", value="30", unit="%", time_h="")
    before = [day for day, _, _ in doses_of(found, "bupropion") if day < 112]
    assert len(before) == 2 * 112


@pytest.mark.parametrize(
    "note", ["optimised SOC AD started at day 1", "sertraline 150 mg/day from baseline", "SSRI initiated"]
)
def test_an_antidepressant_that_was_started_is_given(note: str) -> None:
    found = ask(arms=(ARM | {"note": note}, SALINE), time_h="168")
    assert found.planned[0].conduct.new_drug


def test_the_written_dose_of_a_new_antidepressant_is_given() -> None:
    found = ask(arms=(ARM | {"note": "sertraline 150 mg/day from baseline"}, SALINE), time_h="168")
    assert {amount for _, amount, _ in doses_of(found, "sertraline")} == {150.0}
    assert "sertraline 150 mg a day is started" in told(found)


@pytest.mark.parametrize(
    "people",
    [
        "MDD without current suicidal ideation",
        "MDD; excluded: acute suicidality, bipolar disorder, age > 65",
        "MDD, no older adults, no bipolar disorder",
    ],
)
def test_people_who_were_not_let_in_are_not_simulated(people: str) -> None:
    found = ask(arms=(ARM | {"population": people, "trd": "no"}, SALINE))
    assert found.planned[0].cohort.crisis == 0.0
    assert found.planned[0].cohort.age_y is None
    assert "bipolar" not in told(found)


def test_twice_a_day_in_the_unit() -> None:
    row = ARM | {
        "compound": "D-cycloserine",
        "dose": "500",
        "unit": "mg bid",
        "route": "PO",
        "schedule": "daily x14",
    }
    assert len(doses_of(ask(arms=(row,), time_h="336"), "cycloserine")) == 28


@pytest.mark.parametrize(
    ("note", "fall"),
    [
        ("at least 30% reduction", 0.3),
        ("reduction of at least 30%", 0.3),
        ("30% or greater reduction", 0.3),
        (">=40% MADRS reduction", 0.4),
        ("decrease of 40% or more", 0.4),
        ("", 0.5),
    ],
)
def test_response_in_words(note: str, fall: float) -> None:
    assert ask(base=RATE, note=note).measure.fall == fall


@pytest.mark.parametrize(
    ("note", "most"), [("MADRS score of 12 or less", 12.0), ("MADRS total score below 10", 9.0), ("", 10.0)]
)
def test_remission_in_words(note: str, most: float) -> None:
    assert ask(base=RATE, quantity="remission_rate", note=note).measure.remission == most


@pytest.mark.parametrize(
    ("value", "note", "factor"),
    [
        ("4", "ketamine better", -1.0),
        ("4", "favors ketamine", -1.0),
        ("-4", "favors ketamine", 1.0),
        ("4", "sign set so negative favours active drug", 1.0),
        ("4", "", 1.0),
    ],
)
def test_the_sign_of_a_difference(value: str, note: str, factor: float) -> None:
    found = ask(arm="ketamine_vs_saline", quantity="diff_vs_control", value=value, note=note)
    assert found.measure.factor == factor
    worse = "a positive difference is read as worse" in told(found)
    assert worse == (float(value) > 0 and factor > 0)


def test_a_part_of_the_people_that_is_not_read_is_told() -> None:
    assert "'ketamine women' is read as the arm 'ketamine'" in told(ask(arm="ketamine women"))
    assert "is read as the arm" not in told(ask(arm="ketamine responders"))


def test_what_a_ratio_counts_is_told() -> None:
    found = ask(arm="ketamine_vs_saline", quantity="odds_ratio", value="2", unit="OR")
    assert "odds ratio: of response (assumed)" in told(found)


def test_controls_without_a_drug_are_told() -> None:
    row = ARM | {"comparator": "active placebo"}
    assert "without a name is taken to do nothing" in told(
        ask(arms=(row,), quantity="diff_vs_control", value="-3")
    )


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("monday to friday x 2 weeks", 10),
        ("daily x 5 d/wk for 3 wk", 15),
        ("semi-weekly x 4 wk", 8),
        ("2/wk x 4 wk + 1/wk x 4 wk", 12),
        ("weekly infusions (n=6)", 6),
        ("weekly x 4 to 6", 5),
        ("1-3 infusions in week 1", 2),
        ("0, 3 d, 7 d", 3),
        ("days 1, 3, 5; then weekly on days 12, 19", 5),
        ("2/wk x 4 wk with option to continue weekly", 8),
    ],
)
def test_how_many_sessions_a_person_means(words: str, count: int) -> None:
    assert len(schedule_of(words, "", 200.0).days) == count


def test_every_two_weeks_in_one_word() -> None:
    found = schedule_of("2-weekly x 3", "", 90.0)
    assert found.days == (0.0, 14.0, 28.0)
    assert "'2-weekly' is read as every 2 weeks" in found.notes


def test_cycles_are_refused() -> None:
    assert "cycles" in refusal(arms=(ARM | {"schedule": "3 cycles of 3 infusions, 4 weeks apart"}, SALINE))


@pytest.mark.parametrize(
    ("design", "known"),
    [
        ("open-label RCT, blinded raters", True),
        ("RCT open-label, assessor-blinded", True),
        ("open-label extension of RCT double-blind", True),
        ("chart review", True),
        ("RCT double-blind, then open-label extension", False),
        ("RCT (participants and raters blinded)", False),
        ("pragmatic RCT", False),
    ],
)
def test_who_knows_what_is_given(design: str, known: bool) -> None:
    found = ask(arms=(ARM | {"design": design}, SALINE))
    assert found.planned[0].conduct.known == known
    assert ("blind is assumed" in told(found)) == (design == "pragmatic RCT")
