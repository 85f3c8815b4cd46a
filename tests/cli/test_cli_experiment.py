"""The command ``nemda experiment``."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from nemda.cli.main import main


def test_a_sentence_is_run_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = tmp_path / "run"
    plan = ["experiment", "10 mg/kg ketamine ip mouse", "--readout", "glutamate@1h", "--out", str(out)]
    assert main(plan) == 0
    assert "glutamate@1h/vehicle" in capsys.readouterr().out
    rows = list(csv.DictReader((out / "course.csv").read_text().splitlines()))
    assert {row["variable"] for row in rows} == {"glutamate"}
    assert float(rows[0]["drug"]) == pytest.approx(float(rows[0]["vehicle"]))
    assert (out / "experiment.html").stat().st_size > 1000


def test_a_classic_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["experiment", "slice-ladder", "--json", "--no-figure", "--out", str(tmp_path)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {row["arm"] for row in found["rows"]} == {"1 umol/L", "10 umol/L"}
    assert not (tmp_path / "experiment.html").exists()


def test_the_library_is_listed(capsys: pytest.CaptureFixture[str]):
    assert main(["experiment", "list"]) == 0
    assert "naltrexone" in capsys.readouterr().out


@pytest.mark.parametrize("target", ["nbq", "10 mg/kg ketamine ip", "no-file.yaml"])
def test_what_cannot_be_found_is_refused(target: str, capsys: pytest.CaptureFixture[str]):
    assert main(["experiment", target]) == 2
    assert "got:" in capsys.readouterr().err
