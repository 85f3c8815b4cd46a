"""``nemda synapse`` as typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nemda.cli.main import main


def test_every_command_speaks(capsys: pytest.CaptureFixture[str]) -> None:
    for command, words in (
        (["rules"], "cortical_slices"),
        (["plasticity", "--delay", "-10", "--ketamine", "1"], "S-ketamine"),
        (["practice", "--sessions", "3"], "effort at the end"),
        (["injury", "nmda", "--minutes", "4"], "neurons doomed"),
        (["ischemia", "--mg", "2", "--after", "5"], "with the guard after 5 min"),
    ):
        assert main(["synapse", *command]) == 0
        assert words in " ".join(capsys.readouterr().out.split())


def test_json_and_files(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    csv, figure = tmp_path / "curve.csv", tmp_path / "curve.html"
    arguments = [
        "synapse",
        "practice",
        "--sessions",
        "2",
        "--json",
        "--csv",
        str(csv),
        "--figure",
        str(figure),
    ]
    assert main(arguments) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["experiment"] == "practice"
    assert len(csv.read_text("utf-8").splitlines()) == 4
    assert "plotly" in figure.read_text("utf-8")


def test_bad_input_names_the_field(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["synapse", "injury", "water"]) != 0
    assert "agonist" in capsys.readouterr().err
