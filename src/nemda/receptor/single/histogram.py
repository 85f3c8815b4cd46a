"""Dwell-time histograms as single-channel laboratories draw them.

Dwell times span microseconds to minutes, so bins are equal in log time, and counts are drawn on a
square-root ordinate, where the scatter is the same in every bin (Sigworth and Sine 1987). An exponential
with time constant tau then peaks at tau: density per unit of ln t is (t / tau) exp(-t / tau).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from nemda.errors import ReceptorError


@dataclass(frozen=True)
class DwellHistogram:
    """Counts of dwell times in bins of equal width in log time; `edge_s` has one more entry."""

    edge_s: Float[ndarray, " edge"]
    count: Int[ndarray, " bin"]

    @property
    def center_s(self) -> Float[ndarray, " bin"]:
        """Geometric middle of each bin (s)."""
        return np.sqrt(self.edge_s[1:] * self.edge_s[:-1])

    @property
    def square_root(self) -> Float[ndarray, " bin"]:
        """Square root of the counts: the ordinate of Sigworth and Sine."""
        return np.sqrt(self.count)


def dwell_histogram(dwell_s: Float[ndarray, " dwell"], bins_per_decade: int = 10) -> DwellHistogram:
    """Return the histogram of dwell times in logarithmic bins that begin and end at a bin edge.

    Raises
    ------
    ReceptorError
        There is no dwell time, one is not positive, or there is no bin.
    """
    if dwell_s.size == 0 or not np.all(np.isfinite(dwell_s) & (dwell_s > 0)):
        raise ReceptorError(
            "Dwell times must be positive, and at least one.", where="dwell_s", got=dwell_s.size
        )
    if bins_per_decade < 1:
        raise ReceptorError(
            "At least one bin per decade is needed.", where="bins_per_decade", got=bins_per_decade
        )
    place = np.floor(np.log10(dwell_s) * bins_per_decade).astype(int)
    first, last = int(place.min()), int(place.max())
    edges = 10.0 ** (np.arange(first, last + 2) / bins_per_decade)
    return DwellHistogram(edges, np.bincount(place - first, minlength=last - first + 1))


def expected_counts(
    edge_s: Float[ndarray, " edge"],
    time_constants_s: Float[ndarray, " component"],
    areas: Float[ndarray, " component"],
    total: int,
) -> Float[ndarray, " bin"]:
    """Return the counts that a sum of exponentials expects in each bin among `total` dwell times."""
    survival = np.exp(-edge_s[:, None] / time_constants_s) @ areas
    return total * (survival[:-1] - survival[1:])


def log_density(
    time_s: Float[ndarray, " time"],
    time_constants_s: Float[ndarray, " component"],
    areas: Float[ndarray, " component"],
) -> Float[ndarray, " time"]:
    """Return the Sigworth-Sine curve: the density per unit of ln t.

    That is sum_k area_k (t / tau_k) exp(-t / tau_k).
    """
    relative = time_s[:, None] / time_constants_s
    return (relative * np.exp(-relative)) @ areas
