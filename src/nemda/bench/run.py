"""One run of the benchmark from beginning to end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jaxtyping import Float
from numpy import ndarray

from nemda.bench.bound import operations_per_person
from nemda.bench.catalog import chosen_engines
from nemda.bench.machine import fresh_memory, this_machine, usable_cores
from nemda.bench.measure import Measured, measure
from nemda.bench.problem import PROTOCOLS, Problem, problem_of
from nemda.bench.reference import reference
from nemda.bench.result import Result, quickest
from nemda.engine.kernels import kernels
from nemda.errors import DataError
from nemda.mechanism.chain import chain
from nemda.progress import SILENT, Progress

PEOPLE, COMPARED, ROUNDS = 1000, 16, 3
QUICK_PEOPLE, QUICK_COMPARED = 64, 2
MOST_PEOPLE, MOST_ROUNDS = 100_000, 100


@dataclass(frozen=True)
class Wish:
    """What to measure: how many people, how many of them compared with the reference, which engines."""

    people: int = PEOPLE
    compared: int = COMPARED
    rounds: int = ROUNDS
    engines: tuple[str, ...] = ()
    protocol: str = "28d"
    threads: int = 1

    def __post_init__(self) -> None:
        cores = len(usable_cores())
        _refuse_outside("--threads", self.threads, 1, cores)
        _refuse_outside("--n", self.people, self.threads, MOST_PEOPLE)
        _refuse_outside("--rounds", self.rounds, 1, MOST_ROUNDS)
        if self.protocol not in PROTOCOLS:
            raise DataError(
                "Unknown protocol.", where="--protocol", expected=", ".join(PROTOCOLS), got=self.protocol
            )
        chosen_engines(self.engines)

    @property
    def compared_people(self) -> int:
        """How many people are compared: no more than the first core has."""
        return min(self.compared, self.people // self.threads)


def _refuse_outside(where: str, got: int, least: int, most: int) -> None:
    if not least <= got <= most:
        raise DataError("Out of range.", where=where, expected=f"{least} to {most}", got=got)


References = Mapping[str, Float[ndarray, "state time person"]]
"""Reference states of the first people by the name of the protocol."""


def references(wishes: Sequence[Wish], progress: Progress) -> References:
    """Return the reference states of every protocol, for as many people as any wish compares.

    Raises
    ------
    SolverError
        A reference could not be computed.
    CancelledError
        The user stopped it.
    """
    compared: dict[str, int] = {}
    for wish in wishes:
        compared[wish.protocol] = max(compared.get(wish.protocol, 0), wish.compared_people)
    cores = len(usable_cores())
    return {
        name: reference(problem_of(PROTOCOLS[name], count), cores, progress)
        for name, count in compared.items()
    }


def run(wish: Wish, progress: Progress = SILENT, known: References | None = None) -> Result:
    """Return the measurements of the wanted engines on this machine, held to references that are `known`.

    Raises
    ------
    SolverError
        The reference could not be computed.
    CancelledError
        The user stopped it.
    """
    machine = this_machine()
    cores = usable_cores()
    protocol = PROTOCOLS[wish.protocol]
    problem = problem_of(protocol, wish.people)
    compared = wish.compared_people
    known = references([wish], progress) if known is None else known
    states = known[wish.protocol][:, :, :compared]
    engines = chosen_engines(wish.engines)
    measured = measure(engines, problem, states, wish.rounds, cores[: wish.threads], progress)
    return Result(
        protocol=protocol,
        people=wish.people,
        compared=compared,
        times=problem.time_h.size,
        states=problem.start.shape[0],
        rounds=wish.rounds,
        threads=wish.threads,
        machine=machine,
        load_after=this_machine().load,
        engines=measured,
        operations=_operations(problem, measured),
        fresh_memory=fresh_memory(),
    )


def _operations(problem: Problem, measured: Sequence[Measured]) -> float | None:
    """Return the operations of one person with the steps that our engine took."""
    ours = quickest(measured, ours=True)
    steps = None if ours is None else ours.runs[0].steps
    return None if steps is None else operations_per_person(kernels(chain()).traced, problem, steps)
