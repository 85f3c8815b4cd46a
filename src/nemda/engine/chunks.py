"""Parts of a job: a chunk of people is a job like the whole, only with fewer people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from nemda.engine.dataset import to_dataset
from nemda.engine.group import GroupResult, run_group
from nemda.engine.job import Job
from nemda.engine.kernels import kernels
from nemda.engine.precision import DOUBLE, Precision
from nemda.engine.solver import get_ready
from nemda.engine.storage import Store
from nemda.errors import NemdaError
from nemda.mechanism.chain import chain
from nemda.people.population import drawn
from nemda.progress import Progress

if TYPE_CHECKING:
    from xarray import Dataset


class Chunk(NamedTuple):
    """A part of a job and its number."""

    number: int
    job: Job


def chunks(job: Job, size: int) -> list[Chunk]:
    """Return consecutive parts of at most `size` people.

    Raises
    ------
    NemdaError
        The size is not at least 1.
    """
    if size < 1:
        raise NemdaError("A chunk holds people.", where="chunk", expected="at least 1", got=size)
    starts = range(0, job.people.n, size)
    return [Chunk(number, part(job, start, start + size)) for number, start in enumerate(starts)]


def part(job: Job, start: int, stop: int) -> Job:
    """Return the same job for people `start` to ``stop - 1`` (counted from 0), cut at the last one."""
    return replace(job, people=job.people.slice(start, min(stop, job.people.n)))


def prepare(progress: Progress, precision: Precision = DOUBLE) -> None:
    """Make the model's machine code now, once for all workers of this machine, and say if that takes long."""
    get_ready(kernels(chain()), progress.message, precision)


def run(job: Job) -> GroupResult:
    """Return the course of all people of a job together, drawn now if they were not."""
    return run_group(job, drawn(job.people))


def run_chunk(chunk: Chunk, progress: Progress, names: Sequence[str]) -> Dataset:
    """Return the labeled result of a chunk."""
    dataset = to_dataset(chunk.job, run(chunk.job), names)
    progress.advance(chunk.job.people.n)
    return dataset


def store_chunk(chunk: Chunk, progress: Progress, names: Sequence[str], store: Store) -> None:
    """Write the labeled result of a chunk."""
    store.write(chunk.number, to_dataset(chunk.job, run(chunk.job), names))
    progress.advance(chunk.job.people.n)
