"""Blocks of people as work: which are still to do, and what one task of them returns."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby
from typing import NamedTuple

from nemda.engine.chunks import part, run
from nemda.engine.endpoints import Endpoint
from nemda.engine.job import Job
from nemda.engine.moments import BLOCK
from nemda.engine.tally import Tally, empty_tally, tally_block
from nemda.progress import Progress

CHUNK = 16 * BLOCK
"""People per task: long enough that handing over a tally of some 60 MB takes little of the time."""


class Blocks(NamedTuple):
    """A task: a part of a job that begins with block number `first`."""

    first: int
    job: Job


def tasks(job: Job, chunk: int, done: Collection[int]) -> list[Blocks]:
    """Return the blocks that are not done, in tasks of about `chunk` people that begin at its multiples."""
    per_task = -(-chunk // BLOCK)
    found: list[Blocks] = []
    missing = (block for block in range(-(-job.people.n // BLOCK)) if block not in done)
    for _, group in groupby(missing, key=lambda block: block // per_task):
        blocks = list(group)
        # a task has no gaps; where single blocks of it are done, the others go one by one
        whole = blocks[-1] - blocks[0] + 1 == len(blocks)
        spans = [(blocks[0], blocks[-1] + 1)] if whole else [(block, block + 1) for block in blocks]
        found += [Blocks(first, part(job, first * BLOCK, last * BLOCK)) for first, last in spans]
    return found


def tally_blocks(
    task: Blocks, progress: Progress, names: Sequence[str], endpoints: Sequence[Endpoint]
) -> Tally:
    """Return the statistics of a task's people; of fewer, by whole blocks, when asked to stop."""
    people = task.job.people.n
    tally = empty_tally(len(names), task.job.times_h.size, len(endpoints))
    for number, start in enumerate(range(0, people, BLOCK)):
        if progress.cancelled():
            break
        block = part(task.job, start, start + BLOCK)
        tally_block(tally, task.first + number, run(block), names, endpoints)
        progress.advance(block.people.n)
    return tally
