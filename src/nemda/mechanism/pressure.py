"""Pressure as a cuff reads it: resting pressure, the day, the rise of this session, and the reading's error.

Claim: at the peak of 0.5 mg/kg the rise of systolic pressure has a spread of 11.2 mmHg over 2342 infusions in
138 people (Yale clinic 2024), and severe hypertension in 0.98% of infusions reached 12.5% of people: nearly
as many as chance alone would spread it over (15% at 17 infusions each), so that most of the spread lies
between sessions and readings, not between people. The odds rise by 4% per year of age; after the spray a
systolic rise of 40 mmHg is twice as frequent from 65 years on, a diastolic one of 25 mmHg is not (17 against
8% and 14 against 13%, US label): stiff vessels widen the pulse. Form: the rise of a person of 45 years on a
typical day is multiplied by a lognormal factor of the session and, of systolic pressure, by exp(slope (age -
45)); day and reading add normal errors. Falsified by: the same people having the high readings in every
session.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.model.mechanism import table_beside
from nemda.model.parameters import ParameterTable

REFERENCE_AGE_Y = 45.0
"""The age at which the rises of the chain hold."""


class Deviates(NamedTuple):
    """Standard normal numbers of a session (the same over its readings) and of each of its readings."""

    session: Float[ndarray, " person"]
    day_systolic: Float[ndarray, " person"]
    day_diastolic: Float[ndarray, " person"]
    reading_systolic: Float[ndarray, "person time"]
    reading_diastolic: Float[ndarray, "person time"]


class Readings(NamedTuple):
    """Pressures (mmHg) as [person, time]: the level, and its change from the reading before the dose."""

    systolic: Float[ndarray, "person time"]
    diastolic: Float[ndarray, "person time"]
    systolic_change: Float[ndarray, "person time"]
    diastolic_change: Float[ndarray, "person time"]


def pressure_table() -> ParameterTable:
    """Return the sourced parameters of readings."""
    return table_beside(__name__)


def age_factor(age_y: Float[ndarray, " person"]) -> Float[ndarray, " person"]:
    """Return what multiplies a rise of systolic pressure at this age (years); 1 at 45."""
    return np.exp(pressure_table()["pressor_age_slope"].value * (np.asarray(age_y) - REFERENCE_AGE_Y))


def rise_factor(
    age_y: Float[ndarray, " person"], deviate: Float[ndarray, " person"]
) -> Float[ndarray, " person"]:
    """Return what multiplies a rise of systolic pressure at this age (years) in a session.

    `deviate` is the standard normal number of the session; the mean over sessions is `age_factor`.
    """
    return age_factor(age_y) * _session_factor(deviate)


def _session_factor(deviate: Float[ndarray, " person"]) -> Float[ndarray, " person"]:
    spread = pressure_table()["pressor_session_spread"].value
    return np.exp(spread * deviate - spread**2 / 2)


def readings(
    systolic_rise: Float[ndarray, "person time"],
    diastolic_rise: Float[ndarray, "person time"],
    resting_systolic: Float[ndarray, " person"],
    resting_diastolic: Float[ndarray, " person"],
    age_y: Float[ndarray, " person"],
    deviates: Deviates,
) -> Readings:
    """Return what a cuff reads in one session.

    `systolic_rise` and `diastolic_rise` (mmHg) are those of the chain and the first time is before the dose;
    pressure = rest + day + rise x exp(spread z - spread^2 / 2) + error, the systolic rise times the age
    factor, so that sessions leave the mean rise as it is.
    """
    table = pressure_table()
    factor = _session_factor(deviates.session)
    systolic, diastolic = (
        (rest + table[day].value * z)[:, None] + times[:, None] * rise + table[error].value * noise
        for rest, day, z, times, rise, error, noise in (
            (
                resting_systolic, "systolic_day_sd", deviates.day_systolic,
                rise_factor(age_y, deviates.session), systolic_rise, "systolic_reading_sd",
                deviates.reading_systolic,
            ),
            (
                resting_diastolic, "diastolic_day_sd", deviates.day_diastolic, factor,
                diastolic_rise, "diastolic_reading_sd", deviates.reading_diastolic,
            ),
        )
    )  # fmt: skip
    return Readings(systolic, diastolic, systolic - systolic[:, :1], diastolic - diastolic[:, :1])
