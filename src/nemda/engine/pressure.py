"""What differs between sessions of simulated people, pressure and dissociation, drawn by named streams.

Everything random about person k of a seed in session j is read from streams named after the session, so more
sessions or more people change nobody's earlier readings.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.mechanism.episodes import score_in_session
from nemda.mechanism.pressure import Deviates, Readings, readings, rise_factor
from nemda.people.people import People
from nemda.people.streams import normals


def session_readings(
    people: People,
    systolic_rise: Float[ndarray, "person time"],
    diastolic_rise: Float[ndarray, "person time"],
    session: int = 0,
    *,
    exact: bool = False,
) -> Readings:
    """Return what a cuff reads in a session of these people; the first time is before the dose.

    `systolic_rise` and `diastolic_rise` (mmHg) are variables of a simulation, `session` counts from 0.
    `exact` leaves the errors of single readings out: the pressure itself, as a plan of a session needs it.
    """

    def drawn(name: str) -> Float[ndarray, " person"]:
        return pressure_deviates(people.seed, name, session, people.first, people.n)

    def error(name: str) -> Float[ndarray, "person time"]:
        if exact:
            return np.zeros_like(systolic_rise)
        return np.stack([drawn(f"{name}/{time}") for time in range(systolic_rise.shape[1])], axis=1)

    deviates = Deviates(
        session=drawn("session"),
        day_systolic=drawn("day systolic"),
        day_diastolic=drawn("day diastolic"),
        reading_systolic=error("systolic"),
        reading_diastolic=error("diastolic"),
    )
    return readings(
        systolic_rise, diastolic_rise, people["systolic_mmHg"], people["diastolic_mmHg"], people["age_y"],
        deviates,
    )  # fmt: skip


def pressure_deviates(seed: int, name: str, session: int, first: int, n: int) -> Float[ndarray, " person"]:
    """Return one standard normal number of a session, such as ``session``, for people from `first` on."""
    return normals(seed, f"pressure/{name}/{session}", first, n)


def highest_rise(
    people: People, systolic_rise: Float[ndarray, " person"], sessions: int
) -> Float[ndarray, " person"]:
    """Return everybody's highest rise of systolic pressure (mmHg) in a number of like sessions.

    `systolic_rise` is the highest of the chain; age and the most sensitive of the sessions multiply it.
    """
    drawn = [
        pressure_deviates(people.seed, "session", session, people.first, people.n)
        for session in range(sessions)
    ]
    return systolic_rise * rise_factor(people["age_y"], np.max(drawn, axis=0))


def session_scores(
    people: People, score: Float[ndarray, " person"], session: int
) -> Float[ndarray, " person"]:
    """Return everybody's CADSS (points) in a session, from the typical score; `session` counts from 0."""
    return score_in_session(
        score, normals(people.seed, f"dissociation/session/{session}", people.first, people.n)
    )
