"""Results on disk: finished chunks are kept, an interrupted run resumes, memory stays bounded.

Each chunk of people is written to a part of its own (to a temporary name, then renamed, so a part is
either whole or absent). When all parts are there they are joined into one NetCDF file, one part in
memory at a time. A fingerprint of the job guards against resuming with other input. Numbers are stored
as 32-bit floats: their rounding, 6e-8, is far below the solver's error.
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
from nemda.errors import StorageError
from nemda.people.population import Population

if TYPE_CHECKING:
    from xarray import Dataset

PARTS, LEDGER, RESULT = "parts", "job.json", "result.nc"
STORED = np.float32


def fingerprint(job: Job, chunk: int, names: tuple[str, ...]) -> str:
    """Return a short text that differs whenever two runs could give different files."""
    content: dict[str, Any] = {
        **job_attributes(job),
        "doses": [repr(dose) for dose in job.regimen.doses],
        "people": [job.people.first, job.people.n, _covariate_digest(job)],
        "visits": job.visits_h,
        "parameters": [repr(parameter) for parameter in job.parameters.values()],
        "setting": repr(job.setting),
        "tolerance": repr(job.tolerance),
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
            dataset.astype(STORED, keep_attrs=True).to_netcdf(file, engine="h5netcdf")

    def join(self, count: int) -> Path:
        """Return the path of one NetCDF file made from all parts; the parts are removed."""
        import h5netcdf
        import xarray

        path = self.folder / RESULT
        first = 0
        with whole_file(path) as file, h5netcdf.File(file, "w") as target:
            for index in range(count):
                with xarray.open_dataset(self.part(index), engine="h5netcdf") as part:
                    if index == 0:
                        _prepare(target, part)
                    size = part.sizes["person"]
                    target.resize_dimension("person", first + size)
                    for name, variable in part.variables.items():
                        if "person" in variable.dims:
                            target.variables[str(name)][first : first + size] = variable.values
                    first += size
        shutil.rmtree(self.parts)
        return path


def _prepare(target: Any, part: Dataset) -> None:
    """Create dimensions, variables and attributes like those of a part, with people unlimited."""
    for name, size in part.sizes.items():
        target.dimensions[str(name)] = None if name == "person" else size
    target.attrs.update({key: value for key, value in part.attrs.items() if value is not None})
    coordinates = " ".join(str(c) for c in part.coords if c not in part.dims)
    for name, variable in part.variables.items():
        made = target.create_variable(str(name), variable.dims, dtype=variable.dtype)
        made.attrs.update({str(key): value for key, value in variable.attrs.items()})
        if name in part.data_vars:
            made.attrs["coordinates"] = coordinates
        if "person" not in variable.dims:
            made[...] = variable.values
