"""Work in several processes of this machine, each with its own interpreter.

Processes are spawned, not forked, so that they start from nothing on every system. What workers report
travels through a manager process; a worker asks it between two steps of work whether to stop.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import connection, get_context, parent_process
from multiprocessing.managers import SyncManager
from queue import Empty
from typing import Any

from nemda.engine.crew import Result, Task, hand_out
from nemda.errors import SolverError
from nemda.progress import Progress, SilentProgress


@dataclass(frozen=True)
class Processes:
    """A number of worker processes, started when there is work and ended with it."""

    workers: int
    shares_files: bool = True

    def run(
        self,
        work: Callable[[Task, Progress], Result],
        tasks: Sequence[Task],
        progress: Progress,
        kept: Callable[[], str],
    ) -> Iterator[tuple[int, Result]]:
        """Yield results as they come.

        Raises
        ------
        SolverError
            A worker process died.
        """
        context = get_context("spawn")
        size = min(self.workers, len(tasks))
        try:
            with _manager() as manager:
                line = Line(manager.Queue(), manager.Event())
                bound = partial(_with_progress, work, line)
                pool = ProcessPoolExecutor(size, mp_context=context, initializer=belong_to_parent)
                try:
                    relay = partial(line.relay, progress)
                    yield from hand_out(pool, size, bound, tasks, progress, relay, kept)
                finally:
                    line.hang_up()
                    pool.shutdown(cancel_futures=True)
        except (BrokenProcessPool, EOFError) as error:
            raise SolverError(
                "A worker process ended unexpectedly.", where=f"one of {size}", got=str(error),
                hint="free memory or use fewer workers, and run the same command to resume; in a script, "
                "simulate below  if __name__ == '__main__':",
            ) from error  # fmt: skip


class Line(SilentProgress):
    """The progress of a worker, heard by whoever waits for it."""

    def __init__(self, reports: Any, stop: Any) -> None:
        self._reports = reports
        self._stop = stop

    def advance(self, amount: int = 1) -> None:
        """Report `amount` more units done."""
        self._reports.put(amount)

    def message(self, text: str) -> None:
        """Show one line."""
        self._reports.put(text)

    def cancelled(self) -> bool:
        """Return True when whoever waits wants the work to stop."""
        return self._stop.is_set()

    def relay(self, progress: Progress) -> None:
        """Pass on what workers reported so far, and tell them to stop when the user asks to."""
        try:
            while True:
                report = self._reports.get_nowait()
                if isinstance(report, int):
                    progress.advance(report)
                else:
                    progress.message(report)
        except Empty:
            pass
        if progress.cancelled():
            self.hang_up()

    def hang_up(self) -> None:
        """Tell the workers to stop."""
        self._stop.set()


def belong_to_parent() -> None:
    """Let this worker leave Ctrl-C to its parent, and end when the parent does, even by a kill."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


@contextmanager
def _manager() -> Generator[SyncManager, None, None]:
    manager = SyncManager(ctx=get_context("spawn"))
    manager.start(belong_to_parent)
    try:
        yield manager
    finally:
        manager.shutdown()


def _with_progress(work: Callable[[Task, Progress], Result], progress: Progress, task: Task) -> Result:
    return work(task, progress)
