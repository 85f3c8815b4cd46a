"""Records: numbers where there are numbers, the text beside them, unknown words refused."""

from __future__ import annotations

import dataclasses
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.errors import DataError
from nemda.evidence.records import SUPPORT, VERIFIED, Record, build, number, own_columns
from nemda.evidence.records_clinic import Claim
from nemda.evidence.records_pharmacology import ReceptorAffinity

CELLS = {
    "compound": "ketamine",
    "target": "NMDA pore",
    "subtype": "",
    "quantity": "IC50",
    "value": "0.71",
    "unit": "uM",
    "conditions": "",
    "doi_or_pmid": "",
    "url": "",
    "verified": "yes",
    "note": "",
}


def affinity(**changes: str) -> ReceptorAffinity:
    source: dict[str, Any] = {"citation": "Gilling et al 2009", "citation_key": "gilling2009"}
    return build(ReceptorAffinity, table="receptor_affinity", row=3, cells=CELLS | changes, **source)


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.71", 0.71), (" -14 ", -14.0), ("+3", 3.0), ("1e-3", 0.001), (".5", 0.5), ("5.", 5.0)],
)
def test_a_number_is_read(text: str, value: float) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    "text", ["", " ", "0.4-0.7", ">10", "1_000", "nan", "inf", "1e999", "decrease", "1,5", "0x10", "٣"]
)
def test_anything_else_is_no_number(text: str) -> None:
    assert number(text) is None


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_survives_writing(value: float) -> None:
    assert number(repr(value)) == value


def test_the_text_stays_beside_the_number() -> None:
    record = affinity(value="0.4-0.7")
    assert record.value is None
    assert record.text("value") == "0.4-0.7"
    assert affinity().value == 0.71


def test_an_unknown_column_is_refused() -> None:
    with pytest.raises(DataError, match="compound, target") as caught:
        affinity().text("kd")
    assert "receptor_affinity.csv" in str(caught.value)


def test_an_unknown_word_is_refused_with_its_place() -> None:
    with pytest.raises(DataError, match=r"receptor_affinity\.csv, row 3, verified") as caught:
        affinity(verified="maybe")
    assert "partial" in str(caught.value)


def test_a_claim_is_graded_by_support() -> None:
    cells = dict.fromkeys(own_columns(Claim), "") | {"evidence_status": "contested"}
    claim = build(Claim, table="claims", row=1, citation="Article A", citation_key=None, cells=cells)
    assert claim.evidence_status == "contested"
    with pytest.raises(DataError, match="supported"):
        build(
            Claim,
            table="claims",
            row=1,
            citation="Article A",
            citation_key=None,
            cells=cells | {"evidence_status": "yes"},
        )


def test_records_are_values() -> None:
    record = affinity()
    assert record == affinity()
    assert hash(record) == hash(affinity())
    assert pickle.loads(pickle.dumps(record)) == record
    with pytest.raises(dataclasses.FrozenInstanceError):
        record.value = 1.0  # type: ignore[misc]  the record must refuse this at run time


def test_the_words_are_those_documented() -> None:
    assert VERIFIED == ("yes", "partial", "no", "derived", "calc")
    assert "contradicted" in SUPPORT


def test_common_fields_are_no_columns() -> None:
    assert own_columns(Record) == ()
    assert own_columns(ReceptorAffinity) == tuple(CELLS)
