"""What single precision gains and costs: people per second and the error of each state, beside double.

1000 people, all states at 200 times, one core, the usual tolerance of each precision. The error of a value is
|y - reference| / (|reference| + share of the largest value); the reference is the compiled engine at 1e-10.

    python benchmarks/single_precision.py [protocol]
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np

from nemda.bench.problem import PROTOCOLS, Problem, problem_of
from nemda.engine.kernels import kernels
from nemda.engine.lanes import Solution, Tolerance
from nemda.engine.precision import PRECISIONS, Precision
from nemda.engine.simd.integrate import integrate
from nemda.mechanism.chain import chain

PEOPLE, COMPARED, ROUNDS = 1000, 64, 7
REFERENCE = Tolerance(1e-10, 1e-12)
SHARES = (1e-3, 1e-2, 1e-1)
SHOWN = 3


def solved(problem: Problem, tolerance: Tolerance, precision: Precision) -> Solution:
    """Return the solution on one core."""
    return integrate(
        kernels(chain()), problem.start, problem.constants, problem.drive, problem.time_h, problem.scale,
        tolerance, 1, precision,
    )  # fmt: skip


def seconds(problem: Problem, precision: Precision) -> float:
    """Return the processor seconds of one run."""
    begin = time.process_time()
    solved(problem, precision.usual, precision)
    return time.process_time() - begin


def largest_errors(found: np.ndarray, exact: np.ndarray, share: float) -> dict[str, float]:
    """Return the states with the largest errors."""
    size = np.abs(exact) + share * np.abs(exact).max(axis=1, keepdims=True)
    error = np.abs(found - exact) / np.where(size > 0, size, 1.0)
    worst = dict(zip(chain().state_names, error.max(axis=(1, 2)).tolist(), strict=True))
    return dict(sorted(worst.items(), key=lambda item: -item[1])[:SHOWN])


def main(name: str) -> None:
    """Measure and print one JSON object."""
    problem = problem_of(PROTOCOLS[name], PEOPLE)
    few = problem.part(0, COMPARED)
    exact = solved(few, REFERENCE, PRECISIONS["float64"]).states
    times: dict[str, list[float]] = {each: [] for each in PRECISIONS}
    for _ in range(ROUNDS):
        for each, precision in PRECISIONS.items():
            times[each].append(seconds(problem, precision))
    report: dict[str, object] = {"protocol": name}
    for each, precision in PRECISIONS.items():
        found = solved(few, precision.usual, precision)
        report[each] = {
            "tolerance": [precision.usual.relative, precision.usual.absolute],
            "people_per_cpu_s": round(PEOPLE / min(times[each])),
            "steps": float(found.steps.mean()),
            "largest_errors": {str(s): largest_errors(found.states, exact, s) for s in SHARES},
        }
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "28d")
