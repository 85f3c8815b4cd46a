"""Plans in YAML: read, refused by field, carried out."""

from pathlib import Path

import pytest

from nemda.errors import DataError
from nemda.magnesium.files import plan_of, read_plan, schema
from nemda.magnesium.run import excreted_mg_day, run, store_change_mg, usual_intake

EXAMPLE = Path(__file__).parents[2] / "examples" / "meals.yaml"
PLAN = """
title: a day
person: {age: 50, sex: female}
meals:
  - {at: breakfast, items: [oats 60 g]}
  - {at: "19:30", items: [lentils 150 g, water 0.5 l]}
supplements:
  - {form: citrate, amount_mg: 100, at: bedtime}
"""


def test_the_example_is_carried_out():
    found = run(read_plan(EXAMPLE))
    assert 0.75 <= found.serum.min() <= found.serum.max() <= 0.95
    assert any("alendronate at 21:00" in text for text in found.conflicts)
    assert not any("levothyroxine at" in text for text in found.conflicts)
    assert found.absorbed_mg_day.low < found.absorbed_mg_day.value < found.absorbed_mg_day.high
    assert excreted_mg_day(found) > 0
    # What was absorbed was excreted or kept; meals of the last evening are partly still in the gut.
    kept = found.course.absorbed[-1] - found.course.excreted[-1]
    assert store_change_mg(found) == pytest.approx(kept, abs=1e-6)


def test_a_plan_is_read():
    plan = plan_of(PLAN)
    assert plan.person.is_female
    assert [entry.time_h for entry in plan.diet] == [8.0, 19.5, 19.5]
    assert plan.supplement_mg == 100.0
    assert usual_intake(plan) == 237.0
    assert any("usual intake not said" in note for note in run(plan).notes)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title: x\nmeels: []", ["meels", "did you mean meals"]),
        ("title: x\nperson: {age: old}", ["person.age"]),
        ("title: x\nperson: {egfr: 500}", ["egfr_ml_min"]),
        ("title: x\ndays: 0", ["days", "1 to 366"]),
        ("title: x\nmeals: [{at: noonish, items: [oats 5 g]}]", [r"meals[0].at"]),
        ("title: x\nmeals: [{at: lunch, items: [unicorn 5 g]}]", [r"meals[0].items", "unicorn"]),
        ("title: x\nsupplements: [{form: kryptonite, amount_mg: 5}]", ["kryptonite"]),
        ("title: x\nsupplements: [{form: citrate, amount_mg: -5}]", ["supplements[0].amount_mg"]),
        ("title: x\nsupplements: [{form: citrate, amount_mg: 5, to_day: 9}]", ["supplements[0]"]),
        ("title: x\ninfusions: [{over_min: 0, sulfate_g: 4}]", ["infusions[0].over_min"]),
        ("title: x\ninfusions: [{over_min: 20, sulfate_g: 400}]", ["infusions[0].sulfate_g"]),
        ("title: x\nscenario: flood", ["scenario"]),
        ("days: 3", ["title"]),
        ("[1, 2", ["YAML"]),
    ],
)
def test_what_is_wrong_is_named(text, words):
    with pytest.raises(DataError) as refusal:
        plan_of(text, "meals.yaml")
    assert "meals.yaml" in str(refusal.value)
    assert all(word in str(refusal.value) for word in words)


def test_a_missing_file_is_an_error_of_ours(tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        read_plan(tmp_path / "none.yaml")


def test_the_schema_names_every_key():
    content = schema()
    assert {"person", "meals", "supplements", "infusions", "medicines", "barrier"} <= content[
        "properties"
    ].keys()
    assert content["additionalProperties"] is False


def test_oxide_yields_less_than_citrate_over_a_plan():
    oxide, citrate = (run(plan_of(PLAN.replace("citrate", name))) for name in ("oxide", "citrate"))
    assert oxide.absorbed_mg_day.value < citrate.absorbed_mg_day.value
