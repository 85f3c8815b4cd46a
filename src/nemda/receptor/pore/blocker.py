"""A pore blocker: a substance that enters the open channel, one at a time, and may be trapped there."""

from __future__ import annotations

from dataclasses import dataclass

from nemda.receptor.scheme.constant import Constant


@dataclass(frozen=True)
class Blocker:
    """Intrinsic constants of a blocker in one scheme.

    It enters an open state at `association` times its concentration and leaves at `dissociation`, each
    times exp((V - reference_mv) / slope) where a slope (mV) is given. While it is inside, the gate opens
    and closes as without it, times `opening_factor` and `closing_factor` (an asymmetric arm if not 1).

    `closed_exit` (1/s) lets it leave a closed channel; 0 traps it fully. With `closed_entry` it also
    enters closed channels, at the rate that detailed balance demands, so it works on receptors at rest;
    without it escape is one-way, a description of partial trapping and not an equilibrium.
    """

    name: str
    association: Constant
    dissociation: Constant
    reference_mv: float = 0.0
    association_slope: Constant | None = None
    dissociation_slope: Constant | None = None
    closed_exit: Constant | None = None
    closed_entry: bool = False
    opening_factor: float = 1.0
    closing_factor: float = 1.0
