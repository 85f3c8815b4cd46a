"""``nemda simulate --scale``: the same people on other scales, in the table, the JSON and the report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nemda.cli.main import main

KETAMINE = "0.5 mg/kg ketamine iv over 40 min"
SMALL = ("--n", "6", "--weeks", "0.5", "--quiet")


def test_the_table_tells_the_scale_and_its_error(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main(["simulate", KETAMINE, *SMALL, "--scale", "hamd17", "--out", str(out)]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "HAM-D17 before" in printed
    assert "HAM-D17, day 1" in printed
    assert "read from MADRS by a cross-walk" in printed
    assert "scatters about the converted score" in printed
    page = (out / "report.html").read_text("utf-8")
    assert "On other scales" in page
    assert "error of one person" in page


def test_the_object_has_every_day_on_each_scale(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    arguments = [
        "--scale",
        "hamd17",
        "--scale",
        "phq9",
        "--out",
        str(tmp_path / "out"),
        "--no-report",
        "--json",
    ]
    assert main(["simulate", KETAMINE, *SMALL, *arguments]) == 0
    [regimen] = json.loads(capsys.readouterr().out)["regimens"]
    assert list(regimen["scales"]) == ["hamd17", "phq9"]
    for days in regimen["scales"].values():
        assert [day["day"] for day in days] == [day["day"] for day in regimen["madrs"]]
        assert all(day["rated_sd"] > day["sd"] and day["person_error_sd"] > 0 for day in days)
    madrs, hamd = regimen["madrs"][0]["mean"], regimen["scales"]["hamd17"][0]["mean"]
    assert 0.6 * madrs < hamd < 0.9 * madrs  # 26 points of MADRS are 20 of HAM-D17 (Leucht 2018)


def test_without_the_option_there_is_no_other_scale(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = str(tmp_path / "out")
    assert main(["simulate", KETAMINE, *SMALL, "--out", out, "--no-report", "--json"]) == 0
    assert "scales" not in json.loads(capsys.readouterr().out)["regimens"][0]


def test_an_unknown_scale_is_refused_before_the_work(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", KETAMINE, *SMALL, "--scale", "hamd18"]) == 2
    assert "hamd17" in capsys.readouterr().err


def test_scales_need_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", KETAMINE, *SMALL, "--scale", "hamd17", "--statistics"]) == 2
    assert "--scale" in capsys.readouterr().err
