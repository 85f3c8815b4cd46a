"""Citations: unique keys, found again, completed by the table of extra works."""

from __future__ import annotations

import re

import pytest

from nemda.errors import DataError
from nemda.evidence import citations as module
from nemda.evidence.citations import Citation, citation_key, citations, find_citation, siblings, with_extra

KNOWN = {"kamp2020": Citation("kamp2020", "Kamp 2020 Anesthesiology", "10.1097/X.1", "", ("pk_models",))}


def extra(**changes: str) -> dict[str, str]:
    row = {"key": "hill1910", "citation": "Hill AV. J Physiol 1910;40:iv-vii", "doi": "", "url": ""}
    return row | {"note": "", "verified": "yes"} | changes


def test_keys_are_well_formed_and_point_to_themselves() -> None:
    for key, work in citations().items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z])?", key)
        assert work.key == key
        assert work.text
        assert work.tables
        assert not work.doi or work.doi.startswith("10.")


def test_keys_follow_the_rule() -> None:
    for key, work in citations().items():
        if module.EXTRA not in work.tables:
            assert citation_key(work.text) == key.partition("-")[0]


def test_suffixes_have_no_gaps() -> None:
    for key in citations():
        base, _, letter = key.partition("-")
        if letter:
            before = base if letter == "b" else f"{base}-{chr(ord(letter) - 1)}"
            assert before in citations()


def test_two_works_of_a_key_have_different_dois() -> None:
    for key, work in citations().items():
        for other in siblings(key):
            assert not work.doi or work.doi.lower() != other.doi.lower()


def test_keys_do_not_depend_on_what_was_read_before() -> None:
    before = dict(citations())
    for cached in (module.citations, module._works, module._keys_by_mention):
        cached.cache_clear()
    assert dict(citations()) == before


def test_the_fullest_wording_stands_for_the_work() -> None:
    work = find_citation("gilling2009")
    assert work.text == "Gilling et al 2009 Neuropharmacology 56:866"
    assert work.doi == "10.1016/j.neuropharm.2009.01.012"
    assert "receptor_experiments" in work.tables
    assert "Gilling et al 2009 Neuropharmacology" in work.wordings


def test_siblings_are_the_other_works_of_author_and_year() -> None:
    assert "murrough2013-b" in {work.key for work in siblings("murrough2013")}
    assert "murrough2013" in {work.key for work in siblings("murrough2013-b")}
    assert siblings("gilling2009") == ()


def test_the_extra_table_is_read() -> None:
    work = find_citation("steinebach2023")
    assert work.doi == "10.1007/s10543-023-00967-x"
    assert work.tables == ("extra_citations",)


@pytest.mark.parametrize(("typed", "meant"), [("giling2009", "gilling2009"), ("Kamp2020", "kamp2020")])
def test_an_unknown_key_names_the_nearest(typed: str, meant: str) -> None:
    with pytest.raises(DataError, match=meant):
        find_citation(typed)


def test_a_key_like_no_other_explains_the_form() -> None:
    with pytest.raises(DataError, match="surname and year"):
        find_citation("zzzzzzzz")


def test_an_extra_work_is_added() -> None:
    merged = with_extra(KNOWN, [extra()])
    assert merged["hill1910"].text == "Hill AV. J Physiol 1910;40:iv-vii"
    assert merged["kamp2020"] == KNOWN["kamp2020"]
    assert "hill1910" not in KNOWN


def test_an_extra_row_completes_a_known_work() -> None:
    row = extra(key="kamp2020", citation="Kamp J et al. 2020", doi="10.1097/x.1", url="https://example.org")
    work = with_extra(KNOWN, [row])["kamp2020"]
    assert work.text == "Kamp 2020 Anesthesiology"
    assert work.url == "https://example.org"
    assert work.tables == ("pk_models", "extra_citations")
    assert work.wordings == ("Kamp J et al. 2020",)


def test_an_extra_row_gives_a_known_work_its_doi() -> None:
    known = {"grant1981": Citation("grant1981", "Grant 1981 Br J Anaesth 53:805", "", "", ("t",))}
    row = extra(key="grant1981", citation="Grant IS et al. Br J Anaesth 1981;53:805-810", doi="10.1000/9")
    assert with_extra(known, [row])["grant1981"].doi == "10.1000/9"
    with pytest.raises(DataError, match="grant1981-b"):
        with_extra(known, [row | {"citation": "Grant IS et al. Lancet 1981;1:2"}])


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"key": "Hill 1910"}, "Malformed citation key"),
        ({"key": ""}, "Malformed citation key"),
        ({"citation": " "}, "without a text"),
        ({"verified": "perhaps"}, "Unknown word"),
        ({"key": "kamp2020", "doi": "10.1097/X.2"}, "another work"),
        ({"key": "kamp2020"}, "another work"),
    ],
)
def test_a_faulty_extra_row_is_refused(changes: dict[str, str], complaint: str) -> None:
    with pytest.raises(DataError, match=complaint) as caught:
        with_extra(KNOWN, [extra(**changes)])
    assert "extra_citations.csv, row 1" in str(caught.value)


def test_two_extra_works_under_one_key_are_refused() -> None:
    rows = [extra(doi="10.1000/1"), extra(doi="10.1000/2")]
    with pytest.raises(DataError, match="row 2"):
        with_extra(KNOWN, rows)
