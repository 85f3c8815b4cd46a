"""The shipped tables: every line is read, typed, and rests on a source."""

from __future__ import annotations

import csv
from collections.abc import Callable
from importlib.resources import files

import pytest

from nemda.errors import DataError
from nemda.evidence import tables
from nemda.evidence.citations import NO_WORK, citations
from nemda.evidence.records import Record
from nemda.evidence.schema import SCHEMAS, columns_of
from nemda.evidence.search import summarize

FOLDER = files("nemda.evidence") / "tables"
NAMES = tables.table_names()


def lines(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_every_shipped_file_has_a_table() -> None:
    shipped = {file.name for file in FOLDER.iterdir()}
    assert shipped == {f"{name}.csv" for name in NAMES} | {"extra_citations.csv"}


@pytest.mark.parametrize("name", NAMES)
def test_every_line_is_read_whole(name: str) -> None:
    records = tables.table(name)
    assert [dict(record.cells) for record in records] == lines(name)
    assert [record.row for record in records] == list(range(1, len(records) + 1))
    assert {record.table for record in records} == {name}
    assert len(records) > 0


@pytest.mark.parametrize("name", NAMES)
def test_a_number_is_what_the_cell_says(name: str) -> None:
    numbers = 0
    for record in tables.table(name):
        for column, text in record.cells:
            value = getattr(record, column)
            if isinstance(value, float):
                numbers += 1
                assert value == float(text)
            elif isinstance(value, str):
                assert value == text
    assert numbers or name in {"models_survey", "claims"}


@pytest.mark.parametrize("name", NAMES)
def test_a_purely_numeric_cell_is_a_number(name: str) -> None:
    # `n`, `value` and the like must not silently stay text because their field is typed as text.
    typed = {"value", "n", "time_h", "time_min", "duration_min", "low", "high", "baseline_mean", "magnesium"}
    for record in tables.table(name):
        for column, text in record.cells:
            if column in typed and text.replace(".", "", 1).isdigit():
                assert getattr(record, column) == float(text)


@pytest.mark.parametrize("name", NAMES)
def test_every_row_rests_on_a_work_or_says_why_not(name: str) -> None:
    known = citations()
    for record in tables.table(name):
        assert record.citation
        if record.citation_key is None:
            assert name == "claims" or record.citation in NO_WORK
        else:
            work = known[record.citation_key]
            assert name in work.tables
            assert record.citation in {work.text, *work.wordings}


def test_a_number_without_a_work_is_never_called_seen_in_a_source() -> None:
    loose = [row for name in NAMES if name != "claims" for row in tables.table(name) if not row.citation_key]
    assert {row.citation for row in loose} == NO_WORK
    memory = [row for row in loose if "memory" in row.citation]
    assert memory
    assert {row.text("verified") for row in memory} <= {"no", "calc"}


@pytest.mark.parametrize(
    ("accessor", "name"),
    [(getattr(tables, name), name) for name in NAMES],
)
def test_each_table_has_a_typed_accessor(accessor: Callable[[], tuple[Record, ...]], name: str) -> None:
    records = accessor()
    assert records == tables.table(name)
    assert {type(record) for record in records} == {SCHEMAS[name].record}


def test_some_known_numbers() -> None:
    first = tables.receptor_affinity()[0]
    assert (first.quantity, first.value, first.unit, first.citation_key) == (
        "IC50",
        0.71,
        "uM",
        "gilling2009",
    )
    zarate = next(row for row in tables.trial_outcomes() if row.study_id == "zarate2006")
    assert (zarate.time_h, zarate.quantity, zarate.value) == (24.0, "response_rate", 71.0)
    assert "Arch Gen Psychiatry 2006" in zarate.citation
    assert tables.pk_models()[0].value == 79.0
    assert tables.pk_models()[0].text("n") == "18 studies"
    assert tables.pk_models()[0].n is None


def test_tables_are_read_once() -> None:
    assert tables.table("eeg") is tables.table("eeg")


def test_an_unknown_table_is_refused() -> None:
    with pytest.raises(DataError, match="pk_models"):
        tables.table("pk_model")


def test_rows_citing_are_the_rows_of_that_work() -> None:
    rows = tables.rows_citing("gilling2009")
    assert {row.table for row in rows} == {"receptor_affinity", "receptor_experiments"}
    assert all("Gilling" in row.citation for row in rows)
    assert tables.rows_citing("nobody1900") == ()


@pytest.mark.parametrize("name", NAMES)
def test_templates_name_columns_that_exist(name: str) -> None:
    schema = SCHEMAS[name]
    named = columns_of((*schema.what, schema.value, schema.unit, *schema.conditions))
    assert named <= set(schema.columns)
    assert schema.grading in schema.columns


@pytest.mark.parametrize("name", NAMES)
def test_every_row_reads_in_one_line(name: str) -> None:
    for record in tables.table(name):
        line = summarize(record)
        assert line.what
        assert not any(f"{{{column}}}" in line.what + line.conditions for column, _ in record.cells)
        assert line.verified == record.text(SCHEMAS[name].grading)
