"""What is kept of people when people are not kept: counts and moments that can be joined.

A tally knows which blocks of people it has seen. Tallies of different blocks are merged in any order
into the same tally, so it does not matter who computed which blocks. A cell is a variable at a time,
variable by variable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Int
from numpy import ndarray

from nemda.engine import histogram
from nemda.engine.endpoints import Endpoint
from nemda.engine.group import GroupResult
from nemda.engine.histogram import Histograms
from nemda.engine.moments import Moments, Pair, add, finished, moments


@dataclass
class Tally:
    """Statistics of some blocks of people, filled in place by `tally_block` and `merge`.

    `reached` [endpoint, time] counts people; `steps` and `by_reference` sum up the solver's work.
    """

    histograms: Histograms
    reached: Int[ndarray, "endpoint time"]
    steps: int = 0
    by_reference: int = 0
    nodes: dict[Pair, Moments] = field(default_factory=dict)

    def blocks(self) -> set[int]:
        """Return the numbers of the blocks in this tally."""
        return finished(self.nodes)

    def people(self) -> int:
        """Return how many people were counted."""
        return sum(node.n for node in self.nodes.values())


def empty_tally(variables: int, times: int, endpoints: int) -> Tally:
    """Return a tally of nobody."""
    return Tally(histogram.empty(variables * times), np.zeros((endpoints, times), dtype=np.int64))


def tally_block(
    tally: Tally, block: int, result: GroupResult, names: Sequence[str], endpoints: Sequence[Endpoint]
) -> None:
    """Add one block of people."""
    times = result.time_h.size
    parts: list[Moments] = []
    for row, name in enumerate(names):
        values = np.ascontiguousarray(result.values[name].T)
        histogram.count(tally.histograms, slice(row * times, (row + 1) * times), values)
        parts.append(moments(values))
    mean, squares = (np.concatenate([getattr(part, of) for part in parts]) for of in ("mean", "squares"))
    add(tally.nodes, (0, block), Moments(result.people.n, mean, squares))
    for row, endpoint in enumerate(endpoints):
        reached = endpoint.reached(result.values["madrs"], result.people["baseline_madrs"])
        tally.reached[row] += reached.sum(axis=0)
    tally.steps += int(result.steps.sum())
    tally.by_reference += int(result.by_reference.sum())


def merge(tally: Tally, other: Tally) -> None:
    """Add the blocks of another tally; no block may be in both."""
    histogram.merge(tally.histograms, other.histograms)
    for place, node in other.nodes.items():
        add(tally.nodes, place, node)
    tally.reached += other.reached
    tally.steps += other.steps
    tally.by_reference += other.by_reference
