"""Clinical endpoints as a share of people over time, for runs that do not keep people.

Definitions as trials use them; the simulated MADRS is not rounded to whole points.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray


@dataclass(frozen=True)
class Response:
    """A fall of MADRS by at least a share of the baseline; without symptoms nobody can respond.

    Half the baseline is what trials call response (scales.csv, MADRS).
    """

    fall: float = 0.5
    name: str = "response"

    def reached(
        self, madrs: Float[ndarray, "person time"], baseline: Float[ndarray, " person"]
    ) -> Bool[ndarray, "person time"]:
        """Return who responds at which time."""
        limit = (1 - self.fall) * baseline
        return (baseline > 0)[:, None] & (madrs <= limit[:, None])


@dataclass(frozen=True)
class Remission:
    """A MADRS at or below a threshold: 10 (scales.csv, KetECT); esketamine trials use 12."""

    madrs: float = 10.0
    name: str = "remission"

    def reached(
        self, madrs: Float[ndarray, "person time"], baseline: Float[ndarray, " person"]
    ) -> Bool[ndarray, "person time"]:
        """Return who is in remission at which time."""
        return np.broadcast_to(madrs <= self.madrs, (baseline.size, madrs.shape[1]))


Endpoint = Response | Remission
"""Everything that can be counted."""

ENDPOINTS: tuple[Endpoint, ...] = (Response(), Remission())
