"""The commands ``nemda pk``: what they print and write, that the Python call agrees, and what is refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

import nemda
from nemda.cli.main import main
from nemda.cli.pk_options import duration_of, targets_of
from nemda.errors import UnitError
from nemda.pk.interactions import interactions
from nemda.pk.published import published_models, why_not

NASAL = "84 mg esketamine nasal"
INFUSION = "0.5 mg/kg ketamine iv over 40 min"


@pytest.fixture(autouse=True)
def _in_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")


def printed(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main(["pk", *map(str, arguments)]) == 0
    return capsys.readouterr().out


def as_json(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict:
    return json.loads(printed(capsys, *arguments, "--json"))


def rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(file.read_text("utf-8").splitlines()))


def test_the_command_prints_every_number_within_80_columns(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, NASAL, "--hours", 24, "--people", "healthy", "--n", 20, "--with", "rifampicin")
    for word in (
        "Cmax",
        "Tmax",
        "AUC 0-t",
        "AUC 0-inf",
        "t1/2",
        "F ",
        "ng/mL",
        "with rifampicin",
        "without",
        "Ratio",
    ):
        assert word in text
    table = [line for line in text.splitlines() if "–" in line or "Cmax" in line]
    assert table
    assert max(map(len, table)) <= 80
    assert "…" not in text


def test_the_command_and_the_call_give_the_same_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--n", 9, "--seed", 5, "--hours", 12, "--sample", "both", "--with", "rifampicin", "--no-page")
    told = as_json(capsys, "30 mg esketamine oral", *options)
    found = nemda.pk(
        "30 mg esketamine oral", n=9, seed=5, hours=12, sample="both", interacting=["rifampicin"]
    )
    assert len(told["analytes"]) == found.sizes["analyte"] == 8
    for analyte, name in zip(told["analytes"], found["analyte"].values, strict=True):
        for key, end in (("exposure", ""), ("exposure_without", "_alone"), ("ratio", "_ratio")):
            for quantity, numbers in analyte[key].items():
                values = found[quantity + end].sel(analyte=name)
                if numbers is None:
                    assert np.isnan(values).all()
                else:
                    expected = [float(values.quantile(level)) for level in (0.5, 0.05, 0.95)]
                    assert [numbers["median"], numbers["q05"], numbers["q95"]] == pytest.approx(
                        expected, rel=1e-12
                    )


def test_the_files_hold_what_was_computed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    told = as_json(
        capsys, NASAL, "--n", 7, "--times", "0.5,1,2", "--out", tmp_path / "out", "--with", "rifampicin"
    )
    assert told["files"] == ["levels.csv", "exposure.csv", "people.csv", "levels.html"]
    found = nemda.pk(NASAL, n=7, times_h=[0.5, 1, 2], interacting=["rifampicin"])
    levels = rows(tmp_path / "out" / "levels.csv")
    assert len(levels) == 3 * 4 * 2
    [row] = [
        row for row in levels
        if (row["time_h"], row["analyte"], row["course"]) == ("1", "ketamine", "without")
    ]  # fmt: skip
    expected = found["ketamine_venous_alone"].sel(time=1).quantile([0.05, 0.5, 0.95], "person").values
    # seven digits are written
    np.testing.assert_allclose([float(row[key]) for key in ("q05", "median", "q95")], expected, rtol=1e-6)
    people = rows(tmp_path / "out" / "people.csv")
    assert len(people) == 7
    cmax = found["cmax"].sel(analyte="ketamine_venous").values
    np.testing.assert_allclose([float(row["ketamine_venous_cmax"]) for row in people], cmax, rtol=1e-6)
    page = (tmp_path / "out" / "levels.html").read_text("utf-8")
    assert NASAL in page
    assert "10.1007/s40262-020-00953-4" in page


def test_the_same_request_goes_to_the_same_folder(capsys: pytest.CaptureFixture[str]) -> None:
    first, again, other = (as_json(capsys, NASAL, "--n", n, "--no-page")["folder"] for n in (3, 3, 4))
    assert first == again != other
    assert Path(first).parent == Path("nemda-out")


def test_a_child_by_a_model_of_children(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "2 mg/kg ketamine iv", "--model", "herd2007", "--age", 6, "--weight", 20)
    assert "6 years, 20 kg" in text
    assert "Herd & Anderson 2007" in text
    assert "the model covers 1 to 1.5" in text


def test_a_direction_is_said_and_not_numbered(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, NASAL, "--n", 3, "--with", "diazepam", "--no-page")
    assert "diazepam raises the exposure" in text
    assert "direction only" in text
    assert "Ratio" not in text


def test_covariates_of_one_person(capsys: pytest.CaptureFixture[str]) -> None:
    told = as_json(
        capsys,
        INFUSION,
        "--weight",
        80,
        "--age",
        70,
        "--female",
        "--cyp2b6",
        0.5,
        "--body",
        "renal=1",
        "--no-page",
    )
    assert told["people"] == "one typical person: female, 70 years, 80 kg, cyp2b6_activity 0.5, renal 1"
    assert told["n"] == 1


def test_a_regimen_and_people_from_files(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(f"sentence: {INFUSION}\n")
    (tmp_path / "people.csv").write_text("weight_kg,age_y,female\n60,30,1\n90,50,0\n")
    told = as_json(capsys, "plan.yaml", "--people", "people.csv", "--fill-from", "healthy", "--no-page")
    assert told["n"] == 2
    assert told["sentence"] == INFUSION


def test_models_are_listed_with_their_limits_and_those_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "models")
    for name in (*published_models(), *why_not()):
        assert name in text
    assert "age_y 1 to 14" in text
    assert printed(capsys, "--model", "list") == text
    listed = as_json(capsys, "models")
    assert [entry["name"] for entry in listed["models"]] == list(published_models())


def test_interactions_are_listed_with_their_activities(capsys: pytest.CaptureFixture[str]) -> None:
    listed = as_json(capsys, "interactions")["interactions"]
    assert {entry["name"] for entry in listed} == set(interactions())
    assert [entry["name"] for entry in listed if entry["activities"] is None] == [
        each.name for each in interactions().values() if each.direction_only
    ]
    assert "direction only" in printed(capsys, "interactions")


def test_a_pump_brings_plasma_to_its_target_and_holds_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told = as_json(
        capsys,
        "tci",
        "--target",
        200,
        "--target",
        "100@30min",
        "--until",
        "60min",
        "--weight",
        80,
        "--out",
        tmp_path,
    )
    doses = " and ".join(
        f"{row['amount_mg']} mg ketamine iv over {float(row['stop_min']) - float(row['start_min'])} min "
        f"at {float(row['start_min']) / 60} h"
        for row in rows(tmp_path / "pump.csv")[:150]
    )
    # the steps that were written, given as doses, bring the level to the target
    level = nemda.pk(doses, weight_kg=80, sample="arterial", analytes=["ketamine"], times_h=[0.1, 0.2, 0.4])
    np.testing.assert_allclose(level["ketamine_arterial"].values[0], 200.0, rtol=2e-3)
    assert told["total_mg"] == pytest.approx(
        sum(float(row["amount_mg"]) for row in rows(tmp_path / "pump.csv")), rel=1e-5
    )
    assert told["highest_ng_per_ml"]["arterial"] == pytest.approx(200.0, rel=1e-3)
    assert all(step["rate_ml_per_h"] == pytest.approx(step["rate_mg_per_h"] / 10) for step in told["steps"])
    assert (tmp_path / "target.html").exists()


def test_the_steps_of_a_pump_are_shown_and_add_up(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "tci", "--target", 200, "--until", "60min", "--site", "effect", "--update", "1min")
    assert "effect site" in text
    assert "within 5% after" in text
    assert "one typical person: male, 40 years, 70 kg" in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-5 mg ketamine iv"], ["below 0"]),
        (["--hours", "2"], ["No regimen is given"]),
        ([INFUSION, "--age", "30"], ["weight_kg", "--weight 70"]),
        ([NASAL, "--weight", "nan"], ["weight_kg", "nan"]),
        ([NASAL, "--hours", "0"], ["hours", "more than 0"]),
        ([NASAL, "--times", "1,x"], ["--times", "0.5,1,2,4"]),
        ([NASAL, "--times", "2,1"], ["times_h[1]"]),
        ([NASAL, "--set", "gut_escape_fraction"], ["--set", "name=number"]),
        ([NASAL, "--set", "gut_escape_fraction=0.5", "--set", "gut_escape_fraction=0.4"], ["--set"]),
        ([NASAL, "--set", "no_such=1"], ["no_such"]),
        ([NASAL, "--weight", "70", "--body", "weight_kg=80"], ["twice", "weight_kg"]),
        ([NASAL, "--body", "wait=80"], ["wait", "weight_kg"]),
        ([NASAL, "--analytes", "codeine"], ["codeine"]),
        ([NASAL, "--model", "kamp"], ["kamp2020"]),
        ([NASAL, "--with", "aspirin"], ["aspirin"]),
        ([NASAL, "--sample", "brain"], ["brain"]),
        ([NASAL, "--people", "nobody.csv"], ["nobody.csv"]),
        ([NASAL, "--people", "trd", "--fill-from", "mdd"], ["--fill-from"]),
        (["no_such.yaml"], ["no_such.yaml"]),
        (["tci", "--until", "1h"], ["--target"]),
        (["tci", "--target", "200"], ["--until"]),
        (["tci", "--target", "200", "--until", "60"], ["--until", "60min"]),
        (["tci", "--target", "-5", "--until", "1h"], ["--target", "not negative"]),
        (["tci", "--target", "2 mg", "--until", "1h"], ["--target", "ng/mL"]),
        (["tci", "--target", "200@10min", "--until", "1h"], ["start at 0"]),
        (["tci", "--target", "2", "--target", "1@30min", "--target", "5@20min", "--until", "1h"], ["rise"]),
        (["tci", "--target", "200", "--target", "100@90min", "--until", "1h"], ["rise", "stop_h"]),
        (["tci", "--target", "20000", "--until", "1h", "--flow", "5"], ["not reached", "pump"]),
        (["tci", "midazolam", "--target", "20", "--until", "1h"], ["kinetics"]),
        (["tci", "--target", "20", "--until", "1h", "--model", "herd2007", "--site", "arterial"], ["venous"]),
        (["tci", "--target", "20", "--until", "1h", "--with", "diazepam"], ["diazepam", "irection"]),
    ],
)  # fmt: skip
def test_bad_input_is_refused(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: list[str]
) -> None:
    assert main(["pk", *arguments]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Traceback" not in shown.err
    for word in words:
        assert word in shown.err
    assert not Path("nemda-out").exists()


def test_a_trial_is_no_regimen(capsys: pytest.CaptureFixture[str]) -> None:
    trial = Path(__file__).parents[2] / "examples" / "murrough2013.yaml"
    assert main(["pk", str(trial)]) == 2
    assert "several regimens" in capsys.readouterr().err


def test_durations_and_targets_are_read() -> None:
    assert duration_of("60min", "--until") == 1
    assert duration_of("10 s", "--update") == pytest.approx(1 / 360)
    assert targets_of(["200", "100 ng/mL@30min"]) == ((0.0, 200.0), (0.5, 100.0))
    assert targets_of(["1 umol/L"])[0][1] == pytest.approx(237.73, abs=0.01)
    with pytest.raises(UnitError):
        duration_of("1.2.3h", "--until")
