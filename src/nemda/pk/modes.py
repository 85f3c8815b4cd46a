"""The modes of a linear compartment system: its rates and shapes, person by person, without a solver.

A linear system dA/dt = M A + input has the solution A(t) = sum of modes, each decaying with its own
rate. Compartments that exchange with each other form a block (a mammillary group, a liver with the
blood); blocks feed each other one way only (gut to blood, drug to metabolite). Blocks are made
symmetric by scaling and solved with the symmetric eigenvalue routine, so their rates are real and
accurate; the one-way couplings are then solved exactly by substitution. A general eigenvalue routine
loses half the digits where rates nearly coincide, which chains of equal stages do by construction.

Modes cannot hold t exp(-kt), so two rates on one path must differ: where they nearly coincide they are
set apart (`nemda.pk.separation`) and the change is reported.
The form would be wrong for saturable or circular (enterohepatic) kinetics; the latter is refused.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from nemda.errors import ModelError
from nemda.pk.separation import separate

SYMMETRY_TOLERANCE = 1e-9
"""Largest relative asymmetry of a scaled block; real exchange is symmetric to rounding."""


class Modes(NamedTuple):
    """Modes of a system: amounts = right @ z and z = left @ amounts, where dz/dt = -rate z + left @ input.

    `separation` is the largest relative change made to a rate of each person (0 where none was needed).
    """

    rate: Float[ndarray, "mode person"]
    right: Float[ndarray, "compartment mode person"]
    left: Float[ndarray, "mode compartment person"]
    separation: Float[ndarray, " person"]


def find_modes(matrix: Float[ndarray, "person compartment compartment"]) -> Modes:
    """Return the modes of dA/dt = matrix @ A (1/h), every person at once.

    Valid for matrices whose exchange blocks satisfy detailed balance (any tree of two-way exchange)
    and whose every compartment drains in the end.

    Raises
    ------
    ModelError
        A block exchanges in a circle, or a compartment never drains.
    """
    reach = _reachable(np.any(matrix != 0, axis=0))
    blocks = _blocks(reach)
    order = np.concatenate(blocks)
    ordered = matrix[:, order][:, :, order]
    spans = _spans([block.size for block in blocks])
    into, out_of, eigenvalue = _block_modes(ordered, spans)
    coupling = into @ ordered @ out_of
    factor = separate(eigenvalue, spans, reach[np.ix_(order, order)])
    coupling *= factor[:, None, :]
    eigenvalue = eigenvalue * factor
    for span in spans:
        coupling[:, span, span] = 0.0
    shape, inverse = _substitute(coupling, eigenvalue)
    right = np.empty_like(matrix)
    left = np.empty_like(matrix)
    right[:, order] = out_of @ shape
    left[:, :, order] = inverse @ into
    return Modes(
        rate=np.ascontiguousarray(-eigenvalue.T),
        right=np.ascontiguousarray(right.transpose(1, 2, 0)),
        left=np.ascontiguousarray(left.transpose(1, 2, 0)),
        separation=np.max(np.abs(factor - 1.0), axis=1),
    )


def _reachable(linked: Bool[ndarray, "to source"]) -> Bool[ndarray, "to source"]:
    """Return which compartments drug from each compartment can get to, itself included."""
    reach = linked | np.eye(len(linked), dtype=bool)
    for _ in range(len(linked).bit_length()):
        reach = (reach.astype(int) @ reach.astype(int)) > 0
    return reach


def _blocks(reach: Bool[ndarray, "to source"]) -> list[ndarray]:
    """Return the groups of compartments that exchange both ways, sources before what they feed."""
    mutual = reach & reach.T
    first = np.unique(mutual.argmax(axis=1))
    upstream = sorted(first, key=lambda index: -int(reach[:, index].sum()))
    return [np.flatnonzero(mutual[index]) for index in upstream]


def _spans(sizes: list[int]) -> list[slice]:
    ends = np.cumsum(sizes)
    return [slice(int(end - size), int(end)) for end, size in zip(ends, sizes, strict=True)]


def _block_modes(matrix: ndarray, spans: list[slice]) -> tuple[ndarray, ndarray, ndarray]:
    """Return, for all blocks, the maps into and out of their own modes, and the eigenvalues."""
    people, size, _ = matrix.shape
    into = np.zeros((people, size, size))
    out_of = np.zeros((people, size, size))
    eigenvalue = np.empty((people, size))
    for span in spans:
        block = matrix[:, span, span]
        scale = _symmetric_scale(block)
        symmetric = block / scale[:, :, None] * scale[:, None, :]
        asymmetry = np.abs(symmetric - symmetric.swapaxes(1, 2)).max()
        if asymmetry > SYMMETRY_TOLERANCE * np.abs(symmetric).max():
            raise ModelError(
                "Compartments exchange in a circle, which has no real modes.",
                expected="exchange in a tree, or with detailed balance",
                got=f"relative asymmetry {asymmetry / np.abs(symmetric).max():.2g}",
            )
        eigenvalue[:, span], vectors = np.linalg.eigh(symmetric)
        out_of[:, span, span] = scale[:, :, None] * vectors
        into[:, span, span] = vectors.swapaxes(1, 2) / scale[:, None, :]
    if np.any(eigenvalue >= 0):
        raise ModelError("A compartment never drains.", got=float(eigenvalue.max()), expected="rates above 0")
    return into, out_of, eigenvalue


def _symmetric_scale(block: ndarray) -> Float[ndarray, "person compartment"]:
    """Return the scale of each compartment that makes a block with detailed balance symmetric."""
    people, size, _ = block.shape
    scale = np.ones((people, size))
    known = [0]
    for origin in known:
        for index in range(size):
            if index not in known and np.all(block[:, index, origin] > 0):
                forth, back = block[:, index, origin], block[:, origin, index]
                scale[:, index] = scale[:, origin] * np.sqrt(forth / np.where(back > 0, back, forth))
                known.append(index)
    return scale


def _substitute(coupling: ndarray, eigenvalue: ndarray) -> tuple[ndarray, ndarray]:
    """Return the eigenvectors of a lower triangular matrix (columns) and their inverse.

    From T V = V diag(t) and W T = diag(t) W row by row, with ones on both diagonals:
    V[i, j] = sum_k<i T[i, k] V[k, j] / (t[j] - t[i]) and W[i, j] = sum_k>j W[i, k] T[k, j] / (t[i] - t[j]).
    """
    people, size = eigenvalue.shape
    shape = np.zeros((people, size, size))
    shape[:] = np.eye(size)
    inverse = shape.copy()
    for row in range(1, size):
        total = (coupling[:, None, row, :row] @ shape[:, :row, :row])[:, 0]
        shape[:, row, :row] = _quotient(total, eigenvalue[:, :row] - eigenvalue[:, row, None])
    for column in range(size - 2, -1, -1):
        total = (inverse[:, column + 1 :, column + 1 :] @ coupling[:, column + 1 :, column, None])[:, :, 0]
        gap = eigenvalue[:, column + 1 :] - eigenvalue[:, column, None]
        inverse[:, column + 1 :, column] = _quotient(total, gap)
    return shape, inverse


def _quotient(total: ndarray, gap: ndarray) -> ndarray:
    """Return total / gap, and 0 where nothing couples two equal rates."""
    return np.divide(total, gap, out=np.zeros_like(total), where=total != 0)
