"""Exact propagation against SciPy's stiff solver on one family of receptor experiments, in one run.

The family: 10 blockers x 12 concentrations x 6 voltages at GluN2A, a 60 s protocol of agonist, agonist with
drug, and wash. SciPy's Radau with the exact Jacobian solves a sample of the same members, at the loosest
tolerance that keeps the agreement; the ratio is of seconds per member. Both are timed in processor seconds on
one core, in turns.

    python benchmarks/receptor_family.py [sampled members]
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import sys
import time

import numpy as np

from nemda.receptor.preparation.prepare import Preparation, prepare
from nemda.receptor.preparation.run import run_family
from nemda.receptor.protocol.builders import hold
from nemda.receptor.protocol.protocol import Protocol
from nemda.receptor.solve.conditions import conditions
from nemda.receptor.solve.generator import generator, rate_table

DRUGS = (
    "ketamine", "ketamine_s", "ketamine_r", "norketamine", "hydroxynorketamine", "memantine", "amantadine",
    "mk801", "phencyclidine", "lanicemine",
)  # fmt: skip
CONCENTRATIONS = np.geomspace(0.01, 300.0, 12)
VOLTAGES = (-90.0, -70.0, -50.0, -30.0, 0.0, 40.0)
WANTED = np.linspace(0.5, 60.0, 120)
AGONIST = {"glutamate": 100.0}
TOLERANCES = (1e-4, 1e-6, 1e-8, 1e-10)


def protocol(drug: str, concentration: float, voltage: float) -> Protocol:
    """Return 5 s of agonist, 25 s with drug, 30 s of wash in agonist."""
    with_drug = {**AGONIST, drug: concentration}
    return hold(5.0, voltage, AGONIST) + hold(25.0, voltage, with_drug) + hold(30.0, voltage, AGONIST)


def family(drug: str) -> list[Protocol]:
    """Return all members of one drug."""
    return [protocol(drug, level, voltage) for level in CONCENTRATIONS for voltage in VOLTAGES]


def by_scipy(preparation: Preparation, one: Protocol, relative: float) -> np.ndarray:
    """Return the probabilities at `WANTED` from Radau, stretch by stretch."""
    from scipy.integrate import solve_ivp

    table = rate_table(preparation.scheme)
    share, found = np.eye(len(preparation.scheme.states))[0], []
    for segment, begin, end in zip(one.segments, one.edges_s, one.edges_s[1:], strict=False):
        matrix = generator(table, conditions(segment.voltage_mv, segment.concentrations))
        first, last = np.searchsorted(WANTED, [begin, end], side="right")
        inside = WANTED[first:last]
        solution = solve_ivp(
            lambda t, p, q=matrix: p @ q, (begin, end), share, method="Radau", t_eval=inside,
            jac=lambda t, p, q=matrix.T: q, rtol=relative, atol=relative * 1e-3,
        )  # fmt: skip
        share = solution.y[:, -1]
        found.append(solution.y.T)
    return np.concatenate(found)


def main(sampled: int) -> None:
    """Measure and print."""
    clock = time.process_time
    rng = np.random.default_rng(1)
    ours, theirs, errors = 0.0, dict.fromkeys(TOLERANCES, 0.0), dict.fromkeys(TOLERANCES, 0.0)
    members, compared = 0, 0
    drift = 0.0
    for drug in DRUGS:
        begin = clock()
        preparation, protocols = prepare("nmda.2a", [drug]), family(drug)
        course = run_family(preparation, protocols, WANTED)
        ours += clock() - begin
        members += len(protocols)
        drift = max(drift, float(np.abs(course.probability.sum(axis=-1) - 1).max()))
        for number in rng.choice(len(protocols), max(1, sampled // len(DRUGS)), replace=False):
            compared += 1
            for relative in TOLERANCES:
                begin = clock()
                found = by_scipy(preparation, protocols[number], relative)
                theirs[relative] += clock() - begin
                error = float(np.abs(found - course.probability[number]).max())
                errors[relative] = max(errors[relative], error)
    print(f"{members} members of 16 states, {WANTED.size} times each, 1 core, processor time")
    print(f"nemda  exact            {1e3 * ours / members:9.3f} ms per member   family {ours:8.2f} s")
    for relative in TOLERANCES:
        each = theirs[relative] / compared
        print(
            f"scipy  Radau rtol {relative:.0e} {1e3 * each:9.3f} ms per member   "
            f"family {each * members:8.1f} s   differs by {errors[relative]:.0e}   "
            f"ratio {each * members / ours:7.0f}"
        )
    print(f"probability conserved within {drift:.0e}; scipy timed on {compared} members")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
