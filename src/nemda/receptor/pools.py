"""Pools of NMDA receptors by cell type, with the potency of every blocker in them.

Four pools matter for how ketamine works: receptors on inhibitory interneurons (GluN2C and GluN2D, which
magnesium guards poorly), synaptic receptors of pyramidal cells (GluN2A and GluN2B), receptors reached
by spontaneous release at rest (GluN2B), and those of the lateral habenula. Magnesium makes the first
pool about three times as sensitive to ketamine as the others, from which the inverted U follows:
block(interneuron) (1 - block(pyramidal)).

Every potency is derived by `nemda.receptor.derivation` from single-subtype recordings, the assumed
share of each subtype and the pool's assumed mean voltage; the tests compare data and derivation. The
subtype shares are the weakest numbers of this room (grade C).

In the habenula the unblocking rate must depend on activity (`activity_dependent_rate`): drug enters
within minutes while cells burst and stays for up to a day once they are silent (Ma 2023,
10.1038/s41586-023-06624-1). One slow rate for both directions would keep the drug out as well.

Wrong if: interneuron and pyramidal currents in magnesium are equally sensitive to ketamine.
"""

from __future__ import annotations

from importlib import resources
from typing import NamedTuple

from nemda.errors import ParameterError
from nemda.model.maths import Value
from nemda.model.parameters import ParameterTable, read_table

POOLS = ("interneuron", "pyramidal", "resting", "habenula")


class Blockers(NamedTuple):
    """One value for each competing pore blocker: a free concentration or a half-block (umol/L)."""

    ketamine_s: Value
    ketamine_r: Value
    norketamine_s: Value
    norketamine_r: Value
    hydroxynorketamine: Value
    memantine: Value


class Pool(NamedTuple):
    """One receptor pool.

    `half_block` in umol/L holds at the magnesium of the affinity table (1 mmol/L) and the pool's mean
    voltage; `magnesium_half_block` in mmol/L says how it shifts with magnesium; `unblocking_rate` in
    1/h is a k_off at the pool's usual activity.
    """

    half_block: Blockers
    magnesium_half_block: Value
    unblocking_rate: Value


def blocking_drive(free_concentrations: Blockers, half_blocks: Blockers) -> Value:
    """Return x = sum_j D_j / K_j (dimensionless), for `pooled_rate` and `pooled_steady`.

    Divide by `magnesium_shift` when magnesium differs from that of the affinity table.
    """
    ratios = [free / half for free, half in zip(free_concentrations, half_blocks, strict=True)]
    return sum(ratios[1:], start=ratios[0])


def free_concentration(total: Value, unbound_fraction: Value) -> Value:
    """Return the free drug (same unit as `total`): only what is not bound to protein reaches the pore.

    Assumes that free drug is equal on both sides of the blood-brain barrier (passive entry).
    """
    return unbound_fraction * total


def pool_table() -> ParameterTable:
    """Return the parameters of all pools, the unbound fractions and the high-affinity site."""
    return read_table(resources.files("nemda.receptor") / "data" / "pools.toml", "receptor")


def pool(table: ParameterTable, name: str) -> Pool:
    """Return the typical values of one pool.

    Raises
    ------
    ParameterError
        The pool is unknown.
    """
    if name not in POOLS:
        raise ParameterError("Unknown receptor pool.", expected=", ".join(POOLS), got=repr(name))
    return Pool(
        half_block=Blockers(*(table[f"{blocker}_half_block_{name}"].value for blocker in Blockers._fields)),
        magnesium_half_block=table[f"magnesium_half_block_{name}"].value,
        unblocking_rate=table[f"unblocking_rate_{name}"].value,
    )
