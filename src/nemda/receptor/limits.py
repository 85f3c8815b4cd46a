"""Where the slow-time formula of `nemda.receptor.occupancy` may be used.

Compared with the full 16-state chain (eight gating states, each with and without drug), the formula
gives the same steady state. Its time constant is that of the current within a quarter up to one and a half
half-blocking concentrations; the share of receptors that hold drug follows 1.2 (dilute) to 1.6 times more
slowly, because receptors in long shut states exchange late. Far above, the formula is up to five times
too slow for the current and as much too fast for the share: the open state empties faster than the gate
refills it. Single synaptic events and anything faster than about a second are outside as well. The tests of
this room repeat the comparison.
"""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

LARGEST_DRIVE = 1.5
"""Largest sum of D / K for which the speed of block is claimed."""

SHORTEST_TIME_S = 1.0
"""Shortest time scale (s) for which the mean over openings is claimed."""


class ReceptorClaimWarning(UserWarning):
    """The slow-time occupancy was asked about something it does not claim to describe."""


class Claim(NamedTuple):
    """Whether a use lies within the claim, and if not, why."""

    within: bool
    reasons: tuple[str, ...]


def within_claim(drive: float | Float[ndarray, "*drives"], shortest_time_s: float) -> Claim:
    """Return whether block at `drive` = sum D / K, resolved to `shortest_time_s`, is within the claim.

    An array of drives is judged by its largest value.
    """
    reasons: list[str] = []
    largest = float(np.max(drive))
    if not largest <= LARGEST_DRIVE:
        reasons.append(
            f"free drug reaches {largest:.3g} times the half-blocking concentration; onset is claimed up "
            f"to {LARGEST_DRIVE:g} times (steady state still holds)"
        )
    if not shortest_time_s >= SHORTEST_TIME_S:
        reasons.append(
            f"changes within {shortest_time_s:.3g} s were asked for; the formula averages over openings "
            f"and is claimed from {SHORTEST_TIME_S:g} s"
        )
    return Claim(within=not reasons, reasons=tuple(reasons))


def warn_outside_claim(drive: float | Float[ndarray, "*drives"], shortest_time_s: float) -> None:
    """Warn with `ReceptorClaimWarning` when `within_claim` says no."""
    claim = within_claim(drive, shortest_time_s)
    if not claim.within:
        warnings.warn("; ".join(claim.reasons), ReceptorClaimWarning, stacklevel=2)
