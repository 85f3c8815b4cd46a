from __future__ import annotations

from pathlib import Path

import pytest
from xarray import Dataset

import nemda
from nemda.errors import DataError
from nemda.report.report import distinct, named_arms, report


def heading(path: Path) -> str:
    return path.read_text("utf-8").partition("<h1>")[2].partition("</h1>")[0]


def test_the_room_itself_writes_a_report(drug: Dataset, tmp_path: Path) -> None:
    path = nemda.report(drug, tmp_path / "report.html")
    assert path == tmp_path / "report.html"
    assert heading(path) == "0.5 mg/kg ketamine iv over 40 min on days 1, 3"


def test_several_results_stand_side_by_side(drug: Dataset, control: Dataset, tmp_path: Path) -> None:
    path = report([drug, control], str(tmp_path / "both.html"))
    assert heading(path) == "2 simulated courses side by side"
    assert "difference of the mean change of MADRS" in path.read_text("utf-8")


def test_the_same_regimen_is_told_apart_by_what_was_changed(drug: Dataset) -> None:
    other = drug.assign_attrs(changes="habenula_switch=0.0")
    sentence = "0.5 mg/kg ketamine iv over 40 min on days 1, 3"
    changed = f"{sentence} [habenula_switch=0.0]"
    assert [arm.name for arm in named_arms([drug, other])] == [sentence, changed]
    assert [arm.name for arm in named_arms([drug, drug])] == [f"{sentence} (1)", f"{sentence} (2)"]
    assert {arm.sentence for arm in named_arms([drug, other])} == {sentence}


def test_a_result_without_a_label_is_named_by_its_sentence(drug: Dataset) -> None:
    [arm] = named_arms([drug.assign_attrs(label="")])
    assert arm.name == arm.sentence


def test_no_result_and_no_simulation_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no result"):
        report([], tmp_path / "none.html")
    with pytest.raises(DataError, match="attribute 'label'"):
        report(Dataset(), tmp_path / "none.html")
    assert list(tmp_path.iterdir()) == []


def test_names_become_distinct() -> None:
    assert distinct(["a", "b", "a", "a"]) == ["a (1)", "b", "a (2)", "a (3)"]
    assert distinct([]) == []
