"""``nemda explain`` as typed: tables, JSON, CSV, files, refusals."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from nemda.cli.main import main
from nemda.people import people

DOSE = "0.5 mg/kg ketamine iv over 40 min"


def test_tables_and_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", DOSE, "--at", "4h,7d", "--no-figure", "--quiet"]) == 0
    shown = capsys.readouterr().out
    assert "4 h after the first dose the model gives MADRS" in shown
    assert "Contested arrows from block to mood, 7 d" in shown
    assert "not what happened in a brain" in shown
    assert "Wrote" not in shown


def test_json_sums(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", DOSE, "--at", "24h", "--no-figure", "--json", "--quiet"]) == 0
    content = json.loads(capsys.readouterr().out)
    (moment,) = content["moments"]
    terms = [row["points"] for row in content["rows"] if row["kind"] == "term"]
    assert sum(terms) == pytest.approx(moment["change"])
    assert moment["madrs"] == pytest.approx(content["baseline_madrs"] + moment["change"])
    assert content["files"] == []


def test_csv_of_a_drawn_person(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--person", "3", "--seed", "5", "--people", "mdd", "--no-figure", "--csv", "--quiet"]
    assert main(["explain", DOSE, *arguments]) == 0
    read = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["time_h"] for row in read} == {"24.0", "168.0"}


def test_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", DOSE, "--at", "24h", "--out", str(tmp_path / "new"), "--quiet"]) == 0
    assert (tmp_path / "new" / "explain.html").stat().st_size > 1_000_000
    assert (tmp_path / "new" / "mechanism.svg").read_text("utf-8").startswith("<svg")
    assert "mechanism.svg" in capsys.readouterr().out.replace("\n", "")


def test_changes_act(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--at", "24h", "--no-figure", "--json", "--quiet"]
    main(["explain", DOSE, *arguments, "--change", "disinhibition_switch=0"])
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert {row["name"]: row["kind"] for row in rows}["disinhibition"] == "off"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--at", "4"], "has a number and a unit"),
        (["--at", "24h", "--weeks", "0.1"], "after the simulated"),
        (["--people", "nobody"], "Unknown preset"), (["--change", "opioid_switch=2"], "interval"),
        (["--json", "--csv"], "Only one form"), (["--person", "-1"], "too small"),
    ],
)  # fmt: skip
def test_refusals(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", DOSE, "--no-figure", "--quiet", *arguments]) == 2
    assert words in capsys.readouterr().err.replace("\n", " ")


def test_a_file_of_people_needs_a_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "people.csv"
    group = people("trd", n=2, seed=8)
    names = list(group.covariates)
    lines = [",".join(repr(float(group[name][person])) for name in names) for person in (0, 1)]
    file.write_text("\n".join([",".join(names), *lines]) + "\n", encoding="utf-8")
    plain = ["explain", DOSE, "--people", str(file), "--no-figure", "--quiet", "--json"]
    assert main(plain) == 2
    assert "no typical person" in capsys.readouterr().err
    assert main([*plain, "--person", "1"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["baseline_madrs"] == pytest.approx(float(group["baseline_madrs"][1]))
