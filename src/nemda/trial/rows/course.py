"""The simulated course of an arm: what the drug lifts and what everything else lifts, person by person.

Kept apart so that a trial's own deviations can be laid on either without simulating again
(`nemda.trial.deviation`). Scenarios are cached, because many rows ask for one arm.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from nemda.engine.group import run_group
from nemda.engine.job import Job
from nemda.errors import NemdaError
from nemda.mechanism.mood import MADRS_MAXIMUM
from nemda.mechanism.sets import DEFAULT_SET
from nemda.people import people
from nemda.trial.definition import Share
from nemda.trial.deviation import LIFTED, NO_DEVIATION, Deviation, Lift, lift_of
from nemda.trial.planned import split
from nemda.trial.rows.refusal import NotPredictedError
from nemda.trial.rows.scenario import Scenario
from nemda.units import HOURS_PER_DAY, HOURS_PER_WEEK


class SimulationSettings(NamedTuple):
    """Who is simulated and with which parameters: people per arm, their seed, the set, and its changes."""

    n: int = 400
    seed: int = 20131
    parameter_set: str = DEFAULT_SET
    changes: tuple[tuple[str, float], ...] = ()


class Course(NamedTuple):
    """Lift by drugs and share by everything else [person, time]; MADRS at entry, traits [person]."""

    time_h: Float[ndarray, " time"]
    lift: Lift
    other: Float[ndarray, "person time"]
    baseline: Float[ndarray, " person"]
    dissociation: Float[ndarray, " person"]
    bmi: Float[ndarray, " person"]
    chronic_pain: Float[ndarray, "person time"] | None = None

    def at(self, time_h: float) -> int:
        """Return the index of the output nearest to a time (h)."""
        return int(np.argmin(np.abs(self.time_h - time_h)))

    def of(self, people: Int[ndarray, " chosen"]) -> Course:
        """Return the course of some people, each as often as named."""
        return self._replace(
            lift=self.lift.part(people),
            other=self.other[people],
            baseline=self.baseline[people],
            dissociation=self.dissociation[people],
            bmi=self.bmi[people],
            chronic_pain=None if self.chronic_pain is None else self.chronic_pain[people],
        )


def madrs_of(
    lift: Lift, other: Float[ndarray, "*any"], baseline: Float[ndarray, "*any"],
    own: Deviation = NO_DEVIATION,
) -> Float[ndarray, "*any"]:  # fmt: skip
    """Return MADRS under a trial's own deviations."""
    left = np.exp(-lift.under(own)) * (1 - other - own.other)
    return np.clip(baseline * left, 0.0, MADRS_MAXIMUM)


def look_times(
    planned_end_h: float, wanted_h: tuple[float, ...], sessions_h: tuple[float, ...]
) -> tuple[float, ...]:
    """Return the times (h) at which an arm is read: as wanted, a day after sessions, daily, then weekly."""
    days = [HOURS_PER_DAY * day for day in range(int(min(planned_end_h, 2160.0) // HOURS_PER_DAY) + 1)]
    weeks = [HOURS_PER_WEEK * week for week in range(int(planned_end_h // HOURS_PER_WEEK) + 1)]
    after = [start + HOURS_PER_DAY for start in sessions_h]
    times = {round(time, 6) for time in (*days, *weeks, *after, *wanted_h) if time <= planned_end_h}
    return tuple(sorted(times))


def course_of(scenario: Scenario, times_h: tuple[float, ...], settings: SimulationSettings) -> Course:
    """Return the course of an arm at the given times.

    Raises
    ------
    NotPredictedError
        The model cannot give this regimen to these people.
    """
    try:
        return _simulate(scenario, times_h, settings)
    except NotPredictedError:
        raise
    except NemdaError as error:
        raise NotPredictedError(f"{error.what} {error.got or ''}".strip()) from error


def _simulate(scenario: Scenario, times_h: tuple[float, ...], settings: SimulationSettings) -> Course:
    group = people(scenario.preset, n=settings.n, seed=settings.seed, first=0, **scenario.covariates)
    changes = tuple(sorted({**dict(settings.changes), **dict(scenario.changes)}.items()))
    end_h = times_h[-1] + 1.0
    parts: list[Course] = []
    first = 0
    sizes = split(settings.n, [Share(regimen, share) for regimen, share in scenario.portions])
    for (regimen, _), size in zip(scenario.portions, sizes, strict=True):
        if not size:
            continue
        kept = tuple(dose for dose in regimen.doses if dose.start_h < end_h)
        portion = group.slice(first, first + size)
        job = Job(
            regimen=type(regimen)(kept),
            people=portion,
            weeks=end_h / HOURS_PER_WEEK,
            parameter_set=settings.parameter_set,
            changes=changes,
            visits_h=times_h,
            setting=scenario.setting,
        )
        result = run_group(job, portion)
        at = np.searchsorted(result.time_h, np.array(times_h) - 1e-6)
        lift = lift_of({name: result.values[name][:, at] for name in LIFTED})
        parts.append(
            Course(
                time_h=np.array(times_h),
                lift=lift,
                other=result.values["expectancy_share"][:, at] + result.values["natural_share"][:, at],
                baseline=portion["baseline_madrs"],
                dissociation=result.values["dissociation"].max(axis=1),
                bmi=portion["bmi_kg_m2"],
                chronic_pain=result.values["chronic_pain"][:, at],
            )
        )
        first += size
    return joined(parts)


def joined(parts: Sequence[Course]) -> Course:
    """Return one course of all people of courses at the same times; pain only where every part has it."""
    if len(parts) == 1:
        return parts[0]
    pains = [part.chronic_pain for part in parts if part.chronic_pain is not None]
    return Course(
        time_h=parts[0].time_h,
        lift=Lift(*(np.concatenate(each) for each in zip(*(part.lift for part in parts), strict=True))),
        other=np.concatenate([part.other for part in parts]),
        baseline=np.concatenate([part.baseline for part in parts]),
        dissociation=np.concatenate([part.dissociation for part in parts]),
        bmi=np.concatenate([part.bmi for part in parts]),
        chronic_pain=np.concatenate(pains) if len(pains) == len(parts) else None,
    )
