"""The monitoring plan of a session: when pressure and dissociation peak, and when people may leave.

Read off a simulated group in its first session: every person's own peaks, and the first time from which on
all criteria of discharge hold (least stay, CADSS, MOAA/S 5, pressure). A person is sedated while the chance
of it exceeds the person's own uniform number, so that depth follows the chance without flickering. What
would falsify it: a clinic in which fewer or later than the stated share of people meet the same criteria.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from nemda.engine.pressure import session_readings, session_scores
from nemda.engine.simulate import simulate
from nemda.mechanism.pressure import Readings
from nemda.mechanism.sets import DEFAULT_SET
from nemda.people.people import People
from nemda.people.streams import normals
from nemda.plan.criteria import criteria
from nemda.receptor.limits import ReceptorClaimWarning
from nemda.regimen import Dose, Regimen, sessions
from nemda.units import HOURS_PER_WEEK

PEOPLE = 200
"""So many of the people are watched: enough for the 95% of them, to about 10 min."""

WATCHED_H, EVERY_H = 8.0, 1 / 12
LATER = 0.95
SEVERE_MMHG = 180.0
KETAMINES = frozenset({"ketamine", "esketamine", "arketamine"})
"""What moves pressure and perception in the model."""

VARIABLES = ("dissociation", "sedation", "systolic_rise", "diastolic_rise", "heart_rate_rise")


class Moment(NamedTuple):
    """When (min after the start of the dose) half and 95% of people are there; None: later than watched."""

    what: str
    median_min: float | None
    by_95_min: float | None


class MonitoringPlan(NamedTuple):
    """What to expect of the first session.

    `peaks` are the times of the highest systolic pressure, heart rate and CADSS; `ready` the times from
    which on each criterion of discharge holds, and last all of them. Shares are of people in this session:
    systolic pressure of 180 mmHg or more at some time, sedation (MOAA/S below 5) at some time. `course`
    maps a name to the share of people at each of `time_min` who do not yet meet that criterion.
    """

    people: int
    peaks: tuple[Moment, ...]
    ready: tuple[Moment, ...]
    systolic_peak_mmhg: tuple[float, float]
    severe_share: float
    sedated_share: float
    time_min: Float[ndarray, " time"]
    course: dict[str, Float[ndarray, " time"]]

    @property
    def all_ready(self) -> Moment:
        """When all criteria hold."""
        return self.ready[-1]


def monitoring_plan(
    regimen: Regimen,
    people: People,
    *,
    parameter_set: str = DEFAULT_SET,
    changes: Mapping[str, float] | None = None,
) -> MonitoringPlan | None:
    """Return the plan of the first session of a regimen, or None where it has no ketamine.

    Raises
    ------
    NemdaError
        The regimen is refused, or somebody has no solution.
    """
    doses = first_session(regimen)
    if not any(dose.compound in KETAMINES for dose in doses):
        return None
    group = people.slice(0, min(people.n, PEOPLE))
    end_h = max(dose.duration_h for dose in doses)
    last_h = end_h + WATCHED_H
    visits = np.append(np.arange(0.0, last_h - 1e-9, EVERY_H), last_h * (1 - 1e-12))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReceptorClaimWarning)
        result = simulate(
            Regimen(doses), group, last_h / HOURS_PER_WEEK, variables=VARIABLES, visits_h=visits,
            parameter_set=parameter_set, changes=changes,
        )  # fmt: skip
    values = {name: result[name].values for name in VARIABLES}
    return _plan(group, doses, end_h, result["time"].values, values)


def first_session(regimen: Regimen) -> tuple[Dose, ...]:
    """Return the doses of the first session, moved to hour 0."""
    starts = sessions(regimen)
    if not starts:
        return ()
    return tuple(
        Dose(d.compound, d.amount, d.unit, d.route, 0.0, d.duration_h, d.formulation)
        for d in regimen.doses
        if d.start_h == starts[0]
    )


def _plan(
    group: People, doses: tuple[Dose, ...], end_h: float, time_h: ndarray, values: dict[str, ndarray]
) -> MonitoringPlan:
    pressure = session_readings(group, values["systolic_rise"], values["diastolic_rise"], exact=True)
    score = np.stack(
        [session_scores(group, values["dissociation"][:, t], 0) for t in range(time_h.size)], axis=1
    )
    from scipy.special import ndtr

    own = ndtr(normals(group.seed, "sedation/session/0", group.first, group.n))
    sedated = values["sedation"] > own[:, None]
    unmet = _unmet(doses, end_h, time_h, score, sedated, pressure)
    ready = tuple(_moment(name, _from_then_on(~wrong, time_h)) for name, wrong in unmet.items())
    peaks = tuple(
        _moment(what, np.round(60 * time_h, 6)[course.argmax(axis=1)])
        for what, course in (
            ("systolic pressure", pressure.systolic),
            ("heart rate", values["heart_rate_rise"]),
            ("CADSS", score),
        )
    )  # fmt: skip
    highest = pressure.systolic.max(axis=1)
    return MonitoringPlan(
        people=group.n, peaks=peaks, ready=ready,
        systolic_peak_mmhg=(float(np.median(highest)), float(np.quantile(highest, LATER))),
        severe_share=float((highest >= SEVERE_MMHG).mean()), sedated_share=float(sedated.any(axis=1).mean()),
        time_min=np.round(60 * time_h, 6), course={name: wrong.mean(axis=0) for name, wrong in unmet.items()},
    )  # fmt: skip


def _unmet(
    doses: tuple[Dose, ...],
    end_h: float,
    time_h: ndarray,
    score: ndarray,
    sedated: ndarray,
    pressure: Readings,
) -> dict[str, Bool[ndarray, "person time"]]:
    """Return who does not meet each criterion when; the last entry joins all."""
    limit = {name: one.value for name, one in criteria().items()}
    infused = any(dose.route == "iv" and dose.duration_h > 0 for dose in doses)
    stay_h = end_h + limit["observation_after_infusion"] if infused else limit["observation_after_spray"]
    high = (pressure.systolic >= limit["pressure_systolic"]) | (
        pressure.diastolic >= limit["pressure_diastolic"]
    )
    unmet = {
        "least stay": np.broadcast_to(time_h < stay_h - 1e-9, score.shape),
        "dissociation": score > limit["dissociation_resolved"],
        "sedation": sedated,
        "pressure": high & (pressure.systolic_change >= limit["pressure_return"]),
    }
    return unmet | {"all criteria": np.any(list(unmet.values()), axis=0)}


def _from_then_on(met: Bool[ndarray, "person time"], time_h: ndarray) -> Float[ndarray, " person"]:
    """Return the first time (min) from which on it is met; infinite where it is not at the end."""
    lasting = np.logical_and.accumulate(met[:, ::-1], axis=1)[:, ::-1]
    return np.where(lasting[:, -1], np.round(60 * time_h, 6)[lasting.argmax(axis=1)], np.inf)


def _moment(what: str, minutes: Float[ndarray, " person"]) -> Moment:
    half, late = (float(q) for q in np.quantile(minutes, (0.5, LATER), method="higher"))
    return Moment(what, half if np.isfinite(half) else None, late if np.isfinite(late) else None)
