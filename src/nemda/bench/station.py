"""What is done in the process of one engine: build it, find its tolerance, time it, tell its memory."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.bench.accuracy import Calibrated, calibrate, scaled_error
from nemda.bench.bound import multiply_add_rate
from nemda.bench.catalog import ENGINES
from nemda.bench.engine import Run, room_for
from nemda.bench.problem import Problem
from nemda.engine.lanes import Tolerance

_MEBIBYTE = 2**20
_STATUS = Path("/proc/self/status")


class Timed(NamedTuple):
    """One measured run: wall and CPU seconds, people not solved, error of the compared people, mean steps."""

    wall_s: float
    cpu_s: float
    unsolved: int
    error: float
    steps: float | None


class Built(NamedTuple):
    """What building took (s, imports included) and which version was built."""

    seconds: float
    version: str


class Station:
    """An engine and the people it runs; the first of them have a reference to be compared with."""

    def __init__(
        self, engine: str, threads: int, problem: Problem, reference: Float[ndarray, "state time person"]
    ) -> None:
        self.engine, self.threads = ENGINES[engine], threads
        self.problem, self.reference = problem, reference[:, :, : problem.people]
        self.room = room_for(problem)
        self.run: Run | None = None

    def build(self) -> Built:
        """Make everything that is made once per model."""
        begin = time.perf_counter()
        self.run = self.engine.build(self.problem, self.threads)
        return Built(time.perf_counter() - begin, self.engine.version())

    def calibrate(self) -> Calibrated:
        """Return the tolerance that reaches the wanted error in the least time."""
        compared = self.problem.part(0, self.reference.shape[2])
        return calibrate(self._built(), compared, self.reference)

    def measure(self, people: int, tolerance: Tolerance, repeats: int) -> Timed:
        """Return the time of a run of the first so many people, as the mean of some repeats (at least 1)."""
        run = self._built()
        some, room = self.problem.part(0, people), self.room[:people]
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(repeats - 1):
            run(some, tolerance, room)
        answer = run(some, tolerance, room)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        compared = self.reference.shape[2]
        return Timed(
            wall / repeats,
            cpu / repeats,
            unsolved=int((~np.isfinite(answer.states).all(axis=(0, 1))).sum()),
            error=scaled_error(answer.states[:, :, :compared], self.reference[:, :, :people]),
            steps=None if answer.steps is None else float(answer.steps.mean()),
        )

    def rate(self) -> float:
        """Return additions and multiplications per second of this process."""
        return multiply_add_rate()

    def memory(self) -> float | None:
        """Return the peak of the memory of this process (MiB), None where the system does not tell."""
        return peak_memory()

    def _built(self) -> Run:
        assert self.run is not None, "build comes first"
        return self.run


def peak_memory() -> float | None:
    """Return the peak of resident memory of this process (MiB), None where the system does not tell.

    On Linux the entry of /proc is read, because `getrusage` remembers the parent of a new process.
    """
    if _STATUS.exists():
        [line] = [line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) / 1024
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / _MEBIBYTE if sys.platform == "darwin" else peak / 1024
