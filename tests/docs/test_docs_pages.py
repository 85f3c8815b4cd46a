"""The generated pages hold what the code says, and the navigation leads to every page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from generate import filled, generated_pages
from making.chain import graph, svg
from making.mathml import large, with_mathml
from making.panels import nice_ticks, stamp
from making.parameters import program_parameters, sources_page
from making.reference import rooms
from making.tables import number, table, with_unit

from nemda.cli.commands import COMMANDS
from nemda.evidence.citations import citations
from nemda.evidence.schema import SCHEMAS
from nemda.evidence.show import source_keys
from nemda.mechanism.catalog import all_parameters
from nemda.mechanism.chain import MECHANISMS
from nemda.model.mechanism import Mechanism, fields_of
from nemda.report.limits import limits

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PLACEHOLDER = re.compile(r"^<!-- nemda: (.+) -->$", re.M)


def page(mechanism: Mechanism) -> str:
    [text] = [t for _, place, t in generated_pages()["mechanisms"] if place.endswith(f"/{mechanism.name}.md")]
    return text


@pytest.mark.parametrize("mechanism", MECHANISMS, ids=lambda m: m.name)
def test_the_page_of_a_mechanism_is_whole(mechanism: Mechanism) -> None:
    text = page(mechanism)
    assert "What would falsify this" in text
    for kind in (mechanism.states, mechanism.inputs, mechanism.outputs, mechanism.parameters):
        for field in fields_of(kind):
            assert f"| `{field}`" in text, f"no row for {field}"
    assert text.count(r"\frac{d\,") == len(fields_of(mechanism.states))
    for name in fields_of(mechanism.parameters):
        for key in source_keys(all_parameters()[name].source):
            if key in citations():
                assert f"[{key}](../../evidence/sources.md#{key})" in text


@pytest.mark.parametrize("mechanism", MECHANISMS, ids=lambda m: m.name)
def test_every_equation_becomes_mathml(mechanism: Mechanism) -> None:
    found = re.findall(r"^\$\$\n(.*?)\n\$\$$", page(mechanism), re.M | re.S)
    assert found
    for latex in found:
        tree = ElementTree.fromstring(large(latex))
        words = " ".join(piece.text or "" for piece in tree.iter())
        assert "\\" not in words, "a command that was not understood is left in the text"


def test_the_score_stands_with_mood() -> None:
    [mood] = [mechanism for mechanism in MECHANISMS if mechanism.name == "mood"]
    assert r"\mathrm{MADRS} = \mathrm{baseline\ MADRS}" in page(mood)


def test_every_source_of_a_parameter_is_listed_once() -> None:
    text = sources_page()
    for parameter in program_parameters():
        for key in source_keys(parameter.source):
            if key in citations():
                assert text.count(f'<span id="{key}">') == 1
                assert f"`{parameter.name}`" in text


def test_the_comments_of_all_pages_are_filled() -> None:
    slow = {"validation", "panels"}
    used: set[str] = set()
    for file in DOCS.rglob("*.md"):
        text = file.read_text("utf-8")
        used.update(PLACEHOLDER.findall(text))
        quick = PLACEHOLDER.sub(lambda found: "" if found[1] in slow else found[0], text)
        assert not PLACEHOLDER.search(filled(quick, str(file.relative_to(DOCS))))
    assert {"chain", "arrows", "calibration", "limits", "tables", "grades"} | slow <= used


def test_a_comment_for_nothing_is_refused() -> None:
    with pytest.raises(KeyError, match="no such thing"):
        filled("<!-- nemda: no such thing -->", "page.md")


def test_the_pages_tell_every_arrow_table_and_limit() -> None:
    arrows = filled("<!-- nemda: arrows -->", "science/index.md")
    assert len(arrows.splitlines()) == 2 + len(graph().arrows)
    tables = filled("<!-- nemda: tables -->", "evidence/index.md")
    assert all(f"| `{name}` |" in tables for name in SCHEMAS)
    told = filled("<!-- nemda: limits -->", "methods/misses.md")
    assert all(limit.title in told for limit in limits())


def entries(navigation: list[Any]) -> list[str]:
    found: list[str] = []
    for entry in navigation:
        for value in entry.values() if isinstance(entry, dict) else [entry]:
            found += entries(value) if isinstance(value, list) else [value]
    return found


def test_the_navigation_leads_to_every_page() -> None:
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    listed = entries(yaml.safe_load(text)["nav"])
    written = {str(file.relative_to(DOCS)) for file in DOCS.rglob("*.md")}
    assert {entry for entry in listed if not entry.startswith("@")} == written
    assert {entry.removeprefix("@") for entry in listed if entry.startswith("@")} == set(generated_pages())


def test_every_room_and_its_modules_are_in_the_reference() -> None:
    folders = {file.parent.name for file in (ROOT / "src" / "nemda").glob("*/__init__.py")}
    with_code = {f for f in folders if any((ROOT / "src" / "nemda" / f).glob("[!_]*.py"))}
    assert set(rooms()) == with_code - {"cli"}
    places = {title: text for title, _, text in generated_pages()["rooms"]}
    assert "::: nemda.engine.simd.driver" in places["engine"]
    assert all(f"::: nemda.{name}" in places["base"] for name in ("errors", "units", "progress"))


def test_every_command_has_its_help_in_the_reference() -> None:
    [(_, _, text)] = generated_pages()["commands"]
    for name in COMMANDS:
        assert f"## nemda {name}\n" in text
    assert "nemda model show" in text


def test_no_page_loads_anything_from_the_network() -> None:
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    assert settings["theme"]["font"] is False
    assert not settings.get("extra_javascript")
    assert all(not link.startswith("http") for link in settings["extra_css"])
    assert "http" not in svg().replace("http://www.w3.org/2000/svg", "")


def test_the_figure_of_the_readme_is_of_the_present_numbers() -> None:
    figure = (DOCS / "assets" / "chain.svg").read_text("utf-8")
    assert ElementTree.fromstring(figure).tag.endswith("svg")
    assert stamp() in figure, "the numbers have changed: run python docs/figure.py"


def test_latex_in_pages_becomes_mathml() -> None:
    html = (
        '<p>with <span class="arithmatex">\\(\\theta_i &lt; 1\\)</span></p>'
        '<div class="arithmatex">\\[\\mathrm{two\\ words} = \\frac{a}{b}\\]</div>'
    )
    shown = with_mathml(html)
    assert "arithmatex" not in shown
    assert shown.count("<math") == 2
    assert "<mi>two\u00a0words</mi>" in shown.replace("&#x000A0;", "\u00a0")
    assert "\\" not in shown


def test_cells_cannot_break_a_table() -> None:
    assert table(("a", "b"), [("1 | 2", "two\nlines")]) == "| a | b |\n| --- | --- |\n| 1 \\| 2 | two lines |"
    assert with_unit(0.12345678, "1/h") == "0.1235 1/h"
    assert with_unit(2.0, "1") == "2"
    assert number(float("inf")) == "no limit"


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (0.83, 1.31), (0.0, 212.0), (0.0, 6.0), (-3.0, 4.0)])
def test_ticks_are_few_round_and_inside(low: float, high: float) -> None:
    ticks = nice_ticks(low, high)
    assert 3 <= len(ticks) <= 6
    assert low - 1e-9 <= ticks[0] < ticks[-1] <= high + 1e-9
