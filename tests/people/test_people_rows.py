"""Real people: read from a table, checked, and filled from a preset only on request."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.errors import PeopleError
from nemda.people import from_columns, people, read_people

HEADER = (
    "female,age_y,height_cm,weight_kg,baseline_madrs,"
    "systolic_mmHg,diastolic_mmHg,heart_rate_bpm,prior_failed_treatments"
)
FULL = f"""{HEADER}
1,44,165,62.5,34,118,74,66,3
0,51,181,90,29,131,82,71,2
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "clinic.csv"
    file.write_text(text, "utf-8")
    return file


def test_a_complete_file_is_taken_as_it_is(tmp_path: Path) -> None:
    group = read_people(written(tmp_path, FULL))
    assert group.n == 2
    assert group.preset == "clinic.csv"
    assert group["weight_kg"].tolist() == [62.5, 90.0]
    assert group["bmi_kg_m2"] == pytest.approx([62.5 / 1.65**2, 90 / 1.81**2], rel=1e-15)
    assert group.sources["age_y"].source == "clinic.csv"
    assert group.sources["age_y"].grade == "given"
    assert group.sources["bmi_kg_m2"].source == "derived"


def test_a_byte_order_mark_spaces_and_empty_lines_do_no_harm(tmp_path: Path) -> None:
    plain = read_people(written(tmp_path, FULL))
    messy = FULL.replace("age_y,", " age_y ,").replace("\n0,51", "\n\n0, 51")
    assert read_people(written(tmp_path, "\ufeff" + messy)) == plain


def test_missing_columns_are_filled_only_when_told(tmp_path: Path) -> None:
    file = written(tmp_path, "female,weight_kg\n1,60\n0,85\n1,71\n")
    with pytest.raises(PeopleError, match=r"(?s)age_y.*baseline_madrs.*fill_from"):
        read_people(file)
    group = read_people(file, fill_from="trd", seed=4)
    assert group["weight_kg"].tolist() == [60.0, 85.0, 71.0]
    # what is drawn is what the same persons of the preset have, for the sex of the file
    for name in ("age_y", "baseline_madrs", "systolic_mmHg"):
        assert group.sources[name].source != "clinic.csv"
    assert group["age_y"].tobytes() == people("trd", n=3, seed=4)["age_y"].tobytes()
    assert group["height_cm"][0] == people("trd", n=3, seed=4, female=1)["height_cm"][0]
    assert group["height_cm"][1] == people("trd", n=3, seed=4, female=0)["height_cm"][1]
    assert group["bmi_kg_m2"] == pytest.approx(group["weight_kg"] / (group["height_cm"] / 100) ** 2)


def test_weight_and_index_give_the_height(tmp_path: Path) -> None:
    text = FULL.replace("height_cm", "bmi_kg_m2").replace(",165,", ",25,").replace(",181,", ",27,")
    group = read_people(written(tmp_path, text))
    assert group["height_cm"] == pytest.approx([100 * (62.5 / 25) ** 0.5, 100 * (90 / 27) ** 0.5])


def test_slices_of_real_people(tmp_path: Path) -> None:
    group = read_people(written(tmp_path, FULL))
    assert group.slice(1, 2)["weight_kg"].tolist() == [90.0]


@given(n=st.integers(1, 30), seed=st.integers(0, 1000))
def test_columns_of_a_preset_come_back(n: int, seed: int) -> None:
    group = people("mdd", n=n, seed=seed)
    again = from_columns(group.covariates, seed=seed, source="copy")
    for name, values in group.covariates.items():
        assert again[name].tobytes() == values.tobytes()


def test_columns_may_be_lists_of_whole_numbers() -> None:
    assert from_columns({"age_y": [30, 40]}, fill_from="healthy")["age_y"].tolist() == [30.0, 40.0]


def test_a_label_is_left_out_only_by_name(tmp_path: Path) -> None:
    labeled = "label," + FULL.replace("\n1,44", "\nA7,1,44").replace("\n0,51", "\nB2,0,51")
    with pytest.raises(PeopleError, match="label"):
        read_people(written(tmp_path, labeled))
    group = read_people(written(tmp_path, labeled), ignore=("label",))
    assert group["age_y"].tolist() == [44.0, 51.0]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("62.5", "625", r"weight_kg, person 0.*25 to 300 kg"),
        ("165", "1.65", r"height_cm, person 0"),
        ("0,51", "0,", r"age_y, person 1.*fill the cell"),
        ("0,51", "0,n/a", r"age_y, person 1.*'n/a'"),
        ("0,51", "0,nan", r"age_y, person 1"),
        ("0,51", "0,inf", r"age_y, person 1"),
        ("0,51", "0.5,51", r"female, person 1.*whole number"),
        ("71,2", "71", r"cells.*person 1"),
        ("71,2", "71,2,9", r"cells"),
        ("71,2", "71,2.5", r"whole number"),
        ("131,82", "131,140", r"diastolic.*person 1"),
        ("weight_kg", "weight", "did you mean 'weight_kg'"),
        ("age_y", "female", "twice"),
    ],
)
def test_a_wrong_table_is_refused_with_its_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(PeopleError, match=f"(?s){message}"):
        read_people(written(tmp_path, FULL.replace(old, new)))


def test_measures_that_contradict_each_other_are_refused() -> None:
    columns = {"height_cm": [180.0, 170.0], "weight_kg": [80.0, 70.0], "bmi_kg_m2": [24.7, 31.0]}
    with pytest.raises(PeopleError, match=r"(?s)person 1.*24\.2"):
        from_columns(columns, fill_from="trd")
    # an index rounded to one decimal passes
    fits = from_columns(columns | {"bmi_kg_m2": [24.7, 24.2]}, fill_from="trd")
    assert fits["bmi_kg_m2"].tolist() == [24.7, 24.2]


@pytest.mark.parametrize("text", ["", "\n\n", "female,age_y\n"])
def test_an_empty_file_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(PeopleError, match="No people"):
        read_people(written(tmp_path, text), fill_from="trd")


def test_a_file_without_covariates_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PeopleError, match="No covariate"):
        read_people(written(tmp_path, "label\nA\n"), fill_from="trd", ignore=["label"])


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PeopleError, match=r"nobody\.csv"):
        read_people(tmp_path / "nobody.csv")


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "clinic.xlsx"
    file.write_bytes(b"PK\x03\x04\xff\xfe\x00")
    with pytest.raises(PeopleError, match="Cannot read"):
        read_people(file)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({}, "one value per person"),
        ({"age_y": []}, "one value per person"),
        ({"age_y": [30.0], "weight_kg": [70.0, 80.0]}, "one value per person"),
        ({"age_y": [[30.0], [40.0]]}, "one list"),
        ({"age_y": ["thirty"]}, "not numbers"),
        ({"age": [30.0]}, "age_y"),
    ],
)
def test_wrong_columns_are_refused(columns: dict[str, list[float]], message: str) -> None:
    with pytest.raises(PeopleError, match=message):
        from_columns(columns, fill_from="trd")


def test_an_unknown_preset_to_fill_from_is_refused() -> None:
    with pytest.raises(PeopleError, match="did you mean 'trd'"):
        from_columns({"age_y": np.array([30.0])}, fill_from="tdr")
