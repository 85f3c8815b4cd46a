"""The chart of the published models shows the present numbers and every model of adults."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from making.published import adult_models, chart, lines, observed, stamp

FIGURE = Path(__file__).parents[2] / "docs" / "assets" / "published-models.svg"


def test_the_chart_is_of_the_present_numbers() -> None:
    figure = FIGURE.read_text("utf-8")
    assert ElementTree.fromstring(figure).tag.endswith("svg")
    assert stamp() in figure, "the numbers have changed: run python docs/figure.py"


def test_every_model_of_adults_is_drawn_once() -> None:
    names = {model.name for model in adult_models()}
    assert {"kamp2020", "simons2022", "otto2021", "perezruixo2021", "domino1982", "clements1981"} < names
    assert "hijazi2003" in names
    assert not names & {"herd2007", "sherwin2015", "hornik2018", "elkomy2015", "flint2017"}
    text = chart()
    assert all(text.count(f" {name}, ") == 1 for name in names)
    assert observed() == 185.0
    ends = {line.model.name: line.end for line in lines()}
    assert ends["otto2021"] < observed() < ends["kamp2020"]
