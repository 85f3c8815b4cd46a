"""Groups of simulated people who get what a row says, each course computed once."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from nemda.engine.pressure import session_readings
from nemda.engine.simulate import simulate
from nemda.mechanism.pressure import Readings, age_factor
from nemda.people.people import People, people
from nemda.receptor.limits import ReceptorClaimWarning
from nemda.regimen import Regimen
from nemda.units import HOURS_PER_WEEK

SEED = 20261122
PEOPLE = 400
"""So many that a share of 12% has a standard error of 1.6%."""

WATCHED_H = 4.0
"""So long after the dosing is looked at, every five minutes."""

EVERY_H = 1 / 12
INFUSION_EVERY_H = 1 / 6
"""A cuff reads every 10 min through an infusion (SR089)."""

READ_AT_H = (2 / 3, 1.0, 1.5, 2.0)
"""When a cuff reads after a spray, or an infusion that has ended: at 40 min (SR081), then so (grade C)."""

REST_LIMIT = (140.0, 90.0)
"""Pressure (mmHg) before a dose above which a clinic holds it: SR022 gives no number, SR056 does."""

ROUNDING_H = 1e-6
WANTED = (
    "ketamine_venous", "ketamine_arterial", "norketamine_venous", "hydroxynorketamine_venous",
    "active_level", "dissociation", "moaas",
    "perceptual_change", "psychotomimetic", "sedation", "moderate_sedation", "deep_sedation",
    "unresponsive", "systolic_rise", "diastolic_rise", "heart_rate_rise", "cardiac_output_rise",
    "unconscious_plane",
    "analgesia", "ongoing_pain", "chronic_pain", "hyperalgesia_area",
)  # fmt: skip


class Who(NamedTuple):
    """A preset, what is different from it as (covariate, number or pair), and whether doses are held.

    `screened`: a dose is held on a day on which the cuff reads above 140/90 mmHg before it (rule SR056), so
    that nothing is read in that session.
    """

    preset: str = "trd"
    overrides: tuple[tuple[str, object], ...] = ()
    screened: bool = False


class Course(NamedTuple):
    """What is given to whom, variables over time as [person, time], and when the dosing ends (h).

    Where `screened`, a session is given to those alone whose pressure before the dose is within the limit.
    """

    regimen: Regimen
    people: People
    time_h: Float[ndarray, " time"]
    values: Mapping[str, Float[ndarray, "person time"]]
    end_h: float
    screened: bool

    def given(self, session: int) -> Bool[ndarray, " person"]:
        """Return who gets the dose of a session: all, or those whose first reading is within the limit."""
        if not self.screened:
            return np.ones(self.people.n, dtype=bool)
        found = self.readings(session)
        return (found.systolic[:, 0] <= REST_LIMIT[0]) & (found.diastolic[:, 0] <= REST_LIMIT[1])

    def offered(self, sessions: int) -> int:
        """Return how many sessions must be offered for people to be given so many on average."""
        return sessions if sessions == 1 else round(sessions / float(self.given(0).mean()))

    def at(self, name: str, hours: float) -> Float[ndarray, " person"]:
        """Return a variable of everybody at a time (h), by straight lines between outputs."""
        right = int(np.clip(np.searchsorted(self.time_h, hours), 1, self.time_h.size - 1))
        low, high = self.time_h[right - 1], self.time_h[right]
        share = float(np.clip((hours - low) / (high - low), 0.0, 1.0))
        return (1 - share) * self.values[name][:, right - 1] + share * self.values[name][:, right]

    def mean(self, name: str) -> Float[ndarray, " time"]:
        """Return the mean of people over time."""
        return self.values[name].mean(axis=0)

    def rise(self, name: str) -> Float[ndarray, "person time"]:
        """Return a rise of the circulation at everybody's age, which counts for systolic pressure alone."""
        times = age_factor(self.people["age_y"]) if name == "systolic_rise" else np.ones(self.people.n)
        return times[:, None] * self.values[name]

    def readings(self, session: int) -> Readings:
        """Return what a cuff reads: before the dose, every 10 min of an infusion, then at `READ_AT_H`."""
        during = np.arange(0.0, min(self.end_h, READ_AT_H[-1]) + ROUNDING_H, INFUSION_EVERY_H)
        after = np.array(READ_AT_H)
        wanted = np.append(during, after[after > during[-1]]) - ROUNDING_H
        index = np.unique(np.searchsorted(self.time_h, wanted))
        rises = (self.values[name][:, index] for name in ("systolic_rise", "diastolic_rise"))
        return session_readings(self.people, *rises, session=session)


@lru_cache(maxsize=128)
def course(regimen: Regimen, end_h: float, who: Who, weight_kg: float | None, until_h: float = 0.0) -> Course:
    """Return the course of a group, drawn with a fixed seed, to some hours after the dosing, or to `until_h`.

    Raises
    ------
    NemdaError
        The regimen is refused, or somebody has no solution.
    """
    weight = () if weight_kg is None else (("weight_kg", weight_kg),)
    group = people(who.preset, PEOPLE, SEED, 0, **dict((*who.overrides, *weight)))
    watched_h = end_h + WATCHED_H
    last_h = max(watched_h, until_h)
    first_h = max(0.0, end_h - WATCHED_H)
    visits = np.concatenate(
        [np.linspace(0.0, first_h, 25), np.arange(first_h, watched_h - 1e-9, EVERY_H), [last_h]]
    )
    fine = np.arange(0.0, min(0.75, last_h), 1 / 40)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReceptorClaimWarning)
        result = simulate(
            regimen, group, last_h / HOURS_PER_WEEK, variables=WANTED,
            visits_h=np.unique(np.concatenate([visits, fine]).clip(0.0, last_h * (1 - 1e-12))),
        )  # fmt: skip
    values = {name: np.asarray(result[name].transpose("person", "time")) for name in WANTED}
    return Course(regimen, group, np.asarray(result["time"], dtype=float), values, end_h, who.screened)


def courses(
    regimens: Sequence[Regimen],
    ends_h: Sequence[float],
    who: Who,
    weight_kg: float | None,
    until_h: float = 0.0,
) -> list[Course]:
    """Return the course of each arm."""
    return [
        course(regimen, end, who, weight_kg, until_h) for regimen, end in zip(regimens, ends_h, strict=True)
    ]
