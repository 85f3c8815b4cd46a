"""Clinical endpoints: who responds, who is in remission, and their shares when people are not kept.

Definitions as trials use them; the simulated MADRS is not rounded to whole points.
"""

from __future__ import annotations

from dataclasses import dataclass

from jaxtyping import Bool, Float
from numpy import ndarray

RESPONSE_FALL = 0.5
"""Response: a fall of at least half (scales.csv, MADRS)."""

REMISSION_MADRS = 10.0
"""Remission: MADRS at or below this (scales.csv, KetECT); esketamine trials use 12."""


def responded(
    madrs: Float[ndarray, "person ..."], baseline: Float[ndarray, " person"], fall: float = RESPONSE_FALL
) -> Bool[ndarray, "person ..."]:
    """Return who has lost at least this share of the baseline; without symptoms nobody can respond."""
    start = baseline.reshape(-1, *(1 for _ in madrs.shape[1:]))
    return (start > 0) & (madrs <= (1 - fall) * start)


def remitted(madrs: Float[ndarray, "*shape"], threshold: float = REMISSION_MADRS) -> Bool[ndarray, "*shape"]:
    """Return who is at or below the MADRS of remission."""
    return madrs <= threshold


@dataclass(frozen=True)
class Response:
    """A fall of MADRS by at least a share of the baseline."""

    fall: float = RESPONSE_FALL
    name: str = "response"

    def reached(
        self, madrs: Float[ndarray, "person time"], baseline: Float[ndarray, " person"]
    ) -> Bool[ndarray, "person time"]:
        """Return who responds at which time."""
        return responded(madrs, baseline, self.fall)


@dataclass(frozen=True)
class Remission:
    """A MADRS at or below a threshold."""

    madrs: float = REMISSION_MADRS
    name: str = "remission"

    def reached(
        self, madrs: Float[ndarray, "person time"], baseline: Float[ndarray, " person"]
    ) -> Bool[ndarray, "person time"]:
        """Return who is in remission at which time."""
        del baseline
        return remitted(madrs, self.madrs)


Endpoint = Response | Remission
"""Everything that can be counted."""

ENDPOINTS: tuple[Endpoint, ...] = (Response(), Remission())
