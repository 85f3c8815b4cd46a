"""Means and standard deviations whose last bit does not depend on how the work was cut.

Floating-point addition depends on its order, so the order is fixed: people are counted in blocks of
`BLOCK`, each block is summed by itself, and blocks are joined in pairs as in a knockout tournament, block
2i with 2i + 1, the pair 2i with the pair 2i + 1, and so on. Whoever computes which blocks, and when, the
same pairs meet. Joining follows Chan, Golub & LeVeque 1983 (DOI 10.1080/00031305.1983.10483115), which
keeps deviations from the mean instead of squares of the values and so does not cancel.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

BLOCK = 500
"""People per block. Another number would change the last bits of means, so it is part of the numerics."""

Pair = tuple[int, int]
"""Level and index: blocks index * 2^level up to, but without, (index + 1) * 2^level."""


@dataclass(frozen=True, eq=False)
class Moments:
    """Of `n` people in each cell: the mean, and the sum of squared deviations from it."""

    n: int
    mean: Float[ndarray, " cell"]
    squares: Float[ndarray, " cell"]

    def sd(self) -> Float[ndarray, " cell"]:
        """Return the sample SD (n - 1; 0 for one person)."""
        return np.sqrt(self.squares / max(self.n - 1, 1))


def moments(values: Float[ndarray, "cell person"]) -> Moments:
    """Return the moments of one block."""
    n = values.shape[1]
    # around the first person, so that people who are all alike have exactly that mean and no spread
    first = values[:, :1]
    mean = first[:, 0] + (values - first).sum(axis=1) / n
    deviation = values - mean[:, None]
    return Moments(n, mean, (deviation * deviation).sum(axis=1))


def joined(first: Moments, second: Moments) -> Moments:
    """Return the moments of two groups together."""
    n = first.n + second.n
    apart = second.mean - first.mean
    return Moments(
        n,
        first.mean + apart * (second.n / n),
        first.squares + second.squares + apart * apart * (first.n * second.n / n),
    )


def add(nodes: dict[Pair, Moments], place: Pair, found: Moments) -> None:
    """Put the moments of some blocks in their place, and join every pair that is complete."""
    level, index = place
    while (level, index ^ 1) in nodes:
        other = nodes.pop((level, index ^ 1))
        found = joined(other, found) if index & 1 else joined(found, other)
        level, index = level + 1, index >> 1
    nodes[level, index] = found


def total(nodes: dict[Pair, Moments]) -> Moments:
    """Return the moments of everybody: the nodes that found no partner, joined from the first block on."""
    ordered = sorted(nodes, key=lambda place: place[1] << place[0])
    result = nodes[ordered[0]]
    for place in ordered[1:]:
        result = joined(result, nodes[place])
    return result


def finished(nodes: Iterable[Pair]) -> set[int]:
    """Return the blocks that were added."""
    return {block for level, index in nodes for block in range(index << level, (index + 1) << level)}
