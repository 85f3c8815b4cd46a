"""What most people do over time: the median and the ranges that hold half and nine tenths of them.

Ranges of people, not of the mean: a band says how different people are, not how sure the model is.
Quantiles are interpolated linearly between order statistics.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import DataError
from nemda.trial.intervals import quantiles_over_people

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
DIGITS = 4
"""Significant digits kept in figures: finer than a screen shows, and a third of the file size."""


class Bands(NamedTuple):
    """Quantiles over people at each time: 5%, 25%, 50%, 75% and 95%."""

    low_90: Float[ndarray, " time"]
    low_50: Float[ndarray, " time"]
    median: Float[ndarray, " time"]
    high_50: Float[ndarray, " time"]
    high_90: Float[ndarray, " time"]


def bands(values: Float[ndarray, "person time"], name: str = "values") -> Bands:
    """Return the quantiles over people at each time.

    Raises
    ------
    DataError
        A value is not finite; `name` says of what.
    """
    numbers = np.asarray(values, dtype=np.float64)
    if not np.isfinite(numbers).all():
        raise DataError(
            "A value is not finite.", where=name, expected="a finite number for every person and time",
            got=f"{np.count_nonzero(~np.isfinite(numbers))} values that are not",
            hint="leave the variable out, or simulate again",
        )  # fmt: skip
    return Bands(*quantiles_over_people(numbers, LEVELS))


def significant(values: Iterable[float], digits: int = DIGITS) -> list[float]:
    """Return the numbers rounded to `digits` significant digits.

    >>> significant([123.456, 0.00123456, 0.0])
    [123.5, 0.001235, 0.0]
    """
    return [float(f"{value:.{digits}g}") for value in values]
