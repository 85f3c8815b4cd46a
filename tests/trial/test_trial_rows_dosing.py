"""Doses, units, routes, lengths and drugs given together, as strangers write them."""

import pytest
from trial_row_samples import ARM, arm

from nemda.trial.rows.conduct import conduct_of, with_shared_words
from nemda.trial.rows.refusal import NotPredictedError
from nemda.trial.rows.scenario import scenario_of
from nemda.trial.rows.study import implied_comparator


def doses(end_h: float = 700.0, **cells: str):
    """Return the doses of the first portion of an arm."""
    return scenario_of(arm(**cells), end_h).scenario.portions[0][0].doses


@pytest.mark.parametrize(
    ("cells", "amount", "unit"),
    [
        ({"dose": "500", "unit": "mcg/kg"}, 0.5, "mg/kg"),
        ({"unit": "mg per kg"}, 0.5, "mg/kg"),
        ({"unit": "mg kg-1"}, 0.5, "mg/kg"),
        ({"dose": "0.5 mg/kg", "unit": ""}, 0.5, "mg/kg"),
        ({"unit": "mg/kg over 40 min"}, 0.5, "mg/kg"),
        ({"dose": "0.3", "unit": "mg/kg/h", "duration_min": "60"}, 0.3, "mg/kg"),
        ({"dose": "5", "unit": "ug/kg/min", "duration_min": "60"}, 0.3, "mg/kg"),
        ({"dose": "27", "unit": "mg/h", "duration_min": "40"}, 18.0, "mg"),
        ({"compound": "ketamine hydrochloride"}, 0.5, "mg/kg"),
        ({"dose": "0.5 ± 0.05"}, 0.5, "mg/kg"),
        ({"compound": "ketamine, 0.3 mg/kg", "dose": "", "unit": ""}, 0.3, "mg/kg"),
        ({"compound": "ketamine oral solution", "route": "PO"}, 0.5, "mg/kg"),
        ({"compound": "nitrous oxide/oxygen", "dose": "25", "unit": "%", "route": "inhaled"}, 25.0, "%"),
    ],
)
def test_units_of_a_dose(cells, amount, unit):
    (dose,) = doses(**cells)
    assert (dose.amount, dose.unit) == (pytest.approx(amount), unit)


@pytest.mark.parametrize(
    "cells",
    [
        {"dose": "-0.5"},
        {"unit": "stones"},
        {"dose": "low"},
        {"dose": "0,5"},
        {"dose": "", "unit": "", "compound": "lanicemine"},
    ],
)
def test_a_dose_that_makes_no_sense_is_refused(cells):
    with pytest.raises(NotPredictedError):
        doses(**cells)


def test_a_bolus_before_an_infusion_is_both():
    for cells in (
        {"dose": "0.2 + 0.3", "schedule": "bolus 0.2 + 0.3 mg/kg/h"},
        {"dose": "0.2 bolus + 0.3", "unit": "mg/kg/h", "schedule": "0"},
        {"dose": "", "unit": "", "schedule": "0.2 mg/kg bolus then 0.3 mg/kg/h"},
    ):
        bolus, infusion = doses(duration_min="60", **cells)
        assert (bolus.amount, infusion.amount) == (pytest.approx(0.2), pytest.approx(0.3))
        assert bolus.duration_h < 0.1 < infusion.duration_h == 1


def test_listed_doses_are_equal_shares_or_steps():
    flexible = scenario_of(
        arm(dose="28/56/84", unit="mg", route="IN", compound="esketamine", schedule="twice weekly x4 wk"),
        700.0,
    ).scenario.portions
    assert [(regimen.doses[0].amount, share) for regimen, share in flexible] == [
        (dose, pytest.approx(1 / 3)) for dose in (28, 56, 84)
    ]
    rising = doses(dose="0.1/0.2/0.5/1.0", schedule="weekly x4, titrated")
    assert [dose.amount for dose in rising] == pytest.approx([0.1, 0.2, 0.5, 1.0])


@pytest.mark.parametrize(
    ("words", "route"),
    [("i.v.", "iv"), ("IM injection", "im"), ("subcutaneous bolus", "sc"), ("intranasal spray", "nasal"),
     ("oral (capsule)", "oral"), ("sublingual", "sublingual"), ("IV push", "iv")],
)  # fmt: skip
def test_a_route_in_words(words, route):
    assert doses(route=words)[0].route == route


def test_an_unknown_route_is_refused():
    with pytest.raises(NotPredictedError, match="epidural"):
        doses(route="epidural")


def test_the_length_of_a_session_is_read_from_words():
    assert doses(duration_min="", arm="ketamine 0.5 over 100 minutes")[0].duration_h == pytest.approx(
        100 / 60
    )
    assert doses(duration_min="", schedule="single 2-h infusion")[0].duration_h == 2
    assert doses(duration_min="0.5 h")[0].duration_h == 0.5
    assert doses(duration_min="", route="IV push")[0].duration_h < 0.1


def test_doses_of_two_drugs_find_their_owners():
    ketamine, naltrexone = doses(compound="ketamine + naltrexone", dose="0.4 + 50", unit="mg/kg + mg")
    assert (ketamine.amount, ketamine.unit, naltrexone.route) == (0.4, "mg/kg", "oral")
    assert 40 < naltrexone.amount <= 50
    (alone,) = doses(compound="placebo + ketamine", dose="0.2")
    assert alone.amount == 0.2
    (beside,) = doses(compound="clonidine + ketamine", dose="0.3 mg + 0.5 mg/kg", unit="mg; mg/kg")
    assert (beside.compound, beside.amount) == ("ketamine", 0.5)


def test_the_name_of_an_arm_adds_what_its_compound_leaves_out():
    ketamine, naltrexone = doses(arm="naltrexone 50 mg + ketamine")
    assert (ketamine.compound, naltrexone.compound, naltrexone.route) == ("ketamine", "naltrexone", "oral")
    for name, told in (("rapamycin + ketamine", "rapamycin"), ("ketamine + CBT", "cbt")):
        plan = scenario_of(arm(arm=name), 24.0)
        assert any(note.startswith(f"{told} beside it is not simulated") for note in plan.notes)
    assert len(doses(arm="placebo + ketamine")) == 1


def test_steps_of_a_titration_are_those_of_the_row():
    rising = doses(dose="0.1-0.5", schedule="weekly x6, escalating in 0.1 steps", end_h=1008.0)
    assert [dose.amount for dose in rising] == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5, 0.5])


def test_what_is_given_beside_a_drug_is_told_or_refused():
    plan = scenario_of(arm(compound="ketamine + valproate"), 24.0)
    assert any("valproate beside it is not simulated" in note for note in plan.notes)
    with pytest.raises(NotPredictedError, match="rapastinel"):
        scenario_of(arm(compound="ketamine + rapastinel"), 24.0)
    with pytest.raises(NotPredictedError, match="ect is no drug"):
        scenario_of(arm(compound="ketamine + ECT"), 24.0)
    with pytest.raises(NotPredictedError, match="after another"):
        scenario_of(arm(compound="ketamine then D-cycloserine"), 24.0)


@pytest.mark.parametrize(
    "name", ["rapastinel", "CP-101,606", "traxoprodil (CP-101,606)", "MIJ821", "esmethadone (REL-1017)"]
)
def test_a_drug_without_a_card_is_named_whole(name):
    with pytest.raises(NotPredictedError) as refused:
        scenario_of(arm(compound=name), 24.0)
    assert refused.value.what == f"{name.lower()} is no compound of the program"


@pytest.mark.parametrize("name", ["oxygen/air", "placebo gas", "0.9% sodium chloride", "nitrogen/oxygen"])
def test_controls_without_drug_are_inert(name):
    assert scenario_of(arm(compound=name, dose="0"), 24.0).inert


def test_an_antidepressant_of_the_arm_is_not_given_twice_and_every_day():
    given = doses(
        compound="memantine + escitalopram", dose="20 + 10", unit="mg/day", route="PO",
        schedule="daily for 8 weeks", population="MDD starting escitalopram 10 mg", end_h=1344.0,
    )  # fmt: skip
    assert sum(dose.compound == "escitalopram" for dose in given) == 56
    beside = doses(compound="ketamine + escitalopram", dose="0.5 + 10", unit="mg/kg + mg", end_h=672.0)
    assert [sum(d.compound == name for d in beside) for name in ("ketamine", "escitalopram")] == [1, 28]


def test_a_placebo_spray_beside_pills_is_still_a_session():
    plan = scenario_of(
        arm(compound="placebo + SSRI", dose="", unit="", route="nasal", schedule="twice weekly x 2 weeks"),
        336.0,
    )
    given = plan.scenario.portions[0][0].doses
    assert [sum(dose.compound == name for dose in given) for name in ("placebo", "escitalopram")] == [4, 14]


def test_a_new_antidepressant_is_one_of_the_known_and_of_all_arms():
    assert conduct_of(arm(population="MDD starting ECT")).new_drug == ""
    assert conduct_of(arm(arm="esketamine + newly initiated oral AD")).new_drug == "antidepressant"
    both = with_shared_words((arm(note="started new oral antidepressant"), arm(arm="placebo")))
    assert [conduct_of(each).new_drug for each in both] == ["antidepressant"] * 2


@pytest.mark.parametrize(
    ("named", "drug"),
    [
        ("esk+AD", "antidepressant"),
        ("AD + placebo", "antidepressant"),
        ("ketamine plus SSRI", "antidepressant"),
        ("ketamine + venlafaxine", "venlafaxine"),
        ("ketamine + ssri continued", ""),
        ("esketamine + SSRI/SNRI", ""),
        ("ketamine & AD tapered", ""),
        ("no AD + ketamine", ""),
        ("ketamine with AD washout", ""),
        ("ketamine x6", ""),
        ("ketamine 0.5 mg/kg + add-on", ""),
        ("ketamine after AD washout", ""),
    ],
)
def test_an_antidepressant_joined_to_the_name_of_an_arm_is_started(named, drug):
    assert conduct_of(arm(arm=named)).new_drug == drug


def test_an_antidepressant_is_of_both_arms_whichever_names_it():
    for cells in (
        {"arm": "esketamine", "comparator": "AD + placebo"},
        {"arm": "esketamine + AD", "comparator": "placebo"},
    ):
        drug = arm(**cells)
        control = implied_comparator(drug)
        assert conduct_of(drug).new_drug == conduct_of(control).new_drug == "antidepressant"
    assert conduct_of(arm(arm="ketamine + AD", population="TRD on stable antidepressants")).new_drug == ""


def test_weeks_before_withdrawal_are_shared_or_assumed():
    cells = {"design": "randomised withdrawal double-blind"}
    first, second = with_shared_words(
        (arm(**cells, population="TRD, stable after 12 weeks"), arm(**cells, arm="b"))
    )
    assert conduct_of(first).induction_d == conduct_of(second).induction_d == 84
    assert conduct_of(arm(**cells)).induction_d == 112
    assert conduct_of(arm(population=f"{ARM['population']} after 12 weeks")).induction_d == 0
