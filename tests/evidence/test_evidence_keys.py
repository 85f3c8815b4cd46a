"""Citation keys: the same paper gets the same key however it is worded."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.errors import DataError
from nemda.evidence.citations import citation_key

SURNAMES = st.from_regex(r"[A-Z][a-z]{2,9}", fullmatch=True).filter(
    lambda name: name.lower() not in {"pmc", "pmid", "group"}
)
YEARS = st.integers(1950, 2030)
JOURNALS = st.sampled_from(["J Neurosci", "Anesthesiology", "N Engl J Med", "PLoS One", "Pain"])


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Gilling et al 2009 Neuropharmacology 56:866", "gilling2009"),
        ("Kamp 2020 Anesthesiology", "kamp2020"),
        ("Berman RM et al. Biol Psychiatry 2000;47:351-354", "berman2000"),
        ("aan het Rot M et al. Biol Psychiatry 2010;67:139-145", "aanhetrot2010"),
        ("van der Aart et al 2018 EJNMMI Res 8:69", "vanderaart2018"),
        ("De Tymowski 2023 ketamine restriction in burns, JHEP Rep", "detymowski2023"),
        ("Perez-Ruixo 2021 Clin Pharmacokinet 60:501-516 Table 4", "perezruixo2021"),
        ("Savic Vujovic 2015 Mg-ketamine synergy, tail immersion", "savicvujovic2015"),
        ("Destexhe, Mainen & Sejnowski 1996 (fit to Hessler et al 1993)", "destexhe1996"),
        ("Domino EF. Anesthesiology 2010;113:678 quoting 1965", "domino2010"),
        ("Smith J.A. et al. Pain 2011;1:2", "smith2011"),
        ("Langsjö JW et al. Anesthesiology 2005;103:258-268", "langsjo2005"),
        ("Müller-Oerlinghausen 1990", "mulleroerlinghausen1990"),
        ("Straße & Åberg 1999 Pain", "strasse1999"),
        ("Øye, Paulsen & Maurset 1992 JPET 260:1209", "oye1992"),
        ("J Psychopharmacol 2023 (auditory steady-state)", "jpsychopharmacol2023"),
        ("J&J Medical Information, phase 1", "jjmedicalinformation"),
        ("Spravato US prescribing information 03/2019 (copy)", "spravato2019"),
        ("Rademacher et al (repository)", "rademacher"),
        ("PMC7225078 (Kadriu et al 2019)", "pmc7225078"),
        ("pubmed 2796597", "pubmed2796597"),
        ("Hill 1910", "hill1910"),
    ],
)
def test_keys_are_as_people_say_them(text: str, key: str) -> None:
    assert citation_key(text) == key


def test_a_page_is_not_a_year() -> None:
    assert citation_key("Rush AJ et al. Am J Psychiatry 163:1905-1917, 2006") == "rush2006"
    assert citation_key("Cole 10.1176/appi.ajp.2021.2020 Am J Psychiatry 2022") == "cole2022"


@given(SURNAMES, YEARS, JOURNALS)
def test_every_wording_of_a_paper_has_one_key(surname: str, year: int, journal: str) -> None:
    wordings = [
        f"{surname} {year} {journal}",
        f"{surname} et al {year} {journal} 12:34-56",
        f"{surname} AB et al. {journal} {year};12:34-56",
        f"{surname} & Other {year} {journal}",
        f"{surname}, Other & Third {year} {journal} (from memory)",
        f"  {surname}  AB,  Other C. {journal} {year};12:34",
    ]
    assert {citation_key(text) for text in wordings} == {f"{surname.lower()}{year}"}


@given(st.text(max_size=60))
def test_a_key_is_ascii_or_refused(text: str) -> None:
    try:
        key = citation_key(text)
    except DataError:
        return
    assert re.fullmatch(r"[a-z0-9]+", key)
    assert citation_key(text) == key


@pytest.mark.parametrize("text", ["", "  ", "(2001)", "2001;1:2", "µ"])
def test_a_text_without_a_name_is_refused(text: str) -> None:
    with pytest.raises(DataError, match="No citation key"):
        citation_key(text)
