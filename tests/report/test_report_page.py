from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
import xarray

from nemda.errors import StorageError
from nemda.report.page import render_report, write_report
from nemda.trial.results import ArmResult, ComparisonRow, Observed

VOID = {"meta", "br", "link", "img", "hr", "input"}
MOST_BYTES = 8_000_000


class Reader(HTMLParser):
    """Reads a page: checks that tags close in order, and gathers what is needed below."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    return reader


@pytest.fixture(scope="module")
def page(results: list[ArmResult], observed: list[Observed], comparison: list[ComparisonRow]) -> str:
    return render_report("Ketamine & saline", results, observed, comparison, spaghetti=3)


@pytest.fixture(scope="module")
def reader(page: str) -> Reader:
    return read(page)


def without_scripts(page: str) -> str:
    return re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)


def test_the_page_is_well_formed(reader: Reader) -> None:
    counts = Counter(tag for tag, _ in reader.tags)
    assert counts["html"] == counts["main"] == counts["h1"] == 1
    assert reader.texts["h1"] == ["Ketamine & saline"]


def test_ids_are_unique_and_references_lead_somewhere(reader: Reader) -> None:
    ids = [attributes["id"] for _, attributes in reader.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in reader.tags:
        for name in ("aria-labelledby", "data-figure"):
            assert attributes.get(name, ids[0]) in ids, tag
        link = attributes.get("href") or ""
        assert not link.startswith("#") or link[1:] in ids


def test_every_table_has_a_caption_and_headings(page: str, reader: Reader) -> None:
    counts = Counter(tag for tag, _ in reader.tags)
    assert counts["table"] == counts["caption"] == counts["thead"]
    scopes = {attributes.get("scope") for tag, attributes in reader.tags if tag == "th"}
    assert scopes == {"col", "row"}
    assert page.count("<caption></caption>") == 0


def test_every_figure_says_in_words_what_it_shows(reader: Reader) -> None:
    plots = [attributes for _, attributes in reader.tags if "data-figure" in attributes]
    assert len(plots) == 10
    assert all(plot["role"] == "img" for plot in plots)
    assert all(len(plot["aria-label"] or "") > 40 for plot in plots)


def test_nothing_is_loaded_from_elsewhere(page: str, reader: Reader) -> None:
    loading = [(tag, a.get("src") or a.get("href")) for tag, a in reader.tags if tag not in {"a"}]
    assert [source for _, source in loading if source] == []
    policy = next(a["content"] for tag, a in reader.tags if a.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy
    assert "@import" not in without_scripts(page)
    assert "url(" not in without_scripts(page)


def test_links_are_to_doi_or_evidence_only(reader: Reader) -> None:
    links = [a["href"] or "" for tag, a in reader.tags if tag == "a"]
    assert sum(link.startswith("https://doi.org/10.") for link in links) > 50
    assert all(link.startswith(("#", "https://", "http://")) for link in links)


def test_each_figure_is_valid_json_that_cannot_end_its_script(page: str) -> None:
    figures = re.findall(r'<script type="application/json" id="([^"]+)">(.*?)</script>', page, re.DOTALL)
    assert len(figures) == 10
    for key, text in figures:
        figure = json.loads(text)
        assert figure["data"], key
        assert "NaN" not in text


def test_the_page_says_what_it_rests_on(page: str) -> None:
    for words in (
        "For research and teaching.",
        "What this model gets wrong or does not contain",
        "Expectancy and drug effect cannot be told apart without masked trials",
        "Contested arrows",
        "Parameter set",
        "0.5 mg/kg ketamine iv over 40 min on days 1, 3",
    ):
        assert words in page


def test_the_same_input_gives_the_same_page(
    page: str, results: list[ArmResult], observed: list[Observed], comparison: list[ComparisonRow]
) -> None:
    assert render_report("Ketamine & saline", results, observed, comparison, spaghetti=3) == page


def test_names_are_text_and_never_code(results: list[ArmResult]) -> None:
    evil = '</script><script>alert("x")</script>'
    less = replace(results[0], name=evil, dataset=results[0].dataset[["glutamate"]])
    page = render_report(evil, [less])
    assert "<script>alert" not in page
    read(page)


def test_changes_and_another_version_are_told(page: str, results: list[ArmResult]) -> None:
    dataset = results[0].dataset.assign_attrs(changes="habenula_switch=0.0", nemda_version="0.0.1")
    other = render_report("A", [replace(results[0], dataset=dataset)])
    for words in ("Changed by the user", "changed by the user</span>", "a result was made by nemda 0.0.1"):
        assert words in other
        assert words not in page


def test_a_result_without_mood_has_a_page_too(results: list[ArmResult]) -> None:
    less = replace(results[0], dataset=results[0].dataset[["glutamate", "dissociation"]])
    page = render_report("Glutamate", [less])
    figures = [a["data-figure"] for _, a in read(page).tags if "data-figure" in a]
    assert figures == ["chain-circuit-data", "chain-felt-data"]
    assert 'id="mood"' not in page
    assert "in remission" not in page


def test_the_size_does_not_grow_with_the_people(
    page: str, results: list[ArmResult], observed: list[Observed], comparison: list[ComparisonRow]
) -> None:
    crowd = [
        replace(arm, dataset=xarray.concat([arm.dataset] * 25, "person", combine_attrs="override"))
        for arm in results
    ]
    many = render_report("Ketamine & saline", crowd, observed, comparison, spaghetti=3)
    assert len(many.encode()) < MOST_BYTES
    # the figures hold as many numbers; their digits differ a little
    assert len(many) == pytest.approx(len(page), rel=0.01)


def test_a_folder_that_is_missing_is_named(results: list[ArmResult], tmp_path: Path) -> None:
    less = replace(results[0], dataset=results[0].dataset[["glutamate"]])
    with pytest.raises(StorageError, match="nowhere"):
        write_report(tmp_path / "nowhere" / "report.html", "A", [less])
