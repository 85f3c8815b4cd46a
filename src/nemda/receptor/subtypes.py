"""Potency of pore blockers at single NMDA receptor subtypes, and what follows for mixed pools.

In the laboratory one subtype (GluN2A to GluN2D) is expressed at a time and held at one voltage. A
blocker's half-blocking concentration at another voltage and in magnesium is

    K(V, [Mg]) = K(V_ref, 0) exp(delta (V - V_ref) / (RT/F)) (1 + [Mg] / K_Mg(V))

A pool of receptors of several subtypes has, at low occupancy, 1 / K = sum_s share_s / K_s (each
subtype contributes its own slope). At high occupancy this single K somewhat overstates the block.

The two data sets in `data/subtypes.toml` disagree: without magnesium ketamine half-blocks GluN2A at
0.71 umol/L (Gilling 2009, -70 mV, human) or 0.33 umol/L (Kotermanski and Johnson 2009, -66 mV, rat).
Only the second covers all four subtypes with magnesium, so the pools follow it.

Wrong if: a subtype's shift by magnesium is not the one that its own magnesium block predicts.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from typing import NamedTuple

from nemda.errors import ParameterError
from nemda.model.maths import Value
from nemda.model.parameters import ParameterTable, read_table
from nemda.receptor.magnesium import (
    magnesium_half_block,
    magnesium_variant,
    unblocked_fraction,
)
from nemda.receptor.occupancy import voltage_factor

SUBTYPES = ("glun2a", "glun2b", "glun2c", "glun2d")


class SubtypePotency(NamedTuple):
    """One blocker at one subtype.

    `half_block_free`: umol/L without magnesium at `reference_voltage` (mV); `electrical_distance`: the
    fraction of the field the drug senses; `thermal_voltage`: RT/F in mV; the last two are the
    subtype's magnesium block (mmol/L at 0 mV, 1/mV).
    """

    half_block_free: Value
    reference_voltage: Value
    electrical_distance: Value
    thermal_voltage: Value
    magnesium_half_block_0mv: Value
    magnesium_voltage_slope: Value


def subtype_half_block(potency: SubtypePotency, voltage: Value, magnesium: Value) -> Value:
    """Return K(V, [Mg]) in umol/L at `voltage` (mV) and `magnesium` (mmol/L)."""
    in_magnesium = magnesium_half_block(
        voltage, potency.magnesium_half_block_0mv, potency.magnesium_voltage_slope
    )
    at_voltage = potency.half_block_free * voltage_factor(
        voltage, potency.reference_voltage, potency.electrical_distance, potency.thermal_voltage
    )
    return at_voltage / unblocked_fraction(magnesium, in_magnesium)


def mixed_half_block(shares: Sequence[Value], half_blocks: Sequence[Value]) -> Value:
    """Return the K (umol/L) of a pool at low occupancy: 1 / sum_s (share_s / K_s); shares sum to 1."""
    return 1 / sum(share / half for share, half in zip(shares, half_blocks, strict=True))


def mixed_magnesium_half_block(
    half_block_free: Value, half_block_in_magnesium: Value, magnesium: Value
) -> Value:
    """Return the K_Mg (mmol/L) of a pool, from its blocker's K without and with `magnesium`.

    Inverts K_with = K_without (1 + [Mg] / K_Mg); exact for one subtype, and at both ends for several.
    """
    return magnesium * half_block_free / (half_block_in_magnesium - half_block_free)


def enantiomer_half_blocks(racemic: Value, ratio: Value) -> tuple[Value, Value]:
    """Return K of the stronger and the weaker enantiomer from K of the racemate and their ratio.

    Both compete for one site, so 1 / K_rac = (1 / K_s + 1 / K_r) / 2, with K_r = ratio * K_s.
    """
    stronger = racemic * (1 + 1 / ratio) / 2
    return stronger, ratio * stronger


def subtype_table() -> ParameterTable:
    """Return the laboratory constants of ketamine, its metabolites and memantine."""
    return read_table(resources.files("nemda.receptor") / "data" / "subtypes.toml", "receptor")


def subtype_potency(table: ParameterTable, blocker: str, subtype: str) -> SubtypePotency:
    """Return the constants of a blocker ("ketamine" or "memantine") at one of `SUBTYPES`.

    `table` is that of `nemda.receptor.parameters.parameter_table`.

    Raises
    ------
    ParameterError
        The table has no potency for this pair.
    """
    name = f"{blocker}_half_block_free_{subtype}"
    if name not in table:
        raise ParameterError("No potency of this blocker at this subtype.", got=f"{blocker} at {subtype}")
    magnesium = magnesium_variant(table, subtype)
    return SubtypePotency(
        half_block_free=table[name].value,
        reference_voltage=table["subtype_reference_voltage"].value,
        electrical_distance=table[f"{blocker}_electrical_distance"].value,
        thermal_voltage=table["thermal_voltage"].value,
        magnesium_half_block_0mv=magnesium.half_block_0mv,
        magnesium_voltage_slope=magnesium.voltage_slope,
    )
