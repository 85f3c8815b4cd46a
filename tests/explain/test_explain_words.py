"""Sentences and rows of an explanation."""

from __future__ import annotations

import csv
import io

import pytest

from nemda.evidence.citations import find_citation
from nemda.evidence.show import NOT_LITERATURE, source_keys
from nemda.explain.arrows import arrows
from nemda.explain.explain import Explanation, explain
from nemda.explain.rows import as_csv, rows
from nemda.explain.words import moment_words, points_text, sentences


@pytest.fixture(scope="module")
def explained() -> Explanation:
    return explain("0.5 mg/kg ketamine iv over 40 min", at_h=(24, 168))


def test_sentences_say_the_numbers(explained: Explanation) -> None:
    first, terms, mechanism, last = sentences(explained, 0)
    place = explained.places[0]
    assert f"MADRS {explained.madrs[place]:.1f}" in first
    assert f"{-explained.change[place]:.1f} points below" in first
    assert "the model" in first
    assert f"drug {points_text(explained.drug[place])}" in terms
    assert "contested arrows" in mechanism
    assert "last steps" in last


def test_rows_sum(explained: Explanation) -> None:
    for time_h, place in zip((24, 168), explained.places, strict=True):
        here = [row for row in rows(explained) if row.time_h == time_h]
        terms = [row.points or 0.0 for row in here if row.kind == "term"]
        assert sum(terms) == pytest.approx(explained.change[place])
        for game in ("mechanism", "last step"):
            rest = [row.points or 0.0 for row in here if row.kind == "remainder" and row.name == game]
            shares = [row.points or 0.0 for row in here if row.kind == game]
            assert sum(shares) + sum(rest) == pytest.approx(explained.drug[place])


def test_csv_reads_back(explained: Explanation) -> None:
    read = list(csv.DictReader(io.StringIO(as_csv(explained))))
    assert len(read) == len(rows(explained))
    assert read[0]["kind"] == "term"
    assert {row["kind"] for row in read} == {"term", "mechanism", "last step", "remainder", "off", "link"}
    assert all(row["points"] == "" for row in read if row["kind"] == "link")


@pytest.mark.parametrize(
    ("time_h", "words"), [(2 / 3, "0.666667 h"), (24, "24 h"), (36, "36 h"), (72, "3 d")]
)
def test_moments(time_h: float, words: str) -> None:
    assert moment_words(time_h) == words


def test_every_arrow_has_a_known_source_and_a_grade() -> None:
    for arrow in arrows():
        assert arrow.grade in "ABCF"
        assert arrow.claim
        for key in source_keys(arrow.source):
            assert key in NOT_LITERATURE or find_citation(key).key == key
