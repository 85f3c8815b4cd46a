"""The page in a real browser: it draws without an error and asks the network for nothing."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from nemda.report.page import write_report
from nemda.trial.results import ArmResult, ComparisonRow, Observed

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-default-apps",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip
BROWSER_ITSELF = "not an origin"
CONSOLE = re.compile(r'CONSOLE[:(]\d+\)?\] "(?P<text>.*)", source')

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found; install the package 'chromium'"),
]


class Visited:
    """What a browser made of a page: its elements after drawing, its messages, its requests."""

    def __init__(self, page: Path, folder: Path) -> None:
        log = folder / "network.json"
        run = subprocess.run(
            [
                str(CHROMIUM), *QUIET, f"--user-data-dir={folder / 'profile'}", "--enable-logging=stderr",
                f"--log-net-log={log}", "--virtual-time-budget=20000", "--dump-dom", page.as_uri(),
            ],
            capture_output=True, text=True, timeout=120, check=True,
        )  # fmt: skip
        self.elements = run.stdout
        self.messages = [match["text"] for match in CONSOLE.finditer(run.stderr)]
        self.requests = page_requests(json.loads(log.read_text("utf-8")))


def page_requests(log: dict[str, Any]) -> set[str]:
    """Return the addresses a page asked for; requests of the browser itself have no origin."""
    starts = [event.get("params", {}) for event in log["events"]]
    return {
        start["url"]
        for start in starts
        if start.get("initiator", BROWSER_ITSELF) != BROWSER_ITSELF and not start["url"].startswith("file:")
    }


@pytest.fixture(scope="module")
def visited(
    results: list[ArmResult],
    observed: list[Observed],
    comparison: list[ComparisonRow],
    tmp_path_factory: pytest.TempPathFactory,
) -> Visited:
    folder = tmp_path_factory.mktemp("browser")
    page = write_report(folder / "report.html", "In a browser", results, observed, comparison, spaghetti=2)
    return Visited(page, folder)


def test_the_page_draws_every_figure(visited: Visited) -> None:
    plots = visited.elements.count("data-figure=")
    assert plots == 10
    drawn = re.findall(r'class="plot js-plotly-plot"', visited.elements)
    assert len(drawn) == plots
    # each figure has curves: the paths of its traces
    assert visited.elements.count('class="js-line"') > 100


def test_the_page_has_no_error(visited: Visited) -> None:
    assert visited.messages == []


def test_the_page_asks_the_network_for_nothing(visited: Visited) -> None:
    assert visited.requests == set()


def test_one_click_and_one_zoom_act_on_every_figure(results: list[ArmResult], tmp_path: Path) -> None:
    page = write_report(tmp_path / "report.html", "In a browser", results)
    script = """
      const chain = Array.from(document.querySelectorAll('.plot[data-group="chain"]'));
      const isShown = (trace) => trace.legendgroup === "Saline" && trace.visible !== false;
      const shown = (plot) => plot.data.filter(isShown).length;
      const told = {};
      document.querySelector('button.arm[data-arm="Saline"]').click();
      told.hidden = Array.from(document.querySelectorAll(".plot")).map(shown);
      told.pressed = Array.from(document.querySelectorAll('button.arm[data-arm="Saline"]'))
        .map((button) => button.getAttribute("aria-pressed"));
      document.querySelector('button.arm[data-arm="Saline"]').click();
      told.again = shown(chain[0]);
      Plotly.relayout(chain[0], {"xaxis4.range[0]": 1, "xaxis4.range[1]": 2});
      setTimeout(() => {
        told.days = chain.map((plot) => plot._fullLayout.xaxis2.range);
        told.hours = chain.map((plot) => plot._fullLayout.xaxis.range);
        window.dispatchEvent(new Event("beforeprint"));
        told.closed = document.querySelectorAll("details:not([open])").length;
        window.dispatchEvent(new Event("afterprint"));
        told.closedAgain = document.querySelectorAll("details:not([open])").length;
        document.title = JSON.stringify(told);
      }, 2000);
    """
    text = page.read_text("utf-8").replace("</body>", f"<script>{{{script}}}</script></body>")
    page.write_text(text, "utf-8")
    visited = Visited(page, tmp_path)
    assert visited.messages == []
    title = re.search("<title>(.*?)</title>", visited.elements)
    assert title is not None
    told = json.loads(title[1])
    assert set(told["hidden"]) == {0}
    assert set(told["pressed"]) == {"false"}
    assert told["again"] > 0
    assert told["days"] == [[1, 2]] * 6
    assert len({tuple(hours) for hours in told["hours"]}) == 1
    assert told["hours"][0] != [1, 2]
    assert told["closed"] == 0
    assert told["closedAgain"] > 3


def test_an_error_and_a_request_would_be_seen(tmp_path: Path) -> None:
    page = tmp_path / "bad.html"
    script = "fetch('http://127.0.0.1:9/x').catch(() => 0); setTimeout(() => { missing(); }, 10);"
    page.write_text(f"<!doctype html><script>{script}</script>", "utf-8")
    bad = Visited(page, tmp_path)
    assert any("missing is not defined" in message for message in bad.messages)
    assert bad.requests == {"http://127.0.0.1:9/x"}
