"""Levels of 10,000 people in closed form beside two solvers of ordinary differential equations, in one run.

The model of each person is the package's own: S- and R-ketamine with three metabolites each, venous and
arterial, 12 infusions in 28 days, 500 times. nemda is timed from the person's parameters to all levels,
block by block, its eigenvalues included. The peers get the same compartment matrix and inputs, start anew at
every start and stop of an infusion, and take the loosest tolerance of a ladder whose largest error stays
below 1e-4 of the highest level; so does nothing for nemda, which is exact. They go through people one by
one, so a few people tell their time per person.

    python benchmarks/pk.py [--people 10000] [--peers 4] [--rounds 3] [--json] [--record]

libRoadRunner is used where it is installed (pip install libroadrunner).
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import argparse
import csv
import json
import resource
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from nemda._version import __version__
from nemda.bench.machine import this_machine
from nemda.people import people, sample
from nemda.pk.dehydronorketamine import with_dehydronorketamine
from nemda.pk.doses import ketamine_doses
from nemda.pk.kinetics import plasma_drive
from nemda.pk.linear import edges, rate_matrix
from nemda.pk.systems import System, arterial_systems, venous_systems
from nemda.pk.values import parameter_table
from nemda.regimen import parse

REGIMEN = "0.5 mg/kg ketamine iv over 40 min three times a week for 4 weeks"
HOURS, TIMES, BLOCK = 672.0, 500, 250
LADDER = (1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10)
ERROR = 1e-4
SBML = "http://www.sbml.org/sbml/level3/version1/core"
HISTORY = Path(__file__).with_name("pk-history.csv")
COLUMNS = (
    "date", "version", "processor", "load", "people", "doses", "times", "engine", "method", "error",
    "us_per_person", "ratio_to_nemda",
)  # fmt: skip

Solve = Callable[["Person", float], np.ndarray]


class Segment(NamedTuple):
    """A span without an edge: constant input (umol/h) and what enters at once at its start (umol)."""

    start: float
    stop: float
    rate: np.ndarray
    bolus: np.ndarray


class Person(NamedTuple):
    """One person's whole system: matrix (1/h), segments, and levels = readout @ amounts."""

    matrix: np.ndarray
    segments: list[Segment]
    readout: np.ndarray
    times: np.ndarray


def sample_times() -> np.ndarray:
    """Return 500 times: 20 around every dose, the rest evenly spread."""
    starts = [dose.start_h for dose in parse(REGIMEN).doses]
    near = np.concatenate([start + np.linspace(0.05, 6.0, 20) for start in starts])
    even = np.linspace(0.1, HOURS, TIMES - near.size)
    return np.sort(np.concatenate([near, even]))


def run_nemda(count: int) -> float:
    """Return seconds for so many people in blocks, from parameters to levels, which are dropped."""
    regimen, times = parse(REGIMEN), sample_times()
    seconds = 0.0
    for first in range(0, count, BLOCK):
        group = people("healthy", n=min(BLOCK, count - first), seed=1, first=first)
        values = sample(parameter_table(), group)
        begin = time.perf_counter()
        levels = plasma_drive(regimen, group["weight_kg"], values).at(times)
        seconds += time.perf_counter() - begin
        if not np.isfinite(levels).all():
            raise SystemExit("a level is not finite")
    return seconds


def person(number: int) -> Person:
    """Return the same system as a matrix, without eigenvalues or a closed form."""
    group = people("healthy", n=1, seed=1, first=number)
    values = sample(parameter_table(), group)
    weight = group["weight_kg"]
    doses = ketamine_doses(parse(REGIMEN), weight)
    systems: list[tuple[str, System]] = [
        (site, with_dehydronorketamine(system, values))
        for site, build in (("venous", venous_systems), ("arterial", arterial_systems))
        for system in build(doses, weight, values)
    ]
    edge = edges([dosing for _, system in systems for dosing in system.dosings])
    parts = [rate_matrix(system.flows, 1) for _, system in systems]
    size = sum(len(names) for names, _ in parts)
    matrix = np.zeros((size, size))
    rates, boluses = np.zeros((edge.size, size)), np.zeros((edge.size, size))
    rows: list[np.ndarray] = []
    start = 0
    for (_, system), (names, part) in zip(systems, parts, strict=True):
        place = {name: start + index for index, name in enumerate(names)}
        matrix[start : start + len(names), start : start + len(names)] = part[0]
        for dosing in system.dosings:
            begin, end = np.searchsorted(edge, [dosing.start_h, dosing.stop_h])
            amount = float(dosing.amount_umol[0])
            if begin == end:
                boluses[begin, place[dosing.compartment]] += amount
            else:
                rates[begin:end, place[dosing.compartment]] += amount / (dosing.stop_h - dosing.start_h)
        for readout in system.levels.values():
            row = np.zeros(size)
            row[place[readout.compartment]] = float(np.ravel(readout.scale)[0])
            rows.append(row)
        start += len(names)
    ends = np.append(edge[1:], HOURS)
    segments = [Segment(a, b, r, q) for a, b, r, q in zip(edge, ends, rates, boluses, strict=True)]
    return Person(matrix, segments, np.array(rows), sample_times())


def stepped(who: Person, advance: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]) -> np.ndarray:
    """Return levels [readout, time]; `advance` carries amounts through one segment to its times."""
    amounts = np.zeros(len(who.matrix))
    found: list[np.ndarray] = []
    for start, stop, rate, bolus in who.segments:
        inside = who.times[(who.times >= start) & (who.times < stop)]
        if stop == HOURS:
            inside = who.times[who.times >= start]
        asked = np.unique(np.concatenate([[0.0], inside - start, [stop - start]]))
        course = advance(amounts + bolus, rate, asked)
        found.append(course[np.searchsorted(asked, inside - start)])
        amounts = course[-1]
    return who.readout @ np.concatenate(found).T


def scipy_solve(who: Person, tolerance: float) -> np.ndarray:
    """Return the levels by LSODA, SciPy's quickest way (`odeint`), with the exact Jacobian."""
    from scipy.integrate import odeint

    def advance(amounts: np.ndarray, rate: np.ndarray, asked: np.ndarray) -> np.ndarray:
        return odeint(
            lambda _, y: who.matrix @ y + rate, amounts, asked, Dfun=lambda _, y: who.matrix, tfirst=True,
            rtol=tolerance, atol=tolerance * 1e-2, mxstep=100_000,
        )  # fmt: skip

    return stepped(who, advance)


def roadrunner_solve() -> Solve:
    """Return the solution by CVODE in libRoadRunner, compiled once from SBML for all people."""
    import roadrunner

    roadrunner.Logger.setLevel(roadrunner.Logger.LOG_FATAL)
    first = person(0)
    size = len(first.matrix)
    links = [(int(i), int(j)) for i, j in np.argwhere(first.matrix != 0)]
    constants = [f"k_{i}_{j}" for i, j in links] + [f"r{i}" for i in range(size)]
    rules: list[str] = []
    for i in range(size):
        terms = [f"<apply><times/><ci>k_{a}_{b}</ci><ci>y{b}</ci></apply>" for a, b in links if a == i]
        math = f"<apply><plus/><ci>r{i}</ci>{''.join(terms)}</apply>"
        mathml = f'<math xmlns="http://www.w3.org/1998/Math/MathML">{math}</math>'
        rules.append(f'<rateRule variable="y{i}">{mathml}</rateRule>')
    named = [f'<parameter id="{name}" value="0" constant="true"/>' for name in constants]
    named += [f'<parameter id="y{i}" value="0" constant="false"/>' for i in range(size)]
    runner = roadrunner.RoadRunner(
        f'<?xml version="1.0"?><sbml xmlns="{SBML}" level="3" version="1">'
        f'<model id="pk"><listOfParameters>{"".join(named)}</listOfParameters>'
        f"<listOfRules>{''.join(rules)}</listOfRules></model></sbml>"
    )
    model: Any = runner.model
    ids = list(model.getGlobalParameterIds())
    states = [f"y{i}" for i in range(size)]
    place = [ids.index(name) for name in (*constants, *states)]
    runner.integrator.setValue("maximum_num_steps", 100_000)

    def solve(who: Person, tolerance: float) -> np.ndarray:
        runner.integrator.setValue("relative_tolerance", tolerance)
        runner.integrator.setValue("absolute_tolerance", tolerance * 1e-2)
        fixed = np.array([who.matrix[i, j] for i, j in links])

        def advance(amounts: np.ndarray, rate: np.ndarray, asked: np.ndarray) -> np.ndarray:
            model.setTime(0.0)
            model.setGlobalParameterValues(place, np.concatenate([fixed, rate, amounts]))
            return np.array(runner.simulate(times=asked, selections=states))

        return stepped(who, advance)

    return solve


class Peer(NamedTuple):
    """A measured peer: its tolerance, the error it reaches, and seconds per person in each round."""

    name: str
    method: str
    tolerance: float
    error: float
    seconds: list[float]


def exact(count: int) -> list[np.ndarray]:
    """Return nemda's levels of single forms, in the order of the readouts, for each of some people."""
    group = people("healthy", n=count, seed=1)
    drive = plasma_drive(parse(REGIMEN), group["weight_kg"], sample(parameter_table(), group))
    levels = drive.at(sample_times())
    order = [
        f"{compound}_{letter}_{site}"
        for site in ("venous", "arterial")
        for letter in ("s", "r")
        for compound in ("ketamine", "norketamine", "hydroxynorketamine", "dehydronorketamine")
    ]
    rows = [drive.names.index(name) for name in order]
    return [levels[rows, :, place] for place in range(count)]


def error_of(found: np.ndarray, truth: np.ndarray) -> float:
    """Return the largest difference, in units of the highest level of its signal."""
    return float(np.max(np.abs(found - truth) / truth.max(axis=1, keepdims=True)))


def calibrated(name: str, method: str, solve: Solve, crowd: list[Person], truth: list[np.ndarray]) -> Peer:
    """Return the peer with the loosest tolerance of the ladder that is accurate enough for everybody."""
    for tolerance in LADDER:
        error = max(error_of(solve(who, tolerance), right) for who, right in zip(crowd, truth, strict=True))
        if error < ERROR:
            return Peer(name, method, tolerance, error, [])
    raise SystemExit(f"{name} does not reach {ERROR:g}")


def measured(count: int, few: int, rounds: int) -> dict[str, Any]:
    """Return everything of one run."""
    crowd, truth = [person(number) for number in range(few)], exact(few)
    solvers: dict[str, tuple[str, Solve]] = {"SciPy": ("LSODA with the exact Jacobian", scipy_solve)}
    if find_spec("roadrunner"):
        solvers["libRoadRunner"] = ("CVODE, compiled from SBML", roadrunner_solve())
    peers = [calibrated(name, how, solve, crowd, truth) for name, (how, solve) in solvers.items()]
    ours: list[float] = []
    run_nemda(BLOCK)
    for _ in range(rounds):
        ours.append(run_nemda(count) / count)
        for peer in peers:
            begin = time.perf_counter()
            for who in crowd:
                solvers[peer.name][1](who, peer.tolerance)
            peer.seconds.append((time.perf_counter() - begin) / few)
    machine = this_machine()
    base = statistics.median(ours)
    rows = [
        {"engine": "nemda", "method": "closed form", "error": 0.0, "us_per_person": 1e6 * base, "ratio": 1.0}
    ]
    for peer in peers:
        seconds = statistics.median(peer.seconds)
        rows.append(
            {"engine": peer.name, "method": f"{peer.method}, rtol {peer.tolerance:g}", "error": peer.error,
             "us_per_person": 1e6 * seconds, "ratio": seconds / base}
        )  # fmt: skip
    return {
        "regimen": REGIMEN, "people": count, "people_of_peers": few, "doses": len(parse(REGIMEN).doses),
        "times": int(sample_times().size), "compartments": len(crowd[0].matrix),
        "signals": len(truth[0]) * 3 // 2,
        "rounds": rounds, "seconds": base * count, "processor": machine.processor, "load": machine.load,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "engines": rows,
    }  # fmt: skip


def record(result: dict[str, Any]) -> None:
    """Append a run to the history beside this script."""
    new = not HISTORY.exists()
    with HISTORY.open("a", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        if new:
            writer.writerow(COLUMNS)
        for row in result["engines"]:
            writer.writerow(
                (datetime.now(UTC).date().isoformat(), __version__, result["processor"],
                 f"{result['load']:.2f}",
                 result["people"], result["doses"], result["times"], row["engine"], row["method"],
                 f"{row['error']:.2g}", f"{row['us_per_person']:.4g}", f"{row['ratio']:.4g}")
            )  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Levels in closed form beside solvers, in one run.")
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--peers", type=int, default=4, help="people that the peers are given")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--record", action="store_true", help="append to benchmarks/pk-history.csv")
    options = parser.parse_args()
    result = measured(options.people, options.peers, options.rounds)
    if options.record:
        record(result)
    if options.json:
        print(json.dumps(result, indent=2))
        return
    size = "{people} people, {doses} doses, {times} times, {signals} signals".format(**result)
    print(size)
    print(f"nemda: {result['seconds']:.2f} s in all, peak memory {result['peak_mib']:.0f} MiB, 1 core")
    print(f"{'engine':15} {'us/person':>12} {'times nemda':>12} {'error':>9}  method")
    for row in result["engines"]:
        numbers = f"{row['us_per_person']:12.4g} {row['ratio']:12.4g} {row['error']:9.1e}"
        print(f"{row['engine']:15} {numbers}  {row['method']}")
    print(f"{result['processor']}, load {result['load']:.2f}")


if __name__ == "__main__":
    main()
