"""A whole run that keeps no people: quantiles over people and shares of endpoints, for any number of people.

What needs a person's whole course is not known here: peaks, time to relapse, and a comparison with a
published trial, whose intervals are drawn from single people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from nemda.engine.checkpoint import CHECKPOINT
from nemda.engine.dataset import chosen_variables
from nemda.engine.job import Job
from nemda.engine.setting import Setting
from nemda.engine.statistics import RESULT, simulate_statistics, statistics_mark
from nemda.people import People
from nemda.people.population import Population, drawn
from nemda.progress import SILENT, Progress
from nemda.regimen import Regimen, sessions, to_sentence
from nemda.trial.counted_files import write_counted
from nemda.trial.counting import Counted
from nemda.trial.endpoints import ASSESSED_AFTER_H
from nemda.trial.folder import safe_names
from nemda.trial.intervals import QUANTILES
from nemda.trial.keeping import kept_run
from nemda.trial.settings import RunSettings, try_drive
from nemda.trial.summary import NEEDED_VARIABLES, whole_days_h

if TYPE_CHECKING:
    from xarray import Dataset

NEEDED = (*NEEDED_VARIABLES, "madrs_change")
"""What statistics must hold to be summarized."""


@dataclass(frozen=True)
class CountedArm:
    """One regimen and the people who get it, who may be no more than described."""

    name: str
    sentence: str
    regimen: Regimen
    people: People | Population


@dataclass(frozen=True, eq=False)
class CountedResult:
    """One arm's statistics, as `nemda.engine.statistics.simulate_statistics` returns them."""

    arm: CountedArm
    dataset: Dataset


def counted_arms(regimens: Sequence[Regimen], group: People | Population) -> tuple[CountedArm, ...]:
    """Return one arm for each regimen, all with the same people; an arm is named by label or sentence."""
    sentences = [(regimen, to_sentence(regimen)) for regimen in regimens]
    return tuple(
        CountedArm(regimen.label or sentence, sentence, regimen, group) for regimen, sentence in sentences
    )


def run_counted(
    arms: Sequence[CountedArm],
    settings: RunSettings,
    *,
    out: Path | None = None,
    record: Mapping[str, object] | None = None,
    progress: Progress = SILENT,
) -> tuple[CountedResult, ...]:
    """Return the statistics of every arm; with `out`, they are also on disk.

    Each arm has a folder in `out`: ``statistics.nc``, ``summary.csv``, ``endpoints.csv``,
    ``calendar.txt``. Beside them stands ``run.json`` with `record`. An interrupted run goes on where it
    stopped when called again, whoever does the work then (`settings.labor`).

    Parameters
    ----------
    arms, out, record, progress
        As for `nemda.trial.run.run`.
    settings
        How long and with what to compute, and who does the work; `chunk` is people per task, fewer where
        a worker would else have none.

    Raises
    ------
    NemdaError
        Anything about the run is refused, a person has no solution, a folder cannot be written, or
        cancellation (`CancelledError` names the folder that keeps what was computed).
    """
    jobs = [_job(arm, settings) for arm in arms]
    names = tuple(dict.fromkeys((*chosen_variables(settings.variables), *NEEDED)))
    counted = Counted(progress)
    if out is None:
        return _compute(arms, jobs, names, settings, [None] * len(arms), counted)
    folders = [out / name for name in safe_names([arm.name for arm in arms])]
    details = {**(record or {}), "arms": {f.name: arm.sentence for f, arm in zip(folders, arms, strict=True)}}
    with kept_run(out, folders, details, counted):
        results = _compute(arms, jobs, names, settings, folders, counted)
        for result, folder in zip(results, folders, strict=True):
            write_counted(folder, result.arm.regimen, result.dataset)
    return results


def _job(arm: CountedArm, settings: RunSettings) -> Job:
    """Return the job of an arm; anything that can be refused is refused now."""
    plain = Job(
        regimen=arm.regimen,
        people=arm.people,
        weeks=settings.weeks,
        parameter_set=settings.parameter_set,
        changes=tuple(sorted(settings.changes)),
        setting=Setting(day_rhythm=settings.day_rhythm),
        precision=settings.precision,
    )
    try_drive(plain, drawn(arm.people.slice(0, 1)))
    return plain


def _visits_h(job: Job) -> tuple[float, ...]:
    """Return the times to look at besides the usual ones: whole days, assessments, ends of infusions."""
    assessed = (start + ASSESSED_AFTER_H for start in sessions(job.regimen))
    times = {*whole_days_h(job.end_h), *assessed, *(dose.stop_h for dose in job.regimen.doses)}
    return tuple(sorted(time for time in times if time <= job.end_h))


def _compute(
    arms: Sequence[CountedArm],
    jobs: Sequence[Job],
    names: tuple[str, ...],
    settings: RunSettings,
    folders: Sequence[Path | None],
    counted: Counted,
) -> tuple[CountedResult, ...]:
    counted.begin([arm.people.n for arm in arms])
    found = tuple(
        CountedResult(arm, _statistics(job, names, settings, folder, counted))
        for arm, job, folder in zip(arms, jobs, folders, strict=True)
    )
    counted.end()
    return found


def _statistics(
    plain: Job,
    names: tuple[str, ...],
    settings: RunSettings,
    folder: Path | None,
    progress: Progress,
) -> Dataset:
    job = replace(plain, visits_h=_visits_h(plain))
    finished = None if folder is None else _finished(folder, statistics_mark(job, names))
    if finished is not None:
        progress.advance(job.people.n)
        return finished
    return simulate_statistics(
        job.regimen,
        job.people,
        job.weeks,
        variables=names,
        visits_h=job.visits_h,
        quantiles=QUANTILES,
        changes=dict(job.changes),
        parameter_set=job.parameter_set,
        setting=job.setting,
        precision=job.precision,
        out=folder,
        chunk=min(settings.chunk, -(-job.people.n // settings.labor.workers)),
        workers=settings.labor.workers,
        cluster=settings.labor.cluster,
        progress=progress,
    )


def _finished(folder: Path, mark: str) -> Dataset | None:
    """Return the statistics in a folder if they are those of this very run, finished."""
    file = folder / RESULT
    if not file.exists() or (folder / CHECKPOINT).exists():
        return None
    import xarray

    with xarray.open_dataset(file, engine="h5netcdf") as dataset:
        return dataset.load() if dataset.attrs.get("mark") == mark else None
