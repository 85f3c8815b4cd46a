"""Clinical endpoints of whole courses: peaks, build-up of response, time to relapse.

Response and remission are those of `nemda.engine.endpoints`. Relapse is, among people who respond 24 h
after the last dose, the first day on which they do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from nemda.engine.endpoints import responded
from nemda.engine.pressure import pressure_deviates
from nemda.errors import DataError
from nemda.mechanism.pressure import rise_factor
from nemda.trial.survival import SurvivalCurve, kaplan_meier
from nemda.units import HOURS_PER_DAY

if TYPE_CHECKING:
    from xarray import Dataset

ASSESSED_AFTER_H = 24.0
"""When a dose is judged: a day after its start, as in most ketamine trials."""

SAME_TIME_H = 1e-6


def at_time(dataset: Dataset, variable: str, time_h: float) -> Float[ndarray, " person"]:
    """Return a variable [person, time] of every person at one of the output times.

    Raises
    ------
    DataError
        The dataset has no such time.
    """
    times = dataset["time"].values
    index = int(np.argmin(np.abs(times - time_h)))
    if abs(times[index] - time_h) > SAME_TIME_H:
        raise DataError(
            "No output at this time.", where=f"hour {time_h:g}", got=f"the nearest is hour {times[index]:g}",
            hint="ask for it with visits_h when simulating",
        )  # fmt: skip
    return dataset[variable].values[:, index].astype(float)


def baseline(dataset: Dataset) -> Float[ndarray, " person"]:
    """Return MADRS before the first dose."""
    return dataset["baseline_madrs"].values.astype(float)


def peak(dataset: Dataset, variable: str) -> Float[ndarray, " person"]:
    """Return the highest value of a variable in each person over the output times.

    A rise of systolic pressure is that of one session, the first, with age and the scatter between sessions
    of a person: the highest of many sessions is more. In a dataset without a seed no session is drawn.
    """
    highest = dataset[variable].values.max(axis=1).astype(float)
    if variable != "systolic_rise" or "seed" not in dataset.attrs:
        return highest
    person = dataset["person"].values
    first = int(person.min())
    drawn = pressure_deviates(int(dataset.attrs["seed"]), "session", 0, first, int(person.max()) - first + 1)
    return highest * rise_factor(dataset["age_y"].values, drawn[person - first])


def assessment_h(sessions_h: tuple[float, ...], end_h: float) -> float:
    """Return when the whole regimen is judged: 24 h after its last session, or at the end."""
    return min(sessions_h[-1] + ASSESSED_AFTER_H, end_h) if sessions_h else end_h


class BuildUp(NamedTuple):
    """How many count as responders 24 h after one session."""

    session_h: float
    responders: int


def build_up(dataset: Dataset, sessions_h: tuple[float, ...]) -> tuple[BuildUp, ...]:
    """Return responders 24 h after each session that lies at least so far before the end."""
    end_h = float(dataset["time"].values[-1])
    start = baseline(dataset)
    return tuple(
        BuildUp(session, int(responded(at_time(dataset, "madrs", session + ASSESSED_AFTER_H), start).sum()))
        for session in sessions_h
        if session + ASSESSED_AFTER_H <= end_h
    )


class Relapse(NamedTuple):
    """When responders to a regimen relapse, in days after its last session.

    `days` is each person's day of relapse, or of the last look where there was none (`relapsed` is
    False), and NaN for people who did not respond.
    """

    days: Float[ndarray, " person"]
    relapsed: Bool[ndarray, " person"]

    @property
    def responders(self) -> Bool[ndarray, " person"]:
        """Who had responded 24 h after the last session."""
        return np.isfinite(self.days)

    def curve(self) -> SurvivalCurve:
        """Return the share of responders without relapse over days after the last session."""
        return kaplan_meier(self.days[self.responders], self.relapsed[self.responders])


def relapse(dataset: Dataset, sessions_h: tuple[float, ...]) -> Relapse | None:
    """Return when people relapse, looked at every day from 24 h after the last session on.

    None where there is no session, or no day to look at after the assessment.
    """
    end_h = float(dataset["time"].values[-1])
    looks_h = daily_looks_h(sessions_h, end_h)
    if len(looks_h) < 2:
        return None
    start = baseline(dataset)
    well = np.stack([responded(at_time(dataset, "madrs", time), start) for time in looks_h])
    lost = ~well[1:]
    relapsed = well[0] & lost.any(axis=0)
    last = np.where(relapsed, 1 + lost.argmax(axis=0), len(looks_h) - 1)
    days = (np.array(looks_h) - sessions_h[-1]) / HOURS_PER_DAY
    return Relapse(np.where(well[0], days[last], np.nan), relapsed)


def daily_looks_h(sessions_h: tuple[float, ...], end_h: float) -> tuple[float, ...]:
    """Return the times (h) at which relapse is looked for: every 24 h after the last session."""
    if not sessions_h:
        return ()
    count = int((end_h - sessions_h[-1]) / HOURS_PER_DAY + SAME_TIME_H)
    return tuple(min(sessions_h[-1] + HOURS_PER_DAY * day, end_h) for day in range(1, count + 1))
