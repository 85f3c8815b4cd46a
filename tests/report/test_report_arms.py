from __future__ import annotations

from dataclasses import replace

import pytest
from report_cases import PEOPLE
from xarray import Dataset

from nemda.errors import DataError
from nemda.report.arms import COLORS, ShownArm, same_people, shown_arms, variables_of
from nemda.trial.results import ArmResult


def test_every_arm_has_a_color_of_its_own(results: list[ArmResult]) -> None:
    many = [replace(results[0], name=str(number)) for number in range(len(COLORS))]
    assert len({arm.color for arm in shown_arms(many)}) == len(COLORS)


def test_too_many_or_no_arms_are_refused(results: list[ArmResult]) -> None:
    many = [replace(results[0], name=str(number)) for number in range(len(COLORS) + 1)]
    for wrong in ([], many):
        with pytest.raises(DataError, match=f"1 to {len(COLORS)}"):
            shown_arms(wrong)


def test_two_arms_of_one_name_are_refused(results: list[ArmResult]) -> None:
    with pytest.raises(DataError, match="same name"):
        shown_arms([results[0], results[0]])


def test_a_dataset_that_is_no_result_is_refused(drug: Dataset) -> None:
    sentence = str(drug.attrs["sentence"])
    bare = drug.drop_attrs(deep=False)
    with pytest.raises(DataError, match=r"(?s)not the result of a simulation.*Bare.*preset"):
        shown_arms([ArmResult("Bare", sentence, bare)])
    with pytest.raises(DataError, match="person"):
        shown_arms([ArmResult("Mean", sentence, drug.mean("person", keep_attrs=True))])


def test_times_count_from_the_first_dose(arms: tuple[ShownArm, ...]) -> None:
    assert arms[0].first_dose_h == 24
    assert arms[0].sessions_h == (24, 72)
    assert arms[0].people == PEOPLE


def test_an_arm_without_an_active_drug_is_the_control(arms: tuple[ShownArm, ...]) -> None:
    assert [arm.is_control for arm in arms] == [False, True]


def test_an_arm_may_pool_people(results: list[ArmResult]) -> None:
    words = "75% saline iv over 40 min, or 25% 0.045 mg/kg midazolam iv over 40 min on day 2"
    [arm] = shown_arms([replace(results[1], sentence=words)])
    assert len(arm.regimens) == 2
    assert arm.sessions_h == (0, 48)
    assert arm.is_control


def test_units_are_written_as_people_read_them(arms: tuple[ShownArm, ...]) -> None:
    assert arms[0].unit("ketamine_s_effect") == "µmol/L"
    assert arms[0].unit("madrs") == "points"
    assert arms[0].unit("glutamate") == ""


def test_the_same_people_are_recognized(arms: tuple[ShownArm, ...]) -> None:
    drug, control = arms
    assert same_people(drug, control)
    fewer = replace(control, dataset=control.dataset.isel(person=slice(0, 10)))
    assert not same_people(drug, fewer)
    other = replace(control, dataset=control.dataset.assign_attrs(seed=8))
    assert not same_people(drug, other)
    heavier = control.dataset.assign_coords(weight_kg=control.dataset["weight_kg"] + 1)
    assert not same_people(drug, replace(control, dataset=heavier))


def test_only_common_variables_count(arms: tuple[ShownArm, ...]) -> None:
    less = replace(arms[1], dataset=arms[1].dataset.drop_vars("glutamate"))
    assert "glutamate" in variables_of(arms)
    assert "glutamate" not in variables_of([arms[0], less])
