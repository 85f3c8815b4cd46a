"""Where the numbers of the receptor pools come from.

`data/pools.toml` ships finished numbers so that a reader sees what the model uses. This module derives
the same numbers from the laboratory constants, so that a corrected constant shows at once which pool
values must change (a test compares the two).

Assumptions, each grade C in the tables: the S:R and parent:metabolite ratios of binding to the MK-801
site (Ebert 1997, one assay for all four compounds) hold for pore block in every subtype; hydroxynorketamine
is equally weak at all subtypes, competes fully with magnesium and ignores voltage; drug leaves every
subtype at the apparent rate seen in GluN2A under steady saturating agonist, in proportion to how long
the gate is open.
"""

from __future__ import annotations

from nemda.model.parameters import ParameterTable
from nemda.receptor.occupancy import voltage_factor
from nemda.receptor.pools import Blockers, Pool
from nemda.receptor.subtypes import (
    SUBTYPES,
    enantiomer_half_blocks,
    mixed_half_block,
    mixed_magnesium_half_block,
    subtype_half_block,
    subtype_potency,
)

SECONDS_PER_HOUR = 3600.0


def pool_half_block(table: ParameterTable, name: str, blocker: str, magnesium: float) -> float:
    """Return K (umol/L) of racemic "ketamine" or "memantine" in one pool at `magnesium` (mmol/L)."""
    voltage = table[f"mean_voltage_{name}"].value
    shares = [table[f"{subtype}_share_{name}"].value for subtype in SUBTYPES]
    half_blocks = [
        subtype_half_block(subtype_potency(table, blocker, subtype), voltage, magnesium)
        for subtype in SUBTYPES
    ]
    return float(mixed_half_block(shares, half_blocks))


def derive_pool(table: ParameterTable, name: str) -> Pool:
    """Return one pool's potencies and speed, derived from its shares, voltage and activity.

    `table` is that of `nemda.receptor.parameters.parameter_table`; potencies and rates that it holds
    for the pool itself are not read.
    """
    magnesium = table["magnesium_of_affinity_table"].value
    racemic = pool_half_block(table, name, "ketamine", magnesium)
    without = pool_half_block(table, name, "ketamine", 0.0)
    magnesium_half_block = mixed_magnesium_half_block(without, racemic, magnesium)
    binding = {
        compound: table[f"{compound}_mk801_site_ki"].value
        for compound in ("ketamine_s", "ketamine_r", "norketamine_s", "norketamine_r")
    }
    ketamine_s, ketamine_r = enantiomer_half_blocks(racemic, binding["ketamine_r"] / binding["ketamine_s"])
    half_block = Blockers(
        ketamine_s=ketamine_s,
        ketamine_r=ketamine_r,
        norketamine_s=ketamine_s * binding["norketamine_s"] / binding["ketamine_s"],
        norketamine_r=ketamine_s * binding["norketamine_r"] / binding["ketamine_s"],
        hydroxynorketamine=table["hydroxynorketamine_half_block_free"].value
        * (1 + magnesium / magnesium_half_block),
        memantine=pool_half_block(table, name, "memantine", magnesium),
    )
    return Pool(half_block, magnesium_half_block, derive_unblocking_rate(table, name))


def derive_unblocking_rate(table: ParameterTable, name: str) -> float:
    """Return a k_off (1/h): the rate under saturating agonist, times relative activity and voltage."""
    faster = voltage_factor(
        table[f"mean_voltage_{name}"].value,
        table["kinetic_reference_voltage"].value,
        table["ketamine_electrical_distance"].value,
        table["thermal_voltage"].value,
    )
    saturated = table["ketamine_apparent_dissociation"].value * SECONDS_PER_HOUR
    return float(saturated * table[f"relative_activity_{name}"].value * faster)
