"""Results on disk: finished chunks are kept, an interrupted run resumes, memory stays bounded.

Each chunk of people is written to a part of its own (to a temporary name, then renamed, so a part is
either whole or absent). When all parts are there they are joined into one NetCDF file, one part in
memory at a time. A fingerprint of the job guards against resuming with other input.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nemda.engine.atomic import whole_file
from nemda.engine.dataset import job_attributes
from nemda.engine.job import Job
from nemda.engine.netcdf import join_people, write_people
from nemda.errors import StorageError
from nemda.people.population import Population

if TYPE_CHECKING:
    from xarray import Dataset

PARTS, LEDGER, RESULT = "parts", "job.json", "result.nc"


def fingerprint(job: Job, chunk: int, names: tuple[str, ...]) -> str:
    """Return a short text that differs whenever two runs could give different files."""
    content: dict[str, Any] = {
        **job_attributes(job),
        "doses": [repr(dose) for dose in job.regimen.doses],
        "people": [job.people.first, job.people.n, _covariate_digest(job)],
        "visits": job.visits_h,
        "parameters": [repr(parameter) for parameter in job.parameters.values()],
        "setting": repr(job.setting),
        "tolerance": repr(job.accuracy),
        "precision": job.precision,
        "spread_scale": job.spread_scale,
        "chunk": chunk,
        "names": names,
    }
    return hashlib.blake2b(json.dumps(content, sort_keys=True).encode(), digest_size=12).hexdigest()


def _covariate_digest(job: Job) -> str:
    digest = hashlib.blake2b(digest_size=12)
    if isinstance(job.people, Population):
        digest.update(repr(job.people.overrides).encode())
        return digest.hexdigest()
    for name in sorted(job.people.covariates):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(job.people[name]).tobytes())
    return digest.hexdigest()


class Store:
    """A folder that receives the parts of one run.

    Raises
    ------
    StorageError
        The folder cannot be written, or holds the parts of a different run.
    """

    def __init__(self, folder: Path, job: Job, chunk: int, names: tuple[str, ...]) -> None:
        self.folder = folder
        self.parts = folder / PARTS
        self._people = job.people.n
        mark = {"fingerprint": fingerprint(job, chunk, names), "sentence": job_attributes(job)["sentence"]}
        ledger = folder / LEDGER
        try:
            self.parts.mkdir(parents=True, exist_ok=True)
            if not os.access(folder, os.W_OK):
                raise PermissionError(f"no right to write in {folder}")
            if ledger.exists() and json.loads(ledger.read_text("utf-8")) != mark:
                shutil.rmtree(self.parts)
                self.parts.mkdir()
            with whole_file(ledger) as file:
                file.write_text(json.dumps(mark, indent=2), "utf-8")
        except (OSError, json.JSONDecodeError) as error:
            raise StorageError(
                "The output folder cannot be used.", where=str(folder), got=str(error),
                hint="choose a folder you may write to with --out",
            ) from error  # fmt: skip

    def part(self, index: int) -> Path:
        """Return the path of one part."""
        return self.parts / f"part-{index:06d}.nc"

    def has(self, index: int) -> bool:
        """Return whether a part is finished."""
        return self.part(index).exists()

    def state(self, count: int) -> str:
        """Return in words how many of all parts are finished."""
        return f"{sum(self.has(index) for index in range(count))} of {count} parts in {self.parts}"

    def write(self, index: int, dataset: Dataset) -> None:
        """Write one part; it appears only when it is whole."""
        with whole_file(self.part(index)) as file:
            write_people(file, dataset)

    def join(self, count: int) -> Path:
        """Return the path of one NetCDF file made from all parts; the parts are removed."""
        path = self.folder / RESULT
        if count == 1:
            self.part(0).replace(path)
        else:
            with whole_file(path) as file:
                join_people(file, [self.part(index) for index in range(count)], self._people)
        shutil.rmtree(self.parts)
        return path
