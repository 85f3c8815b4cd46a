"""Reading tables: a fault in the shape of a file stops the reading."""

from __future__ import annotations

from pathlib import Path

import pytest

from nemda.errors import DataError
from nemda.evidence.rows import RawRow, raw_rows, read_rows, schema_of

COLUMNS = ("compound", "value")


def written(folder: Path, content: str | bytes) -> Path:
    file = folder / "numbers.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def test_cells_are_read_as_they_stand(tmp_path: Path) -> None:
    file = written(tmp_path, 'value,compound\r\n 1.50 ,"ketamine, racemic"\r\n,"say ""no"""\r\n')
    assert [dict(row) for row in read_rows(file, COLUMNS)] == [
        {"value": " 1.50 ", "compound": "ketamine, racemic"},
        {"value": "", "compound": 'say "no"'},
    ]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("", "Empty table"),
        ("compound\nketamine\n", "Wrong columns"),
        ("compound,value,note\nketamine,1,x\n", "Wrong columns"),
        ("compound,value,value\nketamine,1,1\n", "Wrong columns"),
        ("compound,value\nketamine,1,2\n", "data row 1"),
        ("compound,value\nketamine,1\nketamine\n", "data row 2"),
        ("compound,value\n\nketamine,1\n", "data row 1"),
        ('compound,value\nketamine,"1\n', "Not a CSV"),
        (b"compound,value\nket\xffamine,1\n", "Not a CSV"),
    ],
)
def test_a_malformed_file_is_refused(tmp_path: Path, content: str | bytes, complaint: str) -> None:
    with pytest.raises(DataError, match=complaint) as caught:
        read_rows(written(tmp_path, content), COLUMNS)
    assert "numbers.csv" in str(caught.value)


def test_wrong_columns_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read_rows(written(tmp_path, "compound,valu\nketamine,1\n"), COLUMNS)
    assert (caught.value.expected, caught.value.got) == ("value", "valu")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not found"):
        read_rows(tmp_path / "none.csv", COLUMNS)


def test_an_unknown_table_names_the_nearest() -> None:
    with pytest.raises(DataError, match="trial_arms"):
        schema_of("trial_arm")
    with pytest.raises(DataError, match="biology"):
        schema_of("zzz")


def test_an_outcome_rests_on_the_source_of_its_study() -> None:
    arms = {row.cells["study_id"]: row for row in raw_rows("trial_arms")}
    for outcome in raw_rows("trial_outcomes"):
        arm = arms[outcome.cells["study_id"]]
        assert (outcome.citation, outcome.identifier, outcome.url) == (arm.citation, arm.identifier, arm.url)


def test_a_study_has_one_source() -> None:
    # Otherwise the join of outcomes to arms would pick one of them by chance.
    sources = {(row.cells["study_id"], row.citation) for row in raw_rows("trial_arms")}
    assert len(sources) == len({study for study, _ in sources})


def test_rows_are_values() -> None:
    first = raw_rows("pk_models")[0]
    assert isinstance(first, RawRow)
    assert raw_rows("pk_models") is raw_rows("pk_models")
    with pytest.raises(TypeError):
        first.cells["value"] = "0"  # type: ignore[index]  the mapping must refuse this at run time
