"""One arm simulated: its portions run by the engine, or read back where they were finished before."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nemda.engine.job import Job
from nemda.engine.netcdf import open_people
from nemda.engine.simulate import simulate
from nemda.engine.storage import LEDGER, PARTS, RESULT, fingerprint
from nemda.progress import Progress
from nemda.regimen import to_sentence
from nemda.trial.folder import safe_names
from nemda.trial.planned import PlannedArm
from nemda.trial.results import ArmResult
from nemda.trial.settings import ALONE, Labor

if TYPE_CHECKING:
    from xarray import Dataset


@dataclass(frozen=True)
class ArmWork:
    """An arm ready to be simulated: its jobs, what to keep of them, who does the work, and where.

    `folder` is None when the result lives in memory only; `resuming` allows what an interrupted run
    finished to be read back.
    """

    arm: PlannedArm
    jobs: tuple[Job, ...]
    names: tuple[str, ...]
    chunk: int
    labor: Labor = ALONE
    folder: Path | None = None
    resuming: bool = False

    @property
    def places(self) -> tuple[Path | None, ...]:
        """Where each portion goes: the arm's folder, or one below it for each of several regimens."""
        if self.folder is None or len(self.jobs) == 1:
            return (self.folder,) * len(self.jobs)
        return tuple(
            self.folder / name for name in safe_names([to_sentence(job.regimen) for job in self.jobs])
        )


def simulate_arm(work: ArmWork, progress: Progress) -> ArmResult:
    """Return the course of an arm's people, those of all its portions side by side.

    Raises
    ------
    NemdaError
        As `nemda.engine.simulate.simulate`.
    """
    import xarray

    datasets = [
        _portion(work, job, place, progress) for job, place in zip(work.jobs, work.places, strict=True)
    ]
    arm = work.arm
    if len(datasets) == 1:
        return ArmResult(arm.name, arm.sentence, datasets[0])
    whole = xarray.concat(
        datasets, "person", data_vars="minimal", coords="minimal", compat="override", join="exact",
        combine_attrs="override",
    )  # fmt: skip
    for dataset in datasets:
        dataset.close()
    return ArmResult(arm.name, arm.sentence, whole.assign_attrs(sentence=arm.sentence, label=arm.name))


def _portion(work: ArmWork, job: Job, place: Path | None, progress: Progress) -> Dataset:
    if place is not None and work.resuming and _is_done(place, job, work.chunk, work.names):
        progress.advance(job.people.n)
        return open_people(place / RESULT)
    return simulate(
        job.regimen,
        job.people,
        job.weeks,
        variables=work.names,
        visits_h=job.visits_h,
        changes=dict(job.changes),
        parameter_set=job.parameter_set,
        setting=job.setting,
        precision=job.precision,
        out=place,
        chunk=work.chunk,
        workers=work.labor.workers,
        cluster=work.labor.cluster,
        progress=progress,
    )


def _is_done(place: Path, job: Job, chunk: int, names: tuple[str, ...]) -> bool:
    """Return whether the folder holds the whole result of this very job.

    The engine creates the folder of parts before it writes the ledger, and removes it when the result is
    whole; so a ledger and a result without parts belong together.
    """
    ledger = place / LEDGER
    if (place / PARTS).exists() or not (ledger.exists() and (place / RESULT).exists()):
        return False
    return json.loads(ledger.read_text("utf-8")).get("fingerprint") == fingerprint(job, chunk, names)
