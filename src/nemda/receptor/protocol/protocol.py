"""A protocol: stretches one after the other, as an immutable value."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ReceptorError
from nemda.receptor.protocol.segment import Segment


@dataclass(frozen=True)
class Protocol:
    """Stretches that follow one another from time 0; `a + b` joins two protocols.

    At the moment where one ends the next has begun; the last one includes its end.

    Raises
    ------
    ReceptorError
        There is no stretch.
    """

    segments: tuple[Segment, ...]

    def __post_init__(self) -> None:
        if not self.segments:
            raise ReceptorError("A protocol needs at least one segment.", where="segments")

    def __add__(self, other: Protocol) -> Protocol:
        """Return this protocol followed by another."""
        return Protocol(self.segments + other.segments)

    @property
    def duration_s(self) -> float:
        """The whole duration (s)."""
        return float(self.edges_s[-1])

    @property
    def edges_s(self) -> Float[ndarray, " edge"]:
        """Begin of every stretch and the end of the last (s)."""
        return np.cumsum([0.0, *(segment.duration_s for segment in self.segments)])

    @property
    def ligands(self) -> frozenset[str]:
        """Every ligand that is named anywhere."""
        return frozenset().union(*(segment.ligands for segment in self.segments))

    def grid(self, points: int = 200) -> Float[ndarray, " time"]:
        """Return times (s) that divide every stretch into `points` equal steps, each edge once."""
        edges = self.edges_s
        steps = [first + (last - first) * np.arange(points) / points for first, last in pairwise(edges)]
        return np.concatenate([*steps, edges[-1:]])
