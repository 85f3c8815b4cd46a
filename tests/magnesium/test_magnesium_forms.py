"""Salts: content by stoichiometry, and the order of uptake."""

import pytest

from nemda.errors import DataError
from nemda.evidence.tables import magnesium
from nemda.magnesium.absorption import absorbed_share
from nemda.magnesium.forms import find_form, forms, oxide_factor
from nemda.magnesium.meals import Meal, absorbed, supplement_item
from nemda.magnesium.stoichiometry import elemental_share, molar_mass

ROWS = [row for row in magnesium() if row.item == "elemental magnesium content"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.population_or_condition)
def test_content_agrees_with_the_table(row):
    name = row.population_or_condition.lower()
    # The table prints one decimal of a percent.
    assert 100 * find_form(name).elemental == pytest.approx(row.value, abs=0.06)


def test_oxide_is_taken_up_worse_than_citrate_per_element_and_per_tablet():
    oxide, citrate = (
        absorbed(Meal(0.0, (supplement_item(name, 300.0),))).mg for name in ("oxide", "citrate")
    )
    assert oxide.value < citrate.value / 5
    assert oxide.high < citrate.low


def test_oxide_at_the_doses_of_its_study_is_four_percent():
    assert absorbed_share(7.0) * oxide_factor() == pytest.approx(0.04)


def test_no_salt_is_better_than_citrate_and_the_soluble_ones_are_alike():
    best = forms()["citrate"].factor
    assert all(form.factor <= best for form in forms().values())
    assert {forms()[name].factor for name in ("chloride", "lactate", "aspartate", "citrate")} == {1.0}
    assert forms()["chloride enteric-coated"].factor < 1


def test_a_salt_and_its_element_are_the_same_meal():
    salt = supplement_item("citrate", 1000.0, is_salt=True)
    assert salt.magnesium_mg == pytest.approx(161.6, abs=0.1)


@pytest.mark.parametrize(
    ("formula", "mass"), [("C6H18O24P6", 660.04), ("MgSO4.7H2O", 246.47), ("Mg(OH)2", 58.32)]
)
def test_molar_masses(formula, mass):
    assert molar_mass(formula) == pytest.approx(mass, abs=0.02)


@pytest.mark.parametrize("formula", ["Xx2", "Mg(", "", "NaCl"])
def test_what_is_no_salt_of_magnesium_is_refused(formula):
    with pytest.raises(DataError):
        elemental_share(formula)


def test_both_spellings_are_read():
    assert find_form("Magnesium sulf" + "ate") == find_form("magnesium sul" + "phate")
    assert find_form("glycerophosphate").name == "glycerophosphate"


def test_an_unknown_salt_names_the_nearest():
    with pytest.raises(DataError, match="citrate"):
        find_form("citrat")
