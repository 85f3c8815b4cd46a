"""A cross-walk between two scales: pairs of scores, straight lines between them, and the error of one person.

With linked scores the two scales have the same spread, so the difference between a person's rating and
the converted one has the SD sd sqrt(2 (1 - correlation)): the variance of the difference of two variables of
equal variance. Linking removes the difference of means, not the scatter.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import DataError
from nemda.model.parameters import GRADES

Scores = Float[ndarray, " *score"]


class Scale(NamedTuple):
    """A scale that runs from 0 to `most`; higher is worse."""

    name: str
    title: str
    most: float


@dataclass(frozen=True)
class Link:
    """A cross-walk from `start` to `end`: `knots` [pair, 2] rising in both, with a grade for each.

    `sd` (points of `start`) and `correlation` give the error of one person's converted score. `reading`
    names a second cross-walk of the same scales.
    """

    start: Scale
    end: Scale
    knots: tuple[tuple[float, float], ...]
    grades: tuple[str, ...]
    source: str
    note: str
    sd: float
    correlation: float
    error_grade: str
    error_source: str
    error_note: str
    reading: str = ""

    def __post_init__(self) -> None:
        pairs = np.array(self.knots)
        where = f"{self.start.name} to {self.end.name}"
        if (np.diff(pairs[:, 0]) <= 0).any() or (np.diff(pairs[:, 1]) < 0).any():
            raise DataError("A cross-walk must rise.", where=where, got=self.knots)
        if pairs[0].tolist() != [0, 0] or pairs[-1].tolist() != [self.start.most, self.end.most]:
            raise DataError("A cross-walk joins the ends of its scales.", where=where, got=self.knots)
        if len(self.grades) != len(self.knots) or not {*self.grades, self.error_grade} <= set(GRADES):
            raise DataError("A cross-walk has a grade for each knot.", where=where, got=self.grades)

    @property
    def error_sd(self) -> float:
        """SD of one person's rating about the converted score, in points of `start`."""
        return self.sd * math.sqrt(2 * (1 - self.correlation))

    def forward(self, score: Scores) -> Scores:
        """Return the scores of `end` for scores of `start`."""
        return np.interp(score, *np.array(self.knots).T)

    def backward(self, score: Scores) -> Scores:
        """Return the scores of `start` for scores of `end`; where `end` is at its ceiling, the lowest."""
        pairs = np.array(self.knots)
        rising = np.append(True, np.diff(pairs[:, 1]) > 0)
        return np.interp(score, pairs[rising, 1], pairs[rising, 0])

    def slope(self, score: Scores) -> Scores:
        """Return how many points of `end` one point of `start` is worth there; at a knot, just below it."""
        pairs = np.array(self.knots)
        steps = np.diff(pairs[:, 1]) / np.diff(pairs[:, 0])
        return steps[np.clip(np.searchsorted(pairs[:, 0], score) - 1, 0, steps.size - 1)]
