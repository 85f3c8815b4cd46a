"""Several runs of the benchmark in one: the protocols, sizes and cores that the engine is judged on.

The people that engines are compared with are the first of every group, so runs of one protocol share their
reference solution.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nemda.bench.machine import usable_cores
from nemda.bench.problem import PROTOCOLS
from nemda.bench.result import Result
from nemda.bench.run import Wish, references, run
from nemda.progress import SILENT, Progress

MANY = 10
"""How many times as many people the larger run of the first protocol has."""


def series(wish: Wish) -> tuple[Wish, ...]:
    """Return a wish, the same with ten times as many people, those on all cores, and every other protocol."""
    many = replace(wish, people=MANY * wish.people)
    others = tuple(replace(wish, protocol=name) for name in PROTOCOLS if name != wish.protocol)
    cores = len(usable_cores())
    return (wish, many, *((replace(many, threads=cores),) if cores > 1 else ()), *others)


def run_series(wishes: Sequence[Wish], progress: Progress = SILENT) -> tuple[Result, ...]:
    """Return the results of several wishes, one after the other.

    Raises
    ------
    SolverError
        A reference could not be computed.
    CancelledError
        The user stopped it.
    """
    known = references(wishes, progress)
    return tuple(run(wish, progress, known) for wish in wishes)
