"""A trial of 2 arms of 100 people for 4 weeks, 200 times, beside peers that simulate as many subjects.

nemda is timed from the trial to all estimates of all replicates: everybody of an arm is simulated once and
replicates are drawn from there. A peer solves every subject of every replicate anew: 200 x 2 x 100 = 40,000
subjects for 28 days. That would take a peer minutes to hours, so each solves a sample of the subjects of each
arm in this very run, on one core, at the tolerance at which it is as accurate as all the others (the rule of
the bench room), and its time is scaled to 20,000 subjects of each arm. How many it solved stands beside its
time. So that the comparison is fair to solvers, our own engine does the same.

    python benchmarks/trials.py [--pool 1000] [--people 64] [--compared 2]
                                [--engines compiled,diffsol,numbalsoda,scipy-lsoda] [--json]

The reference solution that tells how accurate a peer is takes several seconds a person.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import argparse
import json
import time
from collections.abc import Sequence
from typing import NamedTuple

from nemda._version import __version__
from nemda.bench.catalog import chosen_engines
from nemda.bench.engine import Engine
from nemda.bench.machine import this_machine, usable_cores
from nemda.bench.measure import measure
from nemda.bench.problem import Protocol as Course
from nemda.bench.problem import problem_of
from nemda.bench.reference import reference
from nemda.progress import SILENT
from nemda.regimen import parse
from nemda.trial import Arm, Share, Trial
from nemda.trial.protocol import Dropout, Protocol
from nemda.trial.replicates import ReplicateSettings, prepare, run_replicates

REPLICATES, PEOPLE, WEEKS = 200, 100, 4.0
DAYS = "on days 0, 3, 7, 10, 14, 17"
ARMS = {
    "ketamine": f"0.5 mg/kg ketamine iv over 40 min {DAYS}",
    "saline": f"saline iv over 40 min {DAYS}",
}
SUBJECTS_PER_ARM = REPLICATES * PEOPLE
ENGINES = "compiled,diffsol,numbalsoda,scipy-lsoda"


class Sampled(NamedTuple):
    """An engine's time (s) for all subjects of the trial, from `solved` subjects of each arm, or why none."""

    seconds: float | None
    solved: int
    failure: str


def made_trial() -> Trial:
    """Return six infusions of ketamine against saline, 100 people in each arm, four weeks."""
    arms = (
        Arm("ketamine", "drug", (Share(parse(ARMS["ketamine"]), 1.0),)),
        Arm("saline", "comparator", (Share(parse(ARMS["saline"]), 1.0),)),
    )
    protocol = Protocol(
        people=len(ARMS) * PEOPLE, visits_h=(24.0, 168.0, 336.0, 504.0, 672.0), dropout=Dropout(0.02, 0.05)
    )
    return Trial("Benchmark", "", "", arms, WEEKS, protocol=protocol)


def main() -> None:
    """Measure, and print a table or one JSON object."""
    asked = argparse.ArgumentParser(description="Time a virtual trial.")
    asked.add_argument("--pool", type=int, default=1000)
    asked.add_argument("--people", type=int, default=64)
    asked.add_argument("--compared", type=int, default=2)
    asked.add_argument("--engines", default=ENGINES)
    asked.add_argument("--json", action="store_true")
    wish = asked.parse_args()
    settings = ReplicateSettings(REPLICATES, pool=wish.pool, parameters=False)
    prepare(made_trial(), settings._replace(pool=50))  # compiles, so that nobody's time holds it
    begin = time.perf_counter()
    prepare(made_trial(), settings)
    pools_s = time.perf_counter() - begin
    begin = time.perf_counter()
    run_replicates(made_trial(), settings)
    whole_s = time.perf_counter() - begin
    engines = chosen_engines(tuple(name for name in wish.engines.split(",") if name))
    anew = every_subject_anew(engines, wish.people, wish.compared)
    machine = this_machine()
    found = {
        "version": __version__,
        "processor": machine.processor,
        "load": machine.load,
        "subjects": SUBJECTS_PER_ARM * len(ARMS),
        "pool_per_arm": wish.pool,
        "pools_s": round(pools_s, 2),
        "replicates_s": round(whole_s - pools_s, 2),
        "whole_s": round(whole_s, 2),
        "every_subject_anew": {name: one._asdict() for name, one in anew.items()},
        "times_quicker": {
            name: round(one.seconds / whole_s, 1) for name, one in anew.items() if one.seconds is not None
        },
    }
    if wish.json:
        print(json.dumps(found, indent=2))
        return
    for name, value in found.items():
        if not isinstance(value, dict):
            print(f"{name:22} {value}")
    for name, one in anew.items():
        told = one.failure or f"{one.seconds:10.1f} s, scaled from {one.solved} subjects of each arm"
        print(f"{name:22} {told}")


def every_subject_anew(engines: Sequence[Engine], people: int, compared: int) -> dict[str, Sampled]:
    """Return the time of each engine for all subjects of both arms, from its speed on a sample of each."""
    cores = usable_cores()
    found = {engine.name: Sampled(0.0, people, "") for engine in engines}
    for name, sentence in ARMS.items():
        problem = problem_of(Course(name, sentence, WEEKS), people)
        states = reference(problem.part(0, compared), len(cores), SILENT)
        for one in measure(engines, problem, states, 1, cores[:1], SILENT):
            before = found[one.engine.name]
            if not one.complete or before.seconds is None:
                why = " ".join(one.failure.split()) or one.status
                found[one.engine.name] = Sampled(None, 0, before.failure or f"{name}: {why}")
                continue
            seconds = before.seconds + SUBJECTS_PER_ARM / one.people_per_s
            found[one.engine.name] = Sampled(round(seconds, 1), min(before.solved, one.people), "")
    return found


if __name__ == "__main__":
    main()
