"""Solving with the model's own sparsity: the elimination is done once, on symbols.

W = g I - J of one model always has the same few non-zeros. Eliminating symbolically in an order that
creates little fill (Markowitz, pivots on the diagonal) turns factorization and substitution into
straight-line formulas. No pivoting is needed because g = 1 / (h gamma) dominates the diagonal for the
step sizes that the error control allows; a pivot that fails shows as a non-finite stage and the
step is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nemda.model.expression import Graph, Node


@dataclass(frozen=True)
class Elimination:
    """Factorization of W by formulas.

    `order` lists the states in order of elimination. `entries` are the nodes of the factors: the
    reciprocal pivots under (i, i), the multipliers of L below and the entries of U above.
    """

    order: tuple[int, ...]
    entries: Mapping[tuple[int, int], Node]


def elimination_order(size: int, pattern: set[tuple[int, int]]) -> tuple[int, ...]:
    """Return the states in a greedy order of smallest fill (Markowitz count on the diagonal)."""
    rows = {i: {j for j in range(size) if (i, j) in pattern or i == j} for i in range(size)}
    columns = {j: {i for i in range(size) if j in rows[i]} for j in range(size)}
    order: list[int] = []
    left = set(range(size))
    while left:
        pivot = min(left, key=lambda k: ((len(rows[k]) - 1) * (len(columns[k]) - 1), k))
        left.discard(pivot)
        order.append(pivot)
        below = columns[pivot] & left
        right = rows[pivot] & left
        for i in below:
            rows[i] |= right
            rows[i].discard(pivot)
        for j in right:
            columns[j] |= below
            columns[j].discard(pivot)
    return tuple(order)


def factorize(
    graph: Graph, size: int, jacobian: Mapping[tuple[int, int], Node], diagonal: Node
) -> Elimination:
    """Return the factors of W = diagonal * I - J as formulas in the same graph."""
    order = elimination_order(size, set(jacobian))
    entries: dict[tuple[int, int], Node] = {key: -node for key, node in jacobian.items()}
    for i in range(size):
        entries[i, i] = diagonal + entries[i, i] if (i, i) in entries else diagonal
    position = {state: rank for rank, state in enumerate(order)}
    for pivot in order:
        reciprocal = 1.0 / entries[pivot, pivot]
        entries[pivot, pivot] = reciprocal
        later = [k for k in order if position[k] > position[pivot]]
        right = [j for j in later if (pivot, j) in entries]
        for i in (i for i in later if (i, pivot) in entries):
            multiplier = entries[i, pivot] * reciprocal
            entries[i, pivot] = multiplier
            for j in right:
                update = multiplier * entries[pivot, j]
                entries[i, j] = entries[i, j] - update if (i, j) in entries else -update
    return Elimination(order, entries)


def substitute(
    order: tuple[int, ...], factors: Mapping[tuple[int, int], Node], right: list[Node]
) -> list[Node]:
    """Return the solution of W x = right as formulas in the factors and the right-hand side."""
    position = {state: rank for rank, state in enumerate(order)}
    solution = list(right)
    for i in order:
        for j in order[: position[i]]:
            if (i, j) in factors:
                solution[i] = solution[i] - factors[i, j] * solution[j]
    for i in reversed(order):
        for j in order[position[i] + 1 :]:
            if (i, j) in factors:
                solution[i] = solution[i] - factors[i, j] * solution[j]
        solution[i] = solution[i] * factors[i, i]
    return solution
