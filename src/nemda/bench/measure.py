"""Measuring all engines in one run: the same accuracy, in rounds that take turns, medians."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from jaxtyping import Float
from numpy import ndarray

from nemda.bench.accuracy import Calibrated
from nemda.bench.engine import Engine
from nemda.bench.problem import Problem
from nemda.bench.station import Built, Timed
from nemda.bench.worker import Worker
from nemda.errors import SolverError
from nemda.progress import Progress, stop_if_cancelled

LEAST_SECONDS, MOST_SECONDS = 1.0, 20.0
"""About how long one measurement takes: a fast engine repeats its run, a slow peer is given fewer people."""


@dataclass
class Measured:
    """Everything about one engine; `missing` or `failure` says why something is not there.

    `rates` are additions and multiplications per second, told by an engine of ours in each round.
    """

    engine: Engine
    missing: tuple[str, ...] = ()
    failure: str = ""
    built: Built | None = None
    calibrated: Calibrated | None = None
    people: int = 0
    runs: list[Timed] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    peak_memory_mib: float | None = None

    @property
    def people_per_s(self) -> float:
        """People per second of wall time, median over the rounds."""
        return self.people / statistics.median(run.wall_s for run in self.runs)

    @property
    def people_per_cpu_s(self) -> float:
        """People per second of processor time, median over the rounds: what other programs disturb less."""
        return self.people / statistics.median(run.cpu_s for run in self.runs)

    @property
    def status(self) -> str:
        """What became of the engine, in words."""
        if self.missing:
            return "not installed"
        return "failed" if self.failure else "measured"

    @property
    def complete(self) -> bool:
        """Whether the engine was measured in every round it should have been."""
        return bool(self.runs) and not self.failure


def measure(
    engines: Sequence[Engine],
    problem: Problem,
    reference: Float[ndarray, "state time person"],
    rounds: int,
    cores: Sequence[int],
    progress: Progress,
) -> list[Measured]:
    """Return the measurements of all engines; an engine that fails says so and the others go on.

    The first people of the problem are those of the reference.
    """
    results = [Measured(engine, missing=engine.missing()) for engine in engines]
    present = [result for result in results if not result.missing]
    progress.start(len(present) * (rounds + 1), f"measuring {len(present)} engines")
    teams: list[_Team] = []
    try:
        for result in present:
            progress.message(f"{result.engine.name}: building, and finding the tolerance")
            teams.append(_Team(result, cores, problem, reference))
            teams[-1].attempt(teams[-1].prepare)
            progress.advance()
            stop_if_cancelled(progress, "nothing")
        for _ in range(rounds):
            for team in teams:
                team.attempt(team.run_once)
                progress.advance()
                stop_if_cancelled(progress, "nothing")
        for team in teams:
            team.attempt(team.tell_memory)
    finally:
        for team in teams:
            team.stop()
    progress.finish()
    return results


class _Team:
    """The processes of one engine: one that uses all cores, or one per core with its share of the people."""

    def __init__(self, result: Measured, cores: Sequence[int], problem: Problem, reference: ndarray) -> None:
        self.result = result
        self.groups = [tuple(cores)] if result.engine.threads else [(core,) for core in cores]
        self.problem, self.reference = problem, reference
        self.workers: list[Worker] = []

    def attempt(self, work: Callable[[], None]) -> None:
        """Do some work unless the engine failed before; a failure is noted and ends the processes."""
        if self.result.failure:
            return
        try:
            work()
        except SolverError as error:
            self.result.failure = str(error)
            self.stop()

    def stop(self) -> None:
        """End the processes."""
        for worker in self.workers:
            worker.stop()
        self.workers.clear()

    def prepare(self) -> None:
        """Start the processes, build the engine in each, and find its tolerance in the first."""
        for group, (first, last) in zip(self.groups, self._bounds(self.problem.people), strict=True):
            self.workers.append(Worker(group))
            compared = self.reference if first == 0 else self.reference[:, :, :0]
            part = self.problem.part(first, last)
            self.workers[-1].begin(self.result.engine.name, len(group), part, compared)
        self.result.built = max(self._ask_all("build"))
        first = self.workers[0]
        first.ask("calibrate")
        self.result.calibrated = calibrated = first.answer()
        self.result.people = self._affordable(calibrated.seconds_per_person)

    def _affordable(self, seconds_per_person: float) -> int:
        """Return how many people to run: all in ours, in a peer as many as it can within the time."""
        within = int(MOST_SECONDS / seconds_per_person) * len(self.workers)
        least = self.reference.shape[2] * len(self.workers)
        people = self.problem.people
        return people if self.result.engine.ours else min(people, max(within, least))

    def run_once(self) -> None:
        """Run the people once, in all processes at the same time."""
        assert self.result.calibrated is not None, "prepare comes first"
        needed = self.result.calibrated
        shares = [last - first for first, last in self._bounds(self.result.people)]
        repeats = math.ceil(LEAST_SECONDS / (needed.seconds_per_person * max(shares)))
        for worker, share in zip(self.workers, shares, strict=True):
            worker.ask("measure", share, needed.tolerance, repeats)
        runs: list[Timed] = [worker.answer() for worker in self.workers]
        told = [run.steps for run in runs if run.steps is not None]
        self.result.runs.append(
            Timed(
                wall_s=max(run.wall_s for run in runs),
                cpu_s=sum(run.cpu_s for run in runs),
                unsolved=sum(run.unsolved for run in runs),
                error=max(run.error for run in runs),
                steps=statistics.mean(told) if told else None,
            )
        )
        if self.result.engine.ours:
            self.result.rates.append(sum(self._ask_all("rate")))

    def tell_memory(self) -> None:
        """Note the peak of memory of all processes together."""
        told: list[float | None] = self._ask_all("memory")
        known = [peak for peak in told if peak is not None]
        self.result.peak_memory_mib = sum(known) if len(known) == len(told) else None

    def _ask_all(self, order: str) -> list[Any]:
        for worker in self.workers:
            worker.ask(order)
        return [worker.answer() for worker in self.workers]

    def _bounds(self, people: int) -> list[tuple[int, int]]:
        """Return which people each process has, if so many people are run."""
        ends = [people * rank // len(self.groups) for rank in range(len(self.groups) + 1)]
        return list(pairwise(ends))
