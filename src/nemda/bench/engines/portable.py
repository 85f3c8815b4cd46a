"""Ours without a compiler: the same method on NumPy arrays over people."""

from __future__ import annotations

import numpy as np

from nemda.bench.engine import Answer, Engine, Room, Run
from nemda.bench.problem import Problem
from nemda.engine.kernels import kernels
from nemda.engine.lanes import Tolerance, integrate
from nemda.engine.simulate import CHUNK
from nemda.mechanism.chain import chain


def build(problem: Problem, threads: int) -> Run:
    """Return the run of the portable engine, in the chunks in which `nemda.simulate` runs it."""
    del problem, threads  # nothing depends on them: the code is the model's, and it runs on one core
    code = kernels(chain())

    def run(some: Problem, tolerance: Tolerance, room: Room) -> Answer:
        states, steps = room.transpose(1, 2, 0), np.empty(some.people, dtype=np.int64)
        for first in range(0, some.people, CHUNK):
            last = min(first + CHUNK, some.people)
            part = some.part(first, last)
            solution = integrate(
                code, part.start, part.constants, part.drive, part.time_h, part.scale, tolerance
            )
            states[:, :, first:last], steps[first:last] = solution.states, solution.steps
        return Answer(states, steps)

    return run


ENGINE = Engine(name="portable", method="Rodas5P, NumPy arrays over people", build=build, ours=True)
