"""How a run is computed, and its jobs: everything that can be refused is refused here, before any file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from nemda.engine.dataset import chosen_variables
from nemda.engine.group import drive_of
from nemda.engine.job import Job
from nemda.engine.precision import DOUBLE
from nemda.engine.simulate import CHUNK
from nemda.engine.timing import output_times
from nemda.errors import TrialError
from nemda.mechanism.chain import chain
from nemda.mechanism.sets import DEFAULT_SET
from nemda.people import People, sample
from nemda.trial.endpoints import ASSESSED_AFTER_H, daily_looks_h
from nemda.trial.planned import PlannedArm
from nemda.trial.summary import NEEDED_VARIABLES, whole_days_h


class Labor(NamedTuple):
    """Who does the work: processes of this machine, or a Dask cluster (``"local"`` or its address).

    It changes no number, so a run begun by some may be finished by others.
    """

    workers: int = 1
    cluster: str | None = None


ALONE = Labor()
"""This process does all the work."""


@dataclass(frozen=True)
class RunSettings:
    """How long and with what a run is computed; as for `nemda.engine.simulate.simulate`.

    `variables` is ``"main"``, ``"all"`` or names; what the summary needs is always kept. `day_rhythm` adds
    the rhythm of cortisol over the day to the setting of every arm.
    """

    weeks: float
    parameter_set: str = DEFAULT_SET
    changes: tuple[tuple[str, float], ...] = ()
    variables: str | tuple[str, ...] = "main"
    chunk: int = CHUNK
    labor: Labor = ALONE
    precision: str = DOUBLE.name
    day_rhythm: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The variables to keep.

        Raises
        ------
        DataError
            A name is unknown.
        """
        return tuple(dict.fromkeys((*chosen_variables(self.variables), *NEEDED_VARIABLES)))


def jobs(arm: PlannedArm, settings: RunSettings, observed_h: Iterable[float] = ()) -> tuple[Job, ...]:
    """Return one job for each portion of an arm, all with the same output times.

    Output times include every dose's end (the peak of an infusion), every whole day, every assessment
    24 h after a session, the daily looks for relapse, and `observed_h`.

    Raises
    ------
    NemdaError
        Anything about the job is refused: its length, a parameter, a dose, an output time.
    """
    if settings.chunk < 1:
        raise TrialError("A chunk holds people.", where="chunk", expected="at least 1", got=settings.chunk)
    plain = [_job(arm, index, settings, ()) for index in range(len(arm.portions))]
    end_h = plain[0].end_h
    visits = {
        *observed_h,
        *whole_days_h(end_h),
        *daily_looks_h(arm.sessions_h, end_h),
        *(session + ASSESSED_AFTER_H for session in arm.sessions_h),
        *(dose.stop_h for portion in arm.portions for dose in portion.regimen.doses),
    }
    within = [time for time in visits if time <= end_h]
    # Every portion gets the times of all, so that their people can be put side by side.
    times = {float(t) for portion in arm.portions for t in output_times(portion.regimen, end_h, within)}
    made = tuple(_job(arm, index, settings, tuple(sorted(times))) for index in range(len(arm.portions)))
    for job, portion in zip(made, arm.portions, strict=True):
        try_drive(job, portion.people.slice(0, 1))
    return made


def _job(arm: PlannedArm, index: int, settings: RunSettings, visits_h: tuple[float, ...]) -> Job:
    portion = arm.portions[index]
    return Job(
        regimen=portion.regimen,
        people=portion.people,
        weeks=settings.weeks,
        parameter_set=settings.parameter_set,
        changes=tuple(sorted(settings.changes)),
        visits_h=visits_h,
        setting=replace(portion.setting, day_rhythm=settings.day_rhythm),
        precision=settings.precision,
    )


def try_drive(job: Job, one: People) -> None:
    """Work out one person's levels, so that a dose without kinetics is refused before the run.

    Raises
    ------
    NemdaError
        A dose cannot be given this way, or a parameter makes no sense.
    """
    drive_of(job, chain(), sample(job.parameters, one), one["weight_kg"])
