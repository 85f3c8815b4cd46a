"""The course of magnesium over hours to months: serum, pools and urine after meals and infusions.

    dE/dt = uptake(t) + infusion(t) - excretion(E / V) - sum_i exchange_i
    dM_i/dt = exchange_i = k_i (M_i(S) - M_i),            dG/dt = -k_a G

G is what a meal will yield and is still in the gut. Solved by the classical Runge-Kutta rule with steps that
end at every meal and at both ends of every infusion. What is taken up, excreted and kept adds up exactly to
rounding, because every flow is an entry of two states. What would falsify the model: serum of a healthy
person that leaves 0.75 to 0.95 mmol/L over ordinary meals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import DataError
from nemda.magnesium.kidney import excretion, filtration, serum_in_balance
from nemda.magnesium.parameters import value
from nemda.magnesium.person import Person
from nemda.magnesium.pools import POOLS, Pools, pools, resting_amounts
from nemda.magnesium.stoichiometry import MG_PER_MMOL
from nemda.units import HOURS_PER_DAY

STEP_H = 0.1
"""Longest step: a fifteenth of the fastest mode (half an hour) leaves an error near 1e-6 of serum."""
LEAST_USUAL_MG = 1.0


class Uptake(NamedTuple):
    """Magnesium that a meal yields (mg) and that leaves the gut for the blood from `time_h` on."""

    time_h: float
    absorbed_mg: float


class Infusion(NamedTuple):
    """Magnesium into a vein (mg of the element) at a constant rate over [start_h, stop_h)."""

    start_h: float
    stop_h: float
    amount_mg: float


class Course(NamedTuple):
    """What became of it; arrays over `time_h` [time], amounts [time pool] as in `POOLS`.

    `serum` is in mmol/L, `amounts` in mmol; `absorbed`, `infused` and `excreted` are sums since hour
    0 in mg.
    """

    time_h: Float[ndarray, " time"]
    serum: Float[ndarray, " time"]
    amounts: Float[ndarray, "time pool"]
    absorbed: Float[ndarray, " time"]
    infused: Float[ndarray, " time"]
    excreted: Float[ndarray, " time"]

    @property
    def body_mg(self) -> Float[ndarray, " time"]:
        """Return magnesium of the whole body without the gut (mg)."""
        return self.amounts.sum(axis=1) * MG_PER_MMOL


def balanced_serum(person: Person, absorbed_mg_day: float) -> float:
    """Return the serum (mmol/L) of a person who has long absorbed so much (mg/day).

    Raises
    ------
    DataError
        Less than 1 mg/day: without any uptake there is no balance.
    """
    if not absorbed_mg_day >= LEAST_USUAL_MG:
        raise DataError(
            "No balance without uptake.",
            where="absorbed_mg_day",
            expected=f"at least {LEAST_USUAL_MG:g} mg/day",
            got=absorbed_mg_day,
        )
    per_hour = absorbed_mg_day / MG_PER_MMOL / HOURS_PER_DAY
    return float(serum_in_balance(per_hour, filtration(person.egfr_ml_min)))


def course(
    person: Person,
    hours: float,
    uptakes: Iterable[Uptake] = (),
    infusions: Iterable[Infusion] = (),
    *,
    usual_absorbed_mg_day: float,
    steady_absorbed_mg_day: float = 0.0,
    step_h: float = STEP_H,
) -> Course:
    """Return the course over [0, hours] of a person who starts in balance with the usual absorption.

    Parameters
    ----------
    person
        Who; kidney function and weight act.
    hours
        The end.
    uptakes, infusions
        What enters, in any order.
    usual_absorbed_mg_day
        What was absorbed every day before; it decides serum and stores at hour 0.
    steady_absorbed_mg_day
        Absorption that goes on evenly (a diet without the times of its meals).
    step_h
        Longest step; up to half an hour is stable.

    Raises
    ------
    DataError
        A time or amount makes no sense.
    """
    meals, drips = tuple(uptakes), tuple(infusions)
    _check(hours, meals, drips)
    body = pools(person.weight_kg)
    serum = balanced_serum(person, usual_absorbed_mg_day)
    steady = steady_absorbed_mg_day / MG_PER_MMOL / HOURS_PER_DAY
    times = _grid(hours, meals, drips, step_h)
    # Columns: five pools, gut, then sums: absorbed, infused, excreted.
    state = np.zeros((times.size, len(POOLS) + 4))
    state[0, : len(POOLS)] = resting_amounts(body, serum)
    filtered = float(filtration(person.egfr_ml_min))
    for place in range(times.size - 1):
        now, then = times[place], times[place + 1]
        state[place, len(POOLS)] += _eaten_at(meals, now)
        drip = sum(_rate(one) for one in drips if one.start_h <= now < one.stop_h)
        state[place + 1] = _step(state[place], then - now, body, filtered, drip, steady)
    sums = state[:, len(POOLS) + 1 :] * MG_PER_MMOL
    amounts = state[:, : len(POOLS)]
    return Course(
        times, amounts[:, 0] / body.extracellular_volume, amounts, sums[:, 0], sums[:, 1], sums[:, 2]
    )


def _check(hours: float, meals: Sequence[Uptake], drips: Sequence[Infusion]) -> None:
    if not (np.isfinite(hours) and hours > 0):
        raise DataError("A course has a length.", where="hours", expected="above 0", got=hours)
    for meal in meals:
        if not (0 <= meal.time_h < hours and meal.absorbed_mg >= 0 and np.isfinite(meal.absorbed_mg)):
            raise DataError(
                "An uptake makes no sense.", expected=f"within 0 to {hours:g} h, at least 0 mg", got=meal
            )
    for drip in drips:
        if not (
            0 <= drip.start_h < drip.stop_h <= hours and np.isfinite(drip.amount_mg) and drip.amount_mg >= 0
        ):
            raise DataError(
                "An infusion makes no sense.", got=drip,
                expected=f"0 <= start < stop <= {hours:g} h and at least 0 mg",
            )  # fmt: skip


def _grid(
    hours: float, meals: Sequence[Uptake], drips: Sequence[Infusion], step_h: float
) -> Float[ndarray, " time"]:
    stops = {0.0, hours, *(one.time_h for one in meals)}
    stops |= {time for one in drips for time in (one.start_h, one.stop_h)}
    edges = sorted(stops)
    parts = [
        np.linspace(first, last, int(np.ceil((last - first) / step_h - 1e-9)) + 1)[:-1]
        for first, last in pairwise(edges)
    ]
    return np.append(np.concatenate(parts), hours)


def _eaten_at(meals: Sequence[Uptake], time_h: float) -> float:
    return sum(one.absorbed_mg for one in meals if one.time_h == time_h) / MG_PER_MMOL


def _rate(drip: Infusion) -> float:
    return drip.amount_mg / MG_PER_MMOL / (drip.stop_h - drip.start_h)


def _step(
    state: Float[ndarray, " state"], length: float, body: Pools, filtered: float, drip: float, steady: float
) -> Float[ndarray, " state"]:
    def slope(at: Float[ndarray, " state"]) -> Float[ndarray, " state"]:
        serum = at[0] / body.extracellular_volume
        resting = body.amounts * (1 + body.follows * (serum / value("serum_reference") - 1))
        filling = body.rates * (resting - at[1:5])
        leaving_gut = uptake_rate() * at[5]
        urine = float(excretion(serum, filtered))
        taken = leaving_gut + steady
        return np.array([taken + drip - urine - filling.sum(), *filling, -leaving_gut, taken, drip, urine])

    first = slope(state)
    second = slope(state + length / 2 * first)
    third = slope(state + length / 2 * second)
    fourth = slope(state + length * third)
    return state + length / 6 * (first + 2 * second + 2 * third + fourth)


def uptake_rate() -> float:
    """Return the rate (1/h) at which absorbed magnesium leaves the gut."""
    return float(np.log(2)) / value("absorption_half_time")
