"""Work on many machines with Dask: parts of the people travel, results come back.

Dask runs a task again when its worker is lost, and a task depends on nothing but its arguments, so a
loss costs time and changes no bit. The library comes with the extra ``cluster``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from typing import Any

from nemda._version import NUMERICS_VERSION, __version__
from nemda.engine.crew import Crew, Result, Task, hand_out
from nemda.engine.processes import belong_to_parent
from nemda.engine.solver import can_compile
from nemda.errors import MissingExtraError, NemdaError, SolverError
from nemda.progress import Progress, SilentProgress

LOCAL = "local"
ANY_PORT = ":0"
CONNECT_S = 20


@contextmanager
def open_cluster(address: str, workers: int = 1) -> Generator[Crew, None, None]:
    """Yield the crew of a running cluster (``tcp://host:port``), or of a new one of this machine.

    With the address ``"local"`` a cluster of `workers` processes is started and ended with the block.

    Raises
    ------
    MissingExtraError
        Dask is not installed.
    NemdaError
        Nobody answers at the address, or a worker has another version of nemda, NumPy or SciPy.
    """
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise MissingExtraError(
            "A cluster needs Dask.", hint="pip install 'nemda[cluster]', or use several workers instead"
        ) from error
    if address == LOCAL:
        here = LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            dashboard_address=ANY_PORT,
            preload=[__name__],
            silence_logs=logging.ERROR,
        )
        with here, Client(here) as client:
            yield Cluster(client)
        return
    try:
        client = Client(address, timeout=CONNECT_S)
    except (OSError, ValueError) as error:
        raise NemdaError(
            "No cluster answers.", where=address, got=str(error),
            expected="'local', or the address of a Dask scheduler such as tcp://192.0.2.1:8786",
            hint="start one with: dask scheduler, and on each machine: dask worker tcp://...",
        ) from error  # fmt: skip
    with client:
        _refuse_other_versions(client)
        yield Cluster(client)


def dask_setup(worker: object) -> None:
    """Let a worker of this machine's own cluster leave Ctrl-C to its parent; Dask calls this by its name."""
    del worker
    belong_to_parent()


@dataclass(frozen=True)
class Cluster:
    """The workers of a Dask client. A stopped run does not wait for tasks in progress."""

    client: Any
    shares_files: bool = False

    def run(
        self,
        work: Callable[[Task, Progress], Result],
        tasks: Sequence[Task],
        progress: Progress,
        kept: Callable[[], str],
    ) -> Iterator[tuple[int, Result]]:
        """Yield results as they come; progress counts whole tasks, so that nothing lost is counted.

        Raises
        ------
        SolverError
            One task has cost several workers their lives.
        """
        from distributed import KilledWorker

        executor = self.client.get_executor(pure=False)
        size = max(1, sum(self.client.nthreads().values()))
        bound = partial(counted, work)
        try:
            found = hand_out(executor, size, bound, tasks, progress, _nothing, kept)
            for number, (people, result) in found:
                progress.advance(people)
                yield number, result
        except KilledWorker as error:
            raise SolverError(
                "Several workers died at the same task.", where=kept(), got=str(error),
                hint="give workers more memory or fewer people (chunk), and run the same command to resume",
            ) from error  # fmt: skip
        finally:
            executor.shutdown(wait=False)


class Count(SilentProgress):
    """Counts how far one task got."""

    def __init__(self) -> None:
        self.done = 0

    def advance(self, amount: int = 1) -> None:
        """Add to the count."""
        self.done += amount


def counted(work: Callable[[Task, Progress], Result], task: Task) -> tuple[int, Result]:
    """Return how much work a task was, and its result."""
    count = Count()
    result = work(task, count)
    return count.done, result


def versions() -> dict[str, str]:
    """Return the versions that decide the numbers."""
    libraries = ("numpy", "scipy", *(("llvmlite",) if can_compile() else ()))
    return {"nemda": __version__, "numerics": str(NUMERICS_VERSION)} | {
        name: version(name) for name in libraries
    }


def _refuse_other_versions(client: Any) -> None:
    mine = versions()
    for worker, theirs in client.run(versions).items():
        if theirs != mine:
            raise NemdaError(
                "A worker would give other numbers.", where=str(worker), expected=mine, got=theirs,
                hint="install the same versions on all machines",
            )  # fmt: skip


def _nothing() -> None:
    """Relay nothing: tasks report when they are done."""
