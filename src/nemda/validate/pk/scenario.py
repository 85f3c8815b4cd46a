"""A row of observations as what was done: who got which doses, with what else, and where blood was taken.

Several routes in one cell become several courses whose values are averaged. What a row does not say and
has to be assumed is collected, so that a reader sees it beside the prediction.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from nemda.drugs import TIMED_ROUTES
from nemda.model.drive import Drive
from nemda.pk.levels import DEFAULT, levels
from nemda.regimen import Dose, Regimen
from nemda.validate.outcome import NotApplicableError
from nemda.validate.pk.compounds import Dosed
from nemda.validate.pk.conventions import convention
from nemda.validate.pk.doses import Part, read_parts, repeat_interval_h
from nemda.validate.pk.observation import Observation
from nemda.validate.pk.persons import Person
from nemda.validate.pk.routes import Way
from nemda.validate.pk.text import mean_number

CHILD_MODEL = "herd2007"


@dataclass(frozen=True)
class Course:
    """Doses to one typical person by one way, and the site of the blood samples.

    `first_stop_h` is when the first dose has entered; `interval_h` is None for a single course. `length`
    tells whether the length of an infusion is known.
    """

    doses: tuple[Dose, ...]
    person: Person
    site: str
    route: str
    interacting: tuple[str, ...] = ()
    interval_h: float | None = None
    is_endless: bool = False

    @property
    def model(self) -> str:
        """Return the name of the kinetic model that covers the person."""
        return CHILD_MODEL if self.person.is_child else DEFAULT

    @property
    def stop_h(self) -> float:
        """Return when the last dose of a single course has ended."""
        return max(dose.stop_h for dose in self.doses)

    def total_mg(self) -> float:
        """Return mg of base of a single course."""
        return sum(
            dose.amount * (self.person.weight_kg if dose.unit == "mg/kg" else 1.0) for dose in self.doses
        )

    def shortened(self, length_h: float) -> Course:
        """Return an endless course with its infusion cut to a length."""
        doses = tuple(
            replace(dose, amount=dose.amount * length_h / dose.duration_h, duration_h=length_h)
            if dose.duration_h > length_h
            else dose
            for dose in self.doses
        )
        return replace(self, doses=doses, is_endless=False)

    def drive(self) -> Drive:
        """Return the levels of the course, given once.

        Raises
        ------
        NemdaError
            No kinetics for the person, the route or what was taken with it.
        """
        return _drive(self.doses, self.person, self.interacting, self.model)

    def repeated(self) -> tuple[Drive, float, float]:
        """Return levels at steady state with the limits (h) of the last interval.

        Raises
        ------
        NotApplicableError
            The row names no interval between doses.
        """
        if self.interval_h is None:
            raise NotApplicableError("steady state without an interval between doses")
        count = max(2, math.ceil(convention("steady_state_after") / self.interval_h))
        doses = tuple(
            replace(dose, start_h=dose.start_h + index * self.interval_h)
            for index in range(count)
            for dose in self.doses
        )
        start_h = (count - 1) * self.interval_h
        return _drive(doses, self.person, self.interacting, self.model), start_h, start_h + self.interval_h


class Doses(NamedTuple):
    """Doses of one course, whether its infusion has no stated end, and what was assumed."""

    doses: tuple[Dose, ...]
    is_endless: bool
    assumed: tuple[str, ...]


@lru_cache(maxsize=512)
def _drive(doses: tuple[Dose, ...], person: Person, interacting: tuple[str, ...], model: str) -> Drive:
    return levels(Regimen(doses), person.bodies(), model=model, interacting=interacting)


def doses_of(row: Observation, dosed: Dosed, way: Way, *, is_linear: bool) -> Doses:
    """Return what was given by one way; `is_linear` lets a row without a dose have a usual one.

    Raises
    ------
    NotApplicableError
        A dose or a duration is missing or makes no sense.
    """
    assumed: list[str] = []
    if row.dose:
        parts = read_parts(row.dose, row.dose_unit)
    elif is_linear:
        usual_mg = convention("usual_dose")
        parts = (Part(usual_mg / dosed.base_per_mg, False, False, None, False),)
        assumed.append(f"a dose of {usual_mg:g} mg")
    else:
        raise NotApplicableError("no dose is stated")
    stated_h = _stated_h(row)
    endless = False
    doses: list[Dose] = []
    start_h = stop_h = 0.0
    rates = sum(part.is_rate for part in parts)
    for part in parts:
        start_h = stop_h if part.follows else start_h
        duration_h = _duration_h(part, stated_h, rates, len(parts), way)
        if duration_h is None:
            endless, duration_h = True, convention("endless_infusion")
            assumed.append("an infusion that goes on")
        amount = part.mg * dosed.base_per_mg * (duration_h if part.is_rate else 1.0)
        if amount <= 0:
            raise NotApplicableError("an infusion that takes no time")
        doses.append(
            Dose(
                dosed.compound, amount, "mg/kg" if part.per_kg else "mg", way.route, start_h,
                duration_h if way.route in TIMED_ROUTES else 0.0, way.formulation,
            )
        )  # fmt: skip
        stop_h = max(stop_h, start_h + duration_h)
    if way.route == "iv" and not endless and stop_h == 0 and not way.is_bolus:
        assumed.append("given as a bolus")
    return Doses(tuple(doses), endless, tuple(assumed))


def _stated_h(row: Observation) -> float | None:
    minutes = mean_number(row.duration)
    if minutes is None:
        return None
    if minutes > 60 * 24 * 60:
        raise NotApplicableError(f"a duration of {minutes:g} min is not read")
    return minutes / 60.0


def _duration_h(part: Part, stated_h: float | None, rates: int, parts: int, way: Way) -> float | None:
    """Return how long a part takes; None for a rate without an end."""
    if part.duration_h is not None:
        return part.duration_h
    if part.is_rate:
        return stated_h / rates if stated_h else None
    if stated_h is None or parts > 1 or way.route not in TIMED_ROUTES or (way.is_bolus and stated_h > 0.25):
        return 0.0
    return stated_h


def interval_of(row: Observation) -> float | None:
    """Return the interval (h) of repeated doses that a row names, or None."""
    said = f"{row.dose} {row.dose_unit}; {row.quantity}; {row.remarks}; {row.route}"
    interval = repeat_interval_h(said)
    return interval if interval is not None and 0.1 <= interval <= 24 * 31 else None
