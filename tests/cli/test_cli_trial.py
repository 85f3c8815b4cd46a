"""The command ``nemda trial``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nemda.cli.app import run
from nemda.trial import read_trial_file

TRIAL = """\
title: A small trial
weeks: 1
arms:
- {name: ketamine, role: drug, regimen: 0.5 mg/kg ketamine iv over 40 min}
- {name: midazolam, role: comparator, regimen: 0.045 mg/kg midazolam iv over 40 min}
protocol: {people: 20, visits_h: [24, 168], endpoint: {time_h: 24}}
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "small.yaml"
    path.write_text(TRIAL, encoding="utf-8")
    return str(path)


def output(arguments: list[str], capsys: pytest.CaptureFixture[str], code: int = 0) -> str:
    assert run(["trial", *arguments]) == code
    captured = capsys.readouterr()
    return captured.out if code == 0 else captured.err


def test_the_list_says_what_the_calibration_saw(capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(output(["list", "--json"], capsys))["trials"]
    assert len(rows) >= 25
    assert {row["use"] for row in rows} == {"fit", "check"}
    assert "murrough2013" in output(["list"], capsys)


def test_the_schema_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(output(["schema"], capsys))["$defs"]["ProtocolEntry"]["properties"]["blinding"]


def test_a_shown_trial_reads_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "shown.yaml"
    path.write_text(output(["show", "daly2018_p1"], capsys), encoding="utf-8")
    assert read_trial_file(path).study_id == "daly2018_p1"


def test_a_run_writes_tables_and_a_report(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    wanted = ["run", file, "--replicates", "4", "--pool", "60", "--known-parameters", "--quiet", "--json",
              "--out", str(out)]  # fmt: skip
    found = json.loads(output(wanted, capsys))
    assert found["tests"][0]["contrast"] == "ketamine_vs_midazolam"
    assert {"drug", "unblinding", "regression_to_the_mean"} <= set(found["parts"][0])
    for name in (
        "outcomes.csv",
        "parts.csv",
        "uncertainty.csv",
        "observed.csv",
        "replicates.jsonl",
        "report.html",
    ):
        assert (out / name).stat().st_size > 0
    again = json.loads(output(wanted, capsys))
    assert again == found


def test_power_as_json_and_as_a_table(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = ["power", file, "--effect-grid", "0,1", "--n-grid", "20", "--replicates", "40", "--pool", "60",
              "--quiet"]  # fmt: skip
    cells = json.loads(output([*wanted, "--json"], capsys))["cells"]
    assert [(cell["effect"], cell["perfect_blind"]) for cell in cells] == [(0, True), (0, False), (1, False)]
    assert "t test" in output(wanted, capsys)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "nowhere"], "nemda trial list"),
        (["power", "murrough2013", "--effect-grid", "all"], "--effect-grid"),
        (["run", "murrough2013", "--replicates", "0"], "--replicates"),
    ],
)
def test_what_makes_no_sense_is_refused(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert words in output(arguments, capsys, code=2)
