"""A day in words: ``almonds 50 g, spinach 100 g, citrate 200 mg, water 1.5 l``.

Items stand with their amounts, in either order, with commas between. An amount of a salt is its elemental
magnesium, as labels state it, unless ``salt`` follows ("citrate 1250 mg salt"). ``breakfast:``, ``lunch:``,
``dinner:``, ``snack:`` or a time ("8:00:", "at 8 h:") before items says when, for all up to the next; a time
behind an item ("citrate 200 mg at 22:00", "at bedtime") is that item's own. Items without a time are spread
over three meals in proportion: foods and water evenly over all, each supplement with the first meal. What
would falsify the reader: two people who take the same words for different days.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from nemda.errors import DataError
from nemda.magnesium.forms import form_name
from nemda.magnesium.meals import Item, Meal, food_item, supplement_item
from nemda.units import HOURS_PER_DAY, MINUTES_PER_HOUR

MEALS: Mapping[str, float] = MappingProxyType(
    {"breakfast": 8.0, "lunch": 13.0, "dinner": 19.0, "snack": 16.0, "bedtime": 22.0}
)
"""When the named meals of a day are (h after midnight)."""
SPREAD = ("breakfast", "lunch", "dinner")
GRAMS: Mapping[str, float] = MappingProxyType(
    {
        "g": 1.0, "kg": 1000.0, "oz": 28.35, "ml": 1.0, "cl": 10.0, "dl": 100.0, "l": 1000.0,
        "liter": 1000.0, "liters": 1000.0,
        "cup": 240.0, "cups": 240.0, "glass": 250.0, "glasses": 250.0,
    }
)  # fmt: skip
"""Grams (of drinks: mL) in one unit of a food."""
MILLIGRAMS: Mapping[str, float] = MappingProxyType(
    {"mg": 1.0, "mmol": 24.305, "meq": 24.305 / 2, "g": 1000.0}
)
MOST_GRAMS, MOST_MG = 10_000.0, 20_000.0

_AMOUNT = re.compile(r"(?P<number>\d+(?:[.,]\d+)?)\s*(?P<unit>[a-zA-Z]+)\b")
_CLOCK = re.compile(r"^(?:at\s+)?(?P<hour>\d{1,2})(?::(?P<minute>\d{2})|\s*h)\s*:?\s+(?P<rest>.+)$")


class Entry(NamedTuple):
    """One item of a day, and when it is taken (h after midnight; None: not said)."""

    item: Item
    time_h: float | None


def read_day(text: str) -> tuple[Entry, ...]:
    """Return the items that a day in words names.

    Raises
    ------
    DataError
        A part cannot be read, a food or salt is unknown, or an amount is absurd.
    """
    entries: list[Entry] = []
    time_h: float | None = None
    for part in re.split(r",(?!\d)|;|\n", text):
        words = part.strip()
        if words:
            time_h, words = _time(words, time_h)
            own_h, words = _own_time(words)
            entries.append(Entry(read_item(words), time_h if own_h is None else own_h))
    if not entries:
        raise DataError("An empty day.", where="day", hint='for example "almonds 50 g, citrate 200 mg"')
    return tuple(entries)


def read_item(text: str) -> Item:
    """Return one item from words such as ``spinach 100 g`` or ``200 mg citrate``.

    Raises
    ------
    DataError
        There is no amount with a unit, the unit does not fit, or nothing of this name is known.
    """
    found = _AMOUNT.search(text)
    if found is None:
        raise DataError(
            "No amount with a unit.",
            where=repr(text),
            expected="as in almonds 50 g, citrate 200 mg, water 1 l",
        )
    # Two spellings of the liter.
    number, unit = float(found["number"].replace(",", ".")), found["unit"].lower().replace("tre", "ter")
    rest = f"{text[: found.start()]} {text[found.end() :]}".strip()
    is_salt = bool(re.search(r"\bsalt\b", rest))
    name = " ".join(re.sub(r"\b(?:salt|elemental|of|supplement|tablet|tablets)\b", " ", rest).split())
    if not name:
        raise DataError("An amount of nothing.", where=repr(text), hint="name the food or the salt")
    if form_name(name) is not None:
        return _supplement(name, number, unit, is_salt, text)
    if unit not in GRAMS:
        # Who writes milligrams means a supplement: a salt that is not known, not a food in a strange unit.
        hint = "nemda magnesium forms lists the salts" if unit in MILLIGRAMS else None
        raise DataError(
            "Unknown unit of a food.", where=repr(text), expected=", ".join(GRAMS), got=unit, hint=hint
        )
    return food_item(name, _bounded(number * GRAMS[unit], MOST_GRAMS, text))


def meals_of(entries: tuple[Entry, ...], start_h: float = 0.0) -> tuple[Meal, ...]:
    """Return the meals of a day that begins at `start_h`, in order of time.

    Items with a time are taken then; other foods and waters in three equal parts at breakfast, lunch and
    dinner, other supplements at breakfast.
    """
    plates: dict[float, list[Item]] = {}
    for item, time_h in entries:
        if time_h is not None:
            plates.setdefault(time_h, []).append(item)
        elif item.kind == "supplement":
            plates.setdefault(MEALS["breakfast"], []).append(item)
        else:
            for name in SPREAD:
                plates.setdefault(MEALS[name], []).append(_part(item, 1 / len(SPREAD)))
    return tuple(Meal(start_h + time, tuple(items)) for time, items in sorted(plates.items()))


def _time(words: str, before: float | None) -> tuple[float | None, str]:
    named = re.match(rf"^({'|'.join(MEALS)})\s*:\s*(.+)$", words, re.IGNORECASE)
    if named is not None:
        return MEALS[named[1].lower()], named[2]
    clock = _CLOCK.match(words)
    if clock is None:
        return before, words
    hour = float(clock["hour"]) + float(clock["minute"] or 0) / MINUTES_PER_HOUR
    if hour >= HOURS_PER_DAY:
        raise DataError("A day has 24 hours.", where=repr(words), got=clock["hour"])
    return hour, clock["rest"]


def _own_time(words: str) -> tuple[float | None, str]:
    """Return the time that stands behind one item ("citrate 200 mg at 22:00") and the item without it."""
    found = re.match(
        rf"^(.+?)\s+(?:at|with|@)\s*({'|'.join(MEALS)}|\d{{1,2}}:\d{{2}})$", words, re.IGNORECASE
    )
    if found is None:
        return None, words
    if found[2].lower() in MEALS:
        return MEALS[found[2].lower()], found[1]
    return _time(f"{found[2]} x", None)[0], found[1]


def _supplement(name: str, number: float, unit: str, is_salt: bool, text: str) -> Item:
    if unit not in MILLIGRAMS:
        raise DataError(
            "Unknown unit of a supplement.", where=repr(text), expected=", ".join(MILLIGRAMS), got=unit
        )
    return supplement_item(name, _bounded(number * MILLIGRAMS[unit], MOST_MG, text), is_salt=is_salt)


def _bounded(amount: float, most: float, text: str) -> float:
    if not 0 < amount <= most:
        raise DataError(
            "An absurd amount.", where=repr(text), expected=f"above 0, at most {most:g}", got=amount
        )
    return amount


def _part(item: Item, share: float) -> Item:
    return item._replace(
        amount=item.amount * share, magnesium_mg=item.magnesium_mg * share,
        phytate_low_mg=item.phytate_low_mg * share, phytate_high_mg=item.phytate_high_mg * share,
    )  # fmt: skip
