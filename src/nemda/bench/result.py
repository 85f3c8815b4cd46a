"""What a run of the benchmark found, and the same as one JSON object."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nemda._version import NUMERICS_VERSION, __version__
from nemda.bench.accuracy import WANTED_ERROR
from nemda.bench.machine import Machine
from nemda.bench.measure import Measured
from nemda.bench.problem import Protocol

NUMBER_BYTES = 8


@dataclass(frozen=True)
class Result:
    """One run: `operations` are those of one person in our engine; load is that before the run.

    `fresh_memory` is what a GiB of new memory costs (s), which no engine's time holds.
    """

    protocol: Protocol
    people: int
    compared: int
    times: int
    states: int
    rounds: int
    threads: int
    machine: Machine
    load_after: float | None
    engines: Sequence[Measured]
    operations: float | None
    fresh_memory: float

    @property
    def ours(self) -> Measured | None:
        """Our engine that is compared with the peers: the quickest of ours."""
        return quickest(self.engines, ours=True)

    @property
    def best_peer(self) -> Measured | None:
        """The quickest engine of others."""
        return quickest(self.engines, ours=False)

    @property
    def ratio_to_best_peer(self) -> float | None:
        """How many times as many people per second our engine runs."""
        if self.ours is None or self.best_peer is None:
            return None
        return self.ours.people_per_s / self.best_peer.people_per_s

    @property
    def ratio_by_cpu(self) -> float | None:
        """The same ratio in people per second of processor time, which other programs disturb less."""
        if self.ours is None or self.best_peer is None:
            return None
        return self.ours.people_per_cpu_s / self.best_peer.people_per_cpu_s

    @property
    def bound(self) -> float | None:
        """People per second if our engine did nothing but multiply and add."""
        if self.operations is None or self.ours is None:
            return None
        return statistics.median(self.ours.rates) / self.operations

    @property
    def share_of_bound(self) -> float | None:
        """Share of the bound that our engine reaches."""
        return None if self.bound is None or self.ours is None else self.ours.people_per_s / self.bound

    @property
    def results_gib(self) -> float:
        """Size of the results of all people."""
        return self.people * self.states * self.times * NUMBER_BYTES / 2**30

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain values: what matters most at the top, one object per engine below."""
        ours, peer = self.ours, self.best_peer
        return {
            "ratio_to_best_peer": self.ratio_to_best_peer,
            "best_peer": None if peer is None else peer.engine.name,
            "people_per_s": None if ours is None else ours.people_per_s,
            "achieved_error": None if ours is None else ours.runs[0].error,
            "share_of_bound": self.share_of_bound,
            "ratio_by_cpu": self.ratio_by_cpu,
            "engine": None if ours is None else ours.engine.name,
            "wanted_error": WANTED_ERROR,
            "version": __version__,
            "numerics_version": NUMERICS_VERSION,
            "protocol": self.protocol._asdict(),
            "people": self.people,
            "people_compared": self.compared,
            "times": self.times,
            "states": self.states,
            "rounds": self.rounds,
            "threads": self.threads,
            "machine": self.machine._asdict() | {"load_after": self.load_after},
            "results": {"gib": self.results_gib, "fresh_memory_s_per_gib": self.fresh_memory},
            "bound": {
                "operations_per_person": self.operations,
                "multiply_add_rate": None if ours is None else statistics.median(ours.rates),
                "people_per_s": self.bound,
            },
            "engines": {each.engine.name: _engine_json(each, self) for each in self.engines},
        }


def quickest(engines: Sequence[Measured], *, ours: bool) -> Measured | None:
    """Return the engine with the most people per second, of ours or of others; None if there is none."""
    measured = [each for each in engines if each.complete and each.engine.ours is ours]
    return max(measured, key=lambda each: each.people_per_s, default=None)


def _engine_json(each: Measured, result: Result) -> dict[str, Any]:
    content: dict[str, Any] = {
        "method": each.engine.method,
        "status": each.status,
        "ours": each.engine.ours,
        "hint": each.engine.hint if each.missing else None,
        "failure": each.failure or None,
        "version": None if each.built is None else each.built.version,
        "build_s": None if each.built is None else each.built.seconds,
    }
    if not each.complete or each.calibrated is None:
        return content
    return content | {
        "people": each.people,
        "people_per_s": each.people_per_s,
        "people_per_s_per_core": each.people_per_s / result.threads,
        "ratio": None if result.ours is None else result.ours.people_per_s / each.people_per_s,
        "people_per_cpu_s": each.people_per_cpu_s,
        "ratio_by_cpu": None if result.ours is None else result.ours.people_per_cpu_s / each.people_per_cpu_s,
        "wall_s": statistics.median(run.wall_s for run in each.runs),
        "cpu_s": statistics.median(run.cpu_s for run in each.runs),
        "wall_s_of_rounds": [run.wall_s for run in each.runs],
        "cpu_s_of_rounds": [run.cpu_s for run in each.runs],
        "achieved_error": each.runs[0].error,
        "unsolved_people": each.runs[0].unsolved,
        "relative_tolerance": each.calibrated.tolerance.relative,
        "absolute_tolerance": each.calibrated.tolerance.absolute,
        "steps_per_person": each.runs[0].steps,
        "peak_memory_mib": each.peak_memory_mib,
    }
