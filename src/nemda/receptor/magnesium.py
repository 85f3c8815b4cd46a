"""Magnesium in the open pore of the NMDA receptor, by voltage and receptor subtype.

Magnesium enters and leaves the pore in well under a millisecond, so on every slower scale its site
is at equilibrium and only the fraction of open pores without magnesium matters:

    K_Mg(V) = K_0 exp(s V),        p_0(V) = 1 / (1 + [Mg] / K_Mg(V))

with K_0 the half-blocking concentration at 0 mV and s the voltage slope (Jahr and Stevens 1990,
PMID 1697902). Published constants differ widely, 0.69 to 8.85 mmol/L at 0 mV and 0.013 to 0.21 at
-50 mV, where the two used most agree on 0.16; all are kept as data, named after their first author.
The sets of single receptor subtypes (glun2a to glun2d) are derived here from how far 1 mmol/L
magnesium shifts the half-blocking concentration of ketamine and memantine.

Wrong if: a blocker that shares the site does not lose potency by the factor 1 + [Mg] / K_Mg(V), or
single spikes are studied (there magnesium leaves in steps of 0.7 and 23 ms, which this form omits).
"""

from __future__ import annotations

from importlib import resources
from typing import NamedTuple

from nemda.errors import ParameterError
from nemda.model.maths import Value, exp
from nemda.model.parameters import ParameterTable, read_table


class MagnesiumBlock(NamedTuple):
    """Constants of one published magnesium block.

    `half_block_0mv` is K_0 in mmol/L, `voltage_slope` is s in 1/mV.
    """

    half_block_0mv: Value
    voltage_slope: Value


def magnesium_half_block(voltage: Value, half_block_0mv: Value, voltage_slope: Value) -> Value:
    """Return K_Mg(V) in mmol/L: the magnesium that blocks half of the open pores at `voltage` (mV)."""
    return half_block_0mv * exp(voltage_slope * voltage)


def unblocked_fraction(magnesium: Value, half_block: Value) -> Value:
    """Return p_0, the fraction of open pores free of magnesium: 1 / (1 + [Mg] / K_Mg).

    `magnesium` is the free extracellular concentration and `half_block` K_Mg(V), both in mmol/L.
    """
    return 1 / (1 + magnesium / half_block)


def magnesium_shift(magnesium: Value, reference: Value, half_block: Value) -> Value:
    """Return by what factor a competing blocker's half-blocking concentration changes with magnesium.

    (1 + [Mg] / K_Mg) / (1 + [Mg]_reference / K_Mg): 1 at the reference, above 1 with more magnesium.
    All three in mmol/L.
    """
    return (1 + magnesium / half_block) / (1 + reference / half_block)


def magnesium_table() -> ParameterTable:
    """Return the published and derived constants of magnesium block."""
    return read_table(resources.files("nemda.receptor") / "data" / "magnesium.toml", "receptor")


def magnesium_variants(table: ParameterTable) -> tuple[str, ...]:
    """Return the names of the constant sets in `table`: jahr1990, ascher1988, ..., glun2d."""
    prefix = "magnesium_half_block_0mv_"
    return tuple(name.removeprefix(prefix) for name in table if name.startswith(prefix))


def magnesium_variant(table: ParameterTable, name: str) -> MagnesiumBlock:
    """Return the constants of one set.

    Raises
    ------
    ParameterError
        The table holds no set of that name.
    """
    if name not in magnesium_variants(table):
        raise ParameterError(
            "Unknown magnesium block.", expected=", ".join(magnesium_variants(table)), got=repr(name)
        )
    return MagnesiumBlock(
        half_block_0mv=table[f"magnesium_half_block_0mv_{name}"].value,
        voltage_slope=table[f"magnesium_voltage_slope_{name}"].value,
    )
