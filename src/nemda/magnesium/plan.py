"""A plan of magnesium: who, what is eaten on each day, supplements, infusions, medicines, and the scenario.

Values that refuse what makes no sense; nothing here computes. Days count from 1. What would falsify it: two
plans that a dietitian would call different and that are equal here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from nemda.errors import DataError
from nemda.magnesium.barrier import Reading as BarrierReading
from nemda.magnesium.day import Entry
from nemda.magnesium.ketamine import ORDERS, Order
from nemda.magnesium.meals import Item
from nemda.magnesium.mood import Reading as MoodReading
from nemda.magnesium.person import Person
from nemda.magnesium.scenarios import NAMES
from nemda.units import HOURS_PER_DAY

LONGEST_DAYS = 366


class Supplement(NamedTuple):
    """A supplement at `at_h` (h after midnight) on the days [from_day, to_day], both counted from 1."""

    item: Item
    at_h: float
    from_day: int
    to_day: int


class Drip(NamedTuple):
    """Magnesium sulfate heptahydrate into a vein: `sulfate_g` over `over_h` from `at_h` on a day."""

    day: int
    at_h: float
    over_h: float
    sulfate_g: float


class Medicine(NamedTuple):
    """Another medicine, and when it is taken every day (h after midnight; none: not said)."""

    name: str
    at_h: tuple[float, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A plan; `diet` is what is eaten every day, `usual_intake_mg` what was eaten before (None: not said).

    `infusion_model` names a published model to set beside the body for infusions. `ketamine_order` says how
    an infusion of magnesium lies to one of ketamine, if at all.

    Raises
    ------
    DataError
        A day, a time or an amount makes no sense.
    """

    title: str
    person: Person
    days: int
    diet: tuple[Entry, ...]
    supplements: tuple[Supplement, ...] = ()
    infusions: tuple[Drip, ...] = ()
    medicines: tuple[Medicine, ...] = ()
    usual_intake_mg: float | None = None
    scenario: str = "none"
    scenario_day: int = 1
    barrier: BarrierReading = "closed"
    mood: MoodReading = "none"
    infusion_model: str = ""
    ketamine_order: Order = "ketamine alone"

    def __post_init__(self) -> None:
        if not 1 <= self.days <= LONGEST_DAYS:
            raise _wrong("days", f"1 to {LONGEST_DAYS}", self.days)
        if self.usual_intake_mg is not None and not 10.0 <= self.usual_intake_mg <= 3000.0:
            raise _wrong("usual_intake_mg", "10 to 3000 mg/day", self.usual_intake_mg)
        if self.scenario not in NAMES:
            raise _wrong("scenario", ", ".join(NAMES), self.scenario)
        if self.ketamine_order not in ORDERS:
            raise _wrong("ketamine_order", ", ".join(ORDERS), self.ketamine_order)
        if not 1 <= self.scenario_day <= self.days:
            raise _wrong("scenario_day", f"1 to {self.days}", self.scenario_day)
        for place, one in enumerate(self.supplements):
            _check_time(f"supplements[{place}].at", one.at_h)
            if not 1 <= one.from_day <= one.to_day <= self.days:
                raise _wrong(f"supplements[{place}]", f"1 <= from_day <= to_day <= {self.days}", one[2:])
        for place, one in enumerate(self.infusions):
            where = f"infusions[{place}]"
            _check_time(f"{where}.at", one.at_h)
            if not 1 <= one.day <= self.days:
                raise _wrong(f"{where}.day", f"1 to {self.days}", one.day)
            if not 0 < one.over_h <= HOURS_PER_DAY - one.at_h:
                raise _wrong(f"{where}.over_min", "above 0, ending on the same day", 60 * one.over_h)
            if not 0 < one.sulfate_g <= 40.0:
                raise _wrong(f"{where}.sulfate_g", "above 0, at most 40 g", one.sulfate_g)
        for place, one in enumerate(self.medicines):
            for time in one.at_h:
                _check_time(f"medicines[{place}].at", time)

    @property
    def hours(self) -> float:
        """Return the length (h)."""
        return self.days * HOURS_PER_DAY

    @property
    def diet_mg(self) -> float:
        """Return magnesium of food and water (mg/day)."""
        return sum(one.item.magnesium_mg for one in self.diet if one.item.kind != "supplement")

    @property
    def supplement_mg(self) -> float:
        """Return the most elemental magnesium from supplements on any one day (mg)."""
        daily = sum(one.item.magnesium_mg for one in self.diet if one.item.kind == "supplement")
        most = max(
            (
                sum(one.item.magnesium_mg for one in self.supplements if one.from_day <= day <= one.to_day)
                for day in range(1, self.days + 1)
            ),
            default=0.0,
        )
        return daily + most


def _check_time(where: str, hours: float) -> None:
    if not (math.isfinite(hours) and 0 <= hours < HOURS_PER_DAY):
        raise _wrong(where, "0 to less than 24 h after midnight", hours)


def _wrong(where: str, expected: str, got: object) -> DataError:
    return DataError("A plan makes no sense.", where=where, expected=expected, got=got)
