"""Refusals with reasons, and medicines that magnesium binds."""

import pytest

from nemda.errors import DataError, PeopleError
from nemda.evidence.tables import interactions
from nemda.magnesium.day import read_day
from nemda.magnesium.person import Person
from nemda.magnesium.plan import Drip, Medicine, Plan
from nemda.magnesium.rule_words import condition_name
from nemda.magnesium.run import run
from nemda.magnesium.safety import UnsafeMagnesiumError, screen
from nemda.magnesium.separations import is_known, known_medicines, separations, too_close


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        (Person(egfr_ml_min=25), "kidney function (eGFR) of 25 mL/min, below 30"),
        (Person(conditions=frozenset({"av_block"})), "heart block"),
        (Person(systolic_mmhg=85), "systolic pressure of 85 mmHg, below 90"),
        (Person(heart_rate_bpm=45), "heart rate of 45 /min, below 50"),
        (Person(conditions=frozenset({"bradycardia"})), "slow heart"),
        (Person(conditions=frozenset({"bowel_obstruction"})), "bowel obstruction"),
        (Person(conditions=frozenset({"hypersensitivity"})), "hypersensitivity"),
        (Person(serum_mmol_l=2.5), "serum magnesium of 2.5 mmol/L, at or above 2.25"),
    ],
)  # fmt: skip
def test_unsafe_magnesium_is_refused_with_reason_and_source(person, reason):
    supplement = Plan("x", person, 1, read_day("citrate 200 mg"))
    infusion = Plan("x", person, 1, read_day("bread 100 g"), infusions=(Drip(1, 10.0, 0.5, 4.0),))
    for plan in (supplement, infusion):
        with pytest.raises(UnsafeMagnesiumError, match="refused for safety") as refusal:
            run(plan)
        assert reason in str(refusal.value)
        assert "(" in str(refusal.value.got), "a source stands behind the reason"


def test_food_is_never_refused():
    assert run(Plan("x", Person(egfr_ml_min=10), 1, read_day("almonds 50 g"))).serum.min() > 0.75


def test_cautions_warn_and_unknowns_are_asked():
    found = screen(Person(egfr_ml_min=45), supplement_mg=400.0, diet_mg=200.0)
    assert not found.refusals
    assert {hit.rule_id for hit in found.warnings} == {"SR140", "SR147", "SR157"}
    assert {"hr_bpm", "sbp_mmHg", "serum_mg_mmol_l"} == set(found.unknown)
    child = screen(Person(3.0, weight_kg=15.0), supplement_mg=100.0)
    assert [hit.rule_id for hit in child.hits] == ["SR148"]


def test_an_infusion_around_ketamine_is_flagged_and_not_refused():
    plan = Plan(
        "x", Person(), 1, read_day("bread 100 g"), infusions=(Drip(1, 10.0, 0.5, 2.0),),
        ketamine_order="magnesium first",
    )  # fmt: skip
    assert any(hit.variable == "iv_mg_planned" for hit in run(plan).screening.hits)


@pytest.mark.parametrize(
    ("medicine", "before", "after"),
    [
        ("nitrofurantoin", 3, 3), ("alendronate", 3, 3), ("digoxin", 2, 2), ("chloroquine", 3, 3),
        ("hydroxychloroquine", 3, 3), ("doxycycline", 2, 2), ("ciprofloxacin", 2, 4), ("levothyroxine", 4, 4),
        ("Iron", 3, 3), ("paracetamol", 2, 2), ("eltrombopag", 4, 4),
    ],
)  # fmt: skip
def test_hours_apart(medicine, before, after):
    assert (separations(medicine)[0].before_h, separations(medicine)[0].after_h) == (before, after)


def test_classes_and_their_members_are_found():
    assert is_known("antimalarials")
    assert is_known("bisphosphonates")
    assert not is_known("paracetamol")
    assert len(separations("digoxin")) == 2, "binding, and its toxicity when magnesium is low"
    assert separations("rocuronium", "iv")[0].before_h is None


def test_every_medicine_of_the_table_answers_to_its_name():
    for text in known_medicines():
        if text in {"phytate in the meal", "oxalate in the meal (spinach)"}:
            continue
        name = text if " and " in text else text.split(",")[0].split(" (")[0]
        rows = {row.interacting for row in interactions() if row.index_drug == "magnesium"}
        found = [one for route in ("oral", "iv") for one in separations(name, route)]
        assert any(one.matched == text for one in found), text
        assert all(one.matched in rows for one in found)


def test_doses_too_close_are_named():
    found = run(
        Plan(
            "x", Person(), 1, read_day("8:00 citrate 200 mg"), medicines=(Medicine("ciprofloxacin", (7.0,)),)
        )
    )
    assert "7:00" in found.conflicts[0]
    assert "8:00" in found.conflicts[0]
    # Quinolone 2 h before or 4 h after magnesium.
    rule = separations("ciprofloxacin")[0]
    assert too_close(rule, 5.9, [8.0]) == ()
    assert too_close(rule, 11.9, [8.0]) == (8.0,)
    assert too_close(rule, 12.0, [8.0]) == ()


def test_nonsense_is_refused():
    with pytest.raises(DataError, match="needs a name"):
        separations("  ")
    with pytest.raises(PeopleError, match="egfr_ml_min"):
        Person(egfr_ml_min=-1)
    with pytest.raises(PeopleError, match="Unknown condition"):
        Person(conditions=frozenset({"tired"}))


@pytest.mark.parametrize(
    ("words", "name"),
    [("heart block", "av_block"), ("Bowel obstruction", "bowel_obstruction"), ("av_block", "av_block"),
     ("pregnancy", "pregnant")],
)  # fmt: skip
def test_conditions_are_found_by_the_words_people_use(words, name):
    assert condition_name(words) == name


@pytest.mark.parametrize(("words", "option"), [("renal failure", "--egfr"), ("hypotension", "--systolic")])
def test_a_condition_that_is_a_number_says_how_to_give_it(words, option):
    with pytest.raises(PeopleError, match="Unknown condition") as refusal:
        condition_name(words)
    assert option in str(refusal.value.hint)


def test_several_medicines_in_one_word_keep_their_own_hours():
    from nemda.cli.magnesium_request import day_plan

    plan = day_plan(
        "citrate 200 mg", medicines=("levothyroxine, ciprofloxacin@8:00", "nitrofurantoin"), egfr=100, age=40,
        sex="male", weight=70, usual=None, days=1, conditions=("heart block",), systolic=None,
        heart_rate=None, serum=None, barrier="closed", mood="none",
    )  # fmt: skip
    assert [one.name for one in plan.medicines] == ["levothyroxine", "ciprofloxacin", "nitrofurantoin"]
    assert plan.person.conditions == {"av_block"}


def test_a_rule_speaks_of_the_person_it_is_about():
    found = screen(Person(egfr_ml_min=45), supplement_mg=400.0, diet_mg=200.0)
    said = {hit.rule_id: hit.condition for hit in found.warnings}
    assert said["SR140"] == "kidney function (eGFR) of 45 mL/min, between 30 and 60"
    assert said["SR157"] == "magnesium from food and water of 200 mg a day, below 350"
