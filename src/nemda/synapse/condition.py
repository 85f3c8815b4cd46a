"""What surrounds a synapse: magnesium, pore blockers and the glycine site, as one share of calcium.

share = (1 - block) x magnesium factor x glycine-site factor, each relative to 1 mmol/L magnesium, no drug
and ambient glycine, at which it is 1. Block is the steady occupancy of the pyramidal pool, magnesium the
function of the receptor room at the voltage of pairing, the glycine site its equilibrium with ambient
glycine at GluN2A and GluN2B in equal parts. Wrong if block of the pore and calcium through it are not
proportional.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cache

import numpy as np

from nemda.errors import ParameterError
from nemda.receptor.ligand.library import load_compound
from nemda.receptor.magnesium import (
    MagnesiumBlock,
    magnesium_half_block,
    magnesium_shift,
    magnesium_table,
    magnesium_variant,
    unblocked_fraction,
)
from nemda.receptor.pools import Blockers, Pool, blocking_drive, pool, pool_table
from nemda.synapse.parameters import value_of

REFERENCE_MAGNESIUM = 1.0
SYNAPTIC_SUBTYPES = ("glun2a", "glun2b")


def _level(meaning: str) -> float:
    return field(default=0.0, metadata={"meaning": meaning})


@dataclass(frozen=True)
class Condition:
    """Free levels around the synapse: umol/L, magnesium in mmol/L."""

    magnesium_mmol_l: float = field(default=REFERENCE_MAGNESIUM, metadata={"meaning": "magnesium"})
    ketamine_s: float = _level("S-ketamine")
    ketamine_r: float = _level("R-ketamine")
    norketamine_s: float = _level("S-norketamine")
    norketamine_r: float = _level("R-norketamine")
    hydroxynorketamine: float = _level("hydroxynorketamine")
    memantine: float = _level("memantine")
    d_cycloserine: float = _level("D-cycloserine")

    def __post_init__(self) -> None:
        for each in fields(self):
            level = getattr(self, each.name)
            if not 0 <= level < float("inf"):
                raise ParameterError(
                    "A level cannot be negative.", where=each.name, expected="0 or more", got=level
                )


def nmda_share(condition: Condition) -> float:
    """Return calcium through NMDA receptors relative to 1 mmol/L magnesium and no drug."""
    return (1 - pore_block(condition)) * magnesium_factor(condition) * glycine_site_factor(condition)


def pore_block(condition: Condition) -> float:
    """Return the steady share of synaptic (pyramidal pool) receptors that blockers hold."""
    pyramidal = _pyramidal_pool()
    free = Blockers(*(getattr(condition, name) for name in Blockers._fields))
    shift = magnesium_shift(condition.magnesium_mmol_l, REFERENCE_MAGNESIUM, pyramidal.magnesium_half_block)
    drive = float(np.asarray(blocking_drive(free, pyramidal.half_block) / shift))
    return drive / (1 + drive)


def magnesium_factor(condition: Condition, voltage_mv: float | None = None) -> float:
    """Return open pores free of magnesium relative to 1 mmol/L, at the voltage of pairing or another."""
    block = _magnesium_block()
    voltage = value_of("voltage_while_paired") if voltage_mv is None else voltage_mv
    half = magnesium_half_block(voltage, block.half_block_0mv, block.voltage_slope)
    present = unblocked_fraction(condition.magnesium_mmol_l, half)
    return float(np.asarray(present / unblocked_fraction(REFERENCE_MAGNESIUM, half)))


def glycine_site_factor(condition: Condition) -> float:
    """Return how well the glycine site works relative to ambient glycine alone."""
    ambient = value_of("ambient_glycine")
    factors: list[float] = []
    for subtype in SYNAPTIC_SUBTYPES:
        glycine, _ = _coagonist("glycine", subtype)
        partial, efficacy = _coagonist("d_cycloserine", subtype)
        full, added = ambient / glycine, condition.d_cycloserine / partial
        factors.append((full + efficacy * added) / (1 + full + added) / (full / (1 + full)))
    return sum(factors) / len(factors)


@cache
def _magnesium_block() -> MagnesiumBlock:
    return magnesium_variant(magnesium_table(), "jahr1990")


@cache
def _pyramidal_pool() -> Pool:
    return pool(pool_table(), "pyramidal")


def _coagonist(compound: str, subtype: str) -> tuple[float, float]:
    """Return the half-occupying concentration (umol/L) and efficacy of a compound at a subtype."""
    card = load_compound(compound)
    (site,) = card.coagonists
    half = site.half.get(subtype, site.half.get("any", ""))
    efficacy = site.efficacy.get(subtype, site.efficacy.get("any", ""))
    return card.constants[half].value, card.constants[efficacy].value
