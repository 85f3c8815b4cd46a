from __future__ import annotations

from dataclasses import replace

import pytest

from nemda.engine.dataset import job_attributes
from nemda.engine.job import Job
from nemda.errors import DataError, ParameterError
from nemda.evidence.citations import citations
from nemda.people import people
from nemda.regimen import parse
from nemda.report.arms import ShownArm
from nemda.report.assumptions import (
    GRADE_ORDER,
    changed,
    changes_of,
    cited,
    groups,
    parameters_of,
    set_names,
    set_notes,
    switches,
)

CHANGES = (("habenula_switch", 0.0), ("fast_rate", 0.1 + 0.2), ("disinhibition_gain", 1e0))


def with_attributes(arm: ShownArm, **attributes: object) -> ShownArm:
    return replace(arm, dataset=arm.dataset.assign_attrs(attributes))


def changed_job(preset: str = "trd") -> Job:
    return Job(parse("saline iv"), people(preset, n=1), weeks=1, changes=CHANGES)


@pytest.mark.parametrize("preset", ["trd", "healthy"])
def test_the_parameters_of_a_result_are_those_of_its_job(arms: tuple[ShownArm, ...], preset: str) -> None:
    job = changed_job(preset)
    arm = with_attributes(arms[0], **job_attributes(job))
    assert dict(changes_of(arm)) == dict(CHANGES)
    assert dict(parameters_of(arm)) == dict(job.parameters)


def test_nothing_changed_is_nothing_shown(arms: tuple[ShownArm, ...]) -> None:
    assert changes_of(arms[0]) == {}
    assert changed(arms) == ()
    assert not any(row.is_changed for group in groups(arms[0]) for row in group.rows)


def test_changes_stand_beside_what_was_shipped(arms: tuple[ShownArm, ...]) -> None:
    other = with_attributes(arms[1], changes="habenula_switch=0.0")
    [change] = changed([arms[0], other])
    assert (change.name, change.shipped, change.used) == ("habenula_switch", "1", ("1", "0"))
    assert [row.name for row in switches(other) if row.is_changed] == ["habenula_switch"]


@pytest.mark.parametrize("text", ["habenula_switch", "habenula_switch=off", "=1.0"])
def test_changes_that_cannot_be_read_are_refused(arms: tuple[ShownArm, ...], text: str) -> None:
    with pytest.raises(DataError, match="Ketamine"):
        changes_of(with_attributes(arms[0], changes=text))


def test_a_set_that_no_longer_exists_is_refused(arms: tuple[ShownArm, ...]) -> None:
    with pytest.raises(ParameterError, match="1999-01-01"):
        groups(with_attributes(arms[0], parameter_set="1999-01-01"))


def test_every_parameter_is_shown_once_by_grade(arms: tuple[ShownArm, ...]) -> None:
    found = groups(arms[0])
    names = [row.name for group in found for row in group.rows] + [row.name for row in switches(arms[0])]
    assert sorted(names) == sorted(parameters_of(arms[0]))
    assert [group.grade for group in found] == [g for g in GRADE_ORDER if g in {f.grade for f in found}]
    for group in found:
        assert {row.description.grade for row in group.rows} == {group.grade}


def test_every_parameter_names_a_source_and_a_place(arms: tuple[ShownArm, ...]) -> None:
    for group in groups(arms[0]):
        for row in group.rows:
            assert row.description.citations or row.description.assumptions, row.name
            assert row.description.used_in, row.name


def test_every_work_is_cited_once(arms: tuple[ShownArm, ...]) -> None:
    rows = [row for group in groups(arms[0]) for row in group.rows]
    works = cited(rows)
    assert len({work.key for work in works}) == len(works)
    assert all(citations()[work.key] == work for work in works)
    assert {work.key for row in rows for work in row.description.citations} == {work.key for work in works}


def test_the_set_of_healthy_people_counts(arms: tuple[ShownArm, ...]) -> None:
    healthy = with_attributes(arms[0], preset="healthy")
    assert set_names(healthy)[1:] == ("healthy",)
    notes = set_notes([arms[0], healthy])
    assert set(notes) == set(set_names(healthy))
    assert all(about["meaning"] for about in notes.values())
