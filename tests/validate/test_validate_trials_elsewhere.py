"""Rows beyond a score of depression: other complaints, pain, magnesium, titration, responders, steps."""

import numpy as np
import pytest
from test_validate_trials_predict import PEOPLE, course, courses, request
from test_validate_trials_rows import ARM, OUTCOME

from nemda.indication.library import fitted_numbers
from nemda.magnesium.mood import phq9_change
from nemda.trial.rows.arm_row import arm_rows, outcome_rows
from nemda.trial.rows.elsewhere import indication_of, numbers_of, reading_of
from nemda.trial.rows.reading_scales import scale_reading
from nemda.trial.rows.reckon import number_of
from nemda.trial.rows.request import Refused, Request, requests_of
from nemda.trial.rows.scenario import scenario_of
from nemda.trial.rows.schedule import schedule_of


def one(arms, **cells):
    found, _ = requests_of(outcome_rows([OUTCOME | cells]), arm_rows(arms))
    return found[0]


@pytest.mark.parametrize(
    ("scale", "name"),
    [("CAPS-5", "ptsd"), ("Y-BOCS", "ocd"), ("LSAS", "social_anxiety"), ("% days abstinent", "alcohol"),
     ("abstinence", "cocaine"), ("NRS pain", "pain"), ("pain resolution", ""), ("HAMD17", "")],
)  # fmt: skip
def test_scales_belong_to_their_indication(scale, name):
    assert indication_of(scale) == name


def test_depression_is_no_suicidal_ideation_and_a_visual_scale_ends_at_100():
    assert scale_reading("depression SMD").depression
    assert not scale_reading("SSI").depression
    assert scale_reading("VAS depression").of_madrs(np.array([30.0]))[0] == pytest.approx(50)


def test_veterans_get_their_own_reading_with_the_weight_of_the_first():
    assert reading_of("ptsd", "veterans with ptsd") == "veterans"
    numbers = numbers_of("ptsd", "veterans", 1, None)
    assert numbers.transfer[0, 0, 0] == fitted_numbers()["ptsd", "veterans"].transfer
    assert numbers.weight[0, 0, 0] == fitted_numbers()["ptsd", "civilians"].weight


def test_symptoms_of_another_disorder_fall_by_transfer_and_weight():
    asked = request(scale="CAPS-5", quantity="percent_change", unit="%")
    fitted = fitted_numbers()["ptsd", "civilians"]
    left = (1 - fitted.transfer * 0.5) * (1 - fitted.weight * 0.2)
    value = number_of(asked, courses(asked, course(0.5, 0.2)))[0]
    # 200 people with a scatter of 15 points of 100: standard error 1.1
    assert value == pytest.approx(100 * (left - 1), abs=4)


def test_pain_is_what_the_mechanism_leaves_of_the_pain_at_entry():
    asked = one([ARM | {"scale": "NRS pain", "baseline_mean": ""}], scale="NRS pain", quantity="mean")
    made = course(0.5, 0.0)._replace(baseline=np.full(PEOPLE, 42.0), chronic_pain=np.full((PEOPLE, 3), 0.6))
    assert number_of(asked, courses(asked, made))[0] == pytest.approx(7 * 0.6)
    assert any("pain 7 is assumed" in note for note in asked.notes)


@pytest.mark.parametrize(
    ("design", "points"), [("RCT crossover open-label", None), ("RCT double-blind", 0.0)]
)
def test_magnesium_has_its_upper_bound_in_open_trials_only(design, points):
    row = ARM | {
        "arm": "Mg", "compound": "magnesium chloride", "dose": "248", "unit": "mg elemental/day",
        "route": "PO", "schedule": "daily x42", "comparator": "no treatment", "scale": "PHQ9",
        "baseline_mean": "12", "design": design,
    }  # fmt: skip
    asked = one([row], arm="Mg_vs_none", scale="PHQ9", quantity="diff_vs_control", time_h="1008")
    assert isinstance(asked, Request)
    same = course(0.0, 0.1)
    value = number_of(asked, courses(asked, same, same))[0]
    bound = phq9_change(1008.0, 248.0, "upper bound").value
    # the slope between MADRS and PHQ-9 cancels
    assert value == pytest.approx(bound if points is None else points, abs=1e-6)


def test_a_titrated_dose_rises_over_the_sessions_and_any_step_counts():
    row = ARM | {"dose": "0.1-0.5", "schedule": "0,7,14,21,28 (titrated, >=1 wk apart)"}
    planned = scenario_of(arm_rows([row])[0], 700.0)
    amounts = [dose.amount for dose in planned.scenario.portions[0][0].doses]
    assert amounts == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5])
    asked = one([row], quantity="remission_rate", unit="%", value="50", note="remission at any dose")
    assert asked.measure.looks_h == pytest.approx([24 + 168 * week for week in range(5)])


def test_earlier_responders_respond_more_often_than_everybody():
    everybody = request(quantity="response_rate", unit="%", value="50")
    chosen = one(
        [ARM | {"population": "TRD, prior responders to one dose"}],
        quantity="response_rate",
        unit="%",
        value="50",
    )
    made = course(0.0, 0.5, spread=0.2)
    usual = number_of(everybody, courses(everybody, made))[0]
    enriched = number_of(chosen, courses(chosen, made))[0]
    assert usual == pytest.approx(50)
    assert 75 < enriched < 100  # ratings differ from day to day, so not everybody does


def test_all_steps_count_who_is_never_well_in_any():
    arms = [
        ARM
        | {"arm": f"step {n}", "compound": "SSRI", "dose": "", "route": "PO", "schedule": "daily up to 14 wk"}
        for n in (1, 2)
    ]
    asked = one(arms, arm="all steps", quantity="response_rate", unit="%", value="50", time_h="")
    assert [arm.arm for arm in asked.arms] == ["step 1", "step 2"]
    half = course(0.0, 0.5, spread=0.2)
    made = {planned.scenario: half for planned in asked.planned}
    assert number_of(asked, made)[0] == pytest.approx(75)


def test_a_correlation_with_anything_but_dissociation_is_refused():
    found = one([ARM], quantity="correlation", unit="r with plasma BDNF")
    assert isinstance(found, Refused)
    assert isinstance(one([ARM], quantity="correlation", unit="r CADSS vs change"), Request)


def test_days_with_a_letter_are_read():
    assert schedule_of("d1,d3,d5", "", 30.0).days == (0, 2, 4)
    assert schedule_of("days 1, day 4 and day 8", "", 30.0).days == (0, 3, 7)


def test_a_control_without_kinetics_by_its_route_takes_another_and_says_so():
    row = arm_rows([ARM | {"compound": "midazolam", "dose": "0.025", "route": "SC"}])[0]
    assert any("no kinetics of midazolam given sc" in note for note in scenario_of(row, 24.0).notes)


def test_an_antidepressant_after_the_course_starts_with_its_last_session():
    row = arm_rows([ARM | {"arm": "ketamine then oral AD", "schedule": "0,3"}])[0]
    doses = scenario_of(row, 240.0).scenario.portions[0][0].doses
    started = [dose.start_h for dose in doses if dose.compound == "escitalopram"]
    assert min(started) == 72.0
    assert max(started) == 216.0
