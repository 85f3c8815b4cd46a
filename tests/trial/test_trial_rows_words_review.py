"""Words beside what a row means: earlier drugs, later sessions, denials, mentions and shares."""

import pytest
from trial_row_samples import ARM, OUTCOME, RATE, SALINE, arm, ask

from nemda.trial.rows.cohort import CRISIS_SCALE, OLDER_AGE_Y, cohort_of
from nemda.trial.rows.conduct import conduct_of, new_drug_of, with_shared_words
from nemda.trial.rows.request import Request
from nemda.trial.rows.times import named_session
from nemda.units import HOURS_PER_DAY, HOURS_PER_WEEK

SIX = {"schedule": "0,2,4,7,9,11"}
WITHDRAWN = ARM | {"design": "randomised withdrawal double-blind", "schedule": "weekly x12"}


def told(request: Request) -> str:
    """Return everything that is told of a row."""
    return "; ".join(request.notes)


@pytest.mark.parametrize(
    "note",
    [
        "SSRI started >=4 weeks before baseline",
        "SSRI started >= 6 wk",
        "sertraline was started 2 months earlier",
        "fluoxetine was initiated 3 months ago",
        "antidepressant started prior to the study",
        "stable antidepressants from baseline",
        "antidepressants from baseline were kept unchanged",
        "none had SSRI started within 4 weeks",
        "SSRI was not changed and no antidepressant was started",
        "no newly started antidepressant",
    ],
)
def test_an_antidepressant_that_people_had_before_is_not_new(note: str) -> None:
    assert not new_drug_of(arm(note=note))
    both = with_shared_words([arm(note=note), arm(arm="saline")])
    assert [new_drug_of(one) for one in both] == ["", ""]
    assert "started" not in both[1].note


@pytest.mark.parametrize(
    ("note", "name"),
    [
        ("SSRI started at day 1, stable lithium", "antidepressant"),
        ("sertraline started on day 0; none had lithium before", "sertraline"),
        ("not responding to two drugs and starting escitalopram", "escitalopram"),
        ("previous SSRI was stopped. Escitalopram 7.5 mg was started", "escitalopram"),
        ("stable lithium; newly initiated oral antidepressant", "antidepressant"),
    ],
)
def test_an_antidepressant_of_the_study_is_still_new_for_all_arms(note: str, name: str) -> None:
    both = with_shared_words([arm(note=note), arm(arm="saline")])
    assert new_drug_of(both[0]) == name
    assert new_drug_of(both[1])


def test_an_earlier_drug_of_one_arm_is_not_made_new_by_another() -> None:
    both = with_shared_words([arm(note="SSRI started at day 0"), arm(note="SSRI started 8 weeks before")])
    assert [new_drug_of(one) for one in both] == ["antidepressant", ""]


@pytest.mark.parametrize(
    "note",
    ["TRD after two treatment failures", "after 2 treatment trials", "after two treatments had failed"],
)
def test_drugs_that_failed_before_are_no_sessions(note: str) -> None:
    assert named_session(note.lower(), (0.0, 48.0, 96.0)) is None
    found = ask(arms=(ARM | SIX, SALINE | SIX), time_h="24", note=note)
    assert found.measure.time_h == 24


@pytest.mark.parametrize(
    ("time_h", "note", "expected"),
    [
        ("24", "60% sustained it after last infusion", 24.0),
        ("168", "24 h after last infusion was 60%", 168.0),
        ("72", "24 h after last infusion", 72.0),
        ("24", "relapse (one of ten) after last infusion was rare", 24.0),
        ("24", "24 h after third infusion", 4 * 24 + 24.0),
        ("24", "1 day after third infusion; LOCF", 4 * 24 + 24.0),
        ("24", "after third infusion", 4 * 24 + 24.0),
        ("24", "rated after third infusion (completers)", 4 * 24 + 24.0),
        ("", "60% of them after third infusion", 4 * 24 + 24.0),
    ],
)
def test_a_time_counts_from_a_session_only_where_the_note_means_it(
    time_h: str, note: str, expected: float
) -> None:
    found = ask(arms=(ARM | SIX, SALINE | SIX), time_h=time_h, note=note)
    assert found.measure.time_h == expected


@pytest.mark.parametrize(
    ("note", "factor"),
    [
        ("ketamine better tolerated", 1.0),
        ("did not favor ketamine", 1.0),
        ("no evidence that ketamine was better", 1.0),
        ("neither rating favoured ketamine", 1.0),
        ("favours treatment as usual", 1.0),
        ("positive favours treatment as usual", 1.0),
        ("positive favours treatment-as-usual", 1.0),
        ("favours active placebo", 1.0),
        ("treatment better", 1.0),
        ("ketamine better", -1.0),
        ("favours the active drug", -1.0),
        ("not significant, favors ketamine", -1.0),
        ("not significant but favors ketamine", -1.0),
        ("positive favours treatment", -1.0),
        ("ketamine better tolerated; favors ketamine", -1.0),
    ],
)
def test_only_words_that_the_drug_did_better_turn_a_sign(note: str, factor: float) -> None:
    found = ask(arm="ketamine_vs_saline", quantity="diff_vs_control", value="4", note=note)
    assert found.measure.factor == factor
    assert ("a positive difference is read as worse" in told(found)) == (factor > 0)


@pytest.mark.parametrize(
    ("people", "older", "crisis"),
    [
        ("TRD (no response to 2 antidepressants) and age 65 and older", True, False),
        ("TRD with no response to 2 antidepressants aged 65 and older", True, False),
        ("TRD (no psychosis) age 65 and older", True, False),
        ("MDD without psychosis aged 65 years and older", True, False),
        ("MDD, exclusively older adults", True, False),
        ("MDD (excluding psychosis) with acute suicidal ideation", False, True),
        ("TRD with no psychosis and acute suicidal ideation", False, True),
        ("MDD without psychosis with active suicidal ideation", False, True),
        ("MDD, no patients with acute suicidal ideation", False, False),
        ("MDD, no adults aged 65 and older", False, False),
        ("MDD, not aged 65 or older", False, False),
        ("MDD; excluded: psychosis (any), acute suicidality, age > 65", False, False),
        ("MDD; exclusions: older adults and acute suicidality", False, False),
    ],
)
def test_who_takes_part_after_a_no(people: str, older: bool, crisis: bool) -> None:
    found = cohort_of(arm(population=people, trd="no"))
    assert found.age_y == (OLDER_AGE_Y if older else None)
    assert found.crisis == (CRISIS_SCALE if crisis else 0.0)


@pytest.mark.parametrize(
    ("design", "known"),
    [
        ("double-blind RCT with open-label extension after 4 weeks", False),
        ("double-blind RCT; open-label continuation to week 8", False),
        ("double-blind RCT with open-label extension of 6 months", False),
        ("RCT double-blind with open-label extension following the double-blind phase", False),
        ("open-label phase to week 4 and double-blind randomised withdrawal", False),
        ("open-label extension of RCT double-blind", True),
        ("open-label extension to a double-blind RCT", True),
        ("open-label extension to week 52 of a double-blind RCT", True),
        ("long-term open-label extension of two double-blind RCTs", True),
        ("52-week open-label extension after a double-blind RCT", True),
        ("open-label phase following a double-blind RCT", True),
    ],
)
def test_an_extension_that_is_mentioned_leaves_a_blind_study_blind(design: str, known: bool) -> None:
    assert conduct_of(arm(design=design)).known == known


@pytest.mark.parametrize(
    ("note", "most"),
    [
        ("MADRS less than 50% of baseline", 10.0),
        ("MADRS < 50 % of baseline", 10.0),
        ("score <= 50 percent of baseline", 10.0),
        ("<50% of baseline", 10.0),
        ("MADRS less than 12 of 60", 11.0),
        ("MADRS <= 12. 50% responded", 12.0),
    ],
)
def test_a_share_of_the_baseline_is_no_score_of_remission(note: str, most: float) -> None:
    assert ask(base=RATE, quantity="remission_rate", note=note).measure.remission == most


RELAPSE = OUTCOME | {"quantity": "relapse_rate", "value": "30", "unit": "%", "time_h": ""}


@pytest.mark.parametrize(("note", "weeks"), [("week 12", 12), ("24 weeks", 24), ("LOCF; week 32", 32)])
@pytest.mark.parametrize("base", [ARM | SIX, WITHDRAWN])
@pytest.mark.parametrize(
    ("quantity", "unit"),
    [("relapse_rate", "%"), ("sustained_response_rate", "%"), ("time_to_relapse", "weeks")],
)
def test_relapse_is_looked_for_until_the_week_of_the_note(
    base: dict[str, str], quantity: str, unit: str, note: str, weeks: int
) -> None:
    found = ask(arms=(base, SALINE), base=RELAPSE, quantity=quantity, unit=unit, note=note)
    assert found.measure.time_h == weeks * HOURS_PER_WEEK
    assert found.measure.looks_h[-1] == weeks * HOURS_PER_WEEK
    assert "26 weeks" not in told(found)


def test_relapse_after_a_session_counts_from_it() -> None:
    found = ask(arms=(ARM | SIX, SALINE), base=RELAPSE, note="4 weeks after last infusion")
    assert found.measure.looks_h[-1] == 11 * HOURS_PER_DAY + 4 * HOURS_PER_WEEK


@pytest.mark.parametrize(
    ("base", "quantity", "note", "weeks", "words"),
    [
        (ARM | SIX, "relapse_rate", "", 26, "within 26 weeks after the course"),
        (ARM | SIX, "time_to_relapse", "after last infusion", 26, "within 26 weeks after the course"),
        (ARM | SIX, "time_to_relapse", "within 8 weeks", 8, "within 8 weeks after the course"),
        (WITHDRAWN, "relapse_rate", "", 26, "within 26 weeks"),
        (WITHDRAWN, "relapse_rate", "within 8 weeks", 8, "within 8 weeks"),
        (WITHDRAWN, "time_to_relapse", "", 11, "within 11 weeks, as long as there are sessions"),
    ],
)
def test_what_is_told_of_relapse_is_when_it_is_looked_for(
    base: dict[str, str], quantity: str, note: str, weeks: int, words: str
) -> None:
    found = ask(arms=(base, SALINE), base=RELAPSE, quantity=quantity, unit="", note=note)
    looks = found.measure.looks_h
    assert looks[-1] - looks[0] == pytest.approx(weeks * HOURS_PER_WEEK)
    assert f"no time given: relapse {words}" in told(found).split("; ")
