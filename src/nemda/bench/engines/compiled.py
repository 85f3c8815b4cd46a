"""Ours: Rodas5P in machine code, several people per instruction."""

from __future__ import annotations

from nemda.bench.engine import Answer, Engine, Room, Run, room_for
from nemda.bench.problem import Problem
from nemda.engine.kernels import kernels
from nemda.engine.lanes import Tolerance
from nemda.mechanism.chain import chain


def build(problem: Problem, threads: int) -> Run:
    """Return the run of the compiled engine; the code comes from the disk if it was compiled before."""
    from nemda.engine.simd.integrate import integrate

    code = kernels(chain())

    def run(some: Problem, tolerance: Tolerance, room: Room) -> Answer:
        solution = integrate(
            code, some.start, some.constants, some.drive, some.time_h, some.scale, tolerance, threads,
            room=room,
        )  # fmt: skip
        return Answer(solution.states, solution.steps)

    first = problem.part(0, 1)
    run(first, Tolerance(), room_for(first))
    return run


ENGINE = Engine(
    name="compiled",
    method="Rodas5P, generated machine code, people in SIMD lanes",
    build=build,
    modules=("llvmlite",),
    hint="pip install llvmlite",
    ours=True,
    threads=True,
)
