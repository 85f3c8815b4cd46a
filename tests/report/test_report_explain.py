"""The page, figures and graph of an explanation."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any, cast
from xml.etree import ElementTree

import numpy as np
import pytest

from nemda.errors import StorageError
from nemda.evidence.citations import find_citation
from nemda.evidence.show import source_keys
from nemda.explain.explain import Explanation, explain
from nemda.mechanism.chain import chain
from nemda.model.drawing import LINE_WIDTH
from nemda.report.explain_page import render_explain_page, write_explain_page
from nemda.report.figures_explain import course_figure, pieces, waterfall_figure
from nemda.report.graph_explain import WIDEST_PX, explained_graph

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


@pytest.fixture(scope="module")
def explained() -> Explanation:
    return explain("0.5 mg/kg ketamine iv over 40 min", at_h=(24, 168))


def test_pieces_sum_to_the_change(explained: Explanation) -> None:
    total = np.sum([piece.points for piece in pieces(explained)], axis=0)
    # pieces below a thousandth of a point at all times are left out; fewer than twenty can be
    np.testing.assert_allclose(total, explained.change, atol=0.02)


def test_the_waterfall_ends_at_the_score(explained: Explanation) -> None:
    bars: Any = cast("Any", waterfall_figure(explained)).data
    assert len(bars) == 2
    for bar, place in zip(bars, explained.places, strict=True):
        assert bar.x[0] == pytest.approx(explained.baseline, rel=1e-3)
        assert bar.x[-1] == pytest.approx(explained.madrs[place], rel=1e-3)
        # the last step ends where the last bar does
        ends = [bar.base[-2], bar.base[-2] + bar.x[-2]]
        assert min(abs(end - bar.x[-1]) for end in ends) < 0.03


def test_the_course_stacks_to_its_line(explained: Explanation) -> None:
    traces = [trace for trace in cast("Any", course_figure(explained)).data if trace.xaxis in (None, "x")]
    line = next(trace for trace in traces if trace.name == "whole change")
    stacked = np.sum([trace.y for trace in traces if trace.stackgroup], axis=0)
    np.testing.assert_allclose(stacked, line.y, atol=0.03)
    named = [trace.name for trace in cast("Any", course_figure(explained)).data if trace.showlegend]
    assert len(named) == len(set(named))


def test_the_graph_is_an_svg_whose_widest_arrow_loses_most(explained: Explanation) -> None:
    text = explained_graph(explained)
    ElementTree.fromstring(text)
    widths = [float(width) for width in re.findall(r'stroke-width="([\d.]+)"', text)]
    assert max(widths) == pytest.approx(WIDEST_PX)
    assert widths.count(LINE_WIDTH) > 10
    assert "lost without it: disinhibition" in text
    assert "width: points of MADRS lost 24 h" in text


def test_graded_arrows_are_arrows_of_the_model() -> None:
    with (files("nemda.explain") / "data" / "link_grades.toml").open("rb") as stream:
        entries = tomllib.load(stream)["link"]
    known = {(provider, user) for provider, user, _ in chain().links}
    assert {(entry["provider"], entry["user"]) for entry in entries} <= known
    for entry in entries:
        assert entry["grade"] in "ABC"
        assert all(find_citation(key).key == key for key in source_keys(entry["source"]))


def test_the_page_holds_numbers_sources_and_caution(explained: Explanation, tmp_path: Path) -> None:
    page = write_explain_page(explained, tmp_path / "explain.html").read_text("utf-8")
    assert "what the model says" not in page
    assert "not what happened in a brain" in page
    assert "For research and teaching" in page
    assert page.count("<svg") >= 1
    assert "Gerhard" in page
    assert f"{-explained.drug[explained.places[0]]:.2f}" in page
    assert render_explain_page(explained) == page


def test_without_links_there_is_no_graph() -> None:
    plain = explain("no treatment", at_h=(24,), with_links=False)
    assert 'id="h-graph"' not in render_explain_page(plain)


def test_a_page_that_cannot_be_written_is_refused(explained: Explanation, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be written"):
        write_explain_page(explained, tmp_path / "nowhere" / "explain.html")


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found; install the package 'chromium'")
def test_the_page_draws_in_a_browser(explained: Explanation, tmp_path: Path) -> None:
    page = write_explain_page(explained, tmp_path / "explain.html")
    run = subprocess.run(
        [str(CHROMIUM), *QUIET, f"--user-data-dir={tmp_path / 'profile'}", "--enable-logging=stderr",
         "--virtual-time-budget=20000", "--dump-dom", page.as_uri()],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert run.stdout.count('class="plot js-plotly-plot"') == 2
    assert "CONSOLE" not in run.stderr
