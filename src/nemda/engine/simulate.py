"""The main job: a regimen and people become a labeled result."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from nemda.engine.chunks import Chunk, chunks, prepare, run_chunk, store_chunk
from nemda.engine.crew import Crew, crew
from nemda.engine.dataset import chosen_variables
from nemda.engine.job import job_of
from nemda.engine.lanes import Tolerance
from nemda.engine.netcdf import as_stored, open_people
from nemda.engine.precision import DOUBLE
from nemda.engine.setting import Setting
from nemda.engine.storage import Store
from nemda.mechanism.sets import DEFAULT_SET
from nemda.people import People
from nemda.people.population import Population
from nemda.progress import SILENT, Progress
from nemda.regimen import Regimen

if TYPE_CHECKING:
    from xarray import Dataset

CHUNK = 1000
"""People computed and saved together: so many that files take less time than solving, in some 100 MB."""


def simulate(
    regimen: Regimen | str,
    people: People | Population,
    weeks: float = 4.0,
    *,
    variables: str | Iterable[str] = "main",
    visits_h: Iterable[float] = (),
    changes: Mapping[str, float] | None = None,
    parameter_set: str = DEFAULT_SET,
    setting: Setting | None = None,
    tolerance: Tolerance | None = None,
    precision: str = DOUBLE.name,
    out: Path | str | None = None,
    chunk: int = CHUNK,
    workers: int = 1,
    cluster: str | None = None,
    progress: Progress = SILENT,
) -> Dataset:
    """Return the course of every person as an xarray Dataset [person, time].

    Parameters
    ----------
    regimen
        A regimen or its sentence, such as ``"0.5 mg/kg ketamine iv over 40 min twice weekly for 3 weeks"``.
    people
        The people, for instance ``nemda.people("trd", n=1000)``, or the description of a population.
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
    precision
        ``"float64"``, or ``"float32"``: about half as long, and what it costs is in `nemda.engine.precision`.
    out
        A folder: finished chunks are kept there and the same call resumes after an interruption; the
        joined result is ``result.nc``. Without it the result lives in memory only.
    chunk
        People computed together; results do not depend on it.
    workers
        Processes that share the chunks; results do not depend on it.
    cluster
        ``"local"``, or the address of a Dask scheduler whose workers share the chunks.
    progress
        Who is told how far the work is, and may stop it.

    Raises
    ------
    NemdaError
        Bad input, a person without a solution, a folder that cannot be written, or cancellation
        (`CancelledError`, finished chunks are kept when `out` is given).
    """
    job = job_of(regimen, people, weeks, visits_h, changes, parameter_set, setting, tolerance, precision)
    names = chosen_variables(variables)
    pieces = chunks(job, chunk)
    progress.start(people.n, f"simulating {people.n} people")
    prepare(progress, job.numbers)
    with crew(workers, cluster) as hands:
        if out is None:
            result = _in_memory(hands, pieces, names, progress)
        else:
            result = _on_disk(hands, pieces, names, progress, Store(Path(out), job, chunk, names))
    progress.finish()
    return result


def _in_memory(hands: Crew, pieces: list[Chunk], names: tuple[str, ...], progress: Progress) -> Dataset:
    import xarray

    work = partial(run_chunk, names=names)
    found = dict(hands.run(work, pieces, progress, lambda: "nothing: the result was held in memory only"))
    parts = [found[index] for index in range(len(pieces))]
    return parts[0] if len(parts) == 1 else xarray.concat(parts, "person", combine_attrs="override")


def _on_disk(
    hands: Crew, pieces: list[Chunk], names: tuple[str, ...], progress: Progress, store: Store
) -> Dataset:
    missing = [piece for piece in pieces if not store.has(piece.number)]
    progress.advance(sum(piece.job.people.n for piece in pieces if store.has(piece.number)))
    kept = partial(store.state, len(pieces))
    last: Dataset | None = None
    if hands.shares_files and len(pieces) > 1:
        deque(hands.run(partial(store_chunk, names=names, store=store), missing, progress, kept), maxlen=0)
    else:
        for number, last in hands.run(partial(run_chunk, names=names), missing, progress, kept):
            store.write(missing[number].number, last)
    file = store.join(len(pieces))
    return open_people(file) if last is None or len(pieces) > 1 else as_stored(last, file)
