"""The reference of all engines: the arbiter of nemda (Radau, relative tolerance 1e-11) for some people.

It takes several seconds per person, so people are shared out over all cores before anything is timed.
"""

from __future__ import annotations

import signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.bench.problem import Problem
from nemda.engine.kernels import kernels
from nemda.engine.oracle import solve_person
from nemda.mechanism.chain import chain
from nemda.progress import Progress, stop_if_cancelled


def reference(problem: Problem, cores: int, progress: Progress) -> Float[ndarray, "state time person"]:
    """Return the reference states of every person of a (small) problem."""
    alone = [problem.part(person, person + 1) for person in range(problem.people)]
    progress.start(len(alone), f"reference solution of {len(alone)} people")
    solved: list[ndarray] = []
    with ProcessPoolExecutor(
        min(cores, len(alone)), get_context("spawn"), initializer=ignore_interrupt
    ) as pool:
        waiting = [pool.submit(solve_first, one) for one in alone]
        for future in waiting:
            if progress.cancelled():
                pool.shutdown(wait=False, cancel_futures=True)
            stop_if_cancelled(progress, "nothing")
            solved.append(future.result())
            progress.advance()
    progress.finish()
    return np.stack(solved, axis=2)


def ignore_interrupt() -> None:
    """Leave Ctrl-C to the parent; runs in each new process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def solve_first(problem: Problem) -> Float[ndarray, "state time"]:
    """Return the reference states of the only person of a problem."""
    return solve_person(
        chain(),
        kernels(chain()),
        problem.start[:, 0],
        problem.constants[:, 0],
        problem.drive,
        0,
        problem.time_h,
    )
