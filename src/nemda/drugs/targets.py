"""The targets that a companion drug may act on, and the name of the signal each becomes.

A drug acts on a target by its load: the sum over everything that binds there of the free concentration over
its half-effect concentration. Loads add, whatever drug they come from, and the occupancy of a simple site is
load / (1 + load). What would falsify the form: two drugs at one site whose joint effect is not that of summed
loads.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PORE_POOLS = ("interneuron", "somatostatin", "pyramidal", "resting", "habenula")
"""Pools of NMDA receptors whose pore a drug may block (see `nemda.mechanism.block`)."""

GLYCINE_POOLS = ("interneuron", "pyramidal")
"""Pools whose glycine site a drug may hold: GluN2C and 2D, and GluN2A and 2B."""

TARGETS: Mapping[str, str] = MappingProxyType(
    {
        "serotonin_transporter": "serotonin transporters held",
        "noradrenaline_transporter": "noradrenaline transporters held",
        "dopamine_transporter": "dopamine transporters held",
        "nicotinic_alpha7": "alpha-7 receptors opened by an agonist",
        "nicotinic_alpha7_desensitization": "alpha-7 receptors desensitized by an agonist",
        "nicotinic_alpha4beta2": "alpha-4 beta-2 receptors opened by an agonist",
        "nicotinic_alpha4beta2_desensitization": "alpha-4 beta-2 receptors desensitized by an agonist",
        "mu_antagonist": "mu receptors held by an antagonist",
        "gabaa": "benzodiazepine sites held",
        "release_inhibition": "sodium channels held that carry extra glutamate release",
        "sigma1": "sigma-1 receptors held",
        "mtorc1": "mTORC1 blocked",
        "gsk3": "GSK-3 held",
        "ampa": "AMPA receptors blocked",
        **{f"glycine_{pool}": f"glycine sites held, {pool} pool" for pool in GLYCINE_POOLS},
        **{f"nmda_{pool}": f"NMDA receptor pores held, {pool} pool" for pool in PORE_POOLS},
    }
)
"""What a card may name under ``targets``; the signal of a target is its name and ``_load``."""

TRAPPED_TARGETS = frozenset(f"nmda_{pool}" for pool in PORE_POOLS)
"""Targets that a drug with a ``residence_rate`` reaches and leaves at that rate."""


def load_signal(target: str) -> str:
    """Return the name of the signal that carries the load of a target."""
    return f"{target}_load"
