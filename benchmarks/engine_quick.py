"""The engine at a glance: people per second of every form at the same achieved error, in a few minutes.

1000 people, six infusions, four weeks, all states at 200 times, one core. Each solver gets the loosest
tolerance that keeps every state of 64 people within 1e-4 of a reference; the reference is the compiled
engine at 1e-11, which the tests hold against SciPy's Radau. `nemda bench` is the thorough measurement.

    python benchmarks/engine_quick.py [rounds]
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import statistics
import sys
import time

from nemda.bench.accuracy import calibrate, scaled_error
from nemda.bench.catalog import chosen_engines
from nemda.bench.engine import Run, room_for
from nemda.bench.problem import PROTOCOLS, Problem, problem_of
from nemda.engine.kernels import kernels
from nemda.engine.lanes import Tolerance
from nemda.engine.simd.integrate import integrate
from nemda.mechanism.chain import chain

PEOPLE, COMPARED, ROUNDS = 1000, 64, 5
NAMES = ("compiled", "portable", "numbalsoda", "scipy-lsoda")
REFERENCE = Tolerance(1e-11, 1e-13)
SECONDS = 3.0
"""A slow solver is given as many of the people as take about this long."""


def timed(run: Run, problem: Problem, tolerance: Tolerance) -> tuple[float, float]:
    """Return wall and processor seconds per person."""
    room = room_for(problem)
    wall, cpu = time.perf_counter(), time.process_time()
    run(problem, tolerance, room)
    return (time.perf_counter() - wall) / problem.people, (time.process_time() - cpu) / problem.people


def main(rounds: int) -> None:
    """Measure and print."""
    problem = problem_of(PROTOCOLS["28d"], PEOPLE)
    few = problem.part(0, COMPARED)
    exact = integrate(
        kernels(chain()), few.start, few.constants, few.drive, few.time_h, few.scale, REFERENCE
    ).states
    engines = [engine for engine in chosen_engines(NAMES) if not engine.missing()]
    ready: dict[str, tuple[Run, Tolerance, Problem]] = {}
    print(f"{PEOPLE} people, {exact.shape[0]} states, {exact.shape[1]} times, 1 core")
    for engine in engines:
        begin = time.perf_counter()
        run = engine.build(problem, 1)
        built = time.perf_counter() - begin
        # slow solvers are calibrated on fewer people
        compared = COMPARED if engine.ours else 8
        setting = calibrate(run, problem.part(0, compared), exact[:, :, :compared])
        count = max(1, min(PEOPLE, int(SECONDS / setting.seconds_per_person)))
        ready[engine.name] = run, setting.tolerance, problem.part(0, count)
        some = few.part(0, compared)
        steps = run(some, setting.tolerance, room_for(some)).steps
        counted = "" if steps is None else f", {steps.mean():.0f} steps"
        used = setting.tolerance
        print(f"{engine.name:12} built in {built:.2f} s, rtol {used.relative:g}, atol {used.absolute:g}, "
              f"error {setting.error:.1e}{counted}", flush=True)  # fmt: skip
    seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in ready}
    for _ in range(rounds):
        for name, (run, tolerance, part) in ready.items():
            seconds[name].append(timed(run, part, tolerance))
    rate = {
        name: [1 / statistics.median(run[kind] for run in runs) for kind in (0, 1)]
        for name, runs in seconds.items()
    }
    for name, (wall, cpu) in rate.items():
        print(f"{name:12} {wall:9.1f} people/s  {cpu:9.1f} people per CPU second  "
              f"compiled is {rate['compiled'][1] / cpu:6.1f} times as fast")  # fmt: skip
    default = integrate(
        kernels(chain()), few.start, few.constants, few.drive, few.time_h, few.scale, Tolerance()
    )
    error = scaled_error(default.states, exact)
    print(f"default tolerance: error {error:.1e}, {default.steps.mean():.0f} steps")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
