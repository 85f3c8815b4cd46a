"""Who does the work: this process, several processes of this machine, or a cluster.

Work is a function of a task and a progress, cut into tasks that need nothing from each other. A crew
yields each task's number and result as soon as it is there, in any order. Results are the same bits
whoever computed them, on the same kind of processor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from nemda.errors import NemdaError
from nemda.progress import Progress, stop_if_cancelled

Task = TypeVar("Task")
Result = TypeVar("Result")

POLL_S = 0.1
"""How often a waiting crew looks after progress and cancellation."""
AHEAD = 2
"""Tasks handed out per worker, so that none waits for its next one; more would only take memory."""


class Crew(Protocol):
    """Runs tasks. Where `shares_files` is true, workers may write to the caller's folders."""

    shares_files: bool

    def run(
        self,
        work: Callable[[Task, Progress], Result],
        tasks: Sequence[Task],
        progress: Progress,
        kept: Callable[[], str],
    ) -> Iterator[tuple[int, Result]]:
        """Yield the number and the result of each task, in any order.

        When the user asks to stop, no further task begins, running ones may end early, their results
        are yielded, and then `CancelledError` is raised, which says what was `kept`.
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


class Line(Protocol):
    """What connects a worker's progress with the one of whoever waits."""

    @property
    def far_end(self) -> Progress:
        """The progress that is sent along with each task."""
        ...

    def relay(self, progress: Progress) -> None:
        """Pass on what the workers reported, and tell them when to stop."""
        ...


def hand_out(
    executor: Executor,
    size: int,
    line: Line,
    work: Callable[[Task, Progress], Result],
    tasks: Sequence[Task],
    progress: Progress,
    kept: Callable[[], str],
) -> Iterator[tuple[int, Result]]:
    """Yield results from an executor with `size` workers, at most `AHEAD` tasks of each in hand."""
    ...


def crew(workers: int, cluster: str | None) -> AbstractContextManager[Crew]:
    """Return the crew for a number of processes, or for a cluster by its address."""
    ...
