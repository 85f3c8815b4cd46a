"""A trial of 2 arms of 100 people for 4 weeks, 200 times, beside a peer that simulates as many subjects.

nemda is timed from the trial to all estimates of all replicates: everybody of an arm is simulated once and
replicates are drawn from there. The peer of the bench room would solve every subject of every replicate
anew: 200 x 2 x 100 = 40,000 subjects for 28 days, its time taken from its speed at the same accuracy on
fewer people. So that the comparison is fair to solvers, our own engine's time for 40,000 subjects stands
beside both.

    python benchmarks/trials.py [--pool 1000] [--people 64] [--engines compiled,diffsol] [--recorded] [--json]

The bench needs minutes for its reference solution. With --recorded the peer's time is that of our engine in
this run times the last ratio of the two that history.csv holds for 28 days, and says so.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import argparse
import csv
import json
import time
from pathlib import Path

from nemda._version import __version__
from nemda.bench.machine import this_machine
from nemda.bench.run import Wish
from nemda.bench.run import run as run_bench
from nemda.regimen import parse
from nemda.trial import Arm, Share, Trial
from nemda.trial.protocol import Dropout, Protocol
from nemda.trial.replicates import ReplicateSettings, prepare, run_replicates

REPLICATES, ARMS, PEOPLE, WEEKS = 200, 2, 100, 4.0
SUBJECTS = REPLICATES * ARMS * PEOPLE
HISTORY = Path(__file__).with_name("history.csv")
DAYS = "on days 0, 3, 7, 10, 14, 17"


def made_trial() -> Trial:
    """Return six infusions of ketamine against saline, 100 people in each arm, four weeks."""
    arms = (
        Arm("ketamine", "drug", (Share(parse(f"0.5 mg/kg ketamine iv over 40 min {DAYS}"), 1.0),)),
        Arm("saline", "comparator", (Share(parse(f"saline iv over 40 min {DAYS}"), 1.0),)),
    )
    protocol = Protocol(
        people=ARMS * PEOPLE, visits_h=(24.0, 168.0, 336.0, 504.0, 672.0), dropout=Dropout(0.02, 0.05)
    )
    return Trial("Benchmark", "", "", arms, WEEKS, protocol=protocol)


def main() -> None:
    """Measure, and print a table or one JSON object."""
    asked = argparse.ArgumentParser(description="Time a virtual trial.")
    asked.add_argument("--pool", type=int, default=1000)
    asked.add_argument("--people", type=int, default=64)
    asked.add_argument("--engines", default="compiled,diffsol")
    asked.add_argument("--recorded", action="store_true")
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
    anew = _recorded(pools_s / (ARMS * wish.pool)) if wish.recorded else _measured(wish.people, wish.engines)
    machine = this_machine()
    found = {
        "version": __version__,
        "processor": machine.processor,
        "load": machine.load,
        "subjects": SUBJECTS,
        "pool_per_arm": wish.pool,
        "pools_s": round(pools_s, 2),
        "replicates_s": round(whole_s - pools_s, 2),
        "whole_s": round(whole_s, 2),
        "every_subject_anew_s": anew,
    }
    if wish.json:
        print(json.dumps(found, indent=2))
    else:
        for name, value in found.items():
            print(f"{name:22} {value}")


def _measured(people: int, names: str) -> dict[str, float]:
    """Return the time (s) of each engine for all subjects, from its speed in this run."""
    engines = tuple(name for name in names.split(",") if name)
    bench = run_bench(Wish(people=people, compared=2, rounds=1, engines=engines))
    return {one.engine.name: round(SUBJECTS / one.people_per_s, 1) for one in bench.engines if one.runs}


def _recorded(person_s: float) -> dict[str, float]:
    """Return the time (s) of our engine in this run, and of the best peer by the last recorded ratio."""
    with HISTORY.open(encoding="utf-8") as stream:
        last = [row for row in csv.DictReader(stream) if row["protocol"] == "28d"][-1]
    ratio = float(last["ratio_to_best_peer"])
    return {
        "nemda": round(SUBJECTS * person_s, 1),
        f"{last['best_peer']} (recorded ratio {ratio:g})": round(SUBJECTS * person_s * ratio, 1),
    }


if __name__ == "__main__":
    main()
