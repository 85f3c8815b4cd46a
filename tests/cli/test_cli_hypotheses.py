"""The commands nemda hypotheses: what each prints, writes and refuses."""

from __future__ import annotations

import csv
import json

import pytest

from nemda.cli.main import main
from nemda.hypothesis.explanation import SWITCHES

TARGETS = """
[glutamate]
species = "rat"
doses = [["ketamine", 10, "ip"]]
time_h = 0.5
readout = "glutamate"
observed = "up"
source = "moghaddam1997"

[eef2]
species = "mouse"
doses = [["ketamine", 5, "ip"]]
time_h = 0.5
readout = "phospho_eef2"
observed = "down"
source = "gideons2014"

[mood]
species = "human"
doses = [["ketamine", 0.5, "iv", 0, 0.6667]]
time_h = 24.0
readout = "madrs_difference"
observed = -9.7
error = 2.2
source = "wilkinson2018"
"""


def run(capsys, *words):
    assert main(["hypotheses", *words]) == 0
    return capsys.readouterr().out


def test_the_list_names_claims_switches_and_sources(capsys) -> None:
    printed = run(capsys, "list")
    for text in ("disinhibition", "trkb_direct", "casarotto2021", "for", "against", "inverted U"):
        assert text in printed
    content = json.loads(run(capsys, "list", "--json"))
    assert len(content) == 9
    assert tuple(content[0]["switches"]) == SWITCHES


def test_a_run_prints_what_repeats_it(capsys) -> None:
    words = ("run", "habenula", "0.5 mg/kg ketamine iv over 40 min", "--n", "12", "--weeks", "1", "--quiet")
    content = json.loads(run(capsys, *words, "--json"))
    assert content["changes"]["habenula_switch"] == 1
    assert content["changes"]["disinhibition_switch"] == 0
    assert "behavior_susceptibility" not in content["changes"]
    assert content["madrs_change"][1] < 0
    printed = run(capsys, *words)
    assert "--change habenula_switch=1" in printed
    mixed = json.loads(run(capsys, "run", "disinhibition=0.5,habenula=1", *words[2:], "--json"))
    assert mixed["changes"]["disinhibition_switch"] == 0.5


def test_comparing_and_discriminating_through_files(capsys, tmp_path) -> None:
    (tmp_path / "targets.toml").write_text(TARGETS)
    fits, table, figure = (tmp_path / name for name in ("fits.json", "rows.csv", "page.html"))
    two = ("--only", "disinhibition", "--only", "direct_eef2k")
    content = json.loads(
        run(
            capsys, "compare", *two, "--targets", str(tmp_path / "targets.toml"), "--draws", "16", "--rounds",
            "2", "--save", str(fits), "--csv", str(table), "--figure", str(figure), "--json", "--quiet",
        )
    )  # fmt: skip
    assert content["summary"]["targets"] == 3
    assert {one["name"] for one in content["explanations"]} == {"disinhibition", "direct_eef2k"}
    with table.open(encoding="utf-8") as stream:
        assert [row["name"] for row in csv.DictReader(stream)] == ["glutamate", "eef2", "mood"]
    assert figure.stat().st_size > 10_000
    found = json.loads(
        run(capsys, "discriminate", "--fits", str(fits), "--top", "3", "--json", "--quiet")
    )  # 24 vectors of two explanations over the feasible set: about three seconds
    assert len(found["proposals"]) == 3
    assert found["proposals"][0]["information_bits"] >= found["proposals"][-1]["information_bits"]
    assert {one["name"] for one in found["brief"]} >= {"dose_ladder", "calcineurin_clamp"}


def test_the_ranking_is_printed_with_its_doubts(capsys, tmp_path) -> None:
    (tmp_path / "targets.toml").write_text(TARGETS)
    printed = run(
        capsys, "compare", "--only", "habenula", "--only", "homeostatic", "--targets",
        str(tmp_path / "targets.toml"), "--draws", "8", "--rounds", "1", "--residuals", "--quiet",
    )  # fmt: skip
    for text in ("elpd", "3 targets from 3 sources", "decided by", "glutamate"):
        assert text in printed


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("run", "habenla", "0.5 mg/kg ketamine iv"), "habenula"),
        (("run", "habenula=2", "0.5 mg/kg ketamine iv"), "0 to 1"),
        (("run", "habenula=x", "0.5 mg/kg ketamine iv"), "not a number"),
        (("compare", "--targets", "nowhere.toml"), "cannot be read"),
        (("discriminate", "--fits", "nowhere.json"), "fitted explanations"),
    ],
)
def test_bad_input_is_refused(capsys, words, reason) -> None:
    assert main(["hypotheses", *words, "--quiet"]) == 2
    assert reason in capsys.readouterr().err
