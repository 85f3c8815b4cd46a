"""Statistics of very many people without keeping them: memory does not grow with their number.

People are drawn, simulated and counted block by block and then forgotten. The unit is a block of
`nemda.engine.moments.BLOCK` people counted from the first one; chunks, processes and machines only decide
who does which blocks, and change no bit of the result.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from nemda.engine.atomic import whole_file
from nemda.engine.blocks import CHUNK, tally_blocks, tasks
from nemda.engine.checkpoint import SAVE_EVERY_S, Keeper
from nemda.engine.chunks import prepare
from nemda.engine.crew import crew
from nemda.engine.dataset import chosen_variables
from nemda.engine.endpoints import ENDPOINTS, Endpoint
from nemda.engine.histogram import MOST_PEOPLE
from nemda.engine.job import Job, job_of
from nemda.engine.lanes import Tolerance
from nemda.engine.moments import BLOCK
from nemda.engine.precision import DOUBLE
from nemda.engine.setting import Setting
from nemda.engine.statistics_dataset import statistics_dataset
from nemda.engine.storage import fingerprint
from nemda.engine.tally import empty_tally
from nemda.errors import NemdaError
from nemda.mechanism.sets import DEFAULT_SET
from nemda.people import People
from nemda.people.population import Population
from nemda.progress import SILENT, Progress, stop_if_cancelled
from nemda.regimen import Regimen

if TYPE_CHECKING:
    from xarray import Dataset

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
RESULT = "statistics.nc"


def simulate_statistics(
    regimen: Regimen | str,
    people: People | Population,
    weeks: float = 4.0,
    *,
    variables: str | Iterable[str] = "main",
    visits_h: Iterable[float] = (),
    quantiles: Sequence[float] = QUANTILES,
    endpoints: Sequence[Endpoint] = ENDPOINTS,
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
    save_every_s: float = SAVE_EVERY_S,
) -> Dataset:
    """Return mean, SD, range and quantiles of every variable over time, and shares of endpoints.

    Parameters
    ----------
    regimen, weeks, variables, visits_h, changes, parameter_set, setting, tolerance, precision, workers
        As for `nemda.engine.simulate.simulate`.
    cluster
        As for `nemda.engine.simulate.simulate`.
    people
        Best a description, ``nemda.people.population.population("trd", n=10**6)``, whose people are drawn
        when their turn comes.
    quantiles
        Probabilities from 0 to 1.
    endpoints
        Whose shares over time are counted.
    out
        A folder: a checkpoint is kept there while the work lasts, the same call resumes after any kind of
        interruption, and the result is ``statistics.nc``.
    chunk
        People per task, rounded up to whole blocks.
    progress
        Who is told how far the work is, and may stop it.
    save_every_s
        Least time between two checkpoints.

    Raises
    ------
    NemdaError
        Bad input, a person without a solution, a folder that cannot be written, or cancellation
        (`CancelledError`, finished chunks are kept when `out` is given).
    """
    job = job_of(regimen, people, weeks, visits_h, changes, parameter_set, setting, tolerance, precision)
    names = chosen_variables(variables)
    _refuse(job, quantiles, endpoints, chunk)
    mark = statistics_mark(job, names, endpoints)
    empty = empty_tally(len(names), job.times_h.size, len(endpoints))
    folder = None if out is None else Path(out)
    progress.start(people.n, f"statistics of {people.n} people")
    prepare(progress, job.numbers)
    with Keeper(folder, mark, empty, people.n, save_every_s) as keeper, crew(workers, cluster) as hands:
        progress.advance(keeper.tally.people())
        work = partial(tally_blocks, names=names, endpoints=tuple(endpoints))
        for _, found in hands.run(work, tasks(job, chunk, keeper.tally.blocks()), progress, keeper.state):
            keeper.add(found)
        if keeper.tally.people() < people.n:
            stop_if_cancelled(progress, keeper.state())
    progress.finish()
    result = statistics_dataset(job, keeper.tally, names, quantiles, endpoints)
    if folder is not None:
        with whole_file(folder / RESULT) as file:
            result.assign_attrs(mark=mark).to_netcdf(file, engine="h5netcdf")
        keeper.discard()
    return result


def statistics_mark(job: Job, names: tuple[str, ...], endpoints: Sequence[Endpoint] = ENDPOINTS) -> str:
    """Return a text that differs whenever two runs could count differently; the file has it as `mark`."""
    return f"{fingerprint(job, BLOCK, names)} {tuple(endpoints)!r}"


def _refuse(job: Job, quantiles: Sequence[float], endpoints: Sequence[Endpoint], chunk: int) -> None:
    if chunk < 1:
        raise NemdaError("A chunk holds people.", where="chunk", expected="at least 1", got=chunk)
    if job.people.n > MOST_PEOPLE:
        raise NemdaError("Too many people for one run.", where="n", expected=MOST_PEOPLE, got=job.people.n)
    if not quantiles or not all(0 <= probability <= 1 for probability in quantiles):
        raise NemdaError(
            "A quantile has a probability.", where="quantiles", expected="numbers from 0 to 1", got=quantiles
        )
    named = [endpoint.name for endpoint in endpoints]
    if len(set(named)) != len(named):
        raise NemdaError("Endpoints need different names.", where="endpoints", got=named)
