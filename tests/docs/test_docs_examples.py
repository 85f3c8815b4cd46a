"""Every example of the documentation and of the README runs, with the few people that the pages use."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from making.examples import ExampleError, has_examples, run_page

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(page for page in DOCS.rglob("*.md") if has_examples(page.read_text("utf-8")))


def run(page: Path) -> tuple[str, dict[str, Any]]:
    return run_page(page.read_text("utf-8"), str(page.relative_to(ROOT)))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_examples_of_a_page_run_and_print(page: Path) -> None:
    shown, names = run(page)
    assert "{.text .printed}" in shown
    if page.name == "tutorial.md":
        result = names["result"]
        assert result.sizes["person"] == names["people"].n
        day_one = float(result["madrs_change"].sel(time=24, method="nearest").mean())
        # What the page says of the numbers: better after a day, and the drug nearly gone.
        assert day_one < -5
        assert float(result["ketamine_venous"].sel(time=24, method="nearest").median()) < 3
        assert "Change in MADRS" in shown
    if page.name == "parameters-and-switches.md":
        # The antagonist moves a state that nothing reads, so only the solver's steps can differ.
        assert names["day_one"](opioid_antagonist_block=0.9) == pytest.approx(names["day_one"](), rel=1e-6)
    if page.name == "compare-regimens.md":
        assert set(names["results"]) == {names["twice"], names["once"]}
        assert float(names["gain"].mean()) > 0
    if page.name == "add-a-trial.md":
        assert [row.observed for row in names["run"].comparison.rows] == [64.0, 28.0]


def test_the_pages_with_examples_are_those_that_teach() -> None:
    names = {page.stem for page in PAGES}
    assert {"tutorial", "compare-regimens", "parameters-and-switches", "results", "nonmem"} <= names
    assert {"add-a-mechanism", "add-a-trial", "people"} <= names


def test_the_example_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "README.md").read_text("utf-8")
    [code] = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
    assert len([line for line in code.splitlines() if line]) <= 10
    names: dict[str, Any] = {}
    exec(code.replace("n=200", "n=12"), names)
    assert names["result"].sizes["person"] == 12
    assert (tmp_path / "report.html").stat().st_size > 10_000


def test_the_first_two_commands_of_the_readme() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    commands = re.findall(r"^(?:make|nemda|python|pip|source) .*", text, re.M)
    assert [command.split("#")[0].strip() for command in commands[:2]] == ["make demo", "make test"]


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        ("```python\nraise ValueError('no')\n```\n", "page, line 2: ValueError: no"),
        ("```console\n$ nemda evidence cite nobody1900\n```\n", "ended with 2"),
    ],
)
def test_an_example_that_fails_stops_the_build(block: str, reason: str) -> None:
    with pytest.raises(ExampleError, match=reason):
        run_page(block, "page")


def test_output_is_put_behind_its_block_and_names_are_shared() -> None:
    page = "```python\nx = 2\n```\n\ntext\n\n```python\nprint(x + 1)\n```\n"
    shown, names = run_page(page, "page")
    assert shown == page + "\n```{.text .printed}\n3\n```\n"
    assert names["x"] == 2


def test_a_block_marked_so_is_only_shown() -> None:
    page = "<!-- not run -->\n```python\nraise ValueError\n```\n"
    assert not has_examples(page)
    assert run_page(page, "page")[0] == page.removeprefix("<!-- not run -->\n")
    assert not has_examples("```text\nplain\n```\n")
