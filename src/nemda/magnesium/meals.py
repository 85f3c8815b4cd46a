"""A meal: foods, waters and supplements together, and what of their magnesium is absorbed.

The curve of `nemda.magnesium.absorption` is that of a whole meal, so what is swallowed together competes for
it. Each item then keeps its own share: absorbed = A(sum x) sum_i (x_i / sum x) f_i, with f_i from the salt
and from oxalate; phytate acts by the ratio of the whole meal, as in its study. What would falsify it: a
tablet that is absorbed alike with and without a meal rich in phytate.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nemda.magnesium.absorption import Range, absorbed_fraction
from nemda.magnesium.binding import phytate_ratio, retained_by_oxalate, retained_by_phytate
from nemda.magnesium.foods import GRAMS_PER_LITER, FoodFact, find_food
from nemda.magnesium.forms import Form, find_form

__all__ = ["GRAMS_PER_LITER", "Absorbed", "Item", "Meal", "absorbed", "food_item", "supplement_item"]


class Item(NamedTuple):
    """One thing eaten: elemental magnesium (mg), phytate (mg, least and most seen), its uptake factor.

    `kind` is "food", "water" or "supplement". `phytate_unseen` marks a food whose phytate was not seen.
    """

    name: str
    kind: str
    amount: float
    unit: str
    magnesium_mg: float
    factor: float
    phytate_low_mg: float
    phytate_high_mg: float
    phytate_unseen: bool
    note: str


class Meal(NamedTuple):
    """What is swallowed together at `time_h` (h)."""

    time_h: float
    items: tuple[Item, ...]

    @property
    def magnesium_mg(self) -> float:
        """Return elemental magnesium of the meal (mg)."""
        return sum(item.magnesium_mg for item in self.items)

    @property
    def supplement_mg(self) -> float:
        """Return the part of supplements (mg), the only part that an upper level counts."""
        return sum(item.magnesium_mg for item in self.items if item.kind == "supplement")


class Absorbed(NamedTuple):
    """What a meal yields (mg, with its uncertainty), the fraction, and the phytate behind it."""

    mg: Range
    fraction: Range
    phytate_ratio: Range
    notes: tuple[str, ...]


def food_item(words: str, grams: float) -> Item:
    """Return a food or water of so many g (waters: mL).

    Raises
    ------
    DataError
        No food holds all words.
    """
    fact = find_food(words)
    item = _of_food(fact, grams)
    taken = "" if words.lower() == fact.name.lower() else f"{words}: taken as {fact.name}"
    return item._replace(name=words, note="; ".join(part for part in (taken, item.note) if part))


def supplement_item(form_text: str, amount_mg: float, *, is_salt: bool = False, product: float = 1.0) -> Item:
    """Return a supplement of so many mg of elemental magnesium, or of the salt itself.

    `product` multiplies the uptake of the salt for a product known to dissolve better or worse.

    Raises
    ------
    DataError
        The salt is unknown.
    """
    form = find_form(form_text)
    elemental = amount_mg * form.elemental if is_salt else amount_mg
    return Item(
        f"magnesium {form.name}", "supplement", amount_mg, "mg of the salt" if is_salt else "mg", elemental,
        form.factor * product, 0.0, 0.0, False, _of_salt(form, elemental),
    )  # fmt: skip


def absorbed(meal: Meal) -> Absorbed:
    """Return what a meal yields: fraction of the curve, times factors, times what phytate leaves.

    The range joins the ten points of the curve with the least and the most phytate that was seen.
    """
    whole = meal.magnesium_mg
    if whole <= 0:
        nothing = Range(0.0, 0.0, 0.0)
        return Absorbed(nothing, nothing, nothing, ())
    curve = absorbed_fraction(whole)
    factor = sum(item.magnesium_mg * item.factor for item in meal.items) / whole
    least, most = (phytate_ratio(sum(_phytate(item, end) for item in meal.items), whole) for end in (0, 1))
    middle = (least + most) / 2
    kept = {ratio: retained_by_phytate(ratio) for ratio in (least, middle, most)}
    fraction = Range(
        curve.value * factor * kept[middle].share,
        curve.low * factor * kept[most].share,
        curve.high * factor * kept[least].share,
    )
    amounts = Range(*(whole * part for part in fraction))
    return Absorbed(
        amounts, fraction, Range(middle, least, most), _notes(meal.items, kept[most].extrapolated)
    )


def _phytate(item: Item, end: int) -> float:
    return (item.phytate_low_mg, item.phytate_high_mg)[end]


def _notes(items: Sequence[Item], extrapolated: bool) -> tuple[str, ...]:
    notes = [f"{item.name}: phytate not seen, counted as none" for item in items if item.phytate_unseen]
    if extrapolated:
        notes.append("more phytate per magnesium than was measured: the loss is an extrapolation")
    return tuple(dict.fromkeys([*notes, *(item.note for item in items if item.note)]))


def _of_food(fact: FoodFact, grams: float) -> Item:
    # Greens, fruit, fish, dairy and drinks hold no phytate to speak of; seeds, nuts, grain and legumes do.
    unseen = fact.phytate_low_mg_per_g is None and fact.group in {"seed", "nut", "grain", "legume", "cocoa"}
    low = (fact.phytate_low_mg_per_g or 0.0) * grams
    high = (fact.phytate_high_mg_per_g or fact.phytate_low_mg_per_g or 0.0) * grams
    # Almonds hold oxalate and are taken up like a soluble salt (Fine 1991); the loss was seen with greens.
    is_bound = fact.rich_in_oxalate and fact.group == "green"
    note = "rich in oxalate, uptake reduced by an assumed share" if is_bound else ""
    is_water = fact.group == "water"
    return Item(
        fact.name, "water" if is_water else "food", grams, "mL" if is_water else "g",
        fact.magnesium_mg_per_g * grams, retained_by_oxalate(is_bound), low, high, unseen, note,
    )  # fmt: skip


def _of_salt(form: Form, elemental_mg: float) -> str:
    return f"magnesium {form.name}: {elemental_mg:.6g} mg of the element, {form.note}"
