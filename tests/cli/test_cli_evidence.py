"""The command `nemda evidence`: for readers in words, for programs in one JSON object."""

from __future__ import annotations

import json
import math
import sys
from types import ModuleType
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from nemda.cli.evidence import app
from nemda.errors import DataError, ParameterError
from nemda.evidence.search import search
from nemda.evidence.tables import table_names
from nemda.model.parameters import Parameter

PARAMETERS = {
    "hepatic_clearance": Parameter(
        name="hepatic_clearance",
        value=79.0,
        unit="L/h",
        meaning="Clearance of a typical adult of 70 kg",
        interval=(40.0, math.inf),
        grade="A",
        source="kamp2020; assumption",
        distribution="lognormal",
        spread=0.3,
        preparation="arterial plasma",
        note="meta-analysis",
        evidence="pk_models.csv: kamp CL; pk_models.csv: xyzzy",
    )
}


def run(*arguments: str, width: int = 100) -> Result:
    return CliRunner().invoke(app, arguments, env={"COLUMNS": str(width), "NO_COLOR": "1", "TERM": "dumb"})


def text(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exception is None, result.exception
    return result.output


def read(*arguments: str) -> dict[str, Any]:
    return json.loads(text(*arguments, "--json"))


@pytest.fixture
def _catalog(monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = ModuleType("nemda.mechanism.catalog")
    catalog.__dict__["all_parameters"] = lambda: PARAMETERS
    catalog.__dict__["where_used"] = lambda name: ("pk.linear", f"uses {name}")
    monkeypatch.setitem(sys.modules, "nemda.mechanism.catalog", catalog)


def test_search_shows_the_best_rows() -> None:
    shown = text("search", "ketamine", "nmda", "--limit", "2")
    assert "ketamine (racemic), NMDA pore, GluN2A, IC50" in shown
    assert "0.71 uM" in shown
    assert "gilling2009" in shown
    assert f"{len(search('ketamine', 'nmda'))} rows for ketamine nmda; the best 2 are shown" in shown
    assert "not corrected for Po" not in shown


def test_search_shows_notes_when_asked() -> None:
    assert "not corrected for Po" in text("search", "ketamine", "nmda", "--limit", "2", "--notes")


def test_search_as_json_is_the_same() -> None:
    found = read("search", "ketamine", "nmda", "--limit", "3")
    hits = search("ketamine", "nmda")
    assert found["found"] == len(hits)
    assert [row["row"] for row in found["rows"]] == [hit.line.row for hit in hits[:3]]
    assert found["rows"][0]["citation_key"] == "gilling2009"


def test_search_in_one_table() -> None:
    assert {row["table"] for row in read("search", "ketamine", "--table", "claims")["rows"]} == {"claims"}
    with pytest.raises(DataError, match="pk_models"):
        raise run("search", "ketamine", "--table", "pk_model").exception or AssertionError


def test_search_says_when_nothing_is_found() -> None:
    assert "No row holds xyzzy [b]." in text("search", "xyzzy", "[b]")
    assert read("search", "xyzzy")["rows"] == []


def test_search_refuses_a_limit_of_nothing() -> None:
    assert run("search", "ketamine", "--limit", "0").exit_code == 2


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_output_keeps_to_the_width(width: int) -> None:
    for arguments in (["search", "ketamine", "--notes"], ["tables"]):
        lines = run(*arguments, width=width).output.splitlines()
        grid = [line for line in lines if "nemda evidence" not in line]
        assert max(map(len, grid)) <= width


def test_tables_are_listed_with_their_rows() -> None:
    shown = text("tables")
    listed = read("tables")["tables"]
    assert [entry["table"] for entry in listed] == list(table_names())
    assert all(entry["table"] in shown for entry in listed)
    assert all(sum(entry["graded"].values()) == entry["rows"] for entry in listed)
    assert f"{sum(entry['rows'] for entry in listed)} rows in {len(listed)} tables" in shown


def test_cite_gives_the_work_in_full() -> None:
    shown = text("cite", "murrough2013")
    assert "https://doi.org/10.1016/j.biopsych.2012.06.022" in shown
    assert "murrough2013-b" in shown
    work = read("cite", "murrough2013")
    assert work["doi"] == "10.1016/j.biopsych.2012.06.022"
    assert work["rows"]["trial_arms"] == 1
    assert "murrough2013-b" in work["siblings"]


def test_cite_of_a_work_that_only_parameters_cite() -> None:
    assert "cited by parameters only" in text("cite", "steinebach2023")


def test_cite_of_an_unknown_key_names_the_nearest() -> None:
    error = run("cite", "giling2009").exception
    assert isinstance(error, DataError)
    assert "gilling2009" in str(error)


@pytest.mark.usefixtures("_catalog")
def test_show_tells_what_stands_behind_a_parameter() -> None:
    shown = text("show", "hepatic_clearance")
    for part in (
        "79 L/h",
        "40 to inf L/h",
        "coefficient of variation 31%",
        "human, arterial plasma",
        "Kamp 2020 Anesthesiology",
        "assumed here",
        "pk.linear",
        "no row found",
        "pk_models 1",
    ):
        assert part in shown


@pytest.mark.usefixtures("_catalog")
def test_show_as_json_is_strict_json() -> None:
    shown = text("show", "hepatic_clearance", "--json")
    assert "Infinity" not in shown
    content = json.loads(shown)
    assert content["interval"] == [40.0, None]
    assert content["citations"][0]["key"] == "kamp2020"
    assert content["evidence"][0]["lines"][0]["table"] == "pk_models"
    assert content["used_in"] == ["pk.linear", "uses hepatic_clearance"]


@pytest.mark.usefixtures("_catalog")
@pytest.mark.parametrize("typed", ["clearance", "hepatic_clearence"])
def test_show_of_an_unknown_parameter_names_the_nearest(typed: str) -> None:
    error = run("show", typed).exception
    assert isinstance(error, ParameterError)
    assert "hepatic_clearance" in str(error)


@pytest.mark.usefixtures("_catalog")
def test_show_of_a_parameter_like_no_other_is_refused() -> None:
    error = run("show", "zzzz").exception
    assert isinstance(error, ParameterError)
    assert "expected" not in str(error)


def test_help_lists_the_commands() -> None:
    shown = text("--help")
    assert all(name in shown for name in ("search", "tables", "cite", "show"))
