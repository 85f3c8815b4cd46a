"""Search: every word must match, and what a row is about counts most."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.errors import DataError
from nemda.evidence.records import SUPPORT, VERIFIED
from nemda.evidence.search import _SURENESS, Hit, plain, search
from nemda.evidence.tables import table_names


def places(hits: tuple[Hit, ...]) -> list[tuple[str, int]]:
    return [(hit.line.table, hit.line.row) for hit in hits]


def test_ketamine_at_the_channel_comes_first() -> None:
    best = search("ketamine", "nmda")[0].line
    assert best.table == "receptor_affinity"
    assert best.what == "ketamine (racemic), NMDA pore, GluN2A, IC50"
    assert (best.value, best.unit, best.verified) == ("0.71", "uM", "yes")
    assert best.citation_key == "gilling2009"


def test_all_words_must_match() -> None:
    both = set(places(search("ketamine", "almonds")))
    assert both == set(places(search("ketamine"))) & set(places(search("almonds")))
    assert search("ketamine", "xyzzy") == ()


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        (("KETAMINE", "Nmda"), ("ketamine", "nmda")),
        (("S-ketamine",), ("s ketamine",)),
        (("esketamine", "Cmax"), ("(S)-ketamine", "cmax")),
        (("ketamine", "and", "the", "nmda"), ("ketamine", "nmda")),
        (("α7",), ("alpha7",)),
        (("µM", "memantine"), ("uM", "memantine")),
        (("ketamine", "ketamine"), ("ketamine",)),
    ],
)
def test_spelling_does_not_matter(typed: tuple[str, ...], same: tuple[str, ...]) -> None:
    assert places(search(*typed)) == places(search(*same))
    assert search(*typed)


def test_two_names_of_a_compound_find_both() -> None:
    tables = {hit.line.table for hit in search("esketamine")}
    # Kinetic tables write S-ketamine, trial tables esketamine.
    assert {"pk_models", "trial_arms"} <= tables


def test_a_decimal_number_is_one_word() -> None:
    assert plain("0.5 mg/kg; -70 mV") == "0.5 mg kg 70 mv"
    assert all("0.5" in str(hit.record.cells) for hit in search("0.5 mg/kg"))


def test_a_phrase_does_not_run_over_two_cells() -> None:
    assert search("racemic nmda pore") == ()
    assert search("nmda pore")


def test_short_words_are_not_found_inside_others() -> None:
    assert all(" mg" in f" {plain(str(hit.record.cells) + hit.line.citation)}" for hit in search("mg"))


def test_the_best_match_is_about_the_words() -> None:
    hits = search("dissociation")
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert "dissociation" in hits[0].line.what.lower()
    assert "dissociation" not in hits[-1].line.what.lower()


def test_among_equals_the_surely_seen_come_first() -> None:
    hits = search("memantine", "IC50")
    ranks = [(-hit.score, _SURENESS[hit.line.verified]) for hit in hits]
    assert ranks == sorted(ranks)


def test_every_grade_has_a_rank() -> None:
    assert set(_SURENESS) == {*VERIFIED, *SUPPORT}


def test_a_table_limits_the_search() -> None:
    hits = search("magnesium", tables=("claims",))
    assert {hit.line.table for hit in hits} == {"claims"}
    everywhere = [place for place in places(search("magnesium")) if place[0] == "claims"]
    assert sorted(places(hits)) == sorted(everywhere)


def test_rows_are_found_by_key_author_and_table() -> None:
    assert {hit.line.citation_key for hit in search("gilling2009")} == {"gilling2009"}
    assert "zarate2006-b" in {hit.line.citation_key for hit in search("zarate", "arch gen psychiatry")}
    assert "eeg" in {hit.line.table for hit in search("eeg", "gamma")}


@pytest.mark.parametrize("words", [(), ("",), ("--", "?"), ("the", "of")])
def test_nothing_to_search_for_is_refused(words: tuple[str, ...]) -> None:
    with pytest.raises(DataError, match="Nothing to search for"):
        search(*words)


def test_an_unknown_table_is_refused() -> None:
    with pytest.raises(DataError, match="pk_models"):
        search("ketamine", tables=("pk_model",))


@given(st.sampled_from(table_names()), st.data())
def test_a_row_is_found_by_its_own_words(name: str, data: st.DataObject) -> None:
    hit = data.draw(st.sampled_from(search(name.replace("_", " "), tables=(name,))))
    words = data.draw(st.lists(st.sampled_from(hit.line.what.split()), min_size=1, max_size=3))
    typed = [word for word in words if len(plain(word)) > 2]
    if any(plain(word) not in {"", "the", "and", "for", "from", "with"} for word in typed):
        assert (name, hit.line.row) in places(search(*typed, tables=(name,)))
