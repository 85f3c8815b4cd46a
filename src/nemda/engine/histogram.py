"""Histograms that grow with their data: quantiles of any number of people in fixed memory.

Each cell (a variable at a time) counts people in at most `BINS` bins of width 2^k. Edges are whole
multiples of the width, so two neighbors at level k are exactly one bin at level k + 1, and a value's
bin is exact: floor(x / 2^k) with a power of two loses nothing. The level is the smallest at which the
lowest and the highest value so far fit together. Level and counts therefore depend on which people
were counted, never on their order, chunks or machines, down to the last bit; no range has to be guessed.

The error is stated, not hoped for: a quantile lies in the bin of the true one, so it is off by less than
2^k <= (maximum - minimum) / 1023, in practice far less because people are spread evenly inside a bin.
Alternatives: t-digest (Dunning & Ertl 2019, arXiv:1902.04023) and KLL (Karnin, Lang & Liberty 2016,
DOI 10.1109/FOCS.2016.17) need less memory, but the first depends on the order of the data and the second
on chance. Wrong if any two ways to count the same people disagree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int, Integer
from numpy import ndarray

BINS = 4096
MOST_PEOPLE = 2**32 - 1
"""Counts are 32-bit whole numbers."""

_BINS_EXPONENT = 12
_PRECISION = 53
"""Binary digits of a float: finer bins than its last digit are not needed."""
_LOWEST_LEVEL = -1000
_LONGEST_SHIFT = 62
_SLAB = 128
"""Cells worked on together, which bounds the memory of a quantile."""


@dataclass
class Histograms:
    """Counts of people per cell, filled in place by `count` and `merge`.

    Bin b of cell c covers [origin[c] + b, origin[c] + b + 1) * 2^level[c].
    """

    level: Int[ndarray, " cell"]
    origin: Int[ndarray, " cell"]
    minimum: Float[ndarray, " cell"]
    maximum: Float[ndarray, " cell"]
    counts: Integer[ndarray, "cell bin"]


def empty(cells: int) -> Histograms:
    """Return histograms that have counted nobody."""
    return Histograms(
        level=np.full(cells, _LOWEST_LEVEL),
        origin=np.zeros(cells, dtype=np.int64),
        minimum=np.full(cells, np.inf),
        maximum=np.full(cells, -np.inf),
        counts=np.zeros((cells, BINS), dtype=np.uint32),
    )


def count(histograms: Histograms, cells: slice, values: Float[ndarray, "cell person"]) -> None:
    """Count people in a range of cells; values must be finite."""
    part = _rows(histograms, cells)
    _widen(part, values.min(axis=1), values.max(axis=1))
    place = _index(values, part.level[:, None]) - part.origin[:, None]
    place += BINS * np.arange(values.shape[0])[:, None]
    _add(part, place.reshape(-1), np.uint32(1))


def merge(histograms: Histograms, other: Histograms) -> None:
    """Count the people of `other` as well."""
    for rows in _slabs(histograms):
        mine, theirs = _rows(histograms, rows), _rows(other, rows)
        _widen(mine, theirs.minimum, theirs.maximum)
        places, people = _new_places(theirs, np.arange(mine.level.size), mine.level, mine.origin)
        _add(mine, places, people)


def width(histograms: Histograms) -> Float[ndarray, " cell"]:
    """Return the width of the bins of each cell, which bounds the error of its quantiles."""
    return np.ldexp(1.0, histograms.level)


def quantiles(
    histograms: Histograms, probabilities: Float[ndarray, " quantile"]
) -> Float[ndarray, "quantile cell"]:
    """Return quantiles of each cell, off by less than `width`.

    Probability p asks for rank h = p (n - 1), counted from 0 and interpolated between whole ranks
    (type 7 of Hyndman & Fan 1996, DOI 10.1080/00031305.1996.10473566). The person of rank r in a bin of m
    people, of which `before` are lower, is taken to stand at (r - before + 1/2) / m of the bin.
    """
    found = np.empty((probabilities.size, histograms.level.size))
    for rows in _slabs(histograms):
        part = _rows(histograms, rows)
        below = np.cumsum(part.counts, axis=1, dtype=np.int64)
        for row, probability in enumerate(probabilities):
            rank = probability * (below[0, -1] - 1)
            low, high = (_ranked(part, below, int(whole(rank))) for whole in (np.floor, np.ceil))
            found[row, rows] = low + (rank - np.floor(rank)) * (high - low)
    return found


def _ranked(part: Histograms, below: Int[ndarray, "cell bin"], rank: int) -> Float[ndarray, " cell"]:
    """Return about where the person of one rank stands in each cell; the first and the last exactly."""
    if rank == 0:
        return part.minimum
    if rank == below[0, -1] - 1:
        return part.maximum
    place = np.argmax(below > rank, axis=1)
    row = np.arange(place.size)
    people = part.counts[row, place]
    inside = (rank - (below[row, place] - people) + 0.5) / people
    value = np.ldexp(part.origin + place + inside, part.level)
    return np.clip(value, part.minimum, part.maximum)


def _rows(histograms: Histograms, rows: slice) -> Histograms:
    """Return views of some cells."""
    return Histograms(*(array[rows] for array in vars(histograms).values()))


def _slabs(histograms: Histograms) -> Iterator[slice]:
    for first in range(0, histograms.level.size, _SLAB):
        yield slice(first, first + _SLAB)


def _index(values: Float[ndarray, "*shape"], level: Int[ndarray, "*other"]) -> Int[ndarray, "*shape"]:
    """Return floor(x / 2^level)."""
    return np.floor(values * np.ldexp(1.0, -level)).astype(np.int64)


def _widen(part: Histograms, minimum: Float[ndarray, " cell"], maximum: Float[ndarray, " cell"]) -> None:
    """Make room for values between the given ones."""
    np.minimum(part.minimum, minimum, out=part.minimum)
    np.maximum(part.maximum, maximum, out=part.maximum)
    level = _level(part.minimum, part.maximum)
    shift = np.minimum(level - part.level, _LONGEST_SHIFT)
    origin = part.origin >> shift
    first, last = _index(part.minimum, level), _index(part.maximum, level)
    outside = (first < origin) | (last >= origin + BINS)
    # centered, so that the next extreme value seldom moves the bins again
    centered = first - (BINS - 1 - (last - first)) // 2
    _move(part, level, np.where(outside, centered, origin))


def _level(minimum: Float[ndarray, " cell"], maximum: Float[ndarray, " cell"]) -> Int[ndarray, " cell"]:
    """Return the level at which values from minimum to maximum fit into the bins.

    It never falls when the range grows, which makes the result independent of the order of the data.
    """
    distance = maximum - minimum
    _, exponent = np.frexp(distance)
    largest = np.maximum(np.abs(minimum), np.abs(maximum))
    _, size = np.frexp(largest)
    finest = np.where(largest > 0, size.astype(np.int64) - _PRECISION, _LOWEST_LEVEL)
    # no finer than the values are precise: where they differ by rounding alone an index would overflow
    fitting = np.maximum(exponent.astype(np.int64) - _BINS_EXPONENT, finest)
    span = _index(maximum, fitting) - _index(minimum, fitting)
    fitting += span >= BINS
    fitting = np.where(distance > 0, fitting, finest)
    return np.maximum(fitting, _LOWEST_LEVEL)


def _move(part: Histograms, level: Int[ndarray, " cell"], origin: Int[ndarray, " cell"]) -> None:
    """Bring the counts to other bins, at least as wide and with room for everybody counted."""
    changed = np.flatnonzero((level != part.level) | (origin != part.origin))
    places, people = _new_places(part, changed, level, origin)
    part.counts[changed] = 0
    _add(part, places, people)
    part.level[:], part.origin[:] = level, origin


def _new_places(
    part: Histograms,
    cells: Int[ndarray, " some"],
    level: Int[ndarray, " cell"],
    origin: Int[ndarray, " cell"],
) -> tuple[Int[ndarray, " place"], Integer[ndarray, " place"]]:
    """Return where the people of every bin belong under another level and origin, and how many they are."""
    row, old = np.nonzero(part.counts[cells])
    cell = cells[row]
    shift = np.minimum(level - part.level, _LONGEST_SHIFT)
    new = ((part.origin[cell] + old) >> shift[cell]) - origin[cell]
    return BINS * cell + new, part.counts[cell, old]


def _add(
    part: Histograms, places: Int[ndarray, " place"], people: Integer[ndarray, " *place"] | np.uint32
) -> None:
    # one flat index, because NumPy adds at several indices many times slower
    np.add.at(part.counts.reshape(-1), places, people)
