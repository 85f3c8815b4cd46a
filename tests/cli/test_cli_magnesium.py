"""The commands nemda magnesium and nemda validate magnesium."""

import json
from pathlib import Path

import pytest

from nemda.cli.main import main

EXAMPLE = str(Path(__file__).parents[2] / "examples" / "meals.yaml")
DAY = "almonds 50 g, spinach 100 g, citrate 200 mg"


def as_json(capsys, *command):
    assert main([*command, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_day_as_json(capsys):
    found = as_json(
        capsys, "magnesium", "day", DAY, "--with", "nitrofurantoin@8:30", "--egfr", "90", "--sex", "female"
    )
    assert found["diet_mg"] == pytest.approx(214.0)
    assert found["supplement_mg"] == 200.0
    assert found["absorbed_mg_day"]["low"] < found["absorbed_mg_day"]["value"] < 150
    assert len(found["time_h"]) == len(found["serum_mmol_l"])
    assert 0.75 < min(found["serum_mmol_l"]) <= max(found["serum_mmol_l"]) < 0.95
    assert found["separations"][0]["before_h"] == 3.0
    assert "nitrofurantoin at 8:30" in found["conflicts"][0]
    assert found["chain"]["changes"]["brain_magnesium_gain"] == 0.0


def test_a_day_in_words_with_a_page(tmp_path, capsys):
    page = tmp_path / "day.html"
    assert main(["magnesium", "day", DAY, "--with", "nitrofurantoin", "--out", str(page)]) == 0
    printed = capsys.readouterr().out
    assert "nitrofurantoin: at least 3 h apart" in printed
    assert "absorbed" in printed
    text = page.read_text("utf-8")
    assert "Serum magnesium" in text
    assert "fine1991" not in text
    assert "Fine 1991" in text


def test_a_plan(tmp_path, capsys):
    found = as_json(capsys, "magnesium", "plan", EXAMPLE, "--out", str(tmp_path / "plan.html"))
    assert found["days"] == 28
    assert (tmp_path / "plan.html").stat().st_size > 1e6
    schema = main(["magnesium", "plan", "--schema"])
    assert schema == 0
    assert "supplements" in json.loads(capsys.readouterr().out)["properties"]


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["day", DAY, "--egfr", "20"], "refused for safety"),
        (["day", DAY, "--condition", "av_block"], "heart block"),
        (["day", DAY, "--condition", "renal failure"], "--egfr 20"),
        (["day", DAY, "--sex", "other"], "--sex"),
        (["day", "unicorn 5 g"], "No such food"),
        (["plan", "none.yaml"], "none.yaml"),
        (["plan"], "schema"),
        (["foods", "unicorn"], "No such food"),
    ],
)
def test_refusals(command, words, capsys):
    assert main(["magnesium", *command]) == 2
    assert words in capsys.readouterr().err


def test_lists(capsys):
    assert as_json(capsys, "magnesium", "foods", "almond")[0]["magnesium_mg_per_100g"] == 270.0
    assert len(as_json(capsys, "magnesium", "foods")) > 90
    forms = {one["name"]: one for one in as_json(capsys, "magnesium", "forms")}
    assert forms["oxide"]["uptake"] < forms["citrate"]["uptake"]
    groups = as_json(capsys, "magnesium", "intake", "--n", "100")
    assert all(one["share_below_low"] < one["share_below"] < one["share_below_high"] for one in groups)
    for command in (["foods", "lentils"], ["forms"], ["intake"]):
        assert main(["magnesium", *command]) == 0


def test_validation(tmp_path, capsys):
    content = as_json(capsys, "validate", "magnesium", "--quiet")
    assert {
        "rows",
        "numeric_rows",
        "predicted",
        "not_applicable",
        "missing",
        "sign_correct",
        "within_tolerance",
    } <= (content["summary"].keys())
    assert len(content["rows"]) == content["summary"]["rows"]
    assert {"status", "observed", "predicted", "unit", "tolerance", "within", "reason"} <= content["rows"][
        0
    ].keys()
    kept = tmp_path / "rows.csv"
    assert main(["validate", "magnesium", "--quiet", "--csv", str(kept)]) == 0
    assert len(kept.read_text("utf-8").splitlines()) == content["summary"]["rows"] + 1
