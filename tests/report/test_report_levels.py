"""The page of levels and of a pump: what is drawn, said and cited, and that it needs no network."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nemda.engine.profile.request import request_of
from nemda.engine.profile.run import Profile, profile
from nemda.engine.profile.target import TargetRun, target_levels, target_request
from nemda.errors import StorageError
from nemda.report.figures_levels import levels_figure, target_figure
from nemda.report.levels_page import direction_sentence, three_digits, write_levels_page, write_target_page


@pytest.fixture(scope="module")
def with_drug() -> Profile:
    names = ["rifampicin", "diazepam"]
    return profile(request_of("50 mg esketamine oral", n=5, hours=12, sample="both", interacting=names))


@pytest.fixture(scope="module")
def pump() -> TargetRun:
    return target_levels(target_request([(0.0, 200.0), (0.5, 100.0)], 1.0, place="effect"))


def drawn(figure: Any) -> list[dict[str, Any]]:
    return json.loads(figure.to_json())["data"]


def test_each_course_is_drawn_with_its_median_and_band(with_drug: Profile) -> None:
    traces = drawn(levels_figure(with_drug))
    lines = [trace for trace in traces if trace.get("fill") != "toself"]
    # four analytes, two columns, two places, with and without
    assert len(lines) == len(traces) - len(lines) == 4 * 2 * 2 * 2
    assert {trace["name"] for trace in lines} == {
        f"{site} plasma, {how} rifampicin" for site in ("venous", "arterial") for how in ("with", "without")
    }
    [ketamine] = [
        trace for trace in lines
        if trace["name"] == "venous plasma, with rifampicin" and trace.get("xaxis", "x") == "x"
    ]  # fmt: skip
    analyte = next(a for a in with_drug.request.analytes if a.signal == "ketamine_venous")
    expected = np.median(with_drug.course.levels[analyte], axis=0)
    # figures keep four digits
    np.testing.assert_allclose(np.array(ketamine["y"], dtype=float), expected, rtol=1e-3, atol=1e-12)


def test_a_logarithmic_axis_shows_nothing_at_or_below_0(with_drug: Profile) -> None:
    for trace in drawn(levels_figure(with_drug)):
        if int(trace.get("xaxis", "x").removeprefix("x") or 1) % 2 == 0:
            assert min(value for value in trace["y"] if value is not None) > 0


def test_one_person_has_no_band() -> None:
    one = profile(request_of("50 mg ketamine oral", body={"weight_kg": 70}))
    assert all(trace.get("fill") != "toself" for trace in drawn(levels_figure(one)))


def test_the_page_says_doses_people_limits_and_sources(with_drug: Profile, tmp_path: Path) -> None:
    page = write_levels_page(with_drug, tmp_path / "levels.html").read_text("utf-8")
    for words in (
        "50 mg esketamine oral",
        "5 people, healthy",
        "rifampicin over without",
        "direction only",
        "Hagelberg 2010",
    ):
        assert words in page
    markup = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    links = set(re.findall(r'(?:src|href)="([^"]*)"', markup))
    assert links
    assert all(link.startswith("https://doi.org/") for link in links)
    assert "default-src 'none'" in page
    again = write_levels_page(with_drug, tmp_path / "again.html").read_text("utf-8")
    assert again == page


def test_a_folder_that_is_not_there_is_told(with_drug: Profile, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"levels\.html"):
        write_levels_page(with_drug, tmp_path / "no" / "levels.html")


def test_a_pump_is_drawn_with_level_target_and_rate(pump: TargetRun, tmp_path: Path) -> None:
    names = [trace["name"] for trace in drawn(target_figure(pump))]
    assert names == ["arterial plasma", "effect site", "target", "pump"]
    page = write_target_page(pump, tmp_path / "target.html").read_text("utf-8")
    assert "200 ng/mL, 100 ng/mL from 30 min at the effect site" in page


def test_a_direction_in_words(with_drug: Profile) -> None:
    [diazepam] = with_drug.request.direction_only
    assert direction_sentence(diazepam).startswith("diazepam raises the exposure")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1463.2, "1460"),
        (0.0123456, "0.0123"),
        (0.0, "0"),
        (99.96, "100"),
        (12.0, "12"),
        (2.5e-7, "0.00000025"),
    ],
)
def test_three_digits_without_powers_of_ten(value: float, text: str) -> None:
    assert three_digits(value) == text
