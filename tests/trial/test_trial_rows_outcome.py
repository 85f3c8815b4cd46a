"""Outcomes of strangers: names of arms, units, signs, thresholds, and rows that are refused by name."""

import numpy as np
import pytest
from scipy.special import ndtr
from trial_pools import at_once
from trial_row_samples import ARM, OUTCOME, RATE, SALINE, ask, asked, refusal

from nemda.trial.rows.course import Course, joined
from nemda.trial.rows.reckon import number_of
from nemda.trial.rows.request import Refused, Request
from nemda.trial.rows.statistic import BLUR


def course(lift: float, other: float, people: int = 40) -> Course:
    """Return people of MADRS 30 with one lift, half of them without any."""
    lifts = np.where(np.arange(people) % 2, 0.0, lift)[:, None] * np.ones(2)
    times = np.array([0.0, 24.0])
    zeros = np.zeros(people)
    return Course(times, at_once(lifts), np.full((people, 2), other), np.full(people, 30.0), zeros, zeros)


def predicted(request: Request, *courses: Course) -> float:
    """Return the number of a request under given courses of its arms."""
    made = {planned.scenario: one for planned, one in zip(request.planned, courses, strict=True)}
    return float(number_of(request, made)[0])


@pytest.mark.parametrize(
    ("unit", "value", "n", "expected"),
    [("%", "50", "20", 50.0), ("percent", "50", "20", 50.0), ("share", "0.5", "20", 0.5),
     ("proportion", "0.5", "", 0.5), ("", "0.5", "20", 0.5), ("n", "10", "20", 10.0),
     ("patients", "10", "20", 10.0)],
)  # fmt: skip
def test_a_rate_is_predicted_in_its_own_unit(unit, value, n, expected):
    request = ask(base=RATE, unit=unit, value=value, n=n)
    assert predicted(request, course(2.0, 0.0)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("unit", "value", "n", "why"),
    [("%", "140", "20", "value 140 is no rate"), ("%", "-5", "20", "is no rate"),
     ("n", "30", "20", "no count of 20"), ("n", "10", "", "without their number")],
)  # fmt: skip
def test_a_rate_that_cannot_be_is_refused(unit, value, n, why):
    assert why in refusal(base=RATE, unit=unit, value=value, n=n)


@pytest.mark.parametrize(
    ("unit", "value", "note", "sign"),
    [("points", "-15", "", -1), ("points reduction", "15", "", 1),
     ("points", "15", "positive favors ketamine", 1), ("points", "15", "positive values favour the drug", 1),
     ("points reduction", "-15", "", -1)],
)  # fmt: skip
def test_gains_are_given_back_with_the_sign_of_the_row(unit, value, note, sign):
    request = ask(unit=unit, value=value, note=note)
    assert predicted(request, course(2.0, 0.0)) * sign > 10


@pytest.mark.parametrize("name", ["mean reduction", "percent improvement"])
def test_a_quantity_named_a_gain_is_positive(name: str):
    assert predicted(ask(quantity=name, value="15"), course(2.0, 0.0)) > 10
    assert predicted(ask(quantity=name, value="-15"), course(2.0, 0.0)) < -10


def test_differences_follow_the_sign_of_the_row():
    cells = {"arm": "ketamine vs saline", "quantity": "difference", "value": "7"}
    usual, turned = ask(**cells), ask(**cells, note="positive favours ketamine")
    courses = course(2.0, 0.0), course(0.0, 0.0)
    assert predicted(usual, *courses) == pytest.approx(-predicted(turned, *courses))
    assert predicted(usual, *courses) < -10


def test_times_to_relapse_and_differences_of_rates_have_their_units():
    cells = {"quantity": "time_to_relapse", "time_h": "", "value": "3"}
    assert ask(**cells, unit="weeks").measure.factor == pytest.approx(1 / 7)
    assert ask(**cells, unit="days").measure.factor == 1
    share = ask(arm="ketamine_vs_saline", quantity="risk_difference", value="0.25", unit="RD")
    assert share.measure.factor == pytest.approx(0.01)
    assert ask(arm="ketamine_vs_saline", quantity="risk_difference", value="25", unit="%").measure.factor == 1


@pytest.mark.parametrize(
    ("name", "quantity"),
    [("SMD", "diff_vs_control"), ("mean difference", "diff_vs_control"), ("median", "mean"),
     ("OR", "odds_ratio"), ("pct_change", "percent_change"), ("HR", "hazard_ratio"),
     ("Remission", "remission_rate")],
)  # fmt: skip
def test_other_names_of_quantities(name, quantity):
    value = "0.5"
    found = ask(arm="ketamine_vs_saline", quantity=name, value=value, unit="")
    assert found.measure.quantity == quantity
    assert found.measure.effect_size == (name == "SMD")


@pytest.mark.parametrize("name", ["ketamine_vs_saline", "ketamine vs. saline", "ketamine versus saline",
                                  "ketamine - saline", "Ketamine minus saline"])  # fmt: skip
def test_two_arms_are_found_however_they_are_joined(name):
    found = ask(arm=name, quantity="diff_vs_control")
    assert [each.arm for each in found.arms] == ["ketamine", "saline"]


def test_a_difference_without_a_comparator_takes_that_of_the_arm():
    found = ask(quantity="diff_vs_control")
    assert [each.arm for each in found.arms] == ["ketamine", "saline"]
    assert any("no comparator is named" in note for note in found.notes)
    assert "named comparator" in refusal(arm="saline", quantity="diff_vs_control")
    assert "named comparator" in refusal(quantity="p_value", value="0.04")


def test_a_comparator_with_a_range_of_doses_takes_its_middle():
    found = ask(arms=(ARM | {"comparator": "midazolam 0.025-0.045 mg/kg"},), quantity="diff_vs_control")
    assert found.planned[1].scenario.portions[0][0].doses[0].amount == pytest.approx(0.035)


def test_a_comparator_with_the_same_drug_takes_its_dose():
    arms = (ARM | {"arm": "naltrexone 50 mg + ketamine", "dose": "0.4", "comparator": "placebo + ketamine"},)
    found = ask(arms=arms, arm="naltrexone_vs_placebo", quantity="diff_vs_control")
    given = found.planned[1].scenario.portions[0][0].doses
    (dose,) = [one for one in given if one.compound != "placebo"]
    assert (dose.compound, dose.amount) == ("ketamine", 0.4)


def test_a_name_of_several_doses_means_all_of_them():
    arms = (
        ARM | {"arm": "ketamine 0.5", "n": "30"},
        ARM | {"arm": "ketamine 0.2", "dose": "0.2", "n": "10"},
        SALINE,
    )
    for name in ("ketamine", "all doses", "ketamine pooled"):
        found = ask(arms=arms, arm=name, n="")
        assert [share for _, share in found.planned[0].scenario.portions] == pytest.approx([0.75, 0.25])
        assert found.sizes == (40,)
    assert ask(arms=arms, arm="0.2 mg/kg").arms[0].arm == "ketamine 0.2"
    assert len(ask(arms=arms, arm="ketamine 0.2").planned[0].scenario.portions) == 1
    assert ask(arms=arms, arm="ketamine_vs_saline", quantity="diff_vs_control", n="").sizes == (40, 20)


def test_a_threshold_holds_for_the_other_rows_of_its_scale():
    rows = (
        RATE | {"note": ">=30% fall within 2 wk", "time_h": "336"},
        RATE | {"arm": "saline", "time_h": "336"},
        RATE | {"arm": "saline", "time_h": "336", "scale": "VAS-Anxiety"},
    )
    first, second, other = (one.measure for one in asked(*rows) if isinstance(one, Request))
    assert (first.fall, second.fall, other.fall) == (0.3, 0.3, 0.5)
    assert len(first.looks_h) == len(second.looks_h) == len(other.looks_h) == 14
    assert any("defined so by other rows" in note for note in second.notes)


def test_two_thresholds_are_not_passed_on():
    rows = RATE | {"note": ">=30% fall"}, RATE | {"note": ">=50% fall"}, RATE | {"arm": "saline"}
    found = asked(*rows)[2]
    assert isinstance(found, Request)
    assert found.measure.fall == 0.5


def test_a_p_value_is_no_score_of_remission():
    cells = {"quantity": "remission_rate", "value": "20", "unit": "%"}
    assert ask(**cells, note="p<0.05").measure.remission == 10
    assert ask(**cells, note="MADRS < 12, p<0.05").measure.remission == 11
    assert ask(**cells, note="HAMD17 <= 7").measure.remission == 10  # of another scale


def test_placebo_is_judged_as_the_esketamine_beside_it():
    arms = (
        ARM | {"arm": "esketamine", "compound": "esketamine", "dose": "56", "unit": "mg", "route": "IN"},
        SALINE | {"arm": "placebo", "compound": "placebo", "route": "IN"},
    )
    cells = {"quantity": "remission_rate", "value": "20", "unit": "%"}
    assert ask(arms=arms, arm="placebo", **cells).measure.remission == 12
    assert ask(arms=(ARM, SALINE), arm="saline", **cells).measure.remission == 10


def test_a_response_in_points_counts_points():
    request = ask(base=RATE, note=">=10-point fall")
    # 13.5 of 30 points, less than half; near the limit the share is smooth within a point (10.87 of 30)
    assert predicted(request, course(0.6, 0.0)) == pytest.approx(50, abs=0.1)
    fall = 30 * (1 - np.exp(-0.45))
    assert predicted(request, course(0.45, 0.0)) == pytest.approx(50 * ndtr((fall - 10) / BLUR), rel=1e-3)


def test_a_study_without_times_of_relapse_ends_with_its_last_time():
    rhythm = ARM | {"schedule": "twice weekly for 2 weeks then weekly"}
    rows = OUTCOME | {"time_h": "672"}, OUTCOME | {"quantity": "hazard_ratio", "value": "0.5", "time_h": "",
                                                   "arm": "ketamine_vs_saline"}  # fmt: skip
    found = asked(*rows, arms=(rhythm, SALINE))[1]
    assert isinstance(found, Request)
    assert found.planned[0].course_h[-1] == 21 * 24  # the last week before day 28


@pytest.mark.parametrize(
    ("cells", "why"),
    [({"value": "about ten"}, "value 'about ten' is no number"), ({"n": "thirty"}, "n 'thirty' is no number"),
     ({"time_h": "soon"}, "time_h 'soon' is no number"), ({"quantity": ""}, "quantity is empty")],
)  # fmt: skip
def test_a_bad_cell_of_an_outcome_is_named_by_study_row_and_field(cells, why):
    assert refusal(**cells) == f"study 'new2031', row 1 of the outcomes: {why}"


def test_a_bad_cell_of_an_arm_is_named_by_study_row_and_field():
    arms = (SALINE, ARM | {"baseline_mean": "33,1", "n": "x"})
    why = (
        "study 'new2031', row 2 of the arms (ketamine): n 'x' is no number, baseline_mean '33,1' is no number"
    )
    assert refusal(arms=arms) == why
    assert ask(arms=arms, arm="saline").arms[0].arm == "saline"


def test_an_arm_that_stands_twice_is_refused():
    assert "more than once (rows 1 and 2)" in refusal(arms=(ARM, ARM | {"dose": "0.2"}))
    assert ask(arms=(ARM, dict(ARM))).arms[0].dose == "0.5"


def test_arms_that_differ_only_in_what_is_not_simulated_are_not_compared():
    arms = (
        ARM | {"arm": "rapamycin", "compound": "rapamycin + ketamine"},
        ARM | {"arm": "placebo + ketamine"},
    )
    why = refusal(arms=arms, arm="rapamycin_vs_placebo + ketamine", quantity="diff_vs_control")
    assert why.startswith("the arms differ only in what is not simulated: rapamycin")
    assert ask(arms=arms, arm="rapamycin").arms[0].arm == "rapamycin"


def test_courses_are_joined_with_pain_only_where_all_have_it():
    one = course(0.5, 0.1, people=4)
    pain = one._replace(chronic_pain=np.ones((4, 2)))
    assert joined([one, pain]).chronic_pain is None
    assert joined([pain, pain]).chronic_pain is not None
    assert joined([one, one]).baseline.size == 8


def test_rows_of_a_study_without_arms_say_so():
    (found,) = asked(OUTCOME | {"study_id": "other"})
    assert isinstance(found, Refused)
    assert "no arm in the table" in found.reason
