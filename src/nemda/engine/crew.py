"""Who does the work: this process, several processes of this machine, or a cluster.

Work is a function of a task and a progress; it is cut into tasks that need nothing from each other.
A crew yields each task's number and result as soon as it is there, in any order. Results are the same
bits whoever computed them, on the same kind of processor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol, TypeVar, runtime_checkable

from nemda.errors import NemdaError
from nemda.progress import Progress, stop_if_cancelled

Task = TypeVar("Task")
Result = TypeVar("Result")

POLL_S = 0.1
"""How often whoever waits looks after progress and cancellation."""
AHEAD = 2
"""Tasks in hand per worker: none waits for its next one, and few results wait to be taken."""


@runtime_checkable
class Crew(Protocol):
    """Runs tasks."""

    @property
    def shares_files(self) -> bool:
        """Whether workers may write to the caller's folders."""
        ...

    def run(
        self,
        work: Callable[[Task, Progress], Result],
        tasks: Sequence[Task],
        progress: Progress,
        kept: Callable[[], str],
    ) -> Iterator[tuple[int, Result]]:
        """Yield the number and the result of each task, in any order.

        When the user asks to stop, no further task begins, a running one may end early with what it has,
        and after the last result `CancelledError` says what was `kept`.
        """
        ...


class Alone:
    """Runs tasks one after another in this process."""

    shares_files = True

    def run(
        self,
        work: Callable[[Task, Progress], Result],
        tasks: Sequence[Task],
        progress: Progress,
        kept: Callable[[], str],
    ) -> Iterator[tuple[int, Result]]:
        """Yield results in the order of the tasks."""
        for number, task in enumerate(tasks):
            stop_if_cancelled(progress, kept())
            yield number, work(task, progress)


def hand_out(
    executor: Executor,
    workers: int,
    work: Callable[[Task], Result],
    tasks: Sequence[Task],
    progress: Progress,
    relay: Callable[[], None],
    kept: Callable[[], str],
) -> Iterator[tuple[int, Result]]:
    """Yield the results of an executor's workers; `relay` is called again and again while waiting."""
    waiting = iter(enumerate(tasks))
    running: dict[Future[Result], int] = {}
    taken = 0
    while taken < len(tasks):
        if progress.cancelled():
            running = {future: number for future, number in running.items() if not future.cancel()}
        else:
            room = AHEAD * workers - len(running)
            for number, task in [pair for _, pair in zip(range(room), waiting, strict=False)]:
                running[executor.submit(work, task)] = number
        if not running:
            stop_if_cancelled(progress, kept())
        done, _ = wait(running, timeout=POLL_S, return_when=FIRST_COMPLETED)
        relay()
        for future in done:
            taken += 1
            yield running.pop(future), future.result()


def crew(workers: int = 1, cluster: str | None = None) -> AbstractContextManager[Crew]:
    """Return who works: this process, `workers` processes, or a cluster (``"local"`` or its address).

    Raises
    ------
    NemdaError
        The number of workers is not at least 1.
    MissingExtraError
        A cluster is asked for and its library is not installed.
    """
    from nemda.engine.cluster import LOCAL, open_cluster
    from nemda.engine.processes import Processes

    if workers < 1:
        raise NemdaError("Nobody would work.", where="workers", expected="at least 1", got=workers)
    if cluster is not None:
        if cluster != LOCAL and workers != 1:
            raise NemdaError(
                "A cluster that runs already has its own workers.", where="workers", got=workers,
                hint="leave it out, or start more workers on the cluster",
            )  # fmt: skip
        return open_cluster(cluster, workers)
    return nullcontext(Alone() if workers == 1 else Processes(workers))
