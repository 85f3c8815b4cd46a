"""Works: the same paper under one key, different papers of one author and year apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.evidence.works import Mention, dois, identifiers, works

PAPER = "10.1016/j.neuropharm.2009.01.012"


def mention(text: str, identifier: str = "", table: str = "t") -> Mention:
    return Mention(table, text, identifier, "")


def test_one_doi_is_one_work_whatever_the_wording() -> None:
    found = works(
        [
            mention("Gilling et al 2009 Neuropharmacology 56:866", PAPER),
            mention("Gilling 2009 (as used by a simulator)", PAPER.upper()),
        ]
    )
    assert list(found) == ["gilling2009"]
    assert len(found["gilling2009"].mentions) == 2


def test_one_wording_is_one_work_without_a_doi() -> None:
    found = works(
        [
            mention("Langsjo JW et al. Anesthesiology 2005;103:258-268"),
            mention("Langsjo et al 2005 Anesthesiology (from memory)"),
            mention("Langsjo et al 2005 Anesthesiology Fig 2"),
        ]
    )
    assert list(found) == ["langsjo2005"]


def test_different_works_get_suffixes_in_order_of_appearance() -> None:
    texts = ["Ma 2013 PLoS One", "Ma 2013 Nature", "Ma 2013 J Neurosci", "Ma 2013 Nature"]
    found = works([mention(text) for text in texts])
    assert {key: work.mentions[0].text for key, work in found.items()} == {
        "ma2013": "Ma 2013 PLoS One",
        "ma2013-b": "Ma 2013 Nature",
        "ma2013-c": "Ma 2013 J Neurosci",
    }


def test_two_dois_are_two_works_even_under_one_wording() -> None:
    found = works([mention("Akeju 2016 Clin", "10.1016/a.1"), mention("Akeju 2016 Clin", "10.1016/a.2")])
    assert list(found) == ["akeju2016", "akeju2016-b"]


def test_a_later_mention_can_join_two_works() -> None:
    found = works(
        [
            mention("Li 2010 Science"),
            mention("Li 2010 editor summary", "10.1126/x.1"),
            mention("Li 2010 Science", "10.1126/x.1"),
        ]
    )
    assert list(found) == ["li2010"]
    assert len(found["li2010"].mentions) == 3


def test_a_shared_doi_does_not_join_two_authors() -> None:
    # Numbers that a review tabulates are cited by their first author, with the DOI of the review.
    found = works(
        [
            mention("Krystal 1994 as tabulated by Zanos 2018", "10.1124/pr.117.015198 (Zanos)"),
            mention("Zanos 2018 Pharmacol Rev", "10.1124/pr.117.015198"),
        ]
    )
    assert list(found) == ["krystal1994", "zanos2018"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10.1038/nn1000; PMC1665591", {"10.1038/nn1000", "pmc1665591"}),
        ("PMID:15514998", {"pubmed15514998"}),
        ("pubmed 16316487", {"pubmed16316487"}),
        ("ModelDB 145836; PMID:18936080", {"modeldb145836", "pubmed18936080"}),
        ("10.1097/ALN.0000000000003829 (from memory)", {"10.1097/aln.0000000000003829"}),
        ("n/r", set[str]()),
    ],
)
def test_identifiers_are_read(text: str, found: set[str]) -> None:
    assert identifiers(text) == found


def test_an_old_doi_with_odd_signs_is_kept_whole() -> None:
    odd = "10.1002/(SICI)1098-2396(199806)29:2<142::AID-SYN5>3.0.CO;2-7"
    assert dois(f"{odd}; PMID 9593104") == (odd,)


@given(
    st.lists(
        st.builds(
            mention,
            st.sampled_from(["A B 2001 Pain", "Adams 2001 Pain", "Adams 2001 Nature", "Adams 2001"]),
            st.sampled_from(["", "10.1000/1", "10.1000/2", "PMC1"]),
        )
    )
)
def test_every_mention_belongs_to_one_work(mentions: list[Mention]) -> None:
    found = works(mentions)
    kept = [item for work in found.values() for item in work.mentions]
    assert sorted(kept, key=repr) == sorted(mentions, key=repr)
    assert works(mentions) == found
