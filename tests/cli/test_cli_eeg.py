"""``nemda eeg`` and ``nemda validate eeg`` as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nemda.cli.app import app
from nemda.cli.eeg_request import times_of
from nemda.cli.eeg_view import _from_peak
from nemda.cortex import eeg
from nemda.errors import NemdaError

RUN = CliRunner()
INFUSION = "0.5 mg/kg ketamine iv over 40 min"


def test_the_table_and_the_page(tmp_path: Path) -> None:
    page = tmp_path / "eeg.html"
    shown = RUN.invoke(app, ["eeg", INFUSION, "--at", "0,40min", "--out", str(page)])
    assert shown.exit_code == 0, shown.output
    assert "occipital" in shown.output
    content = page.read_text("utf-8")
    assert "Time by frequency" in content
    assert "Coupling" in content
    assert "Switching between gamma" not in content


def test_the_page_of_an_anesthetic_dose_shows_the_switching_of_states(tmp_path: Path) -> None:
    page = tmp_path / "eeg.html"
    shown = RUN.invoke(app, ["eeg", "1.5 mg/kg ketamine iv", "--at", "5min", "--out", str(page)])
    assert shown.exit_code == 0, shown.output
    assert "Switching between gamma and slow-delta" in page.read_text("utf-8")


def test_json_of_a_person_with_simulation() -> None:
    shown = RUN.invoke(
        app,
        ["eeg", INFUSION, "--at", "40min", "--people", "healthy", "--person", "1", "--stochastic", "--json"],
    )
    assert shown.exit_code == 0, shown.output
    content = json.loads(shown.output)
    assert len(content["rows"]) == 3
    assert content["rows"][2]["change_db"]["alpha"] < 0
    assert abs(content["simulated"][0]["alpha"] - content["rows"][0]["change_db"]["alpha"]) < 2.0


def test_pictures_show_the_highest_level_and_what_follows() -> None:
    times = [0.0, 20.0, 40.0, 60.0, 80.0, 100.0, 120.0]
    course = eeg(INFUSION, [one / 60 for one in times])
    assert [times[place] for place in _from_peak(course, 4)] == [40.0, 60.0, 100.0, 120.0]
    assert _from_peak(course, 9).tolist() == list(range(7))


def test_times_share_a_unit() -> None:
    assert times_of("0,30,60min").tolist() == [0.0, 0.5, 1.0]
    assert times_of("90min,2h").tolist() == [1.5, 2.0]


@pytest.mark.parametrize("text", ["soon", "-5min", "10"])
def test_unreadable_times_are_refused(text: str) -> None:
    with pytest.raises(NemdaError):
        times_of(text)
