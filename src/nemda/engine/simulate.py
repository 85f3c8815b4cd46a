"""The main job: a regimen and people become a labeled result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from nemda.engine.dataset import chosen_variables, to_dataset
from nemda.engine.group import run_group
from nemda.engine.job import Job
from nemda.engine.lanes import Tolerance
from nemda.engine.setting import Setting
from nemda.engine.storage import Store
from nemda.mechanism.sets import DEFAULT_SET
from nemda.people import People
from nemda.progress import SILENT, Progress, stop_if_cancelled
from nemda.regimen import Regimen, parse

if TYPE_CHECKING:
    from xarray import Dataset

CHUNK = 500
"""People computed together: large enough for fast arrays, small enough for the cache."""


def simulate(
    regimen: Regimen | str,
    people: People,
    weeks: float = 4.0,
    *,
    variables: str | Iterable[str] = "main",
    visits_h: Iterable[float] = (),
    changes: Mapping[str, float] | None = None,
    parameter_set: str = DEFAULT_SET,
    setting: Setting | None = None,
    tolerance: Tolerance | None = None,
    out: Path | str | None = None,
    chunk: int = CHUNK,
    progress: Progress = SILENT,
) -> Dataset:
    """Return the course of every person as an xarray Dataset [person, time].

    Parameters
    ----------
    regimen
        A regimen or its sentence, such as ``"0.5 mg/kg ketamine iv over 40 min twice weekly for 3 weeks"``.
    people
        The people, for instance ``nemda.people("trd", n=1000)``.
    weeks
        Simulated time.
    variables
        ``"main"``, ``"all"`` or names.
    visits_h
        Times (h) that must be among the outputs.
    changes
        Typical values of parameters and switches to replace, by name.
    parameter_set
        The dated set of fitted parameters.
    setting
        Care, and how clearly a comparator is felt.
    tolerance
        Accepted local error of the solver.
    out
        A folder: finished chunks are kept there and the same call resumes after an interruption; the
        joined result is ``result.nc``. Without it the result lives in memory only.
    chunk
        People computed together; results do not depend on it.
    progress
        Who is told how far the work is, and may stop it.

    Raises
    ------
    NemdaError
        Bad input, a person without a solution, a folder that cannot be written, or cancellation
        (`CancelledError`, finished chunks are kept when `out` is given).
    """
    import xarray

    job = Job(
        regimen=parse(regimen) if isinstance(regimen, str) else regimen,
        people=people,
        weeks=weeks,
        parameter_set=parameter_set,
        changes=tuple(sorted((changes or {}).items())),
        visits_h=tuple(sorted(visits_h)),
        setting=setting or Setting(),
        tolerance=tolerance or Tolerance(),
    )
    names = chosen_variables(variables)
    pieces = list(chunks(people, chunk))
    progress.start(people.n, f"simulating {people.n} people")
    if out is None:
        parts: list[Dataset] = []
        for piece in pieces:
            stop_if_cancelled(progress, "nothing: the result was held in memory only")
            parts.append(to_dataset(job, run_group(job, piece), names))
            progress.advance(piece.n)
        progress.finish()
        return parts[0] if len(parts) == 1 else xarray.concat(parts, "person", combine_attrs="override")
    store = Store(Path(out), job, chunk, names)
    for index, piece in enumerate(pieces):
        if not store.has(index):
            stop_if_cancelled(progress, f"{index} of {len(pieces)} parts in {store.parts}")
            store.write(index, to_dataset(job, run_group(job, piece), names))
        progress.advance(piece.n)
    progress.finish()
    path = store.join(len(pieces))
    return xarray.open_dataset(path, engine="h5netcdf")


def chunks(people: People, size: int) -> Iterator[People]:
    """Yield consecutive slices of at most `size` people."""
    for start in range(0, people.n, size):
        yield people.slice(start, min(start + size, people.n))
