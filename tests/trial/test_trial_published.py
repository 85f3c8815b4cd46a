"""The shipped trial files hold the numbers of the evidence tables, compared with the CSV text itself."""

from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from nemda.errors import TrialError
from nemda.regimen import parse
from nemda.trial import published_trial, read_trial_file
from nemda.trial.published import PUBLISHED, write_published

EXAMPLES = Path(__file__).parents[2] / "examples"


def rows(table: str, study_id: str) -> list[dict[str, str]]:
    with (files("nemda.evidence") / "tables" / f"{table}.csv").open(encoding="utf-8") as stream:
        return [row for row in csv.DictReader(stream) if row["study_id"] == study_id]


def content(study_id: str) -> dict[str, Any]:
    return yaml.safe_load((EXAMPLES / f"{PUBLISHED[study_id].file}.yaml").read_text("utf-8"))


def same_number(entry: object, cell: str) -> bool:
    return entry is None if cell == "" else entry is not None and float(str(entry)) == float(cell)


@pytest.mark.parametrize("study_id", PUBLISHED)
def test_every_outcome_of_the_table_is_in_the_file_with_its_numbers(study_id: str) -> None:
    entries, cells = content(study_id)["observed"], rows("trial_outcomes", study_id)
    assert len(entries) == len(cells) > 0
    for entry, cell in zip(entries, cells, strict=True):
        for name in ("arm", "scale", "quantity", "unit", "dispersion_type"):
            assert entry.get(name, "") == cell[name]
        assert entry.get("evidence", "") == cell["note"]
        for name in ("time_h", "value", "n"):
            assert same_number(entry.get(name), cell[name]), (name, entry)
        dispersion = entry.get("dispersion", "")
        assert str(dispersion) == cell["dispersion"] or float(dispersion) == float(cell["dispersion"])


@pytest.mark.parametrize("study_id", PUBLISHED)
def test_every_arm_of_the_table_is_in_the_file_with_its_numbers(study_id: str) -> None:
    entries, cells = content(study_id)["arms"], rows("trial_arms", study_id)
    assert [entry["name"] for entry in entries] == [cell["arm"] for cell in cells]
    for entry, cell in zip(entries, cells, strict=True):
        assert same_number(entry.get("n"), cell["n"])
        baseline = entry.get("covariates", {}).get("baseline_madrs", {})
        assert same_number(baseline.get("mean"), cell["baseline_mean"])
        assert same_number(baseline.get("sd"), cell["baseline_sd"])


@pytest.mark.parametrize("study_id", PUBLISHED)
def test_every_dose_of_the_file_is_that_of_the_table(study_id: str) -> None:
    routes = {"IV": "iv", "IN": "nasal"}
    for entry, cell in zip(content(study_id)["arms"], rows("trial_arms", study_id), strict=True):
        texts = [entry["regimen"]] if "regimen" in entry else [part["regimen"] for part in entry["mix"]]
        for regimen in map(parse, texts):
            days = [float(day) for day in cell["schedule"].split(",")]
            assert [dose.start_h / 24 for dose in regimen.doses] == days
            for dose in regimen.doses:
                assert dose.route == routes[cell["route"]]
                assert dose.duration_h == pytest.approx(float(cell["duration_min"] or 0) / 60, rel=1e-12)
                if "regimen" in entry:
                    assert dose.amount == float(cell["dose"])


@pytest.mark.parametrize("study_id", PUBLISHED)
def test_the_file_is_what_the_tables_make(study_id: str, tmp_path: Path) -> None:
    name = f"{PUBLISHED[study_id].file}.yaml"
    assert read_trial_file(EXAMPLES / name) == published_trial(study_id)
    write_published(tmp_path)
    assert (tmp_path / name).read_text("utf-8") == (EXAMPLES / name).read_text("utf-8")


def test_the_trials_of_the_issue_are_there() -> None:
    assert {more.file for more in PUBLISHED.values()} == {"murrough2013", "daly2018", "wilkinson2018"}
    daly = published_trial("daly2018_p1")
    assert [arm.sentence for arm in daly.arms] == [
        "placebo nasal on days 0, 3",
        "28 mg esketamine nasal on days 0, 3",
        "56 mg esketamine nasal on days 0, 3",
        "84 mg esketamine nasal on days 0, 3",
    ]
    assert [arm.role for arm in daly.arms] == ["comparator", "drug", "drug", "drug"]


def test_adjusted_outcomes_are_marked() -> None:
    changes = [row for row in published_trial("daly2018_p1").observed if row.unit == "points"]
    assert all(row.adjusted for row in changes)
    raw = [row for row in published_trial("murrough2013").observed if row.quantity == "change_from_baseline"]
    assert not any(row.adjusted for row in raw)


def test_an_unknown_trial_is_refused_with_near_names() -> None:
    with pytest.raises(TrialError, match="did you mean 'daly2018_p1'"):
        published_trial("daly2018")
