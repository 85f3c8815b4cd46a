"""A day in words: foods by words, units, times, what is refused."""

import pytest

from nemda.errors import DataError
from nemda.magnesium.day import meals_of, read_day, read_item
from nemda.magnesium.foods import find_food, find_foods, food_facts
from nemda.magnesium.meals import Meal, absorbed, food_item


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("almonds", "ALMONDS"), ("almond", "ALMONDS"), ("spinach", "SPINACH,RAW"),
        ("spinach cooked", "SPINACH,CKD"), ("water", "Typical tap"), ("mineral water", "Study water"),
        ("Gerolsteiner", "Gerolsteiner"), ("dark chocolate", "CHOCOLATE,DK"), ("pumpkin seeds", "PUMPKIN"),
        ("whole wheat bread", "BREAD,WHOLE-WHEAT"), ("coffee", "COFFEE,BREWED FROM GROUNDS"),
    ],
)  # fmt: skip
def test_words_find_the_food_they_mean(words, name):
    assert find_food(words).name.startswith(name)


def test_every_food_is_found_under_its_own_name():
    for fact in food_facts():
        assert fact in find_foods(fact.name), fact.name


def test_no_food_is_invented():
    with pytest.raises(DataError, match="No such food"):
        find_food("unicorn steak")


def test_the_day_of_the_handbook():
    entries = read_day("almonds 50 g, spinach 100 g, citrate 200 mg, water 1.5 l")
    assert [entry.item.kind for entry in entries] == ["food", "food", "supplement", "water"]
    # 270 and 79 mg per 100 g, 3 mg/L.
    assert [round(entry.item.magnesium_mg, 1) for entry in entries] == [135.0, 79.0, 200.0, 4.5]


@pytest.mark.parametrize(
    ("text", "mg"),
    [
        ("200 mg citrate", 200.0), ("citrate 1000 mg salt", 161.6), ("magnesium oxide 0.4 g", 400.0),
        ("glycerophosphate 4 mmol", 97.2), ("aspartate 10 meq", 121.5), ("almonds 0,1 kg", 270.0),
        ("2 cups milk", 52.8), ("mineral water 50 cl", 55.0),
    ],
)  # fmt: skip
def test_units_and_order_of_words(text, mg):
    assert read_item(text).magnesium_mg == pytest.approx(mg, rel=0.005)


def test_times_and_the_spread_over_meals():
    meals = meals_of(read_day("breakfast: oats 60 g, 21:30 citrate 200 mg"))
    assert [meal.time_h for meal in meals] == [8.0, 21.5]
    spread = meals_of(read_day("almonds 30 g, citrate 100 mg"), start_h=24.0)
    assert [meal.time_h for meal in spread] == [32.0, 37.0, 43.0]
    assert sum(meal.magnesium_mg for meal in spread) == pytest.approx(181.0)
    assert [meal.supplement_mg for meal in spread] == [100.0, 0.0, 0.0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "almonds",
        "almonds 50",
        "citrate 200 ml",
        "50 g",
        "almonds 0 g",
        "water 99999 l",
        "25:00 almonds 5 g",
    ],
)
def test_what_cannot_be_read_is_refused(text):
    with pytest.raises(DataError):
        read_day(text)


def test_phytate_and_oxalate_take_their_share_and_are_noted():
    bran = absorbed(Meal(0.0, (food_item("wheat bran", 30.0),)))
    assert bran.mg.low < bran.mg.value < bran.mg.high
    assert bran.phytate_ratio.low < bran.phytate_ratio.value < bran.phytate_ratio.high
    spinach, kale = (absorbed(Meal(0.0, (food_item(name, 100.0),))) for name in ("spinach", "kale raw"))
    assert any("oxalate" in note for note in spinach.notes)
    assert not any("oxalate" in note for note in kale.notes)
    unseen = absorbed(Meal(0.0, (food_item("pumpkin seeds", 30.0),)))
    assert any("phytate not seen" in note for note in unseen.notes)


def test_an_empty_meal_yields_nothing():
    assert absorbed(Meal(0.0, ())).mg.value == 0


def test_a_time_behind_an_item_is_its_own():
    entries = read_day("oats 60 g, citrate 200 mg at 22:00, milk 200 ml, chloride 100 mg at bedtime")
    assert [entry.time_h for entry in entries] == [None, 22.0, None, 22.0]
    both = read_day("8:00 oats 60 g, citrate 200 mg at 22:00, milk 200 ml")
    assert [entry.time_h for entry in both] == [8.0, 22.0, 8.0]


def test_milligrams_of_an_unknown_salt_point_to_the_salts():
    with pytest.raises(DataError, match="Unknown unit") as refusal:
        read_day("unobtainate 200 mg")
    assert "forms" in str(refusal.value.hint)
