"""The command nemda bench, on a course short enough for a test."""

import json

import pytest

from nemda.bench.problem import PROTOCOLS, Protocol
from nemda.cli.main import main


@pytest.fixture
def short(monkeypatch):
    sentence = "0.5 mg/kg ketamine iv over 40 min on day 0"
    monkeypatch.setitem(PROTOCOLS, "28d", Protocol("28d", sentence, 1 / 7))


@pytest.mark.usefixtures("short")
def test_one_json_object_is_written(capsys):
    code = main(["bench", "--n", "2", "--rounds", "1", "--engines", "portable,diffrax", "--json", "--quiet"])
    content = json.loads(capsys.readouterr().out)
    assert code == 0
    assert content["engine"] == "portable"
    assert content["achieved_error"] <= content["wanted_error"] == 1e-4
    assert content["people_per_s"] > 0
    assert 0 < content["share_of_bound"] < 1
    assert set(content["engines"]) == {"portable", "diffrax"}


@pytest.mark.usefixtures("short")
def test_a_table_is_printed(capsys):
    assert main(["bench", "--n", "1", "--rounds", "1", "--engines", "portable", "--quiet"]) == 0
    printed = capsys.readouterr().out
    assert "portable" in printed
    assert "No peer was measured" in printed
    assert "million operations per person" in printed


@pytest.mark.parametrize(
    "arguments", [["--engines", "fortran"], ["--n", "0"], ["--protocol", "1y"], ["--threads", "0"]]
)
def test_wrong_options_are_refused(capsys, arguments):
    assert main(["bench", *arguments]) == 2
    assert arguments[0] in capsys.readouterr().err


def test_recording_outside_the_source_is_refused_before_the_run(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert main(["bench", "--record"]) == 2
    assert "history" in capsys.readouterr().err
