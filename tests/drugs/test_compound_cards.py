"""Cards: identity, masses against formula and label, names, and refusal of contradictions."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.drugs import compounds, find_compound, find_route, find_substance, substances
from nemda.drugs.cards import read_card
from nemda.drugs.compound import MolarMass, UsualSession
from nemda.drugs.names import near_matches, normal_form
from nemda.drugs.routes import ROUTE_NAMES, ROUTES
from nemda.errors import DrugError

# Abridged standard atomic weights (IUPAC 2021, 10.1515/pac-2019-0603).
ATOMIC_WEIGHT = {
    "C": 12.011, "H": 1.008, "N": 14.007, "O": 15.999, "F": 18.998, "S": 32.06, "Cl": 35.45, "Li": 6.94,
}  # fmt: skip
HYDROGEN_CHLORIDE = ATOMIC_WEIGHT["H"] + ATOMIC_WEIGHT["Cl"]
# Abridged weights are rounded to 0.001 (0.01 for Cl) and a formula here has up to 30 atoms.
MASS_TOLERANCE = 0.02


def formula_mass(formula: str) -> float:
    parts = re.findall(r"([A-Z][a-z]?)(\d*)", formula)
    return sum(ATOMIC_WEIGHT[element] * int(number or 1) for element, number in parts)


def test_all_promised_cards_are_shipped() -> None:
    assert set(compounds()) >= {
        "ketamine", "esketamine", "arketamine", "norketamine", "hydroxynorketamine", "midazolam",
        "dehydronorketamine", "memantine", "saline", "placebo", "cycloserine", "nitrous_oxide",
        "dextromethorphan", "bupropion", "phencyclidine", "mk801", "lanicemine", "naltrexone",
    }  # fmt: skip


@pytest.mark.parametrize(
    "compound", [card for card in compounds().values() if card.molar_mass], ids=lambda c: c.key
)
def test_molar_masses_agree_with_the_formula(compound) -> None:
    base = formula_mass(compound.molar_mass.formula)
    assert compound.molar_mass.base == pytest.approx(base, abs=MASS_TOLERANCE)
    # the other salts here are hydrobromides, maleates, oxalates: their masses are not base and acid alone
    if any("hydrochloride" in name for name in compound.salt_names):
        assert compound.molar_mass.salt == pytest.approx(base + HYDROGEN_CHLORIDE, abs=MASS_TOLERANCE)


@pytest.mark.parametrize(
    ("compound", "base_mg", "salt_mg"),
    [
        ("ketamine", 10.0, 11.53),  # Ketalar label
        ("ketamine", 100.0, 115.33),
        ("esketamine", 28.0, 32.3),  # Spravato label
        ("esketamine", 25.0, 28.83),  # Ketanest S label
    ],
)
def test_salt_ratio_agrees_with_printed_labels(compound: str, base_mg: float, salt_mg: float) -> None:
    # Labels print four figures at most; half a unit in the third of "32.3" is 0.16%.
    assert salt_mg * compounds()[compound].base_per_salt == pytest.approx(base_mg, rel=2e-3)


def test_enantiomers() -> None:
    assert compounds()["ketamine"].enantiomers == (0.5, 0.5)
    assert compounds()["esketamine"].enantiomers == (1.0, 0.0)
    assert compounds()["arketamine"].enantiomers == (0.0, 1.0)


def test_only_compounds_with_routes_are_dosable() -> None:
    not_dosable = {key for key, card in compounds().items() if not card.dosable}
    assert not_dosable == {"norketamine", "hydroxynorketamine", "dehydronorketamine", "mk801", "choline"}
    without = {key for key, card in compounds().items() if not card.has_kinetics}
    assert without == not_dosable | {"saline", "placebo"}


def test_a_salt_label_has_a_name_for_base() -> None:
    memantine = find_substance("memantine base")
    assert memantine.base_per_mg == 1.0
    assert find_substance("memantine").base_per_mg == memantine.compound.base_per_salt


def test_every_source_is_cited_and_found() -> None:
    for card in compounds().values():
        assert card.sources
        for source in card.sources:
            assert re.search(
                r"https?://|10\.\d{4,}/|[Ee]vidence table|\w+ \d{4}, \w|formula|[Ll]abel", source.citation
            ), source


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Spravato", "esketamine"),
        ("S-ketamine", "esketamine"),
        ("s ketamine", "esketamine"),
        ("(S)-Ketamine", "esketamine"),
        ("(+)-ketamine", "esketamine"),
        ("(-)-ketamine", "arketamine"),
        ("(−)‑ketamine", "arketamine"),  # typographic minus and hyphen
        ("R-ketamine", "arketamine"),
        ("racemic  ketamine", "ketamine"),
        ("KETAMINE_HYDROCHLORIDE", "ketamine"),
        ("Ketalar", "ketamine"),
        ("0.9% saline", "saline"),
        ("placebo spray", "placebo"),
        ("(2R,6R)-HNK", "hydroxynorketamine"),
        ("Namenda", "memantine"),
    ],
)
def test_names_lead_to_the_compound(text: str, key: str) -> None:
    assert find_compound(text).key == key


def test_plain_name_follows_the_label_and_salt_name_means_salt() -> None:
    assert find_substance("ketamine").base_per_mg == 1.0
    assert find_substance("ketamine HCl").base_per_mg == pytest.approx(237.725 / 274.186)
    assert find_substance("midazolam").base_per_mg == 1.0
    memantine = find_substance("memantine")
    assert memantine.base_per_mg == memantine.compound.base_per_salt < 1


def test_unknown_compound_lists_near_names() -> None:
    with pytest.raises(DrugError, match="Unknown compound") as caught:
        find_compound("ketamin")
    assert "'ketamine'" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("IV", "iv"),
        ("intravenous", "iv"),
        ("IN", "nasal"),
        ("by mouth", "oral"),
        ("buccal", "sublingual"),
        ("i.m.", "im"),
    ],
)
def test_route_names(text: str, route: str) -> None:
    assert find_route(text) == route


def test_unknown_route_is_refused_not_mapped() -> None:
    with pytest.raises(DrugError, match="Unknown route"):
        find_route("epidural")


def test_every_route_names_itself() -> None:
    assert all(ROUTE_NAMES[route] == route for route in ROUTES)


@given(st.sampled_from(sorted(substances())), st.data())
def test_spelling_variants_mean_the_same(name: str, data: st.DataObject) -> None:
    gap = data.draw(st.sampled_from([" ", "-", "_", "  ", "–"]))
    variant = gap.join(name.split(" "))
    variant = variant.upper() if data.draw(st.booleans()) else variant
    assert find_substance(variant) is find_substance(name)


def test_no_two_names_share_a_normal_form() -> None:
    forms = sorted(normal_form(name) for name in substances())
    assert all(first != second for first, second in pairwise(forms))


def test_near_matches_keep_original_spelling() -> None:
    assert near_matches("spravatto", ["Spravato", "saline"]) == ["Spravato"]


CONTRADICTIONS = [
    ({"enantiomers": (0.5, 0.6)}, "sum to 1"),
    ({"molar_mass": MolarMass(274.0, 237.0, "C13H16ClNO", "ncats_ketamine")}, "heavier"),
    ({"molar_mass": MolarMass(237.725, 274.186, "C13H16ClNO", "nowhere")}, "does not list"),
    ({"molar_mass": MolarMass(237.725, None, "C13H16ClNO", "ncats_ketamine")}, "salt is named"),
    ({"molar_mass": None}, "has a molar mass"),
    ({"label_dose": "none"}, "doses of nothing"),
    ({"routes": ()}, "Kinetics need"),
    ({"routes": ("im",), "usual_session": UsualSession("iv", 1.0, "dea1999")}, "usual session"),
]


@pytest.mark.parametrize(
    ("change", "message"), CONTRADICTIONS, ids=[message for _, message in CONTRADICTIONS]
)
def test_contradictory_cards_are_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(DrugError, match=message):
        replace(compounds()["ketamine"], **change)


def test_base_per_salt_needs_a_salt() -> None:
    with pytest.raises(DrugError, match="no salt"):
        _ = compounds()["norketamine"].base_per_salt


@pytest.mark.parametrize(
    ("line", "replacement", "message"),
    [
        ('kind = "inert"', 'kind = "toy"', "Unknown kind"),
        ('label_dose = "none"', 'label_dose = "mole"', "Unknown form"),
        ('legal = "Not controlled."', "", "Missing field"),
        ("legal = ", 'colour = "red"\nlegal = ', "Unknown field"),
    ],
)
def test_card_files_with_wrong_fields_are_refused(
    tmp_path: Path, line: str, replacement: str, message: str
) -> None:
    import nemda.drugs

    shipped = Path(nemda.drugs.__file__).with_name("cards") / "saline.toml"
    text = shipped.read_text(encoding="utf-8")
    assert line in text
    card = tmp_path / "saline.toml"
    card.write_text(text.replace(line, replacement), encoding="utf-8")
    with pytest.raises(DrugError, match=message):
        read_card(card)
