"""Exact gradients at a glance: one person and 64 people, 15 parameters, one output after four weeks.

Six infusions, MADRS at day 28 on frozen steps. "value" is the program without derivatives; "simulate" is the
adaptive engine, of which central differences would need two runs per parameter. The first call compiles. CPU
seconds count all threads and suffer less from a busy machine than wall seconds; both are best of a few.

    python benchmarks/gradients.py [rounds]
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

import jax
import numpy as np

from nemda.engine.gradients.directions import directions
from nemda.engine.gradients.gradient import backward, cheaper_way, forward
from nemda.engine.gradients.library import double_precision
from nemda.engine.gradients.program import program
from nemda.engine.gradients.signals import signals_on
from nemda.engine.gradients.situation import case_on, frozen, situation
from nemda.engine.group import run_group
from nemda.engine.job import Job
from nemda.people import people, sample
from nemda.regimen import parse

SENTENCE = "0.5 mg/kg ketamine iv over 40 min on days 0, 2, 4, 7, 9, 11"
END_H = 672.0
MECHANISM = (
    "drug_susceptibility", "slow_mood_gain", "fast_rate", "fast_time", "slow_time", "expectancy_mood_gain",
    "expectancy_time", "care_mood_gain", "protein_gain", "protein_half", "interneuron_nmda_share",
    "habenula_mood_share",
)  # fmt: skip
KINETIC = ("ketamine_effect_site_rate", "norketamine_effect_site_rate", "norketamine_formation_fraction")
ROUNDS = 3


class Timing(NamedTuple):
    """Seconds of the first call, and the best wall and processor seconds of later ones."""

    first: float
    wall: float
    cpu: float


def timed(call: Callable[[], object], rounds: int) -> Timing:
    """Return the timing of a call."""
    first = _once(call)[0]
    walls, cpus = zip(*(_once(call) for _ in range(rounds)), strict=True)
    return Timing(first, min(walls), min(cpus))


def _once(call: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    jax.block_until_ready(call())
    return time.perf_counter() - wall, time.process_time() - cpu


def measure(n: int, names: tuple[str, ...], rounds: int) -> None:
    """Measure and print the rows of one group."""
    group = people("trd", n=n, seed=1)
    job = Job(parse(SENTENCE), group, END_H / 168, visits_h=(END_H,))
    here = situation(job, group, sample(job.parameters, group))
    grid = frozen(here, END_H)
    time_h = np.array([END_H])
    begin = time.perf_counter()
    along = directions(here, names, grid, time_h)
    prepared = time.perf_counter() - begin
    with double_precision():
        code = program(here.model, (("madrs", 0),))
        arguments = (here.parameters, signals_on(here.drive, grid, time_h), case_on(here, grid, time_h))
        rows = {"value": timed(lambda: code.value(*arguments), rounds)}
        value, _ = code.value(*arguments)
        for way in (forward, backward):
            rows[way.__name__] = timed(lambda way=way: way(code, *arguments, along), rounds)
    rows["simulate"] = timed(lambda: run_group(job, group), rounds)
    chosen = cheaper_way(1, len(names), n).__name__
    moved = np.abs(np.asarray(value)[0] - run_group(job, group).values["madrs"][:, -1]).max()
    print(
        f"\n{n} people, {len(names)} parameters, {grid.length_h.size} steps, largest difference from the "
        f"adaptive engine {moved:.1e} points; directions prepared in {prepared:.2f} s; chosen way: {chosen}"
    )
    print(f"{'':10}{'first, s':>10}{'wall, ms':>10}{'CPU, ms':>10}{'x value':>10}{'CPU ms per person':>20}")
    for name, row in rows.items():
        ratio = row.cpu / rows["value"].cpu
        print(
            f"{name:10}{row.first:10.2f}{1e3 * row.wall:10.1f}{1e3 * row.cpu:10.1f}{ratio:10.1f}"
            f"{1e3 * row.cpu / n:20.2f}"
        )


def main(rounds: int) -> None:
    """Measure and print."""
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    print(f"JAX {jax.__version__} on {jax.devices()[0].platform}, {os.cpu_count()} cores, load before {load}")
    names = (*MECHANISM, *KINETIC)
    for n in (1, 64):
        measure(n, names, rounds)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
