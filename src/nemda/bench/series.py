"""Several runs of the benchmark in one: the protocols, sizes and cores that the engine is judged on.

The people that engines are compared with are the first of every group, so runs of one protocol share their
reference solution.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from nemda.bench.machine import usable_cores
from nemda.bench.problem import PROTOCOLS
from nemda.bench.result import Result
from nemda.bench.run import MOST_PEOPLE, Wish, references, run
from nemda.errors import DataError
from nemda.progress import SILENT, Progress

MANY = 10
"""How many times as many people the larger run of the first protocol has."""


def series(wish: Wish) -> tuple[Wish, ...]:
    """Return a wish on one core, ten times as many people, those on all cores, and every other protocol.

    Raises
    ------
    DataError
        Ten times as many people are too many.
    """
    if MANY * wish.people > MOST_PEOPLE:
        raise DataError(
            "Too many people for all runs.",
            where="--n with --all",
            expected=f"at most {MOST_PEOPLE // MANY}",
            got=wish.people,
        )
    alone = replace(wish, threads=1)
    many = replace(alone, people=MANY * wish.people)
    together = replace(many, threads=len(usable_cores()))
    others = (replace(alone, protocol=name) for name in PROTOCOLS if name != wish.protocol)
    return tuple(dict.fromkeys((alone, many, together, *others)))


def run_series(wishes: Sequence[Wish], progress: Progress = SILENT) -> Iterator[Result]:
    """Yield the results of several wishes, each as soon as it is measured.

    Raises
    ------
    SolverError
        A reference could not be computed.
    CancelledError
        The user stopped it.
    """
    known = references(wishes, progress)
    for wish in wishes:
        yield run(wish, progress, known)
