"""Reading arms and outcomes of trial tables: schedules, doses, people, conduct, references."""

import pytest

from nemda.trial.rows.arm_row import arm_rows, outcome_rows
from nemda.trial.rows.cohort import cohort_of
from nemda.trial.rows.conduct import conduct_of
from nemda.trial.rows.refusal import NotPredictedError
from nemda.trial.rows.scenario import scenario_of
from nemda.trial.rows.schedule import schedule_of
from nemda.trial.rows.study import references_of

ARM = {
    "study_id": "new2030", "citation": "", "doi_or_pmid": "", "url": "", "population": "TRD outpatients",
    "trd": "yes", "design": "RCT parallel double-blind", "arm": "ketamine", "compound": "racemic ketamine",
    "dose": "0.5", "unit": "mg/kg", "route": "IV", "duration_min": "40", "schedule": "0",
    "comparator": "saline",
    "n": "20", "scale": "MADRS", "baseline_mean": "32", "baseline_sd": "5", "verified": "yes", "note": "",
}  # fmt: skip
OUTCOME = {
    "study_id": "new2030", "arm": "ketamine", "time_h": "24", "scale": "MADRS",
    "quantity": "change_from_baseline",
    "value": "-15", "unit": "points", "dispersion": "", "dispersion_type": "", "n": "20", "verified": "yes",
    "note": "",
}  # fmt: skip


def arm(**cells):
    return arm_rows([ARM | cells])[0]


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("0,2,4,7,9,11", (0, 2, 4, 7, 9, 11)),
        ("single", (0,)),
        ("days 1, 4, 8, 11", (0, 3, 7, 10)),
        ("0 (second dose day 3)", (0, 3)),
        ("twice weekly x 4 wk", (0, 3, 7, 10, 14, 17, 21, 24)),
        ("3x/week for 2 weeks", (0, 2, 4, 7, 9, 11)),
        ("6 infusions over 2 weeks", (0, 2, 4, 7, 9, 11)),
        ("once weekly x4", (0, 7, 14, 21)),
        ("every 2 days x 6", (0, 2, 4, 6, 8, 10)),
        ("2/wk x2 wk then 1/wk x2 wk", (0, 3, 7, 10, 14, 21)),
    ],
)
def test_schedules_in_words_become_days(words, days):
    assert schedule_of(words, "", 60.0).days == pytest.approx(days)


def test_a_rhythm_without_an_end_lasts_until_the_last_outcome_and_says_so():
    found = schedule_of("twice weekly", "", 10.0)
    assert found.days == (0, 3, 7)
    assert found.notes


def test_a_schedule_that_is_not_read_is_refused():
    with pytest.raises(NotPredictedError, match="not read"):
        schedule_of("as the doctor likes", "", 10.0)


def test_doses_follow_the_row():
    plan = scenario_of(arm(), 168.0)
    dose = plan.scenario.portions[0][0].doses[0]
    assert (dose.compound, dose.amount, dose.unit, dose.route) == ("ketamine", 0.5, "mg/kg", "iv")
    assert dose.duration_h == pytest.approx(40 / 60)
    assert plan.scenario.baseline == (32, 5)


def test_a_range_of_doses_stands_for_its_middle():
    plan = scenario_of(
        arm(compound="esketamine", dose="56-84", unit="mg", route="IN", duration_min=""), 168.0
    )
    assert plan.scenario.portions[0][0].doses[0].amount == 70
    assert any("middle" in note for note in plan.notes)


def test_drugs_given_together_become_doses_of_both():
    cells = {"compound": "dextromethorphan-bupropion", "dose": "45-105", "unit": "mg", "route": "PO",
             "duration_min": "", "schedule": "bid x42"}  # fmt: skip
    doses = scenario_of(arm(**cells), 1008.0).scenario.portions[0][0].doses
    assert {dose.compound for dose in doses} == {"dextromethorphan", "bupropion"}
    assert len(doses) == 2 * 2 * 42


def test_a_treatment_without_a_card_is_refused_with_its_name():
    with pytest.raises(NotPredictedError, match="psilocybin"):
        scenario_of(arm(compound="psilocybin", dose="25", unit="mg", route="PO"), 168.0)


def test_open_blind_and_asleep_change_what_is_known():
    assert conduct_of(arm(design="open-label repeated")).known
    assert not conduct_of(arm()).known
    asleep = scenario_of(arm(population="TRD, under general anesthesia for surgery"), 168.0)
    assert ("unblinding_switch", 0.0) in asleep.scenario.changes


def test_people_follow_population_and_scale():
    assert cohort_of(arm()).nonresistance == 0
    assert cohort_of(arm(trd="no", population="MDD")).nonresistance == 1
    assert cohort_of(arm(population="MDD with active suicidal ideation and intent")).crisis == 1
    # HAM-D17 20 stands for MADRS 26 in the cross-walk of Leucht 2018
    assert cohort_of(arm(scale="HAMD17", baseline_mean="20")).baseline[0] == pytest.approx(26)


def test_a_comparator_without_a_row_is_made_from_the_cell():
    outcome = outcome_rows([OUTCOME | {"arm": "ketamine_vs_midazolam", "quantity": "diff_vs_control"}])[0]
    found = references_of(outcome, (arm(comparator="midazolam 0.03 mg/kg"),))
    assert found.comparator is not None
    plan = scenario_of(found.comparator, 24.0)
    assert plan.scenario.portions[0][0].doses[0].amount == pytest.approx(0.03)
