"""Foods and waters found by words, with their magnesium, phytate and oxalate.

All words must occur; the food whose name is told by the fewest other words wins, raw before cooked ones. A
food whose phytate was not seen has None there and not 0. What would falsify it: words that find a food
nobody would mean by them while a nearer one is in the table.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from nemda.errors import DataError
from nemda.evidence.near import near_matches
from nemda.evidence.records_biology import Food
from nemda.evidence.tables import foods_magnesium

GRAMS_PER_LITER = 1000.0
_SMALL = {"of", "with", "and", "the", "a", "in", "or", "fresh"}
_SAME = {
    "cooked": "ckd", "boiled": "bld", "dried": "dried", "roasted": "rstd", "bread": "bread", "dark": "dk",
    "seeds": "seed", "seed": "seed", "pumpkin": "pumpkin", "sunflower": "sunflower", "baked": "bkd",
    "oatmeal": "oats", "porridge": "oats", "bottled": "btld", "wholemeal": "whole",
}  # fmt: skip
_DEFAULTS = {
    "water": "typical tap water", "tap water": "typical tap water",
    "mineral water": "study water of sabatier", "coffee": "coffee brewed grounds",
}  # fmt: skip
"""What bare words for drinks mean; a label or a brand says more."""
_ABBREVIATIONS: dict[str, str] = {"sd": "seed", "krnls": "kernels", "wo": "without"}


class FoodFact(NamedTuple):
    """One food: mg of magnesium per g (waters: per mL), phytate per g (None: not seen), oxalate."""

    name: str
    group: str
    state: str
    magnesium_mg_per_g: float
    phytate_low_mg_per_g: float | None
    phytate_high_mg_per_g: float | None
    rich_in_oxalate: bool
    food_id: str
    citation_key: str | None


@cache
def food_facts() -> tuple[FoodFact, ...]:
    """Return every food and water of the table that has a magnesium content."""
    return tuple(_fact(row) for row in foods_magnesium() if row.magnesium is not None)


def find_foods(words: str) -> tuple[FoodFact, ...]:
    """Return the foods in which all words occur, the nearest first; none where nothing matches."""
    wanted = _DEFAULTS.get(" ".join(words.lower().split()), words)
    terms = [_stem(_SAME.get(term, term)) for term in _words(wanted) if term not in _SMALL]
    if not terms:
        return ()
    found = [fact for fact in food_facts() if all(_holds(fact, term) for term in terms)]
    return tuple(sorted(found, key=lambda fact: _distance(fact, terms)))


def find_food(words: str) -> FoodFact:
    """Return the food that words mean best.

    Raises
    ------
    DataError
        No food holds all words; the error names near ones.
    """
    found = find_foods(words)
    if not found:
        names = {word: fact.name for fact in food_facts() for word in _words(fact.name)}
        near = [
            names[word] for term in _words(words) for word in near_matches(term, names) if word[0] == term[0]
        ]
        raise DataError(
            "No such food in the table.",
            got=repr(words),
            expected=", ".join(dict.fromkeys(near[:5])) or None,
            hint="nemda magnesium foods WORDS lists what there is",
        )
    return found[0]


def _fact(row: Food) -> FoodFact:
    per = {"mg/100 g": 100.0, "mg/L": GRAMS_PER_LITER}
    if row.unit not in per or row.magnesium is None:
        raise DataError("Unknown unit of a food.", where=row.food, expected=", ".join(per), got=row.unit)
    low, high = row.phytate_min_mg_100g_as_eaten, row.phytate_max_mg_100g_as_eaten
    return FoodFact(
        row.food, row.group, row.state, row.magnesium / per[row.unit],
        None if low is None else low / 100.0, None if high is None else high / 100.0,
        row.oxalate_flag == "yes", row.food_id, row.citation_key,
    )  # fmt: skip


def _words(text: str) -> list[str]:
    found: list[str] = re.findall(r"[a-z]+", text.lower())
    return [_ABBREVIATIONS.get(word, word) for word in found]


def _stem(word: str) -> str:
    for end, instead in (("ies", "y"), ("oes", "o"), ("s", "")):
        if word.endswith(end) and len(word) > len(end) + 2:
            return word.removesuffix(end) + instead
    return word


def _holds(fact: FoodFact, term: str) -> bool:
    return any(_stem(word) == term or word.startswith(term) for word in _words(fact.name))


def _distance(fact: FoodFact, terms: list[str]) -> tuple[int, int, int, int]:
    stems = [_stem(word) for word in _words(fact.name)]
    inexact = sum(term not in stems for term in terms)
    first = min((stems.index(term) for term in terms if term in stems), default=len(stems))
    return inexact, first, int(fact.state == "cooked"), len(stems)
