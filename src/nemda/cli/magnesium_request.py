"""What was typed after ``nemda magnesium day``, as a plan."""

from __future__ import annotations

from nemda.errors import DataError
from nemda.magnesium.barrier import Reading as BarrierReading
from nemda.magnesium.day import read_day
from nemda.magnesium.files import clock
from nemda.magnesium.mood import Reading as MoodReading
from nemda.magnesium.person import Person
from nemda.magnesium.plan import Medicine, Plan
from nemda.magnesium.rule_words import condition_name

SEXES = {"male": False, "m": False, "female": True, "f": True}
BARRIERS: dict[str, BarrierReading] = {"closed": "closed", "optimistic": "optimistic"}
MOODS: dict[str, MoodReading] = {"none": "none", "upper bound": "upper bound"}


def day_plan(
    items: str, *, medicines: tuple[str, ...], egfr: float, age: float, sex: str, weight: float,
    usual: float | None, days: int, conditions: tuple[str, ...], systolic: float | None,
    heart_rate: float | None, serum: float | None, barrier: str, mood: str,
) -> Plan:  # fmt: skip
    """Return a day in words, repeated, for one person.

    Raises
    ------
    NemdaError
        Something cannot be read or is out of range; the error names the option.
    """
    for name, given, known in (
        ("--sex", sex, SEXES),
        ("--barrier", barrier, BARRIERS),
        ("--mood", mood, MOODS),
    ):
        if given not in known:
            raise DataError("Unknown word.", where=name, expected=", ".join(known), got=given)
    named = frozenset(map(condition_name, _split(conditions)))
    person = Person(age, SEXES[sex], weight, egfr, heart_rate, systolic, serum, named)
    return Plan(
        items,
        person,
        days,
        read_day(items),
        medicines=tuple(map(_medicine, _split(medicines))),
        usual_intake_mg=usual,
        barrier=BARRIERS[barrier],
        mood=MOODS[mood],
    )


def _split(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the parts of texts that may hold several, separated by commas."""
    return tuple(part.strip() for text in texts for part in text.split(",") if part.strip())


def _medicine(text: str) -> Medicine:
    name, _, times = text.partition("@")
    return Medicine(name.strip(), tuple(clock(time, "--with") for time in times.split("/") if time))
